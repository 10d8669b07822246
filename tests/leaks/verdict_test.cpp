#include "leaks/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leaks/compare.hpp"
#include "query/triage.hpp"
#include "support/programs.hpp"
#include "support/suspects.hpp"

namespace heapdiff::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Items that nothing but the root holds, so that nothing can name who keeps them.
Heap held_by_the_root(Heap heap, int first, int last) {
  return with_items(std::move(heap), first, last,
                    [](Heap& h, const std::string& item, int) { h.edge("root", item); });
}

Heap held_by_the_root(int count) { return held_by_the_root(program(), 0, count); }

Diff grown(int before, int after, std::optional<std::uint64_t> ops = {}) {
  DiffOptions options;
  options.ops = ops;
  return diff_of(held_by_the_root(before), held_by_the_root(after), options);
}

Diff without_suspects_above_weak(Diff diff) {
  for (const Suspect& suspect : diff.suspects) EXPECT_EQ(suspect.confidence, Suspicion::weak);
  return diff;
}

TEST(Verdicts, NothingGrewWhereTheSnapshotsAreEqual) {
  const Diff diff = diff_of(list_of(300), list_of(300));
  EXPECT_EQ(diff.verdict, Verdict::nothing);
  EXPECT_FALSE(diff.unnamed.has_value());
}

TEST(Verdicts, ASuspectThatIsStrongOrLikelyIsALeak) {
  EXPECT_EQ(diff_of(list_of(100), list_of(300)).verdict, Verdict::leaks);
  EXPECT_EQ(diff_of(list_of(0), list_of(200)).verdict, Verdict::leaks);
}

TEST(Verdicts, MuchGrowthThatNobodyIsSuspectedOfIsUnnamed) {
  const Diff diff = without_suspects_above_weak(grown(100, 300));
  ASSERT_EQ(diff.verdict, Verdict::unnamed);
  ASSERT_TRUE(diff.unnamed.has_value());
  EXPECT_EQ(diff.unnamed->size, ByteDelta{200'000});
  EXPECT_EQ(diff.unnamed->count, 200);
  EXPECT_EQ(diff.unnamed->class_name, "Item");
  EXPECT_EQ(diff.unnamed->class_count, 200);
  EXPECT_EQ(diff.unnamed->class_size, ByteDelta{200'000});
  EXPECT_FALSE(diff.unnamed->held.empty());
  EXPECT_THAT(reasons_for(*diff.unnamed),
              testing::Contains(HasSubstr("100 of 100 earlier Item are still alive")));
  EXPECT_THAT(next_step(*diff.unnamed), HasSubstr("a third snapshot"));
}

TEST(Verdicts, WhatWasNotThereBeforeMayHaveBeenBuiltOnce) {
  const Diff diff = without_suspects_above_weak(grown(0, 200));
  ASSERT_TRUE(diff.unnamed.has_value());
  EXPECT_THAT(reasons_against(*diff.unnamed), testing::Contains(HasSubstr("built once")));
}

TEST(Verdicts, LittleGrowthIsNothing) {
  EXPECT_EQ(grown(100, 149).verdict, Verdict::nothing);  // 49,000 bytes; 48 KiB are 49,152
  EXPECT_EQ(grown(100, 150).verdict, Verdict::unnamed);
}

TEST(Verdicts, TheLeastFollowsTheHeapWithinBounds) {
  EXPECT_EQ(leaks::unnamed_growth_min(Bytes{0}), Bytes{48 * 1024});
  EXPECT_EQ(leaks::unnamed_growth_min(Bytes{10'000'000}), Bytes{100'000});
  EXPECT_EQ(leaks::unnamed_growth_min(Bytes{4'000'000'000}), Bytes{4 * 1024 * 1024});
}

TEST(Verdicts, ARowInStepWithTheOperationsIsNeverNothing) {
  EXPECT_EQ(grown(100, 120).verdict, Verdict::nothing);
  EXPECT_EQ(grown(100, 120, 33).verdict, Verdict::nothing);
  const Diff diff = grown(100, 120, 20);
  ASSERT_EQ(diff.verdict, Verdict::unnamed);
  EXPECT_THAT(diff.unnamed->in_step, ElementsAre("Item"));
  EXPECT_THAT(reasons_for(*diff.unnamed), testing::Contains(HasSubstr("operations: Item")));
}

// A hundred kilobytes went elsewhere, so that the heap as a whole is as large as before.
TEST(Verdicts, GrowthIsNotHiddenByWhatShrank) {
  const Heap before = held_by_the_root(program().node("Blob", 100'000).edge("root", "Blob"), 0, 50);
  const Diff diff = without_suspects_above_weak(diff_of(before, held_by_the_root(150)));
  EXPECT_EQ(diff.size_delta(), ByteDelta{0});
  EXPECT_EQ(diff.verdict, Verdict::unnamed);
}

TEST(Verdicts, WithoutSuspectsThereIsNone) {
  DiffOptions options;
  options.suspects = false;
  EXPECT_FALSE(diff_of(list_of(100), list_of(300), options).verdict.has_value());
}

Triage triage_of(const Heap& heap) {
  query::Session session(analysis::analyse(heap.load()));
  return query::triage(session, {});
}

TEST(Verdicts, OfASingleHeapTheShareDecides) {
  EXPECT_EQ(triage_of(list_of(300)).verdict, Verdict::leaks);
  EXPECT_EQ(triage_of(program()).verdict, Verdict::nothing);
  const Triage unnamed = triage_of(held_by_the_root(300));
  EXPECT_EQ(unnamed.verdict, Verdict::unnamed);
  // Beside ten times as much of other things it is nothing.
  Heap large = held_by_the_root(100);
  for (int i = 0; i < 10; ++i) {
    const std::string label = fmt::format("Other{}", i);
    large.node(label, 90'000).edge("root", label);
  }
  EXPECT_EQ(triage_of(large).verdict, Verdict::nothing);
}

TEST(Verdicts, HaveNames) {
  EXPECT_STREQ(name_of(Verdict::nothing, true), "nothing-grew");
  EXPECT_STREQ(name_of(Verdict::unnamed, true), "grew-unnamed");
  EXPECT_STREQ(name_of(Verdict::leaks, true), "leaks");
  EXPECT_STREQ(name_of(Verdict::leaks, false), "piled-up");
}

}  // namespace
}  // namespace heapdiff::test
