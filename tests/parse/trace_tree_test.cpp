#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/allocation_stacks.hpp"
#include "graph/load.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// (root) ─▶ handle ─▶ makeOrder     made Order
//       └─▶ import                  made Config
std::string sample() {
  return Heap()
      .node("Order", 16)
      .allocated({"makeOrder", "handle"})
      .node("Config", 24)
      .allocated({"import"})
      .function("makeOrder", "/app/orders.js", 12, 19)
      .json();
}
constexpr const char* sample_tree = "[1,0,0,0,[2,1,0,0,[3,2,0,0,[]],4,3,0,0,[]]\n]";
constexpr const char* sample_fields =
    R"("trace_node_fields":["id","function_info_index","count","size","children"])";

/// "Order: makeOrder ‹ handle; Config: import; "
std::string picture(const graph::Heap& heap) {
  std::string text;
  for (const NodeIndex node : heap.nodes.all()) {
    const auto stack = heap.allocation_stacks.stack_of(node);
    if (!stack) continue;
    text += std::string(heap.raw_name(node)) + ":";
    const char* separator = " ";
    for (const StackFrame& frame : analysis::frames_of(heap, *stack)) {
      text += separator + frame.function;
      separator = " ‹ ";
    }
    text += "; ";
  }
  return text;
}

constexpr const char* sample_picture = "Order: makeOrder ‹ handle; Config: import; ";

TEST(TraceTree, TellsOfEachNodeWhatWasOnTheStack) {
  const graph::Heap heap = load_text(sample());
  EXPECT_EQ(picture(heap), sample_picture);
  EXPECT_THAT(heap.notes, IsEmpty());
}

TEST(TraceTree, MayBeSpacedOut) {
  EXPECT_EQ(picture(load_text(replaced(sample(), sample_tree,
                                       " [ 1 , 0 ,0, 0,\r\n[\t2,1,0,0,[3,2,0,0,[ ] ] , "
                                       "4,3,0,0,[]\n] ] "))),
            sample_picture);
}

TEST(TraceTree, FieldsMayStandInAnyOrder) {
  const std::string json =
      replaced(sample(), sample_fields,
               R"("trace_node_fields":["x","id","children","function_info_index"])");
  EXPECT_EQ(picture(load_text(replaced(json, sample_tree, "[9,1,[9,2,[9,3,[],2],1,9,4,[],3],0]"))),
            sample_picture);
  const std::string first = replaced(
      sample(), sample_fields, R"("trace_node_fields":["children","function_info_index","id"])");
  EXPECT_EQ(picture(load_text(replaced(first, sample_tree, "[[[[],2,3],1,2,[],3,4],0,1]"))),
            sample_picture);
}

TEST(TraceTree, SeveralRootsAreNoFunctions) {
  EXPECT_EQ(picture(load_text(replaced(sample(), sample_tree,
                                       "[1,0,0,0,[2,1,0,0,[3,2,0,0,[]]],7,0,0,0,[4,3,0,0,[]]]"))),
            sample_picture);
}

TEST(TraceTree, WhatHangsOnTheRootWasAllocatedByNoFunction) {
  EXPECT_EQ(picture(load_text(replaced(sample(), "3,3,5,24,0,4", "3,3,5,24,0,1"))),
            "Order: makeOrder ‹ handle; ");
}

TEST(TraceTree, IdsThatAreFarApartAreFound) {
  std::string json = replaced(sample(), sample_tree,
                              "[1,0,0,0,[2,1,0,0,[4000000000,2,0,0,[]],4294967295,3,0,0,[]]]");
  json = replaced(json, "3,2,3,16,0,3", "3,2,3,16,0,4000000000");
  EXPECT_EQ(picture(load_text(replaced(json, "3,3,5,24,0,4", "3,3,5,24,0,4294967295"))),
            sample_picture);
  EXPECT_EQ(picture(load_text(replaced(json, "3,3,5,24,0,4", "3,3,5,24,0,3999999999"))),
            "Order: makeOrder ‹ handle; ");
}

TEST(TraceTree, AStackThatItDoesNotHoldIsNoneAndSaidToBe) {
  const graph::Heap heap = load_text(replaced(sample(), "3,3,5,24,0,4", "3,3,5,24,0,9"));
  EXPECT_EQ(picture(heap), "Order: makeOrder ‹ handle; ");
  EXPECT_THAT(heap.notes,
              ElementsAre("1 node tells of an allocation stack that \"trace_tree\" does not hold"));
}

