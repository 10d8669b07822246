#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

namespace fs = std::filesystem;

std::string sample() { return Heap().node("Cache", 16).edge("root", "Cache").json(); }

std::size_t count_of_files(const fs::path& directory) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST(Program, ReadsASnapshotFromAPipe) {
  const Outcome summary = run_heapdiff({"summary", "-"}, {.input = sample()});
  EXPECT_EQ(summary.status, 0) << summary.err;
  EXPECT_THAT(summary.out, testing::HasSubstr("<stdin>"));
  EXPECT_THAT(summary.out, testing::HasSubstr("Cache"));
}

TEST(Program, ReadsACompressedSnapshotFromAPipe) {
  const Outcome plain = run_heapdiff({"summary", "-"}, {.input = sample()});
  EXPECT_EQ(run_heapdiff({"summary", "-"}, {.input = gzipped(sample())}).out, plain.out);
  EXPECT_EQ(run_heapdiff({"summary", "-"}, {.input = zstd_compressed(sample())}).out, plain.out);
}

TEST(OutputFile, HasTheBytesOfStandardOutput) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const RunOptions here{.directory = directory.path().string()};
  const Outcome to_file = run_heapdiff({"summary", "a", "-o", "report.txt"}, here);
  EXPECT_EQ(to_file.status, 0);
  EXPECT_EQ(to_file.out, "");
  EXPECT_EQ(read_file(directory.path() / "report.txt"), run_heapdiff({"summary", "a"}, here).out);
  EXPECT_EQ(count_of_files(directory.path()), 2u);
}

TEST(OutputFile, IsReplacedWholeOrNotAtAll) {
  const TemporaryDirectory directory;
  directory.write("a", "not a snapshot");
  directory.write("report.txt", "yesterday's");
  const Outcome summary =
      run_heapdiff({"summary", "a", "-o", "report.txt"}, {.directory = directory.path().string()});
  EXPECT_EQ(summary.status, 2);
  EXPECT_EQ(read_file(directory.path() / "report.txt"), "yesterday's");
  EXPECT_EQ(count_of_files(directory.path()), 2u);
}

TEST(OutputFile, InADirectoryThatDoesNotExistIsRefusedWithTheSystemsReason) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const Outcome summary = run_heapdiff({"summary", "a", "-o", "missing/report.txt"},
                                       {.directory = directory.path().string()});
  EXPECT_EQ(summary.status, 2);
  EXPECT_EQ(summary.err, "heapdiff: missing/report.txt: No such file or directory\n");
}

TEST(OutputFile, OnAFullDiskIsTrouble) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const TemporaryDirectory directory;
  const std::string path = directory.write("a", sample());
  const Outcome summary = run_heapdiff({"summary", path, "-o", "/dev/full"});
  EXPECT_EQ(summary.status, 2);
  EXPECT_EQ(summary.err, "heapdiff: /dev/full: No space left on device\n");
}

