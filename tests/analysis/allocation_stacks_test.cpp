#include "analysis/allocation_stacks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/reduce.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::ElementsAre;

std::vector<std::string> functions_of(const std::vector<StackFrame>& frames) {
  std::vector<std::string> names;
  for (const StackFrame& frame : frames) names.push_back(frame.function);
  return names;
}

/// The most common stack of all nodes but the root.
std::optional<AllocationStack> stack_of_all(const graph::Heap& heap) {
  std::vector<NodeIndex> nodes;
  for (const NodeIndex node : heap.nodes.all()) {
    if (node != heap.root) nodes.push_back(node);
  }
  return analysis::most_common_stack(heap, nodes);
}

std::vector<std::string> functions_of(const graph::Heap& heap) {
  const auto common = stack_of_all(heap);
  return common ? functions_of(common->frames) : std::vector<std::string>();
}

TEST(AllocationStacks, FramesGoFromTheInnermostFunctionOutwards) {
  const Heap heap = Heap()
                        .node("Order", 16)
                        .allocated({"makeOrder", "handle", ""})
                        .function("makeOrder", "/app/orders.js", 12, 19)
                        .function("handle", "/app/server.js", 3, 7)
                        .function("", "/app/server.js", 1, 1);
  const auto common = stack_of_all(heap.load());
  ASSERT_TRUE(common);
  EXPECT_THAT(common->frames, ElementsAre(StackFrame{"makeOrder", Place{"/app/orders.js", 12, 19}},
                                          StackFrame{"handle", Place{"/app/server.js", 3, 7}},
                                          StackFrame{"", Place{"/app/server.js", 1, 1}}));
}

TEST(AllocationStacks, TheStackThatMadeMostIsFound) {
  const Heap heap = Heap()
                        .node("Order#1", 16)
                        .allocated({"makeOrder", "import"})
                        .node("Order#2", 16)
                        .allocated({"makeOrder", "handle"})
                        .node("Order#3", 16)
                        .allocated({"makeOrder", "handle"})
                        .node("Order#4", 16);
  const auto common = stack_of_all(heap.load());
  ASSERT_TRUE(common);
  EXPECT_THAT(functions_of(common->frames), ElementsAre("makeOrder", "handle"));
  EXPECT_EQ(common->count, 2u);
  EXPECT_EQ(common->known, 3u);
}

TEST(AllocationStacks, OnlyTheNodesAskedForCount) {
  const Heap heap = Heap()
                        .node("Order#1", 16)
                        .allocated({"rare"})
                        .node("Order#2", 16)
                        .allocated({"often"})
                        .node("Order#3", 16)
                        .allocated({"often"});
  const NodeIndex asked[] = {heap.index_of("Order#1")};
  const auto common = analysis::most_common_stack(heap.load(), asked);
  ASSERT_TRUE(common);
  EXPECT_THAT(functions_of(common->frames), ElementsAre("rare"));
  EXPECT_EQ(common->known, 1u);
}

TEST(AllocationStacks, OfTwoThatMadeAsManyTheFirstInTheFileCounts) {
  const Heap heap = Heap()
                        .node("A", 16)
                        .allocated({"first"})
                        .node("B", 16)
                        .allocated({"second"})
                        .node("C", 16)
                        .allocated({"second"})
                        .node("D", 16)
                        .allocated({"first"});
  EXPECT_THAT(functions_of(heap.load()), ElementsAre("first"));
}

// (root) ─▶ handle ─▶ makeOrder       A and B end at handle, C goes on
TEST(AllocationStacks, ACallerIsAStackOfItsOwn) {
  const Heap heap = Heap()
                        .node("A", 16)
                        .allocated({"handle"})
                        .node("B", 16)
                        .allocated({"handle"})
                        .node("C", 16)
                        .allocated({"makeOrder", "handle"});
  EXPECT_THAT(functions_of(heap.load()), ElementsAre("handle"));
}

TEST(AllocationStacks, AFunctionWithoutNameAndPlaceSaysNothing) {
  EXPECT_THAT(functions_of(Heap().node("A", 16).allocated({"handle", "", "main"}).load()),
              ElementsAre("handle", "main"));
  EXPECT_FALSE(stack_of_all(Heap().node("A", 16).allocated({"", ""}).load()));
  // B's stack made more, and has nothing to show.
  EXPECT_THAT(functions_of(Heap()
                               .node("A", 16)
                               .allocated({"handle"})
                               .node("B", 16)
                               .allocated({""})
                               .node("C", 16)
                               .allocated({""})
                               .load()),
              ElementsAre("handle"));
}

TEST(AllocationStacks, RecursionIsAFrameForEachCall) {
  EXPECT_THAT(functions_of(Heap().node("A", 16).allocated({"walk", "walk", "walk"}).load()),
              ElementsAre("walk", "walk", "walk"));
}

// V8 never writes such a tree; a file may hold any.
TEST(AllocationStacks, OfADeepOneTheInnermostFramesAreShown) {
  constexpr std::size_t depth = 300'000;
  std::string tree, end;
  for (std::size_t i = 0; i < depth; ++i) {
    tree += std::to_string(i + 1) + "," + (i == 0 ? "0" : "1") + ",0,0,[";
    end += ']';
  }
  std::string json = Heap().node("A", 16).allocated({"walk"}).json();
  json = replaced(json, "1,0,0,0,[2,1,0,0,[]]", tree + end);
  json = replaced(json, "3,2,3,16,0,2", "3,2,3,16,0," + std::to_string(depth));
  const auto common = stack_of_all(load_text(json));
  ASSERT_TRUE(common);
  EXPECT_EQ(common->frames.size(), analysis::frames_max);
  EXPECT_EQ(common->frames.back().function, "walk");
}

TEST(AllocationStacks, AnOrdinaryFileHasNone) {
  const graph::Heap heap = Heap().node("A", 16).load();
  EXPECT_TRUE(heap.allocation_stacks.empty());
  EXPECT_FALSE(stack_of_all(heap));
}

TEST(AllocationStacks, AreStillThereWhenTheGraphIsAnalysed) {
  const analysis::Analysis all = analysed(Heap().node("A", 16).allocated({"makeOrder"}));
  EXPECT_THAT(functions_of(all.heap), ElementsAre("makeOrder"));
}

}  // namespace
}  // namespace heapdiff::test
