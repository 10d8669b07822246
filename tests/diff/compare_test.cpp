#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "diff/compare.hpp"
#include "diff/lineage_words.hpp"
#include "graph/load.hpp"
#include "leaks/compare.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

/// A heap whose root holds each of its objects.
class Held {
 public:
  Held& object(std::uint32_t id, std::string_view name, std::uint64_t size) {
    const std::string label = fmt::format("{}#{}", name, id);
    heap_.node(label, size).id(id).edge("root", label);
    return *this;
  }
  operator const Heap&() const { return heap_; }

 private:
  Heap heap_;
};

std::vector<std::string> names_of(const Diff& diff) {
  std::vector<std::string> names;
  for (const ClassChange& change : diff.classes) names.push_back(change.name);
  return names;
}

TEST(Compare, AHeapHasNotGrownAgainstItself) {
  const Heap heap = Held().object(3, "A", 16).object(5, "B", 24);
  const Diff diff = diff_of(heap, heap);
  EXPECT_EQ(diff.size_delta(), ByteDelta{0});
  EXPECT_TRUE(diff.is_balanced);
  for (const ClassChange& change : diff.classes) EXPECT_TRUE(change.is_unchanged()) << change.name;
}

// before  A@3  A@5          after  A@5  A@7  A@9
TEST(Compare, ObjectsAreMatchedById) {
  const Diff diff = diff_of(Held().object(3, "A", 16).object(5, "A", 16),
                            Held().object(5, "A", 16).object(7, "A", 16).object(9, "A", 16));
  const ClassChange a = row_of(diff, "A");
  EXPECT_EQ(a.added, 2u);
  EXPECT_EQ(a.deleted, 1u);
  EXPECT_EQ(a.count_delta(), 1);
  EXPECT_EQ(a.allocated, Bytes{32});
  EXPECT_EQ(a.freed, Bytes{16});
  EXPECT_TRUE(diff.is_balanced);
}

// Ids close together, ids with room between them and the number of nodes, and ids far beyond it.
TEST(Compare, ObjectsAreMatchedHoweverFarApartIdsAre) {
  for (const std::uint32_t first : {3u, 151u, 1'000'001u}) {
    Held before, after;
    for (std::uint32_t i = 0; i < 30; ++i) {
      if (i < 25) before.object(first + 2 * i, "A", 16);
      if (i >= 3) after.object(first + 2 * i, "A", 16);
    }
    const ClassChange a = row_of(diff_of(before, after), "A");
    EXPECT_EQ(a.added, 5u) << first;
    EXPECT_EQ(a.deleted, 3u) << first;
  }
}

// A@3(100) grew to A@3(1000): DevTools' comparison loses this.
TEST(Compare, GrowthInPlaceIsResizedAndTheBooksBalance) {
  const Diff diff = diff_of(Held().object(3, "A", 100), Held().object(3, "A", 1000));
  const ClassChange a = row_of(diff, "A");
  EXPECT_EQ(a.added, 0u);
  EXPECT_EQ(a.resized, ByteDelta{900});
  EXPECT_EQ(a.size_delta(), ByteDelta{900});
  EXPECT_FALSE(a.is_unchanged());
  EXPECT_TRUE(diff.is_balanced);
}

// A@3 was renamed B@3
TEST(Compare, WhatChangedItsClassLeftOneRowAndCameToAnother) {
  const Diff diff = diff_of(Held().object(3, "A", 16), Held().object(3, "B", 16));
  EXPECT_EQ(row_of(diff, "A").deleted, 1u);
  EXPECT_EQ(row_of(diff, "B").added, 1u);
  EXPECT_EQ(diff.size_delta(), ByteDelta{0});
  EXPECT_TRUE(diff.is_balanced);
}

