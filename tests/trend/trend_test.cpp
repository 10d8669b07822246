#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapdiff/files.hpp"
#include "heapdiff/gate.hpp"
#include "heapdiff/render.hpp"
#include "support/program.hpp"
#include "support/programs.hpp"
#include "trend/follow.hpp"

namespace heapdiff::test {
namespace {

using testing::HasSubstr;

/// A Map of so many items that a variable holds.
Heap sessions(int count) {
  Heap heap = table(program(), "map");
  heap.context("module", "map", "sessionsById");
  return with_items(std::move(heap), 0, count, [](Heap& h, const std::string& item, int i) {
    hold_in_table(h, "map", item, i);
  });
}

/// The trend of heaps in which the Map has so many items.
Trend trend_of(const std::vector<int>& counts, TrendOptions options = {}) {
  std::vector<trend::Point> points;
  for (const int count : counts) {
    points.push_back({saved::summarise(analysed(sessions(count)), 1), false});
  }
  DiffOptions diffing;
  if (options.ops) diffing.ops = *options.ops * (counts.size() - 1);
  Result<Diff> whole = saved::compare(points.front().summary, points.back().summary, diffing);
  EXPECT_TRUE(whole.has_value());
  return trend::follow(points, std::move(*whole), options);
}

Result<Gate> judged(const Trend& trend, const char* rule) {
  GateOptions options;
  options.rules.push_back(*parse_rule(rule));
  return judge_trend(trend, options);
}

TEST(Trend, APlantedLeakIsMeasuredWithinFivePercent) {
  TrendOptions options;
  options.ops = 100;
  const Trend trend = trend_of({100, 200, 300, 400, 500, 600}, options);
  ASSERT_EQ(trend.suspects.size(), 1u);
  const Trend::OfSuspect& of = trend.suspects[0];
  EXPECT_TRUE(of.is_of_holder);
  EXPECT_EQ(of.series.course, Course::linear);
  EXPECT_NEAR(of.series.slope_per_op->value, 1000, 50);
  EXPECT_EQ(trend.heap.course, Course::linear);
  EXPECT_EQ(trend.classes[0].name, "Item");
  EXPECT_EQ(trend.classes[0].counts.back(), 600u);
}

// Of the first and the last the comparison tells.
TEST(Trend, HasTheNotesOfAllSnapshots) {
  std::vector<trend::Point> points;
  for (int i = 0; i < 3; ++i) {
    points.push_back({saved::summarise(analysed(sessions(100)), 1), false});
    points.back().summary.notes = {"note " + std::to_string(i)};
  }
  Result<Diff> whole = saved::compare(points[0].summary, points[2].summary, {});
  ASSERT_TRUE(whole.has_value());
  const Trend trend = trend::follow(points, std::move(*whole), {});
  EXPECT_THAT(
      trend.whole.notes,
      testing::UnorderedElementsAre(HasSubstr("note 0"), HasSubstr("note 1"), HasSubstr("note 2")));
  RenderOptions json;
  json.format = Format::json;
  EXPECT_THAT(render(trend, json), HasSubstr("note 1"));
}

TEST(Trend, OperationsThatCannotBeCountedAreRefusedBeforeAnythingIsRead) {
  TrendOptions options;
  options.ops = 1'000'000'000'000'000;
  const Result<Trend> trend =
      follow_files(std::vector<std::string>(20'000, "missing.heapsnapshot"), options);
  ASSERT_FALSE(trend.has_value());
  EXPECT_THAT(trend.error().message, HasSubstr("more than 2^64"));
}

TEST(Trend, ACacheThatFillsIsSaturating) {
  const Trend trend = trend_of({100, 300, 400, 400, 400, 400});
  ASSERT_EQ(trend.suspects.size(), 1u);
  EXPECT_EQ(trend.suspects[0].series.course, Course::saturating);
}

TEST(Trend, RulesAboutSlopesFireOnLinesOnly) {
  TrendOptions options;
  options.ops = 100;
  const Trend leak = trend_of({100, 200, 300, 400, 500, 600}, options);
  for (const char* rule :
       {"slope/op > 64B", "slope > 64kB", "slope:Item/op > 900B", "slope@sessionsById/op > 900B"}) {
    EXPECT_FALSE(judged(leak, rule)->crossings.empty()) << rule;
  }
  for (const char* rule : {"slope/op > 2kB", "slope:Other > 0", "slope@other > 0"}) {
    EXPECT_TRUE(judged(leak, rule)->crossings.empty()) << rule;
  }
  for (const auto& counts :
       {std::vector{100, 300, 400, 400, 400, 400}, {100, 100, 600, 600, 600, 600}}) {
    EXPECT_TRUE(judged(trend_of(counts, options), "slope/op > 0")->crossings.empty());
  }
}

TEST(Trend, OtherRulesCompareTheFirstWithTheLast) {
  const Trend trend = trend_of({100, 200, 300, 400});
  EXPECT_FALSE(judged(trend, "count:Item >= 300")->crossings.empty());
  EXPECT_TRUE(judged(trend, "count:Item > 300")->crossings.empty());
}

TEST(Trend, ARuleAboutSlopesIsNotOfADiff) {
  const Trend trend = trend_of({100, 200, 300, 400});
  GateOptions options;
  options.rules.push_back(*parse_rule("slope > 64B"));
  const Result<Gate> gate = judge_diff(trend.whole, options);
  ASSERT_FALSE(gate.has_value());
  EXPECT_THAT(gate.error().message, HasSubstr("about a trend"));
  // Nor of one operation where their number is unknown.
  EXPECT_FALSE(judged(trend, "slope/op > 64B").has_value());
}

TEST(Trend, IsToldInTextAndCsv) {
  TrendOptions options;
  options.ops = 100;
  const Trend trend = trend_of({100, 200, 300, 400, 500, 600}, options);
  const std::string text = render(trend, {});
  EXPECT_THAT(text, HasSubstr("1 of 1 suspect grows by the same amount each time: a leak"));
  EXPECT_THAT(text, HasSubstr("▂▃▅▆▇█"));
  EXPECT_THAT(text, HasSubstr("kB a step"));
  RenderOptions csv;
  csv.format = Format::csv;
  EXPECT_THAT(render(trend, csv), HasSubstr("suspect,sessionsById,,,,6,"));
}

const std::string pairs = std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/pairs/";

TEST(TrendCommand, TakesThreeFilesAtLeast) {
  const Outcome two = run_heapdiff({"trend", pairs + "dictionary.before.heapsnapshot.gz",
                                    pairs + "dictionary.after.heapsnapshot.gz"});
  EXPECT_EQ(two.status, 2);
  EXPECT_THAT(two.err, HasSubstr("a trend takes three snapshots, and there are 2"));
  EXPECT_EQ(run_heapdiff({"trend", "-", "a", "b"}).status, 2);
}

/// A folder with snapshots and summaries of which the test says when they were written.
class Folder {
 public:
  void copy(const std::string& name, const std::string& pair, int hour) {
    std::filesystem::copy_file(pairs + pair, directory_.path() / name);
    date(name, hour);
  }
  void save(const std::string& name, const std::string& snapshot, int hour) {
    const std::string from = (directory_.path() / snapshot).string();
    EXPECT_EQ(run_heapdiff({"save", from, "-o", (directory_.path() / name).string()}).status, 0);
    date(name, hour);
    std::filesystem::remove(from);
  }
  void date(const std::string& name, int hour) {
    std::filesystem::last_write_time(directory_.path() / name,
                                     std::filesystem::file_time_type() + std::chrono::hours(hour));
  }
  /// The names in the order of a trend.
  [[nodiscard]] std::vector<std::string> order() const {
    const auto files = list_snapshots(directory_.path().string());
    std::vector<std::string> names;
    for (const std::string& file : files.value()) {
      names.push_back(std::filesystem::path(file).filename().string());
    }
    return names;
  }
  [[nodiscard]] const TemporaryDirectory& directory() const { return directory_; }

 private:
  TemporaryDirectory directory_;
};

const std::string before_pair = "unbounded-map.before.heapsnapshot.gz";
const std::string after_pair = "unbounded-map.after.heapsnapshot.gz";

// Three in which nothing happens from the second to the third, the last one saved.
TEST(TrendCommand, TakesAFolderInOrderOfTime) {
  Folder folder;
  folder.copy("b.heapsnapshot.gz", before_pair, 1);
  folder.copy("a.heapsnapshot.gz", after_pair, 2);
  folder.copy("last.heapsnapshot.gz", after_pair, 3);
  folder.save("c.hds", "last.heapsnapshot.gz", 3);
  folder.directory().write("notes.txt", "no snapshot");
  EXPECT_THAT(folder.order(),
              testing::ElementsAre("b.heapsnapshot.gz", "a.heapsnapshot.gz", "c.hds"));
  const Outcome trend =
      run_heapdiff({"trend", folder.directory().path().string(), "--format", "json"});
  ASSERT_EQ(trend.status, 0) << trend.err;
  EXPECT_LT(trend.out.find("b.heapsnapshot.gz"), trend.out.find("a.heapsnapshot.gz"));
  EXPECT_THAT(trend.out, HasSubstr("\"report\": \"trend\""));
  const Outcome empty = run_heapdiff({"trend", (folder.directory().path() / "*.nothing").string()});
  EXPECT_EQ(empty.status, 2);
  EXPECT_THAT(empty.err, HasSubstr("no file matches this pattern"));
}

// Saved the other way round, and copied since.
TEST(TrendCommand, OrdersSummariesByTheTimesOfTheirSnapshots) {
  Folder folder;
  folder.copy("early.heapsnapshot.gz", before_pair, 1);
  folder.copy("late.heapsnapshot.gz", after_pair, 3);
  folder.copy("middle.heapsnapshot.gz", after_pair, 2);
  folder.save("1.hds", "late.heapsnapshot.gz", 10);
  folder.save("2.hds", "early.heapsnapshot.gz", 11);
  EXPECT_THAT(folder.order(), testing::ElementsAre("2.hds", "middle.heapsnapshot.gz", "1.hds"));
}

// By Node's names of the snapshots, whatever the summaries and the times of files are.
TEST(TrendCommand, OrdersSummariesByTheNamesOfTheirDumps) {
  Folder folder;
  const std::string dump = "Heap.20261124.101112.42.0.00";
  folder.copy(dump + "1.heapsnapshot", before_pair, 9);
  folder.copy(dump + "2.heapsnapshot", after_pair, 8);
  folder.copy(dump + "3.heapsnapshot", after_pair, 7);
  folder.save("z.hds", dump + "1.heapsnapshot", 3);
  folder.save("a.hds", dump + "3.heapsnapshot", 1);
  EXPECT_THAT(folder.order(), testing::ElementsAre("z.hds", dump + "2.heapsnapshot", "a.hds"));
}

// What came through a pipe has no time of its own.
TEST(TrendCommand, OrdersSummariesOfPipesByTheirOwnTimes) {
  Folder folder;
  for (const auto& [name, hour] : {std::pair("b.hds", 1), std::pair("a.hds", 2)}) {
    RunOptions from_pipe;
    from_pipe.input = read_file(pairs + before_pair);
    EXPECT_EQ(
        run_heapdiff({"save", "-", "-o", (folder.directory().path() / name).string()}, from_pipe)
            .status,
        0);
    folder.date(name, hour);
  }
  EXPECT_THAT(folder.order(), testing::ElementsAre("b.hds", "a.hds"));
}

// Rules about slopes are for trends, so they stand in a profile of a configuration for both.
TEST(TrendCommand, TakesWhatTheConfigurationSays) {
  const TemporaryDirectory directory;
  const std::string config = directory.write("heapdiff.toml", R"([options]
ops = 1000
sort = "retained"  # of diffs alone
report = "text=trend.txt"

[profile.nightly]
[[profile.nightly.rule]]
rule = "slope/op > 0"

[[profile.nightly.rule]]
rule = "count > 1"
)");
  const std::string before = pairs + "unbounded-map.before.heapsnapshot.gz";
  const std::string after = pairs + "unbounded-map.after.heapsnapshot.gz";
  const Outcome trend =
      run_heapdiff({"trend", before, after, after, "--config", config, "--profile", "nightly"},
                   {.directory = directory.path().string()});
  EXPECT_EQ(trend.status, 1) << trend.err;
  EXPECT_THAT(trend.err, HasSubstr("count > 1: the heap grew"));
  EXPECT_THAT(trend.out, HasSubstr("1,000 operations between two"));
  EXPECT_THAT(read_file(directory.path() / "trend.txt"), HasSubstr("1,000 operations between two"));
  const Outcome diff =
      run_heapdiff({before, after, "--config", config, "--profile", "nightly", "-o", "/dev/null"},
                   {.directory = directory.path().string()});
  EXPECT_EQ(diff.status, 2);
  EXPECT_THAT(diff.err, HasSubstr("slope/op > 0 is about a trend"));
}

TEST(TrendCommand, RefusesTheWrongOrder) {
  const std::string before = pairs + "unbounded-map.before.heapsnapshot.gz";
  const std::string after = pairs + "unbounded-map.after.heapsnapshot.gz";
  const Outcome reversed = run_heapdiff({"trend", after, before, before});
  EXPECT_EQ(reversed.status, 2);
  EXPECT_THAT(reversed.err, HasSubstr("was taken before"));
}

}  // namespace
}  // namespace heapdiff::test