TEST(OutputFile, IsReadableAsTheUmaskSays) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const Outcome summary =
      run_program({"/bin/sh", "-c", "umask 027; exec " HEAPDIFF_BINARY " summary a -o report.txt"},
                  {.directory = directory.path().string()});
  ASSERT_EQ(summary.status, 0) << summary.err;
  struct stat status {};
  ASSERT_EQ(stat((directory.path() / "report.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

TEST(OutputFile, LeavesThePermissionsOfTheOneThatItReplaces) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const fs::path report = directory.write("report.txt", "yesterday's");
  for (const mode_t mode : {mode_t{0600}, mode_t{0666}, mode_t{0751}}) {
    ASSERT_EQ(chmod(report.c_str(), mode), 0);
    const Outcome summary = run_program(
        {"/bin/sh", "-c", "umask 022; exec " HEAPDIFF_BINARY " summary a -o report.txt"},
        {.directory = directory.path().string()});
    EXPECT_EQ(summary.status, 0) << summary.err;
    EXPECT_EQ(mode_of(report), mode);
    EXPECT_THAT(read_file(report), testing::HasSubstr("Cache"));
  }
}

TEST(OutputFile, KeepsItsOwnerWhereRootReplacesIt) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give files away";
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const fs::path report = directory.write("report.txt", "yesterday's");
  ASSERT_EQ(chown(report.c_str(), 4321, 1234), 0);
  ASSERT_EQ(chmod(report.c_str(), 0640), 0);
  const Outcome summary =
      run_heapdiff({"summary", "a", "-o", "report.txt"}, {.directory = directory.path().string()});
  EXPECT_EQ(summary.status, 0) << summary.err;
  struct stat status {};
  ASSERT_EQ(stat(report.c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 4321u);
  EXPECT_EQ(status.st_gid, 1234u);
  EXPECT_EQ(mode_of(report), 0640u);
}

/// Links of every kind: relative ones count from where they stand.
TEST(OutputFile, GoesWhereASymbolicLinkLeads) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const fs::path here = directory.path();
  fs::create_directories(here / "store" / "old");
  write_file(here / "store" / "report.txt", "yesterday's");
  ASSERT_EQ(chmod((here / "store" / "report.txt").c_str(), 0600), 0);
  fs::create_symlink("store/report.txt", here / "relative");
  fs::create_symlink("../report.txt", here / "store" / "old" / "up");
  fs::create_symlink(here / "store" / "old" / "up", here / "chain");
  fs::create_symlink("store/new.txt", here / "dangling");
  const std::string whole = run_heapdiff({"summary", "a"}, {.directory = here.string()}).out;
  for (const char* link : {"relative", "chain", "dangling"}) {
    SCOPED_TRACE(link);
    const fs::path target = here / "store" / (link[0] == 'd' ? "new.txt" : "report.txt");
    if (link[0] != 'd') write_file(target, "yesterday's");
    const Outcome summary =
        run_heapdiff({"summary", "a", "-o", link}, {.directory = here.string()});
    EXPECT_EQ(summary.status, 0) << summary.err;
    EXPECT_TRUE(fs::is_symlink(fs::symlink_status(here / link)));
    EXPECT_FALSE(fs::is_symlink(fs::symlink_status(target)));
    EXPECT_EQ(read_file(target), whole);
  }
  EXPECT_EQ(mode_of(here / "store" / "report.txt"), 0600u);
  EXPECT_EQ(count_of_files(here / "store"), 3u);
  EXPECT_EQ(count_of_files(here), 5u);
}

TEST(OutputFile, BehindALinkIsLeftAloneWhereTheReportFails) {
  const TemporaryDirectory directory;
  directory.write("a", "not a snapshot");
  directory.write("target", "yesterday's");
  fs::create_symlink("target", directory.path() / "report.txt");
  const Outcome summary =
      run_heapdiff({"summary", "a", "-o", "report.txt"}, {.directory = directory.path().string()});
  EXPECT_EQ(summary.status, 2);
  EXPECT_EQ(read_file(directory.path() / "target"), "yesterday's");
  EXPECT_EQ(count_of_files(directory.path()), 3u);
}

TEST(OutputFile, BehindLinksThatGoRoundIsRefused) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  fs::create_symlink("second", directory.path() / "first");
  fs::create_symlink("first", directory.path() / "second");
  const Outcome summary =
      run_heapdiff({"summary", "a", "-o", "first"}, {.directory = directory.path().string()});
  EXPECT_EQ(summary.status, 2);
  EXPECT_EQ(summary.err, "heapdiff: first: Too many levels of symbolic links\n");
}

// heapdiff nodes BIG | head -1
TEST(Program, EndsQuietlyWhenItsReaderGoesAway) {
  const TemporaryDirectory directory;
  Heap heap;
  for (int i = 0; i < 20'000; ++i) {
    const std::string label = fmt::format("A#{}", i);
    heap.node(label, 16).edge("root", label);
  }
  directory.write("a", heap.json());
  const Outcome outcome = run_program(
      {"/bin/sh", "-c", "(" HEAPDIFF_BINARY " nodes a; echo status $? >&2) | head -n 1"},
      {.directory = directory.path().string()});
  EXPECT_THAT(outcome.out, testing::StartsWith("{\"index\":0,"));
  EXPECT_EQ(outcome.err, "status 0\n");
}