TEST(Compare, ObjectsWithoutASizeTakeNoPart) {
  const Diff diff = diff_of(Held().object(3, "A", 0), Held().object(3, "A", 8).object(5, "B", 0));
  EXPECT_EQ(row_of(diff, "A").added, 1u);
  EXPECT_THAT(names_of(diff), testing::ElementsAre("A"));
  EXPECT_TRUE(diff.is_balanced);
}

// The law of the table, for those who would break it: 1,000 bytes came, and one row has them all,
// but 900 of them only were allocated there.
TEST(Compare, ARowThatDoesNotAddUpIsNoticed) {
  const auto is_balanced = [](std::uint64_t allocated, std::uint64_t added) {
    diff::Comparison comparison;
    comparison.diff.lineage.relation = Relation::same_process;
    comparison.diff.after.size = Bytes{1000};
    comparison.diff.after.objects = 1;
    ClassChange a;
    a.name = "A";
    a.after = {1, Bytes{1000}, Bytes{1000}};
    a.added = added;
    a.allocated = Bytes{allocated};
    comparison.classes.changes.push_back(a);
    comparison.order.push_back(0);
    return diff::finish(std::move(comparison)).is_balanced;
  };
  EXPECT_TRUE(is_balanced(1000, 1));
  EXPECT_FALSE(is_balanced(900, 1));
  EXPECT_FALSE(is_balanced(1000, 2));
}

// before: one {a}, which alone has no name          after: two {a}
TEST(Compare, ShapeNamesOfTheAfterSideNameBothSides) {
  const Heap before = Heap().string("v", 8).plain("x").edge("x", "v", "a");
  const Heap after = Heap(before).plain("y").edge("y", "v", "a");
  const ClassChange shape = row_of(diff_of(before, after), "{a}");
  EXPECT_EQ(shape.before.count, 1u);
  EXPECT_EQ(shape.added, 1u);
  EXPECT_EQ(row_of(diff_of(before, after), "Object").after.count, 0u);
}

TEST(Compare, RetainedSizesAreComparedToo) {
  const Heap before = Heap().node("Cache", 16).edge("root", "Cache");
  const Heap after = Heap(before).string("text", 1000).edge("Cache", "text");
  const ClassChange cache = row_of(diff_of(before, after), "Cache");
  EXPECT_EQ(cache.size_delta(), ByteDelta{0});
  EXPECT_EQ(cache.retained_delta(), ByteDelta{1000});
  EXPECT_FALSE(cache.is_unchanged());
}

DiffOptions sorted_by(SortKey key) {
  DiffOptions options;
  options.sort = key;
  return options;
}

// Few: 1 object of 1,000 B     Many: 9 objects of 10 B     Holder: retains 5,000 B more
class SortedRows : public testing::Test {
 protected:
  Heap before_ = Heap().node("Holder", 8).edge("root", "Holder");
  Heap after_ = [this] {
    Heap heap = before_;
    heap.node("Few", 1000).edge("root", "Few").node("Held", 500).edge("Holder", "Held");
    for (int i = 0; i < 9; ++i) {
      const std::string label = fmt::format("Many#{}", i);
      heap.node(label, 10).edge("root", label);
    }
    return heap;
  }();
};

TEST_F(SortedRows, BySizeTheLargestGrowthComesFirst) {
  EXPECT_THAT(names_of(diff_of(before_, after_)),
              testing::ElementsAre("Few", "Held", "Many", "Holder"));
}

TEST_F(SortedRows, ByCountTheMostNewObjectsComeFirst) {
  EXPECT_THAT(names_of(diff_of(before_, after_, sorted_by(SortKey::count))),
              testing::ElementsAre("Many", "Few", "Held", "Holder"));
}

TEST_F(SortedRows, ByRetainedSizeHoldersComeFirstAmongEquals) {
  EXPECT_THAT(names_of(diff_of(before_, after_, sorted_by(SortKey::retained))),
              testing::ElementsAre("Few", "Held", "Holder", "Many"));
}

