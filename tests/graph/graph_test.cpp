#include <gtest/gtest.h>

#include "diff/compare.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using graph::read_weak_map_pair;

TEST(WeakMapPair, NamesThePairAndTheTable) {
  const auto pair = read_weak_map_pair(
      "12 / part of key (Key @5) -> value (Value @7) pair in WeakMap (table @9)");
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->table_id, 9u);
  EXPECT_EQ(pair->pair, " / part of key (Key @5) -> value (Value @7) pair in WeakMap (table @9)");
}

TEST(WeakMapPair, NamesOfClassesMayHoldAnything) {
  EXPECT_TRUE(read_weak_map_pair(
      "1 / part of key (a) -> value (b @1 @5) -> value (@x) @7) pair in WeakMap (table @9)"));
}

TEST(WeakMapPair, TheWholeNameMustMatch) {
  for (const char* name :
       {"", "12", "1 / part of key (K @5) -> value (V @7) pair in WeakMap (table @9) ",
        "1 / part of key (K @5) -> value (V @7) pair in WeakMap (table @)",
        "1 / part of key (K) -> value (V @7) pair in WeakMap (table @9)",
        "1 / part of key (K @5) pair in WeakMap (table @9)",
        "1 / part of key -> value pair in ephemeron table",
        "x / part of key (K @5) -> value (V @7) pair in WeakMap (table @9)",
        "1 / part of key (K\n @5) -> value (V @7) pair in WeakMap (table @9)"}) {
    EXPECT_FALSE(read_weak_map_pair(name)) << name;
  }
}

// root ─▶ A ─x─▶ B, over one edge of each type
TEST(RetainingEdges, NamedNumberedAndInternalEdgesRetain) {
  const Heap start = Heap().node("A", 8).node("B", 8).edge("root", "A");
  EXPECT_TRUE(does_retain(Heap(start).edge("A", "B"), "A", "B"));
  EXPECT_TRUE(does_retain(Heap(start).element("A", "B", 0), "A", "B"));
  EXPECT_TRUE(does_retain(Heap(start).context("A", "B", "b"), "A", "B"));
  EXPECT_TRUE(does_retain(Heap(start).internal("A", "B", "b"), "A", "B"));
  EXPECT_TRUE(does_retain(Heap(start).hidden("A", "B"), "A", "B"));
}

TEST(RetainingEdges, WeakOnesAndEdgesToOneselfDoNotRetain) {
  const Heap heap =
      Heap().node("A", 8).node("B", 8).edge("root", "A").weak("A", "B").edge("A", "A");
  EXPECT_FALSE(does_retain(heap, "A", "B"));
  EXPECT_FALSE(does_retain(heap, "A", "A"));
}

TEST(RetainingEdges, OnlyTheRootsShortcutsRetain) {
  const Heap heap =
      Heap().node("Window", 8).node("B", 8).shortcut("root", "Window").shortcut("Window", "B");
  EXPECT_TRUE(does_retain(heap, "root", "Window"));
  EXPECT_FALSE(does_retain(heap, "Window", "B"));
}

// Table ─┐
// Key   ─┴▶ Value
TEST(RetainingEdges, OfAWeakMapEntryOnlyTheKeyRetainsTheValue) {
  const Heap heap = Heap()
                        .array("Table", 8)
                        .node("Key", 8)
                        .node("Value", 8)
                        .edge("root", "Table")
                        .edge("root", "Key")
                        .weak_map_entry("Table", "Key", "Value");
  EXPECT_TRUE(does_retain(heap, "Key", "Value"));
  EXPECT_FALSE(does_retain(heap, "Table", "Value"));
  EXPECT_EQ(dominator_of(heap, "Value"), "Key");
}

// root ═shortcut═▶ Window ─▶ Page ◀─ Debugger ◀─ root        root ─▶ Page
TEST(RetainingEdges, WhatLooksIntoThePageDoesNotRetainIt) {
  const Heap heap = Heap()
                        .node("Window", 8)
                        .node("Page", 8)
                        .node("Debugger", 8)
                        .shortcut("root", "Window")
                        .edge("root", "Debugger")
                        .edge("root", "Page")
                        .edge("Window", "Page")
                        .edge("Debugger", "Page");
  EXPECT_TRUE(does_retain(heap, "Window", "Page"));
  EXPECT_FALSE(does_retain(heap, "Debugger", "Page"));
  EXPECT_TRUE(does_retain(heap, "root", "Page"));
}

