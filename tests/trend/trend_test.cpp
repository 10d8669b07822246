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

// Three in which nothing happens from the second to the third, the last one saved.
TEST(TrendCommand, TakesAFolderInOrderOfTime) {
  const TemporaryDirectory directory;
  const auto add = [&](const char* name, const char* snapshot, int hour) {
    const std::filesystem::path path = directory.path() / name;
    if (path.extension() == ".hds") {
      EXPECT_EQ(run_heapdiff({"save", pairs + snapshot, "-o", path.string()}).status, 0);
    } else {
      std::filesystem::copy_file(pairs + snapshot, path);
    }
    std::filesystem::last_write_time(path,
                                     std::filesystem::file_time_type() + std::chrono::hours(hour));
  };
  add("b.heapsnapshot.gz", "unbounded-map.before.heapsnapshot.gz", 1);
  add("a.heapsnapshot.gz", "unbounded-map.after.heapsnapshot.gz", 2);
  add("c.hds", "unbounded-map.after.heapsnapshot.gz", 3);
  directory.write("notes.txt", "no snapshot");
  const Outcome trend = run_heapdiff({"trend", directory.path().string(), "--format", "json"});
  ASSERT_EQ(trend.status, 0) << trend.err;
  EXPECT_LT(trend.out.find("b.heapsnapshot.gz"), trend.out.find("a.heapsnapshot.gz"));
  EXPECT_THAT(trend.out, HasSubstr("\"report\": \"trend\""));
  const Outcome empty = run_heapdiff({"trend", (directory.path() / "*.nothing").string()});
  EXPECT_EQ(empty.status, 2);
  EXPECT_THAT(empty.err, HasSubstr("no file matches this pattern"));
}

// Rules about slopes are for trends, so they stand in a profile of a configuration for both.
TEST(TrendCommand, TakesWhatTheConfigurationSays) {
  const TemporaryDirectory directory;
  const std::string config = directory.write("heapdiff.toml", R"([options]
ops = 1000
report = "text=never.txt"

[profile.nightly]
[[profile.nightly.rule]]
rule = "slope/op > 0"

[[profile.nightly.rule]]
rule = "count > 1"
)");
  const std::string before = pairs + "unbounded-map.before.heapsnapshot.gz";
  const std::string after = pairs + "unbounded-map.after.heapsnapshot.gz";
  const Outcome trend =
      run_heapdiff({"trend", before, after, after, "--config", config, "--profile", "nightly"});
  EXPECT_EQ(trend.status, 1) << trend.err;
  EXPECT_THAT(trend.err, HasSubstr("count > 1: the heap grew"));
  EXPECT_THAT(trend.out, HasSubstr("1,000 operations between two"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "never.txt"));
  const Outcome diff =
      run_heapdiff({before, after, "--config", config, "--profile", "nightly", "-o", "/dev/null"});
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
