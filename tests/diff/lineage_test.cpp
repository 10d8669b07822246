#include "diff/lineage.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diff/lineage_words.hpp"
#include "leaks/compare.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

/// `count` objects, of which the first `different` are called otherwise than in another process.
Heap process(int count, int different, NodeType type = NodeType::string,
             const char* kind = "another name") {
  Heap heap;
  for (int i = 0; i < count; ++i) {
    heap.node(fmt::format("{} {}", i < different ? kind : "same name", i), 16, type);
  }
  return heap;
}

/// The same with a live function of each script. Heaps whose `different` differ are two processes.
Heap program(int different, std::initializer_list<const char*> scripts) {
  Heap heap = process(200, different);
  std::uint32_t script_id = 10;
  for (const char* script : scripts) {
    const std::string f = fmt::format("f{}", script_id);
    heap.closure(f, 64).at(script_id, 1, 0).script(f, script).edge("root", f);
    ++script_id;
  }
  return heap;
}

/// `count` more objects, numbered from `first_id` on.
Heap with_objects(Heap heap, std::uint32_t first_id, std::uint32_t count,
                  std::string_view name = "Order") {
  for (std::uint32_t id = first_id; id < first_id + 2 * count; id += 2) {
    const std::string label = fmt::format("{}#{}", name, id);
    heap.node(label, 32).id(id).edge("root", label);
  }
  return heap;
}

Lineage lineage_of(const Heap& before, const Heap& after) {
  DiffOptions options;
  options.force = true;
  return diff_of(before, after, options).lineage;
}

Result<Diff> compare(const Heap& before, const Heap& after, bool force = false) {
  DiffOptions options;
  options.force = force;
  return leaks::compare(analysis::reduce(before.load()), analysed(after), options);
}

// --- One process ------------------------------------------------------------------------------

TEST(Lineage, TwoSnapshotsOfOneProcessAgree) {
  const Heap before = process(200, 0);
  const Lineage lineage = lineage_of(before, with_objects(before, 1001, 20));
  EXPECT_EQ(lineage.relation, Relation::same_process);
  EXPECT_EQ(lineage.confidence, Confidence::certain);
  EXPECT_EQ(lineage.texts.shared, 200u);
  EXPECT_EQ(lineage.texts.agreeing, 200u);
  EXPECT_EQ(lineage.order->gained, 20u);
  EXPECT_EQ(lineage.order->gained_below, 0u);
}

TEST(Lineage, ThreeOfAHundredObjectsMayDiffer) {
  const auto is_one_process = [](int different) {
    return lineage_of(process(100, 0, NodeType::object), process(100, different, NodeType::object))
               .relation == Relation::same_process;
  };
  EXPECT_TRUE(is_one_process(3));
  EXPECT_FALSE(is_one_process(4));
}

TEST(Lineage, TwoOfAHundredTextsMayDifferButOneMakesItUnsure) {
  const auto found = [](int different) {
    return lineage_of(process(100, 0), process(100, different));
  };
  EXPECT_EQ(found(1).confidence, Confidence::certain);
  EXPECT_EQ(found(2).relation, Relation::same_process);
  EXPECT_EQ(found(2).confidence, Confidence::likely);
  EXPECT_NE(found(3).relation, Relation::same_process);
}

// All texts agree, as those of an engine's start do; the places do not.
TEST(Lineage, PlacesTellTwoProcessesApartWhereTextsDoNot) {
  const auto with_places = [](std::uint32_t line) {
    Heap heap = process(200, 0);
    for (int i = 0; i < 100; ++i) heap.node(fmt::format("Order#{}", i), 16).at(7, line, 0);
    return heap;
  };
  EXPECT_EQ(lineage_of(with_places(1), with_places(1)).confidence, Confidence::certain);
  const Lineage apart = lineage_of(with_places(1), with_places(2));
  EXPECT_EQ(apart.relation, Relation::unrelated);
  EXPECT_EQ(apart.places.shared, 100u);
  EXPECT_EQ(apart.places.agreeing, 0u);
}

