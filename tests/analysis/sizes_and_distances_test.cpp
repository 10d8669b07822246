#include <gtest/gtest.h>

#include "analysis/distances.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

using analysis::no_distance;
using analysis::system_distance;

// root ─▶ List(16) ─elements─▶ array(100)
TEST(Folding, AnArrayGivesItsSizeToItsOnlyOwner) {
  const Heap heap = Heap()
                        .node("List", 16)
                        .array("array", 100)
                        .edge("root", "List")
                        .internal("List", "array", "elements");
  EXPECT_EQ(self_size_of(heap, "List"), Bytes{116});
  EXPECT_EQ(self_size_of(heap, "array"), Bytes{0});
  EXPECT_EQ(row_of(summary_of(heap), "(array)").count, 0u);
}

// root ─▶ Map(16) ─▶ hidden(8) ─▶ hidden(4) ─▶ array(2)
TEST(Folding, AChainOfOwnedThingsGoesToTheOwnerAtItsHead) {
  const Heap heap = Heap()
                        .node("Map", 16)
                        .node("h1", 8, NodeType::hidden)
                        .node("h2", 4, NodeType::hidden)
                        .array("array", 2)
                        .edge("root", "Map")
                        .internal("Map", "h1", "table")
                        .internal("h1", "h2", "a")
                        .internal("h2", "array", "b");
  EXPECT_EQ(self_size_of(heap, "Map"), Bytes{30});
}

// A ─▶ array(100) ◀─ B        array ─▶ inner(7)
TEST(Folding, WhatTwoOwnKeepsItsSizeAndSoDoesAllBehindIt) {
  const Heap heap = Heap()
                        .node("A", 1)
                        .node("B", 2)
                        .array("array", 100)
                        .array("inner", 7)
                        .edge("root", "A")
                        .edge("root", "B")
                        .edge("A", "array")
                        .edge("B", "array")
                        .element("array", "inner", 0);
  EXPECT_EQ(self_size_of(heap, "array"), Bytes{100});
  EXPECT_EQ(self_size_of(heap, "inner"), Bytes{7});
  EXPECT_EQ(self_size_of(heap, "A"), Bytes{1});
}

// root ─▶ array(100)      (GC roots) ─▶ table(50)
TEST(Folding, RootsAndSyntheticNodesOwnNothing) {
  const Heap heap = Heap()
                        .node("User", 1)
                        .array("array", 100)
                        .synthetic("(GC roots)")
                        .array("table", 50)
                        .edge("root", "User")
                        .edge("root", "array")
                        .edge("root", "(GC roots)")
                        .edge("(GC roots)", "table");
  EXPECT_EQ(self_size_of(heap, "array"), Bytes{100});
  EXPECT_EQ(self_size_of(heap, "table"), Bytes{50});
}

// A ─▶ array ◀┄weak┄ B
TEST(Folding, AWeakEdgeOwnsNothing) {
  const Heap heap = Heap()
                        .node("A", 1)
                        .node("B", 2)
                        .array("array", 100)
                        .edge("root", "A")
                        .edge("root", "B")
                        .edge("A", "array")
                        .weak("B", "array");
  EXPECT_EQ(self_size_of(heap, "A"), Bytes{101});
}

TEST(Folding, OfNativesOnlyTheTextOfExternalStringsMoves) {
  const Heap heap = Heap()
                        .string("text", 10)
                        .native("system / ExternalStringData", 100)
                        .native("other", 30)
                        .edge("root", "text")
                        .internal("text", "system / ExternalStringData", "data")
                        .internal("text", "other", "other");
  EXPECT_EQ(self_size_of(heap, "text"), Bytes{110});
  EXPECT_EQ(self_size_of(heap, "other"), Bytes{30});
}

// (Registry) ─▶ cell(72), with nothing left to watch; the scope's cell(72) still watches
TEST(Folding, WhatASpentCellHadIsTakenFromTheOwnerThatGotIt) {
  const Heap heap = Heap()
                        .synthetic("(Registry)")
                        .node("list", 16)
                        .node("registry", 16)
                        .node("watched", 8)
                        .node("spent of root", 72, NodeType::hidden)
                        .named("system / WeakCell")
                        .node("spent of list", 72, NodeType::hidden)
                        .named("system / WeakCell")
                        .node("watching", 72, NodeType::hidden)
                        .named("system / WeakCell")
                        .edge("root", "(Registry)")
                        .edge("root", "list")
                        .edge("root", "registry")
                        .edge("registry", "watched")
                        .internal("(Registry)", "spent of root", "1")
                        .internal("list", "spent of list", "2")
                        .internal("registry", "watching", "3")
                        .weak("watching", "watched", "target");
  const graph::Heap folded = analysis::analyse(heap.load()).heap;
  ASSERT_EQ(folded.spent_sizes.size(),
            1u);  // a synthetic node owns nothing, so it has nothing to give back
  EXPECT_EQ(folded.spent_sizes[0].owner, heap.index_of("list"));
  EXPECT_EQ(folded.spent_sizes[0].bytes, 72u);
}