// root ─[1]▶ (Document DOM trees) ─▶ div ◀─ Console
TEST(RetainingEdges, DocumentTreesBelongToThePage) {
  const Heap heap = Heap()
                        .synthetic("(Document DOM trees)")
                        .native("div", 8)
                        .node("Console", 8)
                        .element("root", "(Document DOM trees)", 1)
                        .edge("root", "Console")
                        .element("(Document DOM trees)", "div", 1)
                        .edge("Console", "div");
  EXPECT_FALSE(does_retain(heap, "Console", "div"));
  EXPECT_TRUE(does_retain(heap, "(Document DOM trees)", "div"));
}

Detachedness state_of(const Heap& heap, std::string_view label) {
  graph::Heap loaded = heap.load();
  graph::propagate_detachedness(loaded);
  return loaded.detachedness_of(heap.index_of(label));
}

// div(detached) ─▶ p ─▶ span
TEST(Detachedness, IsHandedDownToNativesWithoutAState) {
  const Heap heap = Heap()
                        .native("div", 8)
                        .is(Detachedness::detached)
                        .native("p", 8)
                        .native("span", 8)
                        .edge("div", "p")
                        .internal("p", "span", "child");
  EXPECT_EQ(state_of(heap, "p"), Detachedness::detached);
  EXPECT_EQ(state_of(heap, "span"), Detachedness::detached);
  EXPECT_EQ(class_of(heap, "span"), "Detached span");
}

// As Chromium 64 and 78 have it.
TEST(Detachedness, IsToldByNameWhereTheFileHasNoSuchField) {
  const Heap heap = Heap()
                        .native("Detached HTMLElement", 40)
                        .native("Detached DOM tree / 5 entries", 0)
                        .node("HTMLElement", 40)
                        .internal("HTMLElement", "Detached DOM tree / 5 entries", "native")
                        .node("Detached", 8)
                        .native("HTMLDocument", 8)
                        .node("HTMLElement#2", 40)
                        .internal("HTMLElement#2", "HTMLDocument", "native");
  const graph::Heap loaded = heap.load();
  const auto state = [&](std::string_view label) {
    return loaded.detachedness_of(heap.index_of(label));
  };
  const auto is_dom = [&](std::string_view label) {
    return loaded.is_detached_dom(heap.index_of(label));
  };
  EXPECT_EQ(state("Detached HTMLElement"), Detachedness::detached);
  EXPECT_EQ(state("Detached DOM tree / 5 entries"), Detachedness::detached);
  EXPECT_EQ(state("HTMLElement"), Detachedness::unknown);
  EXPECT_EQ(state("Detached"), Detachedness::unknown);
  EXPECT_TRUE(is_dom("Detached HTMLElement"));
  EXPECT_TRUE(is_dom("HTMLElement"));
  EXPECT_FALSE(is_dom("HTMLElement#2"));
  EXPECT_FALSE(is_dom("HTMLDocument"));
}

// Node marks its natives in the same way.
TEST(Detachedness, OfNodesOwnNativesIsNoDetachedPage) {
  const Heap heap = Heap()
                        .native("Node / BindingData", 8)
                        .is(Detachedness::detached)
                        .native("<div>", 8)
                        .is(Detachedness::detached)
                        .native("<p>", 8)
                        .is(Detachedness::attached);
  const graph::Heap loaded = heap.load();
  EXPECT_FALSE(loaded.is_detached_dom(heap.index_of("Node / BindingData")));
  EXPECT_TRUE(loaded.is_detached_dom(heap.index_of("<div>")));
  EXPECT_FALSE(loaded.is_detached_dom(heap.index_of("<p>")));
}

// body(attached) ─▶ shared ◀─ div(detached)
TEST(Detachedness, AttachedWinsOverDetached) {
  const Heap heap = Heap()
                        .native("div", 8)
                        .is(Detachedness::detached)
                        .native("shared", 8)
                        .native("body", 8)
                        .is(Detachedness::attached)
                        .edge("div", "shared")
                        .edge("body", "shared");
  EXPECT_EQ(state_of(heap, "shared"), Detachedness::attached);
}

// body(attached) ─▶ div(detached)
TEST(Detachedness, AStateInTheFileWinsOverWhatIsHandedDown) {
  const Heap heap = Heap()
                        .native("body", 8)
                        .is(Detachedness::attached)
                        .native("div", 8)
                        .is(Detachedness::detached)
                        .edge("body", "div");
  EXPECT_EQ(state_of(heap, "div"), Detachedness::detached);
}

