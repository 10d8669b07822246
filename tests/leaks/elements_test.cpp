#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// What piles up where a store has grown, and nothing new hangs below it alone.

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// history, an Array of so many bytes, whose elements are the same four objects again and again,
/// which a function keeps, too.
Heap same_again(int elements, std::uint64_t store_bytes) {
  Heap heap = program();
  heap.node("list", 16).named("Array").array("list-store", store_bytes);
  heap.named("(object elements)").internal("list", "list-store", "elements");
  heap.context("module", "list", "history");
  for (int i = 0; i < 4; ++i) {
    const std::string item = fmt::format("Item#{}", i);
    heap.node(item, 100).context("module", item, fmt::format("item{}", i));
  }
  for (int i = 0; i < elements; ++i) hold_in_list(heap, fmt::format("Item#{}", i % 4), i);
  return heap;
}

TEST(Elements, ThatAreAddedAgainAreCountedAsReferences) {
  const Suspect suspect = only_suspect_of(same_again(100, 1000), same_again(1100, 17'000));
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "history");
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.new_count, 1000u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 1100u);
  EXPECT_EQ(suspect.size, ByteDelta{16'000});
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
  EXPECT_THAT(reasons(suspect), Contains(HasSubstr("existing ones were added again")));
}

// Half of what an array has grown by may be spare room; more is something else.
TEST(Elements, OfWhichHalfTheGrowthMayBeSpareRoom) {
  EXPECT_EQ(element_class(only_suspect_of(same_again(100, 1000), same_again(1100, 17'001))),
            "(number)");
}

TEST(Elements, AreStrongFrom16EarlierOnesOn) {
  const auto confidence = [](int before, int after) {
    return only_suspect_of(same_again(before, 1000), same_again(after, 10'000)).confidence;
  };
  EXPECT_EQ(confidence(16, 616), Suspicion::strong);
  EXPECT_EQ(confidence(15, 616), Suspicion::likely);
}

// Functions that were there already, registered again and again.
TEST(Elements, ThatAreFunctionsHaveTheirPlace) {
  const auto heap = [](int elements, std::uint64_t bytes) {
    Heap h = program();
    h.node("list", 16).named("Array").array("list-store", bytes).named("(object elements)");
    h.internal("list", "list-store", "elements").context("module", "list", "callbacks");
    h.closure("onTick", 64).at(7, 11, 4).context("module", "onTick", "onTick");
    for (int i = 0; i < elements; ++i) hold_in_list(h, "onTick", i);
    return h;
  };
  const Suspect suspect = only_suspect_of(heap(100, 1000), heap(1100, 12'000));
  EXPECT_EQ(suspect.element.class_name, "onTick");
  EXPECT_TRUE(suspect.element.is_function());
  EXPECT_EQ(suspect.element.location, (Place{"/app/app.js", 12, 5}));
  EXPECT_EQ(suspect.new_count, 1000u);
}

// Numbers stand in the store itself.
Heap numbers(std::uint64_t bytes) {
  Heap heap = program();
  heap.node("list", 16).named("Array").array("list-store", bytes).named("(object elements)");
  heap.internal("list", "list-store", "elements");
  return heap.context("module", "list", "samples");
}

TEST(Elements, WithoutReferencesAreNumbers) {
  const Suspect suspect = only_suspect_of(numbers(1000), numbers(17'000));
  EXPECT_EQ(suspect.element.kind, Element::Kind::number);
  EXPECT_EQ(suspect.new_count, 2000u);
  EXPECT_EQ(suspect.confidence, Suspicion::likely);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
}

// New objects that another holder has as well, such as texts that the engine keeps once each, hang
// below neither of the two.
TEST(Elements, ThatAnotherHolderHasAsWellAreFound) {
  const auto heap = [](int count) {
    Heap h = program();
    h.node("list", 16).named("Array");
    h.array("list-store", static_cast<std::uint64_t>(100 * count)).named("(object elements)");
    h.internal("list", "list-store", "elements").context("module", "list", "names");
    h.synthetic("table").named("(Internalized strings)").edge("root", "table");
    for (int i = 0; i < count; ++i) {
      const std::string text = fmt::format("name{}", i);
      h.string(text, 16).id(id_of(1, i)).element("table", text, static_cast<unsigned>(i));
      hold_in_list(h, text, i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "names");
  EXPECT_EQ(suspect.element.class_name, "(string)");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
}

}  // namespace
}  // namespace heapdiff::test
