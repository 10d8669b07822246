#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

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
  const Outcome summary = run_program(
      {"/bin/sh", "-c", "umask 027; exec " HEAPDIFF_BINARY " summary a -o report.txt"},
      {.directory = directory.path().string()});
  ASSERT_EQ(summary.status, 0) << summary.err;
  struct stat status {};
  ASSERT_EQ(stat((directory.path() / "report.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

// heapdiff nodes BIG | head -1
TEST(Program, EndsQuietlyWhenItsReaderGoesAway) {
  const TemporaryDirectory directory;
  Heap heap;
  for (int i = 0; i < 20'000; ++i) heap.node(fmt::format("A#{}", i), 16);
  directory.write("a", heap.json());
  const Outcome outcome = run_program(
      {"/bin/sh", "-c",
       "(" HEAPDIFF_BINARY " nodes a; echo status $? >&2) | head -n 1"},
      {.directory = directory.path().string()});
  EXPECT_THAT(outcome.out, testing::StartsWith("{\"index\":0,"));
  EXPECT_EQ(outcome.err, "status 0\n");
}

// root ─▶ Item ─next▶ Item ─next▶ … one million, and back from the last to the first
std::string list_of(std::uint32_t length, std::uint32_t size) {
  std::string nodes = "9,0,1,0,1,0\n";
  std::string edges = "2,2,6\n";
  for (std::uint32_t i = 1; i <= length; ++i) {
    fmt::format_to(std::back_inserter(nodes), ",3,1,{},{},1,0\n", 2 * i + 1, size);
    fmt::format_to(std::back_inserter(edges), ",2,2,{}\n", i < length ? (i + 1) * 6 : 6);
  }
  std::string json = replaced(Heap().json(), "[9,1,1,0,0,0\n]", "[" + nodes + "]");
  json = replaced(std::move(json), "\"edges\":[\n]", "\"edges\":[" + edges + "]");
  json = replaced(std::move(json), "\"node_count\":1,\"edge_count\":0",
                  fmt::format("\"node_count\":{0},\"edge_count\":{0}", length + 1));
  return replaced(std::move(json), "[\"<dummy>\",\n\"\"]", "[\"\",\"Item\",\"next\"]");
}

constexpr std::uint64_t small_stack = std::uint64_t{1} << 20;

TEST(DeepHeaps, AMillionElementsOfAListNeedNoDeepStack) {
  constexpr std::uint32_t length = 1'000'000;
  const TemporaryDirectory directory;
  directory.write("short", list_of(10, 32));
  directory.write("long", list_of(length, 32));
  const RunOptions options{.directory = directory.path().string(),
                           .stack_bytes_max = small_stack};

  const Outcome diff = run_heapdiff({"short", "long", "--format", "json"}, options);
  EXPECT_EQ(diff.status, 0) << diff.err;
  EXPECT_THAT(diff.out, testing::HasSubstr("\"new\": 999990"));
  EXPECT_THAT(diff.out, testing::HasSubstr("\"repeated\": true"));
  EXPECT_THAT(diff.out, testing::HasSubstr("\"balanced\": true"));

  const Outcome summary = run_heapdiff({"summary", "long", "--format", "json"}, options);
  EXPECT_EQ(summary.status, 0) << summary.err;
  EXPECT_THAT(summary.out, testing::HasSubstr("\"retained\": 32000000"));

  const Outcome path = run_heapdiff({"path", "long", "@2000001", "--format", "json"}, options);
  EXPECT_EQ(path.status, 0) << path.err;
  EXPECT_THAT(path.out, testing::HasSubstr("\"reachable\": true"));

  const Outcome nodes = run_heapdiff({"nodes", "long", "-o", "/dev/null"}, options);
  EXPECT_EQ(nodes.status, 0) << nodes.err;
}

}  // namespace
}  // namespace heapdiff::test
