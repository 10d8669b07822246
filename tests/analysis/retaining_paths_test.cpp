#include "analysis/retaining_paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "analysis/path_steps.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

/// Who holds a node on its cheapest path, by label.
std::string holder_of(const Heap& heap, std::string_view label) {
  const analysis::Analysis all = analysed(heap);
  const auto paths = analysis::find_retaining_paths(all.heap, all.retains);
  const auto last = paths.edge_to(all.heap, heap.index_of(label));
  return last ? heap.label_of(last->holder) : "";
}

/// A way of `steps` properties to "it": root ─▶ step0 ─▶ step1 ─▶ … ─▶ it.
Heap long_way(int steps) {
  Heap heap = Heap().node("it", 24);
  std::string at = "root";
  for (int i = 0; i + 1 < steps; ++i) {
    const std::string next = fmt::format("step{}", i);
    heap.node(next, 16).edge(at, next);
    at = next;
  }
  return heap.edge(at, "it");
}

// root ─▶ step0 ─▶ … ─▶ step8 ─▶ it ◀─__proto__─ Other ◀─ root
TEST(RetainingPaths, AnObjectIsHeldByAPropertyRatherThanAsAPrototype) {
  for (const char* name : {"__proto__", "constructor", "prototype", "_prev", "_idlePrev"}) {
    const Heap heap =
        Heap(long_way(10)).node("Other", 16).edge("root", "Other").edge("Other", "it", name);
    EXPECT_EQ(holder_of(heap, "it"), "step8") << name;
  }
  for (const char* name : {"map", "code", "shared", "feedback_cell", "scope_info"}) {
    const Heap heap =
        Heap(long_way(10)).node("Other", 16).edge("root", "Other").internal("Other", "it", name);
    EXPECT_EQ(holder_of(heap, "it"), "step8") << name;
  }
}

TEST(RetainingPaths, WhereOnlyAPrototypeLeadsThereItIsTheWay) {
  const Heap heap = Heap()
                        .node("it", 24)
                        .node("Other", 16)
                        .edge("root", "Other")
                        .edge("Other", "it", "__proto__");
  EXPECT_EQ(holder_of(heap, "it"), "Other");
}

// root ─▶ step0 ─▶ … ─▶ step18 ─▶ it ◀─ a record of the engine's ◀─ root
TEST(RetainingPaths, LeadOverCodeAndHiddenClassesOnlyWhereNothingElseDoes) {
  for (const auto& [type, name] :
       {std::pair(NodeType::code, "(code)"), std::pair(NodeType::object_shape, "system / Map"),
        std::pair(NodeType::hidden, "system / FeedbackCell"),
        std::pair(NodeType::array, "(feedback)")}) {
    const auto with_record = [&, type = type, name = name](Heap heap) {
      return heap.node("record", 16, type)
          .named(name)
          .edge("root", "record")
          .internal("record", "it", "slot");
    };
    EXPECT_EQ(holder_of(with_record(long_way(20)), "it"), "step18") << name;
    EXPECT_EQ(holder_of(with_record(Heap().node("it", 24)), "it"), "record") << name;
  }
}

// root ─▶ (Handle scope) ──▶ it
//   ╰───▶ step0 ─▶ … ─▶ step38 ──▶╯
TEST(RetainingPaths, BeginAtAHandleOnlyWhereNothingElseLeadsThere) {
  const auto with_handle = [](Heap heap) {
    return heap.synthetic("(Handle scope)")
        .internal("root", "(Handle scope)", "1")
        .internal("(Handle scope)", "it", "2");
  };
  EXPECT_EQ(holder_of(with_handle(long_way(40)), "it"), "step38");
  EXPECT_EQ(holder_of(with_handle(Heap().closure("it", 24)), "it"), "(Handle scope)");
}

// table ─4▶ "key"  ─5▶ Value  ─6▶ Link
TEST(EntryRoles, InAMapAValueStandsBehindItsKey) {
  const Heap heap = Heap()
                        .node("Map", 16)
                        .array("table", 64)
                        .string("key", 16)
                        .node("Value", 24)
                        .node("Link", 8)
                        .node("alone", 8)
                        .edge("root", "Map")
                        .internal("Map", "table", "table")
                        .internal("table", "key", "4")
                        .internal("table", "Value", "5")
                        .internal("table", "Link", "6")
                        .internal("table", "alone", "9");
  const analysis::Analysis all = analysed(heap);
  const auto paths = analysis::find_retaining_paths(all.heap, all.retains);
  const auto role_of = [&](std::string_view label) {
    return analysis::entry_role(all.heap, *paths.edge_to(all.heap, heap.index_of(label)));
  };
  EXPECT_EQ(role_of("key"), EntryRole::key);
  EXPECT_EQ(role_of("Value"), EntryRole::value);  // whatever stands behind it
  EXPECT_EQ(role_of("Link"), EntryRole::value);
  EXPECT_EQ(role_of("alone"), EntryRole::value);
  EXPECT_EQ(role_of("table"), EntryRole::none);
}

}  // namespace
}  // namespace heapdiff::test