// root ─▶ (GC roots) ─▶ List ─▶ array: a snapshot that shows internals
TEST(Folding, IsLeftOutWhereTheRootHasNoUserRoot) {
  const Heap heap = Heap()
                        .synthetic("(GC roots)")
                        .node("List", 16)
                        .array("array", 100)
                        .edge("root", "(GC roots)")
                        .edge("(GC roots)", "List")
                        .edge("List", "array");
  EXPECT_EQ(self_size_of(heap, "List"), Bytes{16});
}

TEST(Folding, RetainedSizesAboveTheOwnerStayTheSame) {
  const Heap heap =
      Heap().node("List", 16).array("array", 100).edge("root", "List").edge("List", "array");
  EXPECT_EQ(retained_size_of(heap, "List"), Bytes{116});
  EXPECT_EQ(retained_size_of(heap, "array"), Bytes{0});
}

// root ─▶ global ─▶ a ─▶ b        root ─▶ (GC roots) ─▶ c
TEST(Distance, CountsStepsFromTheUsersRoots) {
  const Heap heap = Heap()
                        .node("global", 8)
                        .node("a", 8)
                        .node("b", 8)
                        .synthetic("(GC roots)")
                        .node("c", 8)
                        .edge("root", "global")
                        .edge("root", "(GC roots)")
                        .edge("global", "a")
                        .edge("a", "b")
                        .edge("(GC roots)", "c");
  EXPECT_EQ(distance_of(heap, "global"), 1);
  EXPECT_EQ(distance_of(heap, "b"), 3);
  EXPECT_EQ(distance_of(heap, "root"), system_distance);
  EXPECT_EQ(distance_of(heap, "(GC roots)"), system_distance + 1);
  EXPECT_EQ(distance_of(heap, "c"), system_distance + 2);
}

TEST(Distance, OfTheRootIsZeroWhereItHasNoUserRoot) {
  const Heap heap = Heap().synthetic("(GC roots)").edge("root", "(GC roots)");
  EXPECT_EQ(distance_of(heap, "root"), 0);
  EXPECT_EQ(distance_of(heap, "(GC roots)"), 1);
}

TEST(Distance, AUserRootMayBeWeaklyHeldButOthersMayNot) {
  const Heap heap = Heap().node("a", 8).node("b", 8).weak("root", "a").weak("a", "b");
  EXPECT_EQ(distance_of(heap, "a"), 1);
  EXPECT_EQ(distance_of(heap, "b"), no_distance);
}

// table(2) ─┐          key: root ─▶ k1 ─▶ k2 ─▶ Key(4)
// Key(4)   ─┴▶ Value
TEST(Distance, OfAWeakMapValueIsThatOfTheLaterOfKeyAndTablePlusOne) {
  const Heap heap = Heap()
                        .node("WeakMap", 8)
                        .array("table", 8)
                        .node("k1", 8)
                        .node("k2", 8)
                        .node("k3", 8)
                        .node("Key", 8)
                        .node("Value", 8)
                        .edge("root", "WeakMap")
                        .internal("WeakMap", "table", "table")
                        .edge("root", "k1")
                        .edge("k1", "k2")
                        .edge("k2", "k3")
                        .edge("k3", "Key")
                        .weak_map_entry("table", "Key", "Value");
  EXPECT_EQ(distance_of(heap, "table"), 2);
  EXPECT_EQ(distance_of(heap, "Key"), 4);
  EXPECT_EQ(distance_of(heap, "Value"), 5);
}

// The key is only weakly known: nothing reaches the value.
TEST(Distance, OfAWeakMapValueWithOneHalfReachedIsNone) {
  const Heap heap = Heap()
                        .array("table", 8)
                        .node("Key", 8)
                        .node("Value", 8)
                        .edge("root", "table")
                        .weak("table", "Key")
                        .weak_map_entry("table", "Key", "Value");
  EXPECT_EQ(distance_of(heap, "Value"), no_distance);
}