TEST_F(SortedRows, EqualRowsAreOrderedByName) {
  const Heap after = Held().object(3, "B", 8).object(5, "A", 8).object(7, "C", 8);
  EXPECT_THAT(names_of(diff_of(Heap(), after)), testing::ElementsAre("A", "B", "C"));
}

/// A diff in which A has become `count` more objects, during `ops` operations.
ClassChange grown_by(int count, std::uint64_t ops) {
  Held after;
  for (int i = 0; i < count; ++i) after.object(3 + 2 * static_cast<std::uint32_t>(i), "A", 16);
  DiffOptions options;
  options.ops = ops;
  return row_of(diff_of(Heap(), after, options), "A");
}

TEST(Compare, AClassThatGrewWithEachOperationIsMarked) {
  EXPECT_EQ(grown_by(100, 100).ops_factor, (OpsFactor{1, 1}));
  EXPECT_EQ(grown_by(200, 100).ops_factor, (OpsFactor{2, 1}));
  EXPECT_EQ(grown_by(400, 100).ops_factor, (OpsFactor{4, 1}));
  EXPECT_EQ(grown_by(50, 100).ops_factor, (OpsFactor{1, 2}));
  EXPECT_EQ(grown_by(33, 100).ops_factor, (OpsFactor{1, 3}));
  EXPECT_EQ(grown_by(25, 100).ops_factor, (OpsFactor{1, 4}));
}

TEST(Compare, TwoInAHundredMayBeMissingOrMore) {
  EXPECT_EQ(grown_by(98, 100).ops_factor, (OpsFactor{1, 1}));
  EXPECT_EQ(grown_by(102, 100).ops_factor, (OpsFactor{1, 1}));
  EXPECT_FALSE(grown_by(97, 100).ops_factor);
  EXPECT_FALSE(grown_by(103, 100).ops_factor);
  EXPECT_FALSE(grown_by(150, 100).ops_factor);
}

TEST(Compare, AFewObjectsAreNoPattern) {
  EXPECT_FALSE(grown_by(15, 15).ops_factor);
  EXPECT_EQ(grown_by(16, 16).ops_factor, (OpsFactor{1, 1}));
}

TEST(Compare, WithoutOperationsNothingIsMarked) {
  const Diff diff = diff_of(Heap(), Held().object(3, "A", 16));
  EXPECT_FALSE(diff.ops);
  EXPECT_FALSE(row_of(diff, "A").ops_factor);
}

TEST(Compare, RowsOfTheEngineAreKnown) {
  const Diff diff =
      diff_of(Heap(), Heap().node("f", 8, NodeType::code).edge("root", "f").node("A", 8));
  EXPECT_TRUE(row_of(diff, "(compiled code)").is_engine);
  EXPECT_FALSE(row_of(diff, "A").is_engine);
}

// root ─▶ take() in orders.js ─context▶ variable orders ─▶ Order, of a class in orders.js
//      └▶ route() of a package
Heap app(int order_count) {
  Heap heap;
  heap.closure("take", 64)
      .at(7, 11, 20)
      .script("take", "/app/src/orders.js")
      .closure("route", 64)
      .at(8, 1, 0)
      .script("route", "/app/node_modules/router/index.js")
      .node("system / Context", 40)
      .edge("root", "take")
      .edge("root", "route")
      .internal("take", "system / Context", "context");
  for (int i = 0; i < order_count; ++i) {
    const std::string order = fmt::format("Order#{}", i);
    heap.node(order, 48).at(7, 1, 6).context("system / Context", order, "orders");
  }
  return heap;
}

Diff grouped(GroupBy group_by) {
  DiffOptions options;
  options.group_by = group_by;
  return diff_of(app(1), app(31), options);
}