TEST(Lineage, FewerThanAHundredSharedObjectsLeaveItUndecided) {
  const Lineage lineage = lineage_of(process(99, 0), process(99, 99));
  EXPECT_EQ(lineage.relation, Relation::same_process);
  EXPECT_EQ(lineage.confidence, Confidence::undecided);
}

// --- Which is the earlier one
// ---------------------------------------------------------------------

TEST(Lineage, TheEarlierSnapshotLacksWhatIsNumberedLast) {
  const Heap early = with_objects(process(200, 0), 901, 3, "Dead");
  const Heap late = with_objects(process(200, 0), 1001, 16);
  EXPECT_EQ(lineage_of(early, late).relation, Relation::same_process);
  const Lineage reversed = lineage_of(late, early);
  EXPECT_EQ(reversed.relation, Relation::reversed);
  EXPECT_EQ(reversed.confidence, Confidence::certain);
  EXPECT_EQ(reversed.order->lost, 16u);
  EXPECT_EQ(reversed.order->lost_above, 16u);
  EXPECT_EQ(reversed.order->gained_below, 3u);
}

TEST(Lineage, AFewObjectsLessGiveNoOrder) {
  const Heap early = process(200, 0);
  EXPECT_EQ(lineage_of(with_objects(early, 1001, 15), early).relation, Relation::same_process);
}

// The first one's last objects have died, and new ones came.
TEST(Lineage, ObjectsThatComeAndGoAreNoReversal) {
  const Lineage lineage = lineage_of(with_objects(process(200, 0), 1001, 50, "Old"),
                                     with_objects(process(200, 0), 2001, 50, "New"));
  EXPECT_EQ(lineage.relation, Relation::same_process);
  EXPECT_EQ(lineage.confidence, Confidence::certain);
}

TEST(Lineage, NewObjectsBelowOldOnesMakeItUnsure) {
  const Heap before = with_objects(process(200, 0), 5001, 1);
  EXPECT_EQ(lineage_of(before, with_objects(before, 1001, 30)).confidence, Confidence::likely);
}

