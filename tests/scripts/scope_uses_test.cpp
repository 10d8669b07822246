#include "scripts/scope_uses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scripts/captures.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A closure of a function of app.js whose scope has that id.
void add_closure(Heap& heap, const std::string& name, std::int32_t scope_id,
                 const char* context = "scope") {
  const std::string shared = name + "-shared";
  heap.closure(name, 64)
      .node(shared, 40, NodeType::code)
      .named("system / SharedFunctionInfo / " + name)
      .edge("root", name)
      .internal(name, shared, "shared")
      .internal(shared, "app", "script")
      .internal(name, context, "context")
      .integer(shared, "scope_id", scope_id);
}

// function make() {                    scope 10
//   const big = …, small = …;
//   function uses_big() { big }        scope 20
//   function keeps() {                 scope 30
//     small;
//     function inner() { … }           scope 31
//   }
// }
//
//     keeps ─context▶ scope ─big▶ Payload, ─small▶ Tag
Heap program(bool inner_uses_big = false) {
  Heap heap;
  heap.node("app", 100, NodeType::code)
      .named("system / Script / app.js")
      .node("scope", 40)
      .named("system / Context / scope @20")
      .node("info", 24, NodeType::code)
      .named("system / ScopeInfo")
      .node("Payload", 1000)
      .node("Tag", 16)
      .internal("scope", "info", "scope_info")
      .context("scope", "Payload", "big")
      .context("scope", "Tag", "small")
      .integer("info", "scope_id", 10);
  add_closure(heap, "keeps", 30);
  // The function whose scope it is: no closure of it is alive.
  heap.node("make-shared", 40, NodeType::code)
      .named("system / SharedFunctionInfo / make")
      .edge("root", "make-shared")
      .internal("make-shared", "info", "name_or_scope_info")
      .internal("make-shared", "app", "script");
  heap.scope("app", -2, 0, {}, {})
      .scope("app", 10, 1, {"big", "small"}, {})
      .scope("app", 20, 2, {}, {{10, 0}})
      .scope("app", 30, 2, {}, {{10, 1}});
  if (inner_uses_big) {
    heap.scope("app", 31, 3, {}, {{10, 0}});
  } else {
    heap.scope("app", 31, 3, {}, {});
  }
  return heap;
}

std::vector<std::string> dead_in(const Heap& drawn) {
  const graph::Heap heap = drawn.load();
  EXPECT_THAT(heap.notes, IsEmpty());
  std::vector<std::string> names;
  for (const scripts::DeadCapture& dead : scripts::ScopeUses(heap).find_dead_captures(heap)) {
    EXPECT_EQ(drawn.label_of(dead.context), "scope");
    names.emplace_back(heap.strings[heap.edges.name(dead.edge)]);
  }
  return names;
}

TEST(ScopeUses, AVariableThatNoLivingFunctionUsesIsKeptForNothing) {
  EXPECT_THAT(dead_in(program()), ElementsAre("big"));
}

TEST(ScopeUses, ALivingNeighbourUsesItForAll) {
  Heap heap = program();
  add_closure(heap, "uses_big", 20);
  EXPECT_THAT(dead_in(heap), IsEmpty());
}

TEST(ScopeUses, ANeighbourOfAnotherContextDoesNot) {
  Heap heap = program();
  heap.node("other", 40).named("system / Context");
  add_closure(heap, "uses_big", 20, "other");
  EXPECT_THAT(dead_in(heap), ElementsAre("big"));
}

TEST(ScopeUses, AFunctionThatCanMakeOneThatUsesItKeepsItWithReason) {
  EXPECT_THAT(dead_in(program(true)), IsEmpty());
}

TEST(ScopeUses, AContextAroundAFunctionsOwnIsReached) {
  Heap heap = program();
  heap.node("own", 40).named("system / Context").internal("own", "scope", "previous");
  add_closure(heap, "uses_big", 20, "own");
  EXPECT_THAT(dead_in(heap), IsEmpty());
}

TEST(Captures, AreJudgedByTheFilesOwnWord) {
  const Heap drawn = program();
  const graph::Heap heap = drawn.load();
  const scripts::ScopeNames scopes(heap);
  const auto use = [&](const char* variable, const char* value) {
    return scripts::use_of_variable(heap, scopes, drawn.index_of("keeps"), variable,
                                    drawn.index_of(value));
  };
  EXPECT_EQ(use("big", "Payload"), scripts::Use::no);
  EXPECT_EQ(use("small", "Tag"), scripts::Use::yes);
}

TEST(Scopes, ThatDoNotAddUpAreLeftOutWithANote) {
  const std::string text = program().json();
  const auto note_of = [&](std::string_view what, std::string_view with) {
    const graph::Heap heap = load_text(replaced(text, what, with));
    EXPECT_TRUE(heap.scopes.empty());
    return heap.notes.size() == 1 ? heap.notes[0] : "";
  };
  EXPECT_THAT(note_of("\"scope_uses\":[10,0", "\"scope_uses\":[10,0\n,10,0"),
              HasSubstr("scopes claim 2 variables and 2 uses where there are 2 and 3"));
  EXPECT_THAT(note_of(",-2,0,0,0", ",-2,1,0,0"), HasSubstr("scope 0 is 1 deep where at most 0"));
  EXPECT_THAT(note_of("\"scopes\":[6,", "\"scopes\":[60000,"),
              HasSubstr("the script of scope 0 is no node"));
  EXPECT_THAT(note_of("\"scopes\":[6,", "\"scopes\":[-6,"),
              HasSubstr("the script of scope 0 is no node"));
  EXPECT_THAT(note_of("\"scope_context_vars\":[", "\"scope_context_vars\":[9"),
              HasSubstr("a variable's name is string"));
}

TEST(Scopes, ThatAreNoNumbersAreRefused) {
  const std::string text = program().json();
  EXPECT_THAT(message_of(replaced(text, "\"scope_uses\":[10,0", "\"scope_uses\":[10,x")),
              HasSubstr("use 0: its slot_index is 'x' where a whole number is expected"));
  EXPECT_THAT(message_of(replaced(text, "\"scope_uses\":[10,0", "\"scope_uses\":[10]")),
              HasSubstr("use 0: its declaring_scope_id is followed by the end of the array"));
}

TEST(Scopes, AnEmptySectionHasNone) {
  const std::string text = program().json();
  const std::size_t start = text.find("\"scopes\":[");
  const std::size_t end = text.find("\"strings\"");
  const std::string without = text.substr(0, start) +
                              "\"scopes\":[],\"scope_context_vars\":[ ],\"scope_uses\":[\n]," +
                              text.substr(end);
  EXPECT_TRUE(load_text(without).scopes.empty());
  EXPECT_THAT(load_text(without).notes, IsEmpty());
  EXPECT_TRUE(load_text(text.substr(0, start) + text.substr(end)).scopes.empty());
}

}  // namespace
}  // namespace heapdiff::test
