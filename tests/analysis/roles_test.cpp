#include "analysis/roles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/reduce.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

using model::Role;

// (Strong roots) ─number_string_cache─▶ cache         (Handle scope) ─▶ list
TEST(Roles, AnArrayOfTheEnginesOwnRootsIsTheEngines) {
  for (const char* roots : {"(Strong roots)", "(Strong root list)", "(Internalized strings)"}) {
    const Heap heap = Heap()
                          .synthetic(roots)
                          .synthetic("(Handle scope)")
                          .array("cache", 262'160)
                          .array("list", 80)
                          .node("Session", 24)
                          .edge("root", roots, "1", EdgeType::internal)
                          .edge("root", "(Handle scope)", "2", EdgeType::internal)
                          .internal(roots, "cache", "number_string_cache")
                          .internal(roots, "Session", "2")
                          .internal("(Handle scope)", "list", "3");
    const analysis::Roles roles = analysis::assign_roles(heap.load());
    EXPECT_EQ(roles[heap.index_of("cache")], Role::engine) << roots;
    EXPECT_EQ(roles[heap.index_of("list")], Role::store) << roots;
    EXPECT_EQ(roles[heap.index_of("Session")], Role::value) << roots;
  }
}

// socket ─▶ Node / TCPSocketWrap        cache ─▶ Node / ContextifyScript ─__proto__▶ Script
TEST(Roles, AHandleWithAPrototypeIsItsObject) {
  const Heap heap = Heap()
                        .node("socket", 24)
                        .node("cache", 24)
                        .native("Node / TCPSocketWrap", 100)
                        .native("Node / ContextifyScript", 100)
                        .node("Script", 24)
                        .edge("root", "socket")
                        .edge("root", "cache")
                        .internal("socket", "Node / TCPSocketWrap", "native_to_javascript")
                        .edge("cache", "Node / ContextifyScript", "script")
                        .edge("Node / ContextifyScript", "Script", "__proto__");
  const analysis::Roles roles = analysis::assign_roles(heap.load());
  EXPECT_EQ(roles[heap.index_of("Node / TCPSocketWrap")], Role::store);
  EXPECT_EQ(roles[heap.index_of("Node / ContextifyScript")], Role::value);
}

// A list belongs to the table of all lists, as the elements of an array belong to the array.
TEST(Roles, AListOfTimersIsAStore) {
  const Heap heap = Heap().node("TimersList", 56).node("ImmediateList", 32).node("Timeout", 96);
  const analysis::Roles roles = analysis::assign_roles(heap.load());
  EXPECT_EQ(roles[heap.index_of("TimersList")], Role::store);
  EXPECT_EQ(roles[heap.index_of("ImmediateList")], Role::store);
  EXPECT_EQ(roles[heap.index_of("Timeout")], Role::value);
}

/// The notes on a heap of which nothing reaches `count` objects.
std::vector<std::string> notes_with_unreached(int count, const char* other = "Map") {
  Heap heap;
  heap.node("live", 24).edge("root", "live");
  heap.node(other, 16, NodeType::hidden).edge("live", other, "1", EdgeType::internal);
  for (int i = 0; i < count; ++i) heap.node("Session#" + std::to_string(i), 24);
  return analysis::analyse(heap.load()).heap.notes;
}

// V8 collects garbage before it writes a snapshot. Others do not, or leave edges out.
TEST(Unreached, MuchOfItIsANote) {
  EXPECT_THAT(notes_with_unreached(499), testing::IsEmpty());
  EXPECT_THAT(notes_with_unreached(500),
              testing::ElementsAre(testing::HasSubstr(
                  "no retaining path leads to 500 objects of 12000 bytes: garbage")));
  EXPECT_THAT(notes_with_unreached(500, "Cell Butterfly"),
              testing::ElementsAre(testing::HasSubstr("JavaScriptCore does not write what Maps")));
}

}  // namespace
}  // namespace heapdiff::test