// (map descriptors) ─[n]▶: n ≥ 2 with n mod 3 = 1 links to another map's descriptors
TEST(Distance, DoesNotPassFromOneMapToDescriptorsOfAnother) {
  for (const auto& [index, is_passed] :
       {std::pair(1, true), std::pair(2, true), std::pair(3, true), std::pair(4, false),
        std::pair(5, true), std::pair(7, false)}) {
    const Heap heap = Heap()
                          .array("(map descriptors)", 8)
                          .node("it", 8)
                          .edge("root", "(map descriptors)")
                          .internal("(map descriptors)", "it", std::to_string(index));
    EXPECT_EQ(distance_of(heap, "it"), is_passed ? 2 : no_distance) << index;
  }
}

TEST(Distance, DoesNotPassFromANativeContextToTheSloppyFunctionMap) {
  const Heap heap = Heap()
                        .node("system / NativeContext", 8, NodeType::hidden)
                        .node("map", 8, NodeType::hidden)
                        .edge("root", "system / NativeContext")
                        .internal("system / NativeContext", "map", "sloppy_function_map");
  EXPECT_EQ(distance_of(heap, "map"), no_distance);
}

TEST(Statistics, CountEachNodeOnce) {
  const Heap heap = Heap()
                        .node("User", 1)
                        .string("text", 10)
                        .node("code", 20, NodeType::code)
                        .native("system / JSArrayBufferData", 400)
                        .native("blob", 30)
                        .node("Array", 16)
                        .array("elements", 100)
                        .edge("root", "User")
                        .edge("root", "Array")
                        .internal("Array", "elements", "elements")
                        .extra_native_bytes(5000);
  const Statistics s = summary_of(heap).statistics;
  EXPECT_EQ(s.strings, Bytes{10});
  EXPECT_EQ(s.code, Bytes{20});
  EXPECT_EQ(s.typed_arrays, Bytes{400});
  EXPECT_EQ(s.native, Bytes{5430});
  EXPECT_EQ(s.js_arrays, Bytes{116});
  EXPECT_EQ(s.total, Bytes{1 + 10 + 20 + 400 + 30 + 116 + 5000});
  EXPECT_EQ(s.v8_heap(), Bytes{147});
}

// Array#1(16) ─▶ elements(100) ◀─ Array#2(16)      Array#3(16) ─▶ own(40)
TEST(Statistics, ElementsThatTwoArraysShareAreNeithersOwn) {
  const Heap heap = Heap()
                        .node("Array#1", 16)
                        .node("Array#2", 16)
                        .node("Array#3", 16)
                        .array("elements", 100)
                        .array("own", 40)
                        .edge("root", "Array#1")
                        .edge("root", "Array#2")
                        .edge("root", "Array#3")
                        .internal("Array#1", "elements", "elements")
                        .internal("Array#2", "elements", "elements")
                        .internal("Array#3", "own", "elements");
  EXPECT_EQ(summary_of(heap).statistics.js_arrays, Bytes{3 * 16 + 40});
}

// Outer(1) ─▶ Outer(2) ─▶ Inner(4)
TEST(Summary, NothingIsRetainedTwiceByOneClass) {
  const Heap heap = Heap()
                        .node("Outer#1", 1)
                        .node("Outer#2", 2)
                        .node("Inner", 4)
                        .edge("root", "Outer#1")
                        .edge("Outer#1", "Outer#2")
                        .edge("Outer#2", "Inner");
  const ClassSummary outer = row_of(summary_of(heap), "Outer");
  EXPECT_EQ(outer.count, 2u);
  EXPECT_EQ(outer.size, Bytes{3});
  EXPECT_EQ(outer.retained, Bytes{7});
  EXPECT_EQ(outer.distance, 1);
}

TEST(Summary, OrdersByRetainedSizeThenName) {
  const Heap heap = Heap().node("B", 8).node("A", 8).node("C", 9).edge("root", "A");
  const Summary summary = summary_of(heap);
  ASSERT_EQ(summary.classes.size(), 3u);
  EXPECT_EQ(summary.classes[0].name, "C");
  EXPECT_EQ(summary.classes[1].name, "A");
  EXPECT_EQ(summary.classes[2].name, "B");
}

// An object that is itself called Function shares the row of functions.
TEST(Summary, NamesFromTheFileAndNamesOfTypesMeetInOneRow) {
  const Heap heap = Heap().closure("f", 8).node("Function", 16);
  EXPECT_EQ(row_of(summary_of(heap), "Function").count, 2u);
}

}  // namespace
}  // namespace heapdiff::test
