#include "leaks/judging/verdict.hpp"

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
  EXPECT_EQ(grown(100, 120, 80).verdict, Verdict::nothing);  // a quarter may be chance
  EXPECT_EQ(grown(100, 120, 10).verdict, Verdict::unnamed);
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

// The same of a suspect that is made of many classes, none of which has grown by as much.
TEST(Verdicts, AWeakSuspectIsNotHiddenByWhatShrank) {
  for (const auto& [size, verdict] :
       {std::pair(48 * 1024 - 1, Verdict::nothing), std::pair(48 * 1024, Verdict::unnamed)}) {
    Diff diff;
    diff.has_suspects = true;
    diff.suspects.resize(1);
    diff.suspects[0].size = {size};
    leaks::judge(diff);
    EXPECT_EQ(diff.verdict, verdict) << size;
  }
}

// Sixty of a hundred went, and three hundred came: work that is under way, perhaps.
TEST(Verdicts, WhatCameAndWentSpeaksAgainstALeak) {
  const auto after = [](int first) {
    return without_suspects_above_weak(
        diff_of(held_by_the_root(100), held_by_the_root(program(), first, 400)));
  };
  const Diff turnover = after(60);
  ASSERT_TRUE(turnover.unnamed.has_value());
  EXPECT_THAT(reasons_against(*turnover.unnamed),
              testing::Contains(HasSubstr("40 of 100 earlier Item are still alive")));
  EXPECT_EQ(turnover.unnamed->next, UnnamedGrowth::Next::at_rest);
  const Diff half = after(50);
  ASSERT_TRUE(half.unnamed.has_value());
  EXPECT_THAT(reasons_against(*half.unnamed),
              testing::Not(testing::Contains(HasSubstr("earlier Item"))));
  EXPECT_EQ(half.unnamed->next, UnnamedGrowth::Next::after_more_work);
}

// Twice as many bytes of compiled code came as of the program's own class.
TEST(Verdicts, TheClassThatGrewMostIsNoneOfTheEngines) {
  Heap after = held_by_the_root(300);
  for (int i = 0; i < 400; ++i) {
    const std::string code = fmt::format("code{}", i);
    after.node(code, 1000, NodeType::code).id(id_of(5, i)).edge("root", code);
  }
  const Diff diff = without_suspects_above_weak(diff_of(held_by_the_root(100), after));
  ASSERT_TRUE(diff.unnamed.has_value());
  EXPECT_EQ(diff.unnamed->class_name, "Item");
}

TEST(Verdicts, WithoutSuspectsThereIsNone) {
  DiffOptions options;
  options.suspects = false;
  EXPECT_FALSE(diff_of(list_of(100), list_of(300), options).verdict.has_value());
}

enum class Fate { alive, gone };

/// A FinalizationRegistry that has a cell for each of `count` objects, and one more for a lasting
/// one. The engine names the object of a cell only while it lives.
Heap registry_of(int count, Fate fate, bool holds_objects) {
  Heap heap = program();
  heap.node("registry", 80).named("FinalizationRegistry").context("module", "registry", "registry");
  heap.node("Session", 24).edge("root", "Session");
  std::string previous = "registry";
  for (int i = 0; i <= count; ++i) {
    const std::string cell = fmt::format("cell{}", i), held = fmt::format("Held#{}", i);
    heap.node(cell, 72, NodeType::hidden).named("system / WeakCell").id(id_of(1, i));
    heap.hidden(previous, cell, 5).hidden(cell, "registry", 0);
    if (i == 0 || fate == Fate::alive) heap.weak(cell, "Session", "target");
    if (i > 0 && holds_objects) heap.node(held, 40).id(id_of(1, i) + 2).hidden(cell, held, 1);
    previous = cell;
  }
  return heap;
}

// The engine has collected the objects, and calls back when the program next waits: how many cells
// there are until then says when the last collection was.
TEST(Verdicts, CellsOfObjectsThatAreGoneAreNoGrowth) {
  const auto growth = [](Fate fate, bool holds_objects) {
    return diff_of(registry_of(100, fate, holds_objects), registry_of(2000, fate, holds_objects));
  };
  for (const bool holds_objects : {false, true}) {
    const Diff gone = growth(Fate::gone, holds_objects);
    EXPECT_GE(gone.size_delta(), ByteDelta{1900 * 72}) << holds_objects;
    EXPECT_EQ(gone.verdict, Verdict::nothing) << holds_objects;
    EXPECT_THAT(gone.suspects, IsEmpty()) << holds_objects;
    EXPECT_GE(gone.remainder.engine, ByteDelta{1900 * 72}) << holds_objects;
    EXPECT_NE(growth(Fate::alive, holds_objects).verdict, Verdict::nothing) << holds_objects;
  }
}

// Files of older V8 name no cell's object: any may be alive.
TEST(Verdicts, CellsCountWhereNoneTellsItsObject) {
  const auto without_targets = [](int count) {
    Heap heap = program();
    heap.node("registry", 80)
        .named("FinalizationRegistry")
        .context("module", "registry", "registry");
    std::string previous = "registry";
    for (int i = 0; i < count; ++i) {
      const std::string cell = fmt::format("cell{}", i);
      heap.node(cell, 72, NodeType::hidden).named("system / WeakCell").id(id_of(1, i));
      heap.hidden(previous, cell, 5);
      previous = cell;
    }
    return heap;
  };
  EXPECT_NE(diff_of(without_targets(100), without_targets(2000)).verdict, Verdict::nothing);
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
