#include <gtest/gtest.h>

#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

// root ─▶ Cache(16) ─▶ Entry(40) ─▶ "x"(24)
//                         ▲───────────┘
TEST(Dominators, CacheRetainsWhatOnlyItReaches) {
  const Heap heap = Heap()
                        .node("Cache", 16)
                        .node("Entry", 40)
                        .string("x", 24)
                        .edge("root", "Cache")
                        .edge("Cache", "Entry")
                        .edge("Entry", "x")
                        .edge("x", "Entry");
  EXPECT_EQ(retained_size_of(heap, "Cache"), Bytes{80});
}

//        ┌▶ b ─┐
// root ─▶ a     ├▶ d
//        └▶ c ─┘
Heap join() {
  return Heap()
      .node("a", 1)
      .node("b", 2)
      .node("c", 4)
      .node("d", 8)
      .edge("root", "a")
      .edge("a", "b")
      .edge("a", "c")
      .edge("b", "d")
      .edge("c", "d");
}

TEST(Dominators, JoinIsDominatedByTheFork) {
  const Heap heap = join();
  EXPECT_EQ(dominator_of(heap, "d"), "a");
  EXPECT_EQ(retained_size_of(heap, "b"), Bytes{2});
  EXPECT_EQ(retained_size_of(heap, "a"), Bytes{15});
}

// root ─▶ a ─▶ b ─▶ c        a ─▶ c
// root ─▶ d ─▶ e ─▶ b
TEST(Dominators, ASecondWayInFreesTheWholeTail) {
  const Heap heap = Heap()
                        .node("a", 1)
                        .node("b", 1)
                        .node("c", 1)
                        .node("d", 1)
                        .node("e", 1)
                        .edge("root", "a")
                        .edge("root", "d")
                        .edge("a", "b")
                        .edge("a", "c")
                        .edge("d", "e")
                        .edge("e", "b")
                        .edge("b", "c");
  EXPECT_EQ(dominator_of(heap, "c"), "root");
  EXPECT_EQ(dominator_of(heap, "b"), "root");
  EXPECT_EQ(dominator_of(heap, "e"), "d");
}

// root ─▶ a ─▶ b ─▶ c, and a ─▶ c: the search is at c before it sees that edge.
TEST(Dominators, AnEdgePastTheParentFreesFromIt) {
  const Heap heap = Heap()
                        .node("a", 1)
                        .node("b", 2)
                        .node("c", 4)
                        .edge("root", "a")
                        .edge("a", "b")
                        .edge("b", "c")
                        .edge("a", "c");
  EXPECT_EQ(dominator_of(heap, "c"), "a");
  EXPECT_EQ(retained_size_of(heap, "b"), Bytes{2});
}

TEST(Dominators, EdgesToTheRootChangeNothing) {
  const Heap heap = join().edge("b", "root").edge("d", "root");
  EXPECT_EQ(dominator_of(heap, "d"), "a");
  EXPECT_EQ(retained_size_of(heap, "b"), Bytes{2});
}

// Lengauer and Tarjan, "A Fast Algorithm for Finding Dominators in a Flowgraph", 1979, figure 1.
TEST(Dominators, TheFigureOfLengauerAndTarjanComesOutRight) {
  Heap heap;
  for (const char* node : {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"}) {
    heap.node(node, 1);
  }
  for (const char* edge : {"RA", "RB", "RC", "AD", "BA", "BD", "BE", "CF", "CG", "DL", "EH",
                           "FI", "GI", "GJ", "HE", "HK", "IK", "JI", "KI", "KR", "LH"}) {
    const auto label = [](char c) { return c == 'R' ? std::string("root") : std::string(1, c); };
    heap.edge(label(edge[0]), label(edge[1]));
  }
  const std::pair<const char*, const char*> dominators[] = {
      {"A", "root"}, {"B", "root"}, {"C", "root"}, {"D", "root"}, {"E", "root"}, {"F", "C"},
      {"G", "C"},    {"H", "root"}, {"I", "root"}, {"J", "G"},    {"K", "root"}, {"L", "D"}};
  for (const auto& [node, dominator] : dominators) {
    EXPECT_EQ(dominator_of(heap, node), dominator) << node;
  }
}

// root ─▶ Map ┄weak┄▶ Entry ─▶ "x"
TEST(Dominators, WhatIsOnlyWeaklyHeldBelongsToTheRoot) {
  const Heap heap = Heap()
                        .node("Map", 16)
                        .node("Entry", 40)
                        .string("x", 24)
                        .edge("root", "Map")
                        .weak("Map", "Entry")
                        .edge("Entry", "x");
  EXPECT_EQ(dominator_of(heap, "Entry"), "root");
  EXPECT_EQ(retained_size_of(heap, "Map"), Bytes{16});
  EXPECT_EQ(retained_size_of(heap, "Entry"), Bytes{64});
}

// root     a ⇄ b ─▶ c        root ─▶ c
TEST(Dominators, ADeadCycleBelongsToTheRootAndHasNoSay) {
  const Heap heap = Heap()
                        .node("a", 1)
                        .node("b", 2)
                        .node("keeper", 4)
                        .node("c", 8)
                        .edge("root", "keeper")
                        .edge("keeper", "c")
                        .edge("a", "b")
                        .edge("b", "a")
                        .edge("b", "c");
  EXPECT_EQ(dominator_of(heap, "a"), "root");
  EXPECT_EQ(dominator_of(heap, "b"), "root");
  EXPECT_EQ(dominator_of(heap, "c"), "keeper");
  EXPECT_EQ(retained_size_of(heap, "root"), Bytes{15});
}

// orphan ─▶ c ◀─ keeper ◀─ root
TEST(Dominators, AnOrphanCountsAsHeldByTheRoot) {
  const Heap heap = Heap()
                        .node("orphan", 1)
                        .node("keeper", 2)
                        .node("c", 4)
                        .edge("root", "keeper")
                        .edge("keeper", "c")
                        .edge("orphan", "c");
  EXPECT_EQ(dominator_of(heap, "orphan"), "root");
  EXPECT_EQ(dominator_of(heap, "c"), "root");
}

TEST(Dominators, TheRootDominatesItself) { EXPECT_EQ(dominator_of(Heap(), "root"), "root"); }

}  // namespace
}  // namespace heapdiff::test