TEST(TraceTree, OfNodesWithOneIdTheFirstCounts) {
  for (const char* id : {"3", "4000000000"}) {
    std::string json =
        replaced(sample(), sample_tree,
                 std::string("[1,0,0,0,[2,1,0,0,[") + id + ",2,0,0,[]]," + id + ",3,0,0,[]]]");
    json = replaced(json, "3,2,3,16,0,3", std::string("3,2,3,16,0,") + id);
    const graph::Heap heap = load_text(replaced(json, "3,3,5,24,0,4", "3,3,5,24,0,2"));
    EXPECT_EQ(picture(heap), "Order: makeOrder ‹ handle; Config: handle; ");
    EXPECT_THAT(heap.notes, ElementsAre("1 node of \"trace_tree\" has the id of another; the first "
                                        "counts"));
  }
}

TEST(TraceTree, NothingIsReadWhereTheHeaderCountsNoFunctions) {
  const graph::Heap heap =
      load_text(replaced(sample(), "\"trace_function_count\":4", "\"trace_function_count\":0"));
  EXPECT_TRUE(heap.allocation_stacks.empty());
  EXPECT_THAT(heap.notes, IsEmpty());
  // Then what stands there is nobody's business.
  EXPECT_TRUE(load_text(replaced(replaced(sample(), ",\"trace_function_count\":4", ""), sample_tree,
                                 "{\"a\":[-1]}"))
                  .allocation_stacks.empty());
}

// V8 counts before it writes, and may meet more functions while it does.
TEST(TraceTree, TheHeadersCountOfFunctionsIsOnlyASign) {
  const graph::Heap heap =
      load_text(replaced(sample(), "\"trace_function_count\":4", "\"trace_function_count\":1"));
  EXPECT_EQ(picture(heap), sample_picture);
  EXPECT_THAT(heap.notes, IsEmpty());
}

TEST(TraceTree, AFileFromWhichItWasTakenOutIsRead) {
  const graph::Heap heap = load_text(replaced(sample(), sample_tree, "[]"));
  EXPECT_TRUE(heap.allocation_stacks.empty());
  EXPECT_THAT(heap.notes, IsEmpty());
}

TEST(TraceTree, AHeaderThatDoesNotNameTheFieldsIsNoReasonToRefuse) {
  for (const char* field : {"\"function_info_index\"", "\"script_name\"", "\"trace_node_id\"",
                            "\"trace_node_fields\""}) {
    const graph::Heap heap = load_text(replaced(sample(), field, "\"another\""));
    EXPECT_TRUE(heap.allocation_stacks.empty());
    EXPECT_THAT(heap.notes, ElementsAre("allocation stacks were not read: the header does not "
                                        "name all their fields"));
  }
}

TEST(TraceTree, MayComeBeforeAllOthers) {
  const std::string json = sample();
  const std::size_t start = json.find("\"trace_function_infos\""), end = json.find("\"samples\"");
  const std::string traces = json.substr(start, end - start);
  const std::string moved = "{" + traces + json.substr(1, start - 1) + json.substr(end);
  EXPECT_EQ(picture(load_text(moved)), sample_picture);
  const auto pipe = *input::piped_text_source(moved, "pipe");
  const Result<graph::Heap> heap = graph::load_heap(*pipe);
  ASSERT_TRUE(heap);
  EXPECT_EQ(picture(*heap), sample_picture);
}

TEST(TraceTree, IsReadAMillionLevelsDeep) {
  std::string tree, end;
  for (std::size_t i = 0; i < 1'000'000; ++i) {
    tree += std::to_string(i + 1) + ",0,0,0,[";
    end += ']';
  }
  EXPECT_EQ(message_of(replaced(sample(), sample_tree, "[" + tree + end + "]")), "");
}

std::string with_long_names(const std::string& name, const std::string& url) {
  return Heap().node("Order", 16).allocated({name}).function(name, url, 1, 1).json();
}

TEST(TraceTree, NamesOfFunctionsAndScriptsStayWhole) {
  const std::string name(100, 'f'), url(100, 'u');
  const std::string text = with_long_names(name, url);
  const auto source = input::text_source(text, "text");
  const Result<graph::Heap> heap = graph::load_heap(*source, 1, parse::Texts::cut(0));
  ASSERT_TRUE(heap);
  const NodeIndex order(1u);
  const auto common = analysis::most_common_stack(*heap, std::span(&order, 1));
  ASSERT_TRUE(common);
  EXPECT_THAT(common->frames, ElementsAre(StackFrame{name, Place{url, 1, 1}}));
}

}  // namespace
}  // namespace heapdiff::test
