// heapdiff index as a program: where the file goes, who uses it, and when nobody does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "support/indexes.hpp"
#include "support/program.hpp"
#include "support/programs.hpp"

namespace heapdiff::test {
namespace {

using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

constexpr std::string_view used = "a.heapsnapshot.hdx: used in place of the snapshot";

/// Two snapshots of a program in a folder, and heapdiff in that folder.
class Indexes : public testing::Test {
 protected:
  Indexes() {
    directory.write("a.heapsnapshot", list_of(200).json());
    directory.write("b.heapsnapshot", list_of(900).json());
  }

  Outcome run(std::vector<std::string> words) const {
    RunOptions options;
    options.directory = directory.path().string();
    return run_heapdiff(std::move(words), options);
  }
  [[nodiscard]] fs::path path(const std::string& name) const { return directory.path() / name; }
  void make_index() const { ASSERT_EQ(run({"index", "a.heapsnapshot"}).err, ""); }

  TemporaryDirectory directory;
};

TEST_F(Indexes, AreWrittenBesideTheSnapshotOrWhereTheUserSays) {
  const Outcome outcome = run({"index", "a.heapsnapshot"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out + outcome.err, "");
  EXPECT_TRUE(fs::exists(path("a.heapsnapshot.hdx")));
  EXPECT_EQ(run({"index", "b.heapsnapshot", "-o", "other.hdx"}).status, 0);
  EXPECT_TRUE(fs::exists(path("other.hdx")));
  EXPECT_FALSE(fs::exists(path("b.heapsnapshot.hdx")));
}

TEST_F(Indexes, TheSameSnapshotGivesTheSameBytes) {
  ASSERT_EQ(run({"index", "a.heapsnapshot", "-o", "1", "--threads", "1"}).status, 0);
  ASSERT_EQ(run({"index", "a.heapsnapshot", "-o", "2", "--threads", "3"}).status, 0);
  EXPECT_TRUE(read_file(path("1")) == read_file(path("2")));
}

TEST_F(Indexes, EveryCommandSaysTheSameWithOne) {
  const std::vector<std::vector<std::string>> commands = {
      {"a.heapsnapshot", "b.heapsnapshot", "--format", "json"},
      {"b.heapsnapshot", "a.heapsnapshot", "--force"},
      {"a.heapsnapshot", "b.heapsnapshot", "--report", "html=-"},
      {"a.heapsnapshot", "b.heapsnapshot", "--max-memory", "100M"},
      {"a.heapsnapshot"},
      {"a.heapsnapshot", "--no-strings"},
      {"a.heapsnapshot", "--report", "html=-"},
      {"path", "a.heapsnapshot", "@11", "--no-strings", "--format", "json"},
      {"path", "a.heapsnapshot", "@11", "--ignore", "@5"},
      {"summary", "a.heapsnapshot"},
      {"path", "a.heapsnapshot", "@11"},
      {"nodes", "a.heapsnapshot"},
      {"retainers", "a.heapsnapshot", "@11"},
      {"strings", "a.heapsnapshot", "e"},
      {"duplicates", "a.heapsnapshot"},
      {"export", "a.heapsnapshot", "-o", "heap.sqlite"},
  };
  std::vector<Outcome> without;
  for (const auto& command : commands) without.push_back(run(command));
  make_index();
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const Outcome with = run(commands[i]);
    EXPECT_EQ(with.status, without[i].status) << testing::PrintToString(commands[i]);
    EXPECT_EQ(with.out, without[i].out) << testing::PrintToString(commands[i]);
    EXPECT_THAT(with.err, HasSubstr(std::string(used)));
    std::vector<std::string> ignoring = commands[i];
    ignoring.emplace_back("--no-index");
    EXPECT_EQ(run(ignoring).err, without[i].err);
  }
}

TEST_F(Indexes, AreReadWithoutTheirSnapshot) {
  const Outcome without = run({"path", "a.heapsnapshot", "@11"});
  make_index();
  fs::remove(path("a.heapsnapshot"));
  const Outcome with = run({"path", "a.heapsnapshot.hdx", "@11"});
  EXPECT_EQ(with.status, 0) << with.err;
  EXPECT_EQ(with.out, without.out);
}

TEST_F(Indexes, SayThatThereIsNoSuchObject) {
  const Outcome without = run({"path", "a.heapsnapshot", "@999999"});
  make_index();
  const Outcome with = run({"path", "a.heapsnapshot", "@999999"});
  EXPECT_EQ(with.status, 2);
  EXPECT_EQ(with.err, without.err);
}

TEST_F(Indexes, OfAnotherStateOfTheSnapshotAreNotUsed) {
  make_index();
  directory.write("a.heapsnapshot", list_of(300).json());
  const Outcome outcome = run({"summary", "a.heapsnapshot"});
  EXPECT_THAT(outcome.err, HasSubstr("a.heapsnapshot.hdx: not used: the snapshot was changed"));
  EXPECT_EQ(outcome.out, run({"summary", "a.heapsnapshot", "--no-index"}).out);
  // Nor where only the time tells.
  directory.write("a.heapsnapshot", list_of(200).json());
  fs::last_write_time(path("a.heapsnapshot"),
                      fs::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_THAT(run({"summary", "a.heapsnapshot"}).err, HasSubstr("not used"));
}

TEST_F(Indexes, DamagedOnesAreToldAndNotUsed) {
  make_index();
  const Outcome whole = run({"summary", "a.heapsnapshot", "--no-index"});
  std::string bytes = read_file(path("a.heapsnapshot.hdx"));
  bytes[sections_of(bytes)[8].offset] ^= 1;
  write_file(path("a.heapsnapshot.hdx"), bytes);
  const Outcome outcome = run({"summary", "a.heapsnapshot"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, whole.out);
  EXPECT_THAT(outcome.err, HasSubstr("a.heapsnapshot.hdx: not used: its column of node types is "
                                     "damaged"));
  const Outcome named = run({"summary", "a.heapsnapshot.hdx"});
  EXPECT_EQ(named.status, 2);
  EXPECT_EQ(named.out, "");
  EXPECT_THAT(named.err, HasSubstr("heapdiff index makes it anew"));
}

TEST_F(Indexes, OfAnotherVersionAreNotUsed) {
  make_index();
  std::string bytes = read_file(path("a.heapsnapshot.hdx"));
  ++bytes[16];  // where the version stands
  write_file(path("a.heapsnapshot.hdx"), bytes);
  EXPECT_THAT(run({"summary", "a.heapsnapshot"}).err, HasSubstr("another version of heapdiff"));
}

TEST_F(Indexes, AreMadeOnRequestAndAnewWhereTheyAreOld) {
  const Outcome first = run({"a.heapsnapshot", "b.heapsnapshot", "--index"});
  EXPECT_TRUE(fs::exists(path("a.heapsnapshot.hdx")) && fs::exists(path("b.heapsnapshot.hdx")));
  EXPECT_THAT(first.err, HasSubstr(std::string(used)));
  directory.write("a.heapsnapshot", list_of(300).json());
  const Outcome second = run({"summary", "a.heapsnapshot", "--index"});
  EXPECT_THAT(second.err, HasSubstr(std::string(used)));
  EXPECT_EQ(second.out, run({"summary", "a.heapsnapshot", "--no-index"}).out);
  EXPECT_EQ(run({"summary", "a.heapsnapshot", "--index", "--no-index"}).status, 2);
}

TEST_F(Indexes, NoCommandMakesOneUnasked) {
  ASSERT_EQ(run({"a.heapsnapshot", "b.heapsnapshot"}).status, 0);
  EXPECT_FALSE(fs::exists(path("a.heapsnapshot.hdx")));
}

TEST_F(Indexes, AreNoSnapshotsOfAFolder) {
  directory.write("c.heapsnapshot", list_of(1500).json());
  const Outcome without = run({"trend", "."});
  ASSERT_EQ(run({"trend", ".", "--index"}).status, 0);
  ASSERT_TRUE(fs::exists(path("c.heapsnapshot.hdx")));
  const Outcome with = run({"trend", "."});
  EXPECT_EQ(with.out, without.out);
  EXPECT_THAT(with.err, HasSubstr(std::string(used)));
}

TEST_F(Indexes, OnlyWholeFilesHaveOne) {
  const std::string text = list_of(200).json();
  directory.write("cut.heapsnapshot", text.substr(0, text.size() / 2));
  const Outcome cut = run({"index", "cut.heapsnapshot"});
  EXPECT_EQ(cut.status, 2);
  EXPECT_FALSE(fs::exists(path("cut.heapsnapshot.hdx")));
  EXPECT_EQ(run({"index", "-"}).status, 2);
  EXPECT_EQ(run({"index", "nowhere"}).status, 2);
  make_index();
  EXPECT_THAT(run({"index", "a.heapsnapshot.hdx"}).err, HasSubstr("is an index already"));
  // Nothing says that the file is still whole, and salvaging looks.
  EXPECT_THAT(run({"summary", "a.heapsnapshot", "--salvage"}).err, Not(HasSubstr("used in place")));
}

TEST_F(Indexes, HaveNoOriginalNames) {
  directory.write("m.heapsnapshot", Heap()
                                        .closure("main", 64)
                                        .at(7, 0, 0)
                                        .script("main", "/app/app.js")
                                        .edge("root", "main")
                                        .json());
  directory.write(
      "app.js.map",
      R"({"version":3,"sources":["app.ts"],"names":[],"mappings":"AAAA","file":"app.js"})");
  ASSERT_EQ(run({"index", "m.heapsnapshot"}).err, "");
  const Outcome outcome = run({"m.heapsnapshot", "--source-map", "app.js.map"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("not used: its scripts have source maps"));
  EXPECT_THAT(run({"m.heapsnapshot"}).err, HasSubstr("used in place"));
  EXPECT_EQ(run({"m.heapsnapshot.hdx", "--source-map", "app.js.map"}).status, 2);
}

}  // namespace
}  // namespace heapdiff::test