// How much of a value is kept depends on how long all texts are; what is shown of it does not.
TEST(Program, NodesShowTheStartOfAValueHoweverLongAllTextsAre) {
  const TemporaryDirectory directory;
  const std::string text(std::size_t{33} << 20, 'x');
  directory.write("a", Heap().string("long", 24).named(text).edge("root", "long").json());
  const Outcome nodes = run_heapdiff({"nodes", "a"}, {.directory = directory.path().string()});
  ASSERT_EQ(nodes.status, 0) << nodes.err;
  EXPECT_THAT(nodes.out, testing::HasSubstr(fmt::format("\"{}…\"", text.substr(0, 48))));
}

// The after side is begun before all of the before side is read.
TEST(Program, OfTwoBrokenFilesTheFirstIsNamed) {
  const std::string whole = sample();
  const std::string in_edges = whole.substr(0, whole.find("\"edges\"") + 12);
  const std::string in_strings = whole.substr(0, whole.find("\"strings\"") + 14);
  const TemporaryDirectory directory;
  directory.write("whole", whole);
  directory.write("in-edges", in_edges);
  directory.write("in-strings", in_strings);
  const RunOptions here{.directory = directory.path().string()};
  for (const char* threads : {"1", "2", "3"}) {
    const auto error_of = [&](const char* before, const char* after) {
      const Outcome diff = run_heapdiff({before, after, "--threads", threads}, here);
      EXPECT_EQ(diff.status, 2) << before << ' ' << after;
      return diff.err;
    };
    EXPECT_THAT(error_of("in-strings", "in-edges"), testing::HasSubstr("in-strings: "));
    EXPECT_THAT(error_of("in-edges", "in-strings"), testing::HasSubstr("in-edges: "));
    EXPECT_THAT(error_of("in-strings", "missing"), testing::HasSubstr("in-strings: "));
    EXPECT_THAT(error_of("whole", "in-strings"), testing::HasSubstr("in-strings: "));
  }
}

struct WrongValue {
  std::vector<std::string> words;
  const char* option;
};

// The words of the manual, not those of a library.
TEST(Options, AWrongValueIsRefusedInWordsThatAUserKnows) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const WrongValue wrong[] = {{{"a", "a", "--sort", "name"}, "--sort"},
                              {{"a", "a", "--top", "many"}, "--top"},
                              {{"a", "a", "--top"}, "--top"},
                              {{"a", "a", "--chains", "1.5"}, "--chains"},
                              {{"a", "a", "--units", "metric"}, "--units"},
                              {{"summary", "a", "--format", "xml"}, "--format"},
                              {{"nodes", "a", "--format", "text"}, "--format"},
                              {{"summary", "a", "--color", "red"}, "--color"}};
  for (const WrongValue& value : wrong) {
    const Outcome outcome = run_heapdiff(value.words, {.directory = directory.path().string()});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, testing::HasSubstr(value.option));
    for (const char* jargon : {"->", "FAILED", "UINT", "Could not convert", "Check "}) {
      EXPECT_THAT(outcome.err, testing::Not(testing::HasSubstr(jargon)));
    }
  }
}

TEST(Options, NumbersDoNotStandForWords) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  EXPECT_EQ(
      run_heapdiff({"a", "a", "--sort", "1"}, {.directory = directory.path().string()}).status, 2);
}

TEST(Options, ANegativeNumberOfRowsIsRefused) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  for (const char* option : {"--top", "--chains"}) {
    EXPECT_EQ(
        run_heapdiff({"a", "a", option, "-1"}, {.directory = directory.path().string()}).status, 2)
        << option;
  }
}

TEST(Program, AClassNameOfTenMegabytesIsCutInTextAndWholeInJson) {
  const TemporaryDirectory directory;
  directory.write("a", Heap().node("Big", 16).named(std::string(10'000'000, 'x')).json());
  const RunOptions here{.directory = directory.path().string()};
  const Outcome text = run_heapdiff({"summary", "a"}, here);
  EXPECT_EQ(text.status, 0);
  EXPECT_LT(text.out.size(), 1000u);
  EXPECT_GT(run_heapdiff({"summary", "a", "--format", "json"}, here).out.size(), 10'000'000u);
}

}  // namespace
}  // namespace heapdiff::test