TEST(Compare, RowsMayBePlacesScriptsOrPackages) {
  EXPECT_THAT(names_of(grouped(GroupBy::class_name)),
              testing::UnorderedElementsAre("Order", "Function", "system / Context"));
  EXPECT_THAT(names_of(grouped(GroupBy::place)),
              testing::UnorderedElementsAre("Order", "take", "route", "system / Context"));
  EXPECT_THAT(names_of(grouped(GroupBy::script)),
              testing::UnorderedElementsAre(
                  "/app/src/orders.js", "/app/node_modules/router/index.js", "system / Context"));
  EXPECT_THAT(names_of(grouped(GroupBy::package)),
              testing::UnorderedElementsAre("/app/src", "router", "system / Context"));
}

TEST(Compare, AGroupHasWhatIsInIt) {
  const Diff diff = grouped(GroupBy::package);
  const ClassChange app = row_of(diff, "/app/src");
  EXPECT_EQ(app.before.count, 2u);
  EXPECT_EQ(app.added, 30u);
  EXPECT_EQ(app.size_delta(), ByteDelta{30 * 48});
  EXPECT_EQ(app.before.retained, Bytes{64 + 40 + 48});
  EXPECT_TRUE(row_of(diff, "router").is_unchanged());
  EXPECT_TRUE(diff.is_balanced);
}

// Chains of a group are told by classes and functions, not by groups.
TEST(Compare, HoldersKeepTheirNamesInEveryGrouping) {
  const ClassChange app = row_of(grouped(GroupBy::package), "/app/src");
  ASSERT_EQ(app.chains.size(), 1u);
  EXPECT_EQ(app.chains[0].count, 30u);
  ASSERT_GE(app.chains[0].steps.size(), 2u);
  EXPECT_EQ(app.chains[0].steps[0].node, "system / Context");
  EXPECT_EQ(app.chains[0].steps[1].node, "take");
}

// Which of two objects with one id is the one of the other side? Nobody knows: no object is
// followed, and classes are compared all the same.
TEST(Compare, WhereAnIdIsThereTwiceNoObjectIsFollowed) {
  const Heap before = Heap().node("A", 8).id(7).node("B", 8).id(9).node("C", 8).id(7);
  const Heap after = Heap().node("A", 8).id(7).node("B", 8).id(9).node("B#2", 8).id(11);
  for (const auto& [first, second] : {std::pair(before, after), std::pair(after, before)}) {
    const Diff diff = diff_of(first, second);
    EXPECT_EQ(diff.lineage.relation, Relation::renumbered);
    EXPECT_EQ(diff::hindrance_in_words(diff.lineage),
              "in test.heapsnapshot nodes 1 and 3 both have the id 7");
    EXPECT_FALSE(diff.lineage.can_follow());
    EXPECT_TRUE(diff.is_balanced);
    EXPECT_EQ(std::abs(row_of(diff, "B").count_delta()), 1);
    EXPECT_EQ(row_of(diff, "B").added, 0u);
  }
}

// Addresses are used again, so that an id may be another object's.
TEST(Compare, WhereIdsAreAddressesNoObjectIsFollowed) {
  std::string text = Heap().node("A", 8).id(7).json();
  text.replace(text.find(",7,8"), 4, ",140266963149888,8");
  const auto heap = [&] {
    const auto source = input::text_source(text, "julia.heapsnapshot");
    return std::move(*graph::load_heap(*source));
  };
  const auto diff = leaks::compare(analysis::reduce(heap()), analysis::analyse(heap()), {});
  ASSERT_TRUE(diff);
  EXPECT_EQ(diff->lineage.relation, Relation::renumbered);
  EXPECT_EQ(diff::hindrance_in_words(diff->lineage),
            "in julia.heapsnapshot ids are addresses, such as 140266963149888");
}

TEST(Compare, NotesOfBothFilesAreKept) {
  const auto noted = [](const char* file) {
    graph::Heap loaded = Heap().file(file).load();
    loaded.notes.emplace_back("odd");
    return loaded;
  };
  const auto diff = leaks::compare(analysis::reduce(noted("a")), analysis::analyse(noted("b")), {});
  EXPECT_THAT(diff->notes, testing::ElementsAre("a: odd", "b: odd"));
}

}  // namespace
}  // namespace heapdiff::test
