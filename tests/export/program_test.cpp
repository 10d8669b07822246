// heapdiff export as a program: where its files go, what it refuses, and what is left of a run that
// ends early.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <set>

#include "heapdiff/export.hpp"
#include "support/database.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"
#include "support/programs.hpp"

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

std::set<std::string> files_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

/// A folder with a snapshot in it, and heapdiff in that folder.
class Exports : public testing::Test {
 protected:
  Exports() { directory.write("a.heapsnapshot", list_of(200).json()); }

  Outcome run(std::vector<std::string> words, RunOptions options = {}) const {
    words.insert(words.begin(), "export");
    options.directory = directory.path().string();
    return run_heapdiff(std::move(words), options);
  }
  [[nodiscard]] fs::path path(const std::string& name) const { return directory.path() / name; }
  [[nodiscard]] Rows ask(const std::string& file, const std::string& sql) const {
    return Database(path(file).string()).ask(sql);
  }

  TemporaryDirectory directory;
};

TEST_F(Exports, WriteADatabaseAndNothingBesideIt) {
  const Outcome outcome = run({"a.heapsnapshot", "-o", "heap.sqlite", "--label", "host=web-1"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out + outcome.err, "");
  EXPECT_THAT(files_in(directory.path()), ElementsAre("a.heapsnapshot", "heap.sqlite"));
  EXPECT_THAT(ask("heap.sqlite", "SELECT holder, entries FROM holders"),
              ElementsAre("pending|200"));
  EXPECT_THAT(ask("heap.sqlite", "SELECT label, value FROM labels"), ElementsAre("host|web-1"));
}

TEST_F(Exports, TheSameSnapshotGivesTheSameBytes) {
  ASSERT_EQ(run({"a.heapsnapshot", "-o", "1", "--threads", "1"}).status, 0);
  ASSERT_EQ(run({"a.heapsnapshot", "-o", "2", "--threads", "3"}).status, 0);
  EXPECT_TRUE(read_file(path("1")) == read_file(path("2")));
}

TEST_F(Exports, ReplaceAFileAndKeepItsModeAndLink) {
  directory.write("old.sqlite", "yesterday's");
  fs::permissions(path("old.sqlite"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("old.sqlite", path("link"));
  ASSERT_EQ(run({"a.heapsnapshot", "-o", "link"}).status, 0);
  EXPECT_TRUE(fs::is_symlink(path("link")));
  struct stat status {};
  ASSERT_EQ(stat(path("old.sqlite").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_THAT(ask("old.sqlite", "SELECT count(*) FROM suspects"), ElementsAre("1"));
}

TEST_F(Exports, WriteAFolderOfFiles) {
  ASSERT_EQ(run({"a.heapsnapshot", "-o", "heap", "--format", "ndjson"}).status, 0);
  EXPECT_THAT(files_in(path("heap")),
              ElementsAre("classes.ndjson", "dominators.ndjson", "edges.ndjson", "holders.ndjson",
                          "locations.ndjson", "nodes.ndjson", "snapshot.ndjson", "strings.ndjson",
                          "suspect_paths.ndjson", "suspects.ndjson"));
  // Again, over itself.
  directory.write("heap/holders.ndjson", "yesterday's");
  directory.write("heap/README", "mine");
  ASSERT_EQ(run({"a.heapsnapshot", "-o", "heap", "--format", "ndjson"}).status, 0);
  EXPECT_THAT(read_file(path("heap/holders.ndjson")), HasSubstr("\"holder\":\"pending\""));
  EXPECT_EQ(read_file(path("heap/README")), "mine");
}

TEST_F(Exports, RefuseToMixWithFilesOfAnotherExport) {
  ASSERT_EQ(run({"a.heapsnapshot", "-o", "heap", "--format", "ndjson"}).status, 0);
  const Outcome outcome =
      run({"a.heapsnapshot", "-o", "heap", "--format", "ndjson", "--compress", "gzip"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "heapdiff: heap/snapshot.ndjson: is of another export, and would be read with this "
            "one\n  hint: remove it, or name another folder\n");
  EXPECT_EQ(files_in(path("heap")).size(), 10u);
}

TEST_F(Exports, OfASavedSummaryAreSmallAndHaveLabels) {
  ASSERT_EQ(run_heapdiff({"save", path("a.heapsnapshot"), "-o", path("a.hds")}).status, 0);
  const Outcome outcome = run({"a.hds", "-o", "out", "--format", "ndjson", "--compress", "zstd",
                               "--label", "host=web-1", "--label", "version=1.4.2"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(files_in(path("out")),
              ElementsAre("classes.ndjson.zst", "holders.ndjson.zst", "snapshot.ndjson.zst"));
  ASSERT_EQ(run({"a.hds", "-o", "plain", "--format", "ndjson", "--label", "host=web-1"}).status, 0);
  EXPECT_THAT(read_file(path("plain/holders.ndjson")),
              testing::StartsWith("{\"file\":\"a.heapsnapshot\",\"taken\":\"20"));
  EXPECT_THAT(read_file(path("plain/holders.ndjson")),
              HasSubstr("\"labels\":{\"host\":\"web-1\"},\"holder_id\":0,\"holder\":\"pending\""));
}

TEST_F(Exports, ReadStandardInput) {
  const Outcome outcome =
      run({"-", "-o", "heap.sqlite"}, {.input = read_file(path("a.heapsnapshot"))});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(ask("heap.sqlite", "SELECT taken FROM snapshot"), ElementsAre("-"));
}

TEST_F(Exports, SayWhatIsWrongWithTheCommand) {
  const auto error = [&](std::vector<std::string> words) {
    const Outcome outcome = run(std::move(words));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(error({"a.heapsnapshot"}),
            "heapdiff: an export goes to a file or a folder\n"
            "  hint: -o heap.sqlite; or -o DIR --format ndjson\n");
  EXPECT_EQ(error({"a.heapsnapshot", "-o", "-"}), error({"a.heapsnapshot"}));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "x", "--compress", "zstd"}),
              HasSubstr("--compress is for --format ndjson"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "x", "--label", "host"}),
              HasSubstr("expected NAME=VALUE"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "x", "--label", "a-b=c"}),
              HasSubstr("expected NAME=VALUE"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "x", "--label", "h=1", "--label", "h=2"}),
              HasSubstr("two labels are called h"));
  EXPECT_THAT(error({"missing", "-o", "x"}), HasSubstr("missing: No such file"));
  EXPECT_THAT(error({"missing", "-o", "x", "--format", "ndjson"}),
              HasSubstr("missing: No such file"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "no/x"}), HasSubstr("no/x: No such file"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "no/x", "--format", "ndjson"}),
              HasSubstr("no/x: No such file"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "."}), HasSubstr(".: Is a directory"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "/dev/full"}), HasSubstr("/dev/full: is not a file"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "a.heapsnapshot", "--format", "ndjson"}),
              HasSubstr("a.heapsnapshot: Not a directory"));
  EXPECT_THAT(error({"a.heapsnapshot", "-o", "x", "--max-memory", "5MB"}),
              HasSubstr("needs about"));
  EXPECT_THAT(files_in(directory.path()), ElementsAre("a.heapsnapshot"));
}

