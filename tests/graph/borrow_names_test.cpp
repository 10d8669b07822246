#include <gtest/gtest.h>

#include "graph/borrow_names.hpp"
#include "report/loan_words.hpp"
#include "support/heap_builder.hpp"
#include "support/salvaged.hpp"

namespace heapdiff::test {
namespace {

// root ─▶ Cache(16) ─first▶ Entry(40)
Heap before() {
  return Heap()
      .node("Cache", 16)
      .node("Entry#1", 40)
      .edge("root", "Cache", "cache")
      .edge("Cache", "Entry#1", "first");
}

/// The heap of which nothing is left behind the edges.
graph::Heap without_strings(const Heap& heap) {
  Result<graph::Heap> part = salvage(cut_before(heap.json(), "\"strings\""));
  EXPECT_TRUE(part.has_value());
  return std::move(*part);
}

std::string name_of(const graph::Heap& heap, const Heap& built, std::string_view label) {
  return std::string(heap.raw_name(built.index_of(label)));
}

TEST(BorrowedNames, OfObjectsThatBothHaveNameNewOnes) {
  const Heap after = before().node("Entry#2", 40).edge("Cache", "Entry#2", "second");
  graph::Heap heap = without_strings(after);
  EXPECT_EQ(name_of(heap, after, "Entry#2"), "(name lost #6)");
  EXPECT_TRUE(graph::borrow_names(heap, before().load()).is_of_one_process);
  EXPECT_EQ(name_of(heap, after, "Entry#2"), "Entry");
  EXPECT_EQ(name_of(heap, after, "Cache"), "Cache");
}

TEST(BorrowedNames, OfPropertiesComeFromReferencesThatBothHave) {
  const Heap after = before()
                         .node("Entry#2", 40)
                         .edge("Cache", "Entry#2", "second")
                         .edge("Entry#2", "Cache", "cache");
  graph::Heap heap = without_strings(after);
  (void)graph::borrow_names(heap, before().load());
  EXPECT_EQ(heap.string(heap.edges.name(EdgeIndex(1u))), "first");
  EXPECT_TRUE(heap.string(heap.edges.name(EdgeIndex(2u))).starts_with("(name lost #"))
      << "only the damaged one has a second";
  EXPECT_EQ(heap.string(heap.edges.name(EdgeIndex(3u))), "cache");
}

TEST(BorrowedNames, AreCounted) {
  const Heap after = before().node("Page", 40).edge("Cache", "Page", "page");
  graph::Heap heap = without_strings(after);
  (void)graph::borrow_names(heap, before().file("lender").load());
  const Damage& damage = *heap.damage;
  EXPECT_EQ(damage.borrowed_from, "lender");
  EXPECT_EQ(damage.node_names.lost, 4u);
  EXPECT_EQ(damage.node_names.borrowed, 3u);
  EXPECT_EQ(damage.edge_names.missing(), 1u);
  EXPECT_EQ(damage.names.missing(), 2u);  // Page, page
  EXPECT_FALSE(damage.has_all_names());
}

TEST(BorrowedNames, MakeSizesExactWhereTheyNameTheEnginesEdges) {
  const Heap heap = before().internal("Entry#1", "Cache", "table");
  graph::Heap part = without_strings(heap);
  EXPECT_FALSE(part.damage->are_sizes_exact());
  (void)graph::borrow_names(part, heap.load());
  EXPECT_TRUE(part.damage->are_sizes_exact());
  EXPECT_EQ(part.edge_word(EdgeIndex(2u)), graph::Word::table);
}

TEST(BorrowedNames, AreNotThoseThatObjectsDisagreeAbout) {
  const auto two = [](std::string_view first, std::string_view second) {
    return Heap()
        .node("a", 16)
        .named(first)
        .node("b", 16)
        .named(second)
        .edge("root", "a")
        .edge("root", "b");
  };
  graph::Heap heap = without_strings(two("Entry", "Entry"));
  (void)graph::borrow_names(heap, two("Cat", "Dog").load());
  EXPECT_TRUE(heap.raw_name(NodeIndex(1u)).starts_with("(name lost #"));
}

TEST(BorrowedNames, AreNotThoseThatTheFileHasUnderAnotherIndex) {
  const auto two = [](std::string_view second) {
    return Heap().node("a", 16).named("Entry").node("b", 16).named(second);
  };
  Result<graph::Heap> heap = salvage(cut_before(two("Other").json(), "\"Other\""));
  ASSERT_TRUE(heap.has_value());
  (void)graph::borrow_names(*heap, two("Entry").load());  // b was called Entry then
  EXPECT_EQ(heap->raw_name(NodeIndex(2u)), "(name lost #3)");
}

TEST(BorrowedNames, OfPlacesInATableAreThoseOfATableThatHasNotChanged) {
  const auto table = [](std::string_view place, bool has_grown) {
    Heap heap = Heap().array("table", 100).node("Entry", 8).node("More", 8).edge("root", "table");
    heap.internal("table", "Entry", place);
    if (has_grown) heap.internal("table", "More", "12");
    return heap;
  };
  graph::Heap changed = without_strings(table("7", true));
  (void)graph::borrow_names(changed, table("3", false).load());
  EXPECT_TRUE(changed.string(changed.edges.name(EdgeIndex(1u))).starts_with("(name lost #"));
  graph::Heap same = without_strings(table("3", false));
  (void)graph::borrow_names(same, table("3", false).load());
  EXPECT_EQ(same.string(same.edges.name(EdgeIndex(1u))), "3");
}

/// A hundred strings and more, of one size.
Heap many_strings(std::uint64_t size) {
  Heap heap;
  for (int i = 0; i < 120; ++i) heap.string("s" + std::to_string(i), size);
  return heap;
}

TEST(BorrowedNames, AreNotThoseOfAnotherProcess) {
  graph::Heap heap = without_strings(many_strings(24));
  const graph::Loan loan = graph::borrow_names(heap, many_strings(40).load());
  EXPECT_FALSE(loan.is_of_one_process);
  EXPECT_EQ(loan.hindrance, graph::Loan::Hindrance::none);
  EXPECT_EQ(loan.types.agreeing, 120u);
  EXPECT_EQ(loan.lengths.shared, 120u);
  EXPECT_EQ(loan.lengths.agreeing, 0u);
  EXPECT_EQ(
      report::loan_in_words(loan, "other.heapsnapshot"),
      "no names come from other.heapsnapshot, which is not of the same process: of those that "
      "share an id, the same are 120 of 120 types of objects, 0 of 120 lengths of strings");
  EXPECT_EQ(heap.damage->names.borrowed, 0u);
  EXPECT_EQ(heap.damage->borrowed_from, "");
}

}  // namespace
}  // namespace heapdiff::test
