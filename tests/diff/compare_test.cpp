#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

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

DiffOptions forced() {
  DiffOptions options;
  options.force = true;
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

TEST(Compare, TwoObjectsWithOneIdAreRefusedWithTheWayOut) {
  const Heap heap = Heap().node("A", 8).id(7).node("B", 8).id(9).node("C", 8).id(7);
  const Result<void> checked = diff::check_ids(heap.load());
  ASSERT_FALSE(checked);
  EXPECT_EQ(format_error(checked.error()),
            "heapdiff: test.heapsnapshot: nodes 1 and 3 both have the id 7, so objects cannot be "
            "matched by id\n"
            "  hint: heapdiff summary reads such a file\n");
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

/// `count` objects, of which the first `different` are called otherwise than in another process.
Heap process(int count, int different, const char* kind, NodeType type) {
  Heap heap;
  for (int i = 0; i < count; ++i) {
    heap.node(fmt::format("{} {}{}", i < different ? kind : "same name", i, "x"), 16, type);
  }
  return heap;
}

bool are_related(const Heap& before, const Heap& after) {
  return leaks::compare(analysis::reduce(before.load()), analysed(after), {}).has_value();
}

TEST(Lineage, ThreeOfAHundredObjectsMayDiffer) {
  const Heap before = process(100, 0, "", NodeType::object);
  EXPECT_TRUE(are_related(before, process(100, 3, "other name", NodeType::object)));
  EXPECT_FALSE(are_related(before, process(100, 4, "other name", NodeType::object)));
}

TEST(Lineage, TwoOfAHundredTextsMayDiffer) {
  const Heap before = process(100, 0, "", NodeType::string);
  EXPECT_TRUE(are_related(before, process(100, 2, "other name", NodeType::string)));
  EXPECT_FALSE(are_related(before, process(100, 3, "other name", NodeType::string)));
}

TEST(Lineage, FewerThanAHundredSharedObjectsSayNothing) {
  EXPECT_TRUE(are_related(process(99, 0, "", NodeType::object),
                          process(99, 99, "other name", NodeType::object)));
}

TEST(Lineage, TheRefusalGivesTheNumbersAndTheWayOut) {
  Heap before = process(100, 0, "", NodeType::object);
  Heap after = process(100, 60, "other name", NodeType::object);
  before.file("a.heapsnapshot");
  after.file("b.heapsnapshot");
  const auto diff = leaks::compare(analysis::reduce(before.load()), analysed(after), {});
  ASSERT_FALSE(diff);
  EXPECT_EQ(diff.error().kind, ErrorKind::mismatch);
  EXPECT_EQ(diff.error().path, "b.heapsnapshot");
  EXPECT_THAT(diff.error().message, testing::HasSubstr("of 100 objects with an id that both have, "
                                                       "only 40 are of the same type and name"));
  EXPECT_THAT(diff.error().hint, testing::HasSubstr("--force"));
}

TEST(Lineage, ForceComparesAndSaysSo) {
  const Diff diff = diff_of(process(100, 0, "", NodeType::object),
                            process(100, 60, "other name", NodeType::object), forced());
  EXPECT_TRUE(diff.is_balanced);
  ASSERT_EQ(diff.notes.size(), 1u);
  EXPECT_THAT(diff.notes[0], testing::EndsWith("compared because of --force"));
}

// One class of one script, which two processes number differently.
TEST(Lineage, BetweenProcessesScriptsAreMatchedByName) {
  const auto with_class = [](Heap heap, std::uint32_t script_id) {
    heap.closure("make", 8).at(script_id, 1, 0).script("make", "file:///app/a.js");
    return heap.node("Order", 16).at(script_id, 9, 4);
  };
  const Diff diff =
      diff_of(with_class(process(100, 0, "", NodeType::object), 7),
              with_class(process(100, 60, "other name", NodeType::object), 8), forced());
  EXPECT_EQ(row_of(diff, "Order").before.count, 1u);
  EXPECT_EQ(row_of(diff, "Order").after.count, 1u);
}

}  // namespace
}  // namespace heapdiff::test
