// Files of producers other than today's Node, each with the right answer: testdata/foreign.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const std::string directory = std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/foreign";

Outcome run(std::vector<std::string> files, std::vector<std::string> options = {}) {
  for (std::string& file : files) {
    if (!file.ends_with(".heapsnapshot")) file += ".heapsnapshot.zst";
  }
  files.insert(files.end(), options.begin(), options.end());
  Outcome outcome = run_heapdiff(std::move(files), {.directory = directory});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return outcome;
}

// Two snapshots of one process, each in an inspector session of its own; 3,000 sessions more.
TEST(Workerd, SnapshotsOfTwoSessionsAreComparedByNames) {
  const std::string text = run({"workerd-two-sessions1", "workerd-two-sessions2"}).out;
  EXPECT_THAT(text, HasSubstr("another inspector session, or another run of the program: ids are "
                              "not comparable"));
  EXPECT_THAT(text, ContainsRegex("1  unbounded Map  sessionsById  \\+3,000 entries.* strong"));
  EXPECT_THAT(text, HasSubstr("500 of 500 earlier keys are still present"));
  EXPECT_THAT(text, HasSubstr("3,000 new Session (worker.mjs:1:28)"));
  EXPECT_THAT(
      run({"workerd-two-sessions1", "workerd-two-sessions2"}, {"--format", "json"}).out,
      AllOf(HasSubstr("\"relation\": \"renumbered\""), HasSubstr("\"confidence\": \"likely\"")));
}

// V8 15 writes a scope's id into the name of each context.
TEST(Workerd, ContextsOfAllScopesAreOneRow) {
  const std::string table =
      run({"workerd-two-sessions1", "workerd-two-sessions2"}, {"--all", "--top", "0"}).out;
  EXPECT_THAT(table, ContainsRegex("\nsystem / Context +8 "));
  EXPECT_THAT(table, Not(HasSubstr("scope @")));
}

TEST(Bun14, NamedCollectionsAreComparedAndMapsCannotBe) {
  const Outcome diff = run({"bun-array1", "bun-array2"});
  EXPECT_THAT(diff.out, HasSubstr("ids are not comparable; New and Deleted are unknown"));
  EXPECT_THAT(diff.out, HasSubstr("object used as a dictionary  globalThis.byKey"));
  EXPECT_THAT(diff.out, HasSubstr("unbounded Array  globalThis.sessions"));
  EXPECT_THAT(diff.out, ContainsRegex("\\+3,000 entries"));
  EXPECT_THAT(diff.err,
              HasSubstr("JavaScriptCore does not write what Maps, Sets and WeakMaps hold"));
}

TEST(Bun14, ASingleDumpNamesTheSameHolders) {
  const Outcome dump = run({"bun-array2"});
  EXPECT_THAT(dump.out, ContainsRegex("globalThis.sessions"));
  EXPECT_THAT(dump.out, ContainsRegex("globalThis.byKey +3,500 entries"));
  EXPECT_THAT(dump.err,
              HasSubstr("JavaScriptCore does not write what Maps, Sets and WeakMaps hold"));
}

TEST(Bun12, FilesWhoseIdsRepeatAreComparedClassByClass) {
  const Outcome diff = run({"bun-dup-ids-a.heapsnapshot", "bun-dup-ids-b.heapsnapshot"});
  EXPECT_THAT(diff.out, HasSubstr("in bun-dup-ids-a.heapsnapshot nodes 2 and 3 both have the id 7: "
                                  "ids are not comparable"));
  EXPECT_THAT(diff.out, HasSubstr("books balance"));
  EXPECT_THAT(run({"bun-dup-ids-a.heapsnapshot", "bun-dup-ids-b.heapsnapshot"}, {"--force"}).out,
              HasSubstr("books balance"));
}

TEST(Julia, IdsAreAddressesAndShownAsWritten) {
  const std::string file = "julia-id-is-an-address.heapsnapshot";
  const std::string nodes = run_heapdiff({"nodes", file}, {.directory = directory}).out;
  EXPECT_THAT(nodes, HasSubstr("140266963149888"));
  const Outcome object =
      run_heapdiff({"object", file, "@140266963150512"}, {.directory = directory});
  EXPECT_EQ(object.status, 0) << object.err;
  EXPECT_THAT(object.out, HasSubstr("@140266963149888"));
  EXPECT_THAT(run({file, file}).out, HasSubstr("ids are addresses, such as 140266963149888"));
}

TEST(Node8, TypesBeyondTheHeadersListAreUndefined) {
  const Outcome summary =
      run_heapdiff({"summary", "node8-symbol-type-12.heapsnapshot"}, {.directory = directory});
  EXPECT_EQ(summary.status, 0);
  EXPECT_THAT(summary.out, ContainsRegex("\n\\(undefined\\) +2 +1 +32 B"));
  EXPECT_THAT(summary.err, Not(HasSubstr("--salvage")));
}

// Garbage of Hermes still refers to the entries of the Map, which nobody owns by that.
TEST(Hermes, WhatItsFileCannotTellIsSaid) {
  const Outcome diff = run({"hermes-map1", "hermes-map2"});
  EXPECT_THAT(diff.out,
              ContainsRegex("\nSession  \\(no script name\\):1:1 +1,051 +\\+900 +900 +0 "));
  EXPECT_THAT(
      diff.err,
      AllOf(HasSubstr("no retaining path leads to 2584 objects of 71232 bytes"),
            HasSubstr("garbage that was not collected")));
  EXPECT_THAT(diff.err, Not(HasSubstr("where the header says 0")));
}

TEST(Hermes, AMapIsNamedThoughItsEntriesAreRecordsOfTheEngine) {
  const std::string text = run({"hermes-map1", "hermes-map2"}).out;
  EXPECT_THAT(text, ContainsRegex("1  unbounded Map  globalThis.sessionsById +strong"));
  EXPECT_THAT(text, HasSubstr("+900 entries"));
  EXPECT_THAT(text, HasSubstr("900 new Session ("));
}

TEST(Chromium64, AMapAndADetachedTreeAreFoundWithoutPlaces) {
  const std::string text = run({"cr64-leak1", "cr64-leak2"}).out;
  EXPECT_THAT(text, ContainsRegex("1  unbounded Map  .*\\+1,500 entries .* strong"));
  EXPECT_THAT(text, ContainsRegex("2  detached DOM  .*\\+1,500 entries .* strong"));
  EXPECT_THAT(text, HasSubstr("1,500 new HTMLElement"));
  EXPECT_THAT(run({"cr64-leak2"}).out, HasSubstr("1,600 DOM nodes are no longer in any document"));
}

// The cache of number texts grew to 262,160 bytes at once.
TEST(Chromium78, ANumberCacheIsTheEngines) {
  const std::string text = run({"cr78-leak1", "cr78-leak2"}).out;
  EXPECT_THAT(text, ContainsRegex("1  unbounded Map  registry  \\+1,500 entries .* strong"));
  EXPECT_THAT(text, ContainsRegex("2  detached DOM  trash  \\+1,500 entries .* strong"));
  EXPECT_THAT(text, ContainsRegex("not counted [^\n]*\\+258\\.1 kB"));
  EXPECT_THAT(text, ContainsRegex("unexplained  \\+24 B"));
}

}  // namespace
}  // namespace heapdiff::test