// Ids of nodes outside the JavaScript heap are even, and made of addresses.
TEST(Lineage, IdsOutsideTheJavaScriptHeapGiveNoOrder) {
  const Heap before = process(200, 0).native("wrapper", 16).id(90'000);
  const Lineage lineage = lineage_of(before, with_objects(before, 1001, 30));
  EXPECT_EQ(lineage.order->gained, 30u);
  EXPECT_EQ(lineage.order->gained_below, 0u);
  EXPECT_EQ(lineage.confidence, Confidence::certain);
}

TEST(Lineage, AReversalIsRefusedWithTheWayOut) {
  Heap early = process(200, 0), late = with_objects(early, 1001, 20);
  early.file("early.heapsnapshot");
  late.file("late.heapsnapshot");
  const Result<Diff> refused = compare(late, early);
  ASSERT_FALSE(refused);
  EXPECT_EQ(format_error(refused.error()),
            "heapdiff: early.heapsnapshot: was taken before late.heapsnapshot: of 20 objects that "
            "only that one has, 20 are numbered above all that are here\n"
            "  hint: give the earlier snapshot first; the comparison can be forced\n");
}

TEST(Lineage, AReversalCanBeForcedAndIsComparedAsGiven) {
  const Heap early = process(200, 0);
  const Result<Diff> diff = compare(with_objects(early, 1001, 20), early, true);
  ASSERT_TRUE(diff);
  EXPECT_EQ(row_of(*diff, "Order").deleted, 20u);
  EXPECT_TRUE(diff->is_balanced);
  EXPECT_THAT(diff->notes, testing::ElementsAre(testing::EndsWith("they are compared all the same")));
}

// --- Two processes
// --------------------------------------------------------------------------------

/// With the engine's table of strings: "text 0" and so on, in this order.
Heap with_table(Heap heap, const std::vector<int>& texts) {
  heap.synthetic("(GC roots)").edge("root", "(GC roots)", "roots", EdgeType::internal);
  heap.synthetic("(Internalized strings)")
      .edge("(GC roots)", "(Internalized strings)", "strings", EdgeType::internal);
  std::uint32_t index = 0;
  for (const int text : texts) {
    const std::string label = fmt::format("interned text {}", text);
    heap.string(label, 32).id(20'001 + 2 * static_cast<std::uint32_t>(text));
    heap.element("(Internalized strings)", label, ++index);
  }
  return heap;
}

std::vector<int> numbers(int count) {
  std::vector<int> texts(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) texts[static_cast<std::size_t>(i)] = i;
  return texts;
}

/// In the order of another seed.
std::vector<int> shuffled(std::vector<int> texts) {
  std::uint32_t state = 1;
  for (std::size_t i = texts.size(); i > 1; --i) {
    state = state * 1664525u + 1013904223u;
    std::swap(texts[i - 1], texts[(state >> 8) % i]);
  }
  return texts;
}

/// As a table of twice the size has them: by one bit more of the hash.
std::vector<int> regrown(const std::vector<int>& texts) {
  std::vector<int> lower, upper;
  for (const int text : texts)
    (static_cast<unsigned>(text) * 2654435761u >> 31 == 0 ? lower : upper).push_back(text);
  lower.insert(lower.end(), upper.begin(), upper.end());
  return lower;
}

// The order of the table hangs on a seed that each process draws.
TEST(Lineage, WhereIdsBeganAnewTheOrderOfStringsTellsASessionFromARun) {
  const auto lineage_with = [](const std::vector<int>& before, const std::vector<int>& after) {
    return lineage_of(with_table(program(0, {"/app/a.js"}), before),
                      with_table(program(40, {"/app/a.js"}), after));
  };
  const std::vector<int> texts = numbers(1500);
  for (const std::vector<int>& of_one_seed : {texts, regrown(texts)}) {
    const Lineage session = lineage_with(texts, of_one_seed);
    EXPECT_EQ(session.relation, Relation::renumbered);
    EXPECT_EQ(session.confidence, Confidence::likely);
    EXPECT_EQ(diff::hindrance_in_words(session),
              "another inspector session, or another run of the program");
    EXPECT_FALSE(session.can_follow());
    EXPECT_TRUE(session.shares_names());
  }
  const Lineage run = lineage_with(texts, shuffled(texts));
  EXPECT_EQ(run.relation, Relation::rerun);
  EXPECT_EQ(run.confidence, Confidence::certain);
}

// Node 12 and 14 show the table itself, an array.
TEST(Lineage, TheTableOfStringsMayBeAnArray) {
  const auto with_array = [](Heap heap, const std::vector<int>& texts) {
    heap.synthetic("(Internalized strings)").array("table", 131'112).id(99'999);
    heap.edge("root", "(Internalized strings)", "1", EdgeType::internal)
        .internal("(Internalized strings)", "table", "1");
    for (const int text : texts) {
      const std::string label = fmt::format("interned text {}", text);
      heap.string(label, 32).id(20'001 + 2 * static_cast<std::uint32_t>(text));
      heap.internal("table", label, fmt::format("{}", text + 3));
    }
    return heap;
  };
  const std::vector<int> texts = numbers(1200);
  const auto relation_of = [&](const std::vector<int>& after) {
    return lineage_of(with_array(program(0, {"/app/a.js"}), texts),
                      with_array(program(40, {"/app/a.js"}), after))
        .relation;
  };
  EXPECT_EQ(relation_of(texts), Relation::renumbered);
  EXPECT_EQ(relation_of(shuffled(texts)), Relation::rerun);
}

TEST(Lineage, AShortTableOfStringsTellsNothing) {
  const std::vector<int> texts = numbers(1000);  // 999 neighbours
  EXPECT_EQ(lineage_of(with_table(program(0, {"/app/a.js"}), texts),
                       with_table(program(40, {"/app/a.js"}), texts))
                .relation,
            Relation::rerun);
}

// A producer that goes on counting and numbers each snapshot's objects anew.
TEST(Lineage, WhereNoIdIsInBothNoObjectIsFollowed) {
  const auto numbered_from = [](std::uint32_t first_id) {
    return with_objects(Heap(), first_id, 1200);
  };
  const Lineage lineage = lineage_of(numbered_from(1001), numbered_from(5001));
  EXPECT_EQ(lineage.relation, Relation::renumbered);
  EXPECT_EQ(lineage.confidence, Confidence::undecided);
  EXPECT_EQ(diff::hindrance_in_words(lineage), "ids of the one are not in the other");
  EXPECT_EQ(lineage_of(numbered_from(1001), numbered_from(3301)).relation, Relation::same_process);
}

TEST(Lineage, TheSameScriptsInAnotherProcessAreAnotherRun) {
  const Lineage lineage =
      lineage_of(program(0, {"/app/a.js", "node:events"}), program(40, {"/app/a.js", "node:fs"}));
  EXPECT_EQ(lineage.relation, Relation::rerun);
  EXPECT_EQ(lineage.confidence, Confidence::certain);
  EXPECT_EQ(lineage.scripts.shared, 1u);
}

// Two programs, or two versions of one, in a container where each is called the same.
TEST(Lineage, OtherPlacesInTheSameScriptsMakeARerunUnsure) {
  const auto with_function = [](int different, std::uint32_t line) {
    return program(different, {"/app/a.js"}).closure("g", 64).at(10, line, 0).edge("root", "g");
  };
  EXPECT_EQ(lineage_of(with_function(0, 5), with_function(40, 5)).confidence, Confidence::certain);
  EXPECT_EQ(lineage_of(with_function(0, 5), with_function(40, 6)).confidence, Confidence::likely);
}

TEST(Lineage, MoreModulesLoadedAreStillTheSameProgram) {
  const Lineage lineage =
      lineage_of(program(0, {"/app/a.js"}), program(40, {"/app/a.js", "/app/b.js", "/app/c.js"}));
  EXPECT_EQ(lineage.relation, Relation::rerun);
  EXPECT_EQ(lineage.confidence, Confidence::likely);
}

TEST(Lineage, OtherScriptsAreAnotherProgram) {
  const Lineage lineage = lineage_of(program(0, {"/app/a.js"}), program(40, {"/app/b.js"}));
  EXPECT_EQ(lineage.relation, Relation::unrelated);
  EXPECT_EQ(lineage.confidence, Confidence::certain);
}

TEST(Lineage, SharedPackagesDoNotMakeAProgram) {
  const auto with_package = [](int different, const char* script) {
    return program(different, {script, "/app/node_modules/x/a.js", "/app/node_modules/x/b.js"});
  };
  EXPECT_EQ(lineage_of(with_package(0, "/app/a.js"), with_package(40, "/app/b.js")).relation,
            Relation::unrelated);
}

TEST(Lineage, AWorkerIsNoRunOfItsMainThread) {
  const Lineage lineage =
      lineage_of(program(0, {"/app/a.js", "node:internal/main/run_main_module"}),
                 program(40, {"/app/a.js", "node:internal/main/worker_thread"}));
  EXPECT_EQ(lineage.relation, Relation::unrelated);
  EXPECT_THAT(diff::evidence_in_words(lineage),
              testing::HasSubstr("node:internal/main/worker_thread"));
}

// Node 16 and 18 write the same fields, but their own functions stand at other lines.
TEST(Lineage, OtherPlacesInTheEnginesScriptsAreAnotherVersion) {
  const auto with_engine = [](int different, std::uint32_t first_line) {
    Heap heap = program(different, {"/app/a.js", "node:events"});
    for (std::uint32_t i = 0; i < 100; ++i) {
      heap.closure(fmt::format("g#{}", i), 64).at(11, first_line + i, 0);
    }
    return heap;
  };
  EXPECT_EQ(lineage_of(with_engine(0, 5), with_engine(40, 5)).relation, Relation::rerun);
  EXPECT_EQ(lineage_of(with_engine(0, 5), with_engine(40, 500)).relation, Relation::unrelated);
}

TEST(Lineage, AnotherVersionOfTheEngineIsNoRerun) {
  const Heap after = program(40, {"/app/a.js"}).with_detachedness();
  const Lineage lineage = lineage_of(program(0, {"/app/a.js"}), after);
  EXPECT_EQ(lineage.relation, Relation::unrelated);
  EXPECT_EQ(lineage.confidence, Confidence::certain);
}

// A tool has written one of the files anew, with other fields.
TEST(Lineage, WhatIsOneProcessByItsIdsIsNotApartByItsFormat) {
  EXPECT_EQ(lineage_of(process(200, 0), process(200, 0).with_detachedness()).relation,
            Relation::same_process);
}

TEST(Lineage, WithoutScriptsTheProgramIsUndecided) {
  const Lineage lineage = lineage_of(process(200, 0), process(200, 40));
  EXPECT_EQ(lineage.relation, Relation::unrelated);
  EXPECT_EQ(lineage.confidence, Confidence::undecided);
}

TEST(Lineage, TheRefusalGivesTheNumbersAndTheWayOut) {
  Heap before = process(100, 0), after = process(100, 60);
  before.file("a.heapsnapshot");
  after.file("b.heapsnapshot");
  const Result<Diff> diff = compare(before, after);
  ASSERT_FALSE(diff);
  EXPECT_EQ(diff.error().kind, ErrorKind::mismatch);
  EXPECT_EQ(diff.error().path, "b.heapsnapshot");
  EXPECT_THAT(diff.error().message,
              testing::HasSubstr("of 100 objects with an id that both have, only 40 are of the "
                                 "same type and name, and 40 of 100 strings"));
  EXPECT_THAT(format_error(diff.error()), testing::HasSubstr("the comparison can be forced"));
}

// --- A diff without ids
// ---------------------------------------------------------------------------

// Of two runs, of which the second has 30 orders more; ids of orders coincide by chance.
class ARerun : public testing::Test {
 protected:
  Diff diff_ = diff_of(with_objects(program(0, {"/app/a.js"}), 1001, 20),
                       with_objects(program(40, {"/app/a.js"}), 1001, 50));
};

TEST_F(ARerun, IsComparedWithoutBeingForced) {
  EXPECT_EQ(diff_.lineage.relation, Relation::rerun);
  EXPECT_TRUE(diff_.notes.empty());
}

TEST_F(ARerun, CountsAndSizesAreCompared) {
  const ClassChange order = row_of(diff_, "Order");
  EXPECT_EQ(order.count_delta(), 30);
  EXPECT_EQ(order.size_delta(), ByteDelta{30 * 32});
  EXPECT_EQ(order.retained_delta(), ByteDelta{30 * 32});
  EXPECT_FALSE(order.is_unchanged());
}

TEST_F(ARerun, NoObjectIsFollowed) {
  const ClassChange order = row_of(diff_, "Order");
  EXPECT_EQ(order.added, 0u);
  EXPECT_EQ(order.deleted, 0u);
  EXPECT_TRUE(order.chains.empty());
}

TEST_F(ARerun, RowsAreTheGrowthOfTheHeap) {
  EXPECT_TRUE(diff_.is_balanced);
  ByteDelta sizes;
  for (const ClassChange& row : diff_.classes) sizes += row.size_delta();
  EXPECT_EQ(sizes, diff_.size_delta());
}

TEST_F(ARerun, ForcedOtherProgramsAreComparedLikeOne) {
  const Result<Diff> diff = compare(with_objects(program(0, {"/app/a.js"}), 1001, 20),
                                    with_objects(program(40, {"/app/b.js"}), 1001, 50), true);
  ASSERT_TRUE(diff);
  EXPECT_EQ(row_of(*diff, "Order").count_delta(), 30);
  EXPECT_EQ(row_of(*diff, "Order").added, 0u);
  EXPECT_THAT(diff->notes, testing::ElementsAre(testing::EndsWith("they are compared all the same")));
}

// One class of one script, which two processes number differently.
TEST_F(ARerun, ScriptsAreMatchedByName) {
  const auto with_class = [](Heap heap, std::uint32_t script_id) {
    heap.closure("make", 8).at(script_id, 1, 0).script("make", "file:///app/b.js");
    return heap.node("Sale", 16).at(script_id, 9, 4);
  };
  const Diff diff =
      diff_of(with_class(program(0, {"/app/a.js"}), 7), with_class(program(40, {"/app/a.js"}), 8));
  EXPECT_EQ(row_of(diff, "Sale").before.count, 1u);
  EXPECT_EQ(row_of(diff, "Sale").after.count, 1u);
}

}  // namespace
}  // namespace heapdiff::test