TEST_F(Exports, AFullDiskLeavesWhatWasThere) {
  directory.write("old.sqlite", "yesterday's");
  const Outcome database = run({"a.heapsnapshot", "-o", "old.sqlite"}, {.file_bytes_max = 20'000});
  EXPECT_EQ(database.status, 2);
  EXPECT_EQ(database.err,
            "heapdiff: old.sqlite: File too large\n"
            "  hint: nothing of the report is left, and an older one is as it was\n");
  EXPECT_EQ(read_file(path("old.sqlite")), "yesterday's");
  const Outcome folder =
      run({"a.heapsnapshot", "-o", "heap", "--format", "ndjson"}, {.file_bytes_max = 20'000});
  EXPECT_EQ(folder.status, 2);
  EXPECT_THAT(folder.err, HasSubstr("heap/nodes.ndjson: File too large"));
  EXPECT_THAT(files_in(directory.path()), ElementsAre("a.heapsnapshot", "old.sqlite"));
  // A file of the folder that can take nothing.
  fs::create_directory(path("full"));
  fs::create_symlink("/dev/full", path("full/edges.ndjson"));
  const Outcome full = run({"a.heapsnapshot", "-o", "full", "--format", "ndjson"});
  EXPECT_EQ(full.status, 2);
  EXPECT_THAT(full.err, HasSubstr("full/edges.ndjson: No space left on device"));
  EXPECT_THAT(files_in(path("full")), ElementsAre("edges.ndjson"));
}

TEST_F(Exports, AnInterruptLeavesTheOldOneOrTheNewOne) {
  Heap heap;
  for (int i = 0; i < 20'000; ++i) {
    const std::string label = fmt::format("A#{}", i);
    heap.node(label, 16).edge("root", label);
  }
  directory.write("b", heap.json());
  for (const bool is_folder : {false, true}) {
    std::vector<std::string> words{"b", "-o", "out"};
    if (is_folder) words.insert(words.end(), {"--format", "ndjson"});
    fs::remove_all(path("out"));
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(run(words).status, 0);
    const auto whole_run = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start);
    constexpr int moments = 8;
    int interrupted = 0;
    for (int i = 0; i < moments; ++i) {
      SCOPED_TRACE(i);
      fs::remove_all(path("out"));
      const Outcome outcome = run(words, {.signal = i % 2 == 0 ? SIGINT : SIGTERM,
                                          .signal_after = whole_run * i / moments});
      const bool is_there = files_in(directory.path()).contains("out");
      EXPECT_EQ(files_in(directory.path()).size(), is_there ? 3u : 2u);
      if (is_there && is_folder) {
        EXPECT_EQ(files_in(path("out")).size(), 10u);
      } else if (is_there) {
        EXPECT_THAT(ask("out", "SELECT count(*) FROM nodes"), ElementsAre("20001"));
      }
      EXPECT_TRUE(is_there || outcome.status > 128);
      interrupted += outcome.status > 128 ? 1 : 0;
    }
    EXPECT_GT(interrupted, 0);
  }
}

TEST_F(Exports, KeepTheMemoryThatTheyForetell) {
  if (is_sanitized()) GTEST_SKIP() << "sanitizers take memory of their own";
  const std::string real =
      HEAPDIFF_SOURCE_DIR "/testdata/pairs/unbounded-map.after.heapsnapshot.gz";
  const Outcome outcome = run({real, "-o", "x", "--max-memory", "1"});
  EXPECT_EQ(outcome.status, 2);
  const std::size_t at = outcome.err.find("about ");
  ASSERT_NE(at, std::string::npos) << outcome.err;
  const double needed = std::stod(outcome.err.substr(at + 6)) * 1e6;
  EXPECT_LE(static_cast<double>(run({real, "-o", "x"}).peak_bytes), needed);
  EXPECT_LE(static_cast<double>(run({real, "-o", "dir", "--format", "ndjson"}).peak_bytes), needed);
}

}  // namespace
}  // namespace heapdiff::test