// div(detached) ─▶ Wrapper ─▶ p         div ┄weak┄▶ q        div ═hidden═▶ r
TEST(Detachedness, DoesNotPassThroughJavaScriptNorOverWeakOrHiddenEdges) {
  const Heap heap = Heap()
                        .native("div", 8)
                        .is(Detachedness::detached)
                        .node("Wrapper", 8)
                        .native("p", 8)
                        .native("q", 8)
                        .native("r", 8)
                        .edge("div", "Wrapper")
                        .edge("Wrapper", "p")
                        .weak("div", "q")
                        .hidden("div", "r");
  for (const char* label : {"p", "q", "r"}) {
    EXPECT_EQ(state_of(heap, label), Detachedness::unknown) << label;
  }
}

TEST(Detachedness, WithoutTheFieldNothingIsRenamed) {
  const Heap heap = Heap().native("Detached div", 8).native("p", 8).edge("Detached div", "p");
  EXPECT_EQ(class_of(heap, "Detached div"), "Detached div");
  EXPECT_EQ(class_of(heap, "p"), "p");
}

TEST(DuplicateId, NamesTheTwoNodes) {
  const Heap heap = Heap().node("A", 8).id(7).node("B", 8).id(9).node("C", 8).id(7);
  const auto duplicate = graph::find_duplicate_id(heap.load().nodes);
  ASSERT_TRUE(duplicate);
  EXPECT_EQ(duplicate->id, ObjectId{7});
  EXPECT_EQ(duplicate->first, heap.index_of("A"));
  EXPECT_EQ(duplicate->second, heap.index_of("C"));
}

TEST(DuplicateId, IsNotFoundWhereIdsAreUnique) {
  EXPECT_FALSE(graph::find_duplicate_id(Heap().node("A", 8).node("B", 8).load().nodes));
}

TEST(Locations, TheLastOfSeveralCounts) {
  const Heap heap = Heap().node("A", 8).at(1, 2, 3);
  const std::string json =
      replaced(heap.json(), "\"locations\":[6,1,2,3", "\"locations\":[6,1,2,3,6,4,5,6");
  const graph::Heap loaded = load_text(json);
  EXPECT_EQ(loaded.locations.find(heap.index_of("A"))->script_id, 4u);
  EXPECT_EQ(loaded.locations.find(NodeIndex(0u)), nullptr);
}

TEST(Locations, AreFoundWhateverTheirOrderInTheFile) {
  constexpr std::uint32_t unknown = 0xFFFF'FFFF;
  base::Column<parse::Location> in_file_order;
  for (const parse::Location& location : {parse::Location{200, 1, 2, 3},
                                          {70, 4, 5, 6},
                                          {7, 7, 8, 9},
                                          {71, 10, 11, unknown},
                                          {64, 12, 13, 14},
                                          {70, 15, 16, 17},
                                          {7, 18, unknown, 19},
                                          {63, 20, 21, 22}}) {
    in_file_order.push_back(location);
  }
  const graph::Locations locations(std::move(in_file_order));
  std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
  for (const parse::Location& location : locations.all()) {
    found.emplace_back(location.node, location.script_id);
  }
  EXPECT_EQ(found, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{
                       {63, 20}, {64, 12}, {70, 15}, {200, 1}}));
  EXPECT_EQ(locations.find(NodeIndex(70u))->line, 16u);
  EXPECT_EQ(locations.find(NodeIndex(7u)), nullptr);
}

TEST(Graph, TheSourceOfAnEdgeIsTheNodeWhoseListHoldsIt) {
  const Heap heap = Heap()
                        .node("A", 8)
                        .node("leaf", 8)
                        .node("B", 8)
                        .edge("root", "A")
                        .edge("A", "leaf")
                        .edge("A", "B")
                        .edge("B", "leaf");
  const graph::Heap loaded = heap.load();
  EXPECT_EQ(loaded.source_of(EdgeIndex(0u)), heap.index_of("root"));
  EXPECT_EQ(loaded.source_of(EdgeIndex(2u)), heap.index_of("A"));
  EXPECT_EQ(loaded.source_of(EdgeIndex(3u)), heap.index_of("B"));
}

}  // namespace
}  // namespace heapdiff::test
