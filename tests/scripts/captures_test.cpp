#include "scripts/captures.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

#include "support/heap_builder.hpp"

// Does a function use a variable that its scope keeps for it? Of files without V8's own tables of
// scopes.

namespace heapdiff::test {
namespace {

using scripts::Use;

//     keeps ─context▶ scope ─big▶ Cache(entries, slice) ─__proto__▶ Cache.prototype(evict)
//
// The scope is make()'s, whose shared info is "make".
Heap made() {
  Heap heap;
  heap.node("app", 100, NodeType::code)
      .named("/app/app.js")
      .node("scope", 40)
      .named("system / Context")
      .node("info", 24, NodeType::code)
      .named("system / ScopeInfo")
      .internal("scope", "info", "scope_info")
      .node("make", 40, NodeType::code)
      .named("system / SharedFunctionInfo / make")
      .internal("make", "info", "name_or_scope_info")
      .node("keeps-shared", 40, NodeType::code)
      .node("keeps-info", 24, NodeType::code)
      .internal("keeps-shared", "keeps-info", "name_or_scope_info")
      .internal("keeps-shared", "app", "script")
      .closure("keeps", 64)
      .internal("keeps", "keeps-shared", "shared")
      .internal("keeps", "scope", "context")
      .edge("root", "keeps")
      .edge("root", "make");
  heap.node("Cache", 1000)
      .context("scope", "Cache", "big")
      .plain("Cache.prototype")
      .edge("Cache", "Cache.prototype", "__proto__")
      .plain("Object.prototype")
      .edge("Cache.prototype", "Object.prototype", "__proto__")
      .node("value", 8);
  for (const char* own : {"entries", "slice"}) heap.edge("Cache", "value", own);
  return heap.edge("Cache.prototype", "value", "evict").edge("Object.prototype", "value", "isA");
}

Use use_of_big(const Heap& drawn) {
  const graph::Heap heap = drawn.load();
  return scripts::use_of_variable(heap, scripts::ScopeNames(heap), drawn.index_of("keeps"), "big",
                                  drawn.index_of("Cache"));
}

/// make() returns a function of that text; the file has the script's source.
Use use_by_text(const std::string& function) {
  const std::string before = "function make() { const big = load(); return ";
  Heap heap = made();
  heap.string("source", 500).named(before + function + "; }");
  heap.internal("app", "source", "source");
  heap.closure("other", 64).at(7, 0, static_cast<std::uint32_t>(before.size()));
  heap.internal("other", "keeps-shared", "shared").internal("other", "scope", "context");
  const graph::Heap loaded = heap.load();
  return scripts::use_of_variable(loaded, scripts::ScopeNames(loaded), heap.index_of("other"),
                                  "big", heap.index_of("Cache"));
}

TEST(Captures, ATextThatNamesTheVariableUsesIt) {
  EXPECT_EQ(use_by_text("() => big.entries"), Use::yes);
  EXPECT_EQ(use_by_text("() => 1"), Use::no);
  EXPECT_EQ(use_by_text("() => bigger + $big"), Use::no);
}

TEST(Captures, APropertyOfThatNameIsNotTheVariable) {
  EXPECT_EQ(use_by_text("() => options.big"), Use::no);
  EXPECT_EQ(use_by_text("() => options.big + big"), Use::yes);
}

/// What a function's code names: `names` in its constant pool, and the functions that it makes.
void compile(Heap& heap, const std::string& shared, std::initializer_list<const char*> names,
             std::initializer_list<const char*> functions = {}) {
  const std::string code = shared + "-code", pool = shared + "-pool";
  heap.node(code, 80, NodeType::code).named("system / BytecodeArray").array(pool, 32);
  heap.named("(constant pool)").internal(shared, code, "function_data");
  heap.internal(code, pool, "constant_pool");
  for (const char* name : names) {
    const std::string label = shared + "#" + name;
    heap.string(label, 16).named(name).internal(pool, label, "1");
  }
  for (const char* function : functions) heap.internal(pool, function, "2");
}

/// make() has made keeps() and sibling(), whose codes name these.
Use use_beside(std::initializer_list<const char*> names_of_keeps,
               std::initializer_list<const char*> names_of_sibling) {
  Heap heap = made();
  heap.node("sibling-shared", 40, NodeType::code)
      .node("sibling-info", 24, NodeType::code)
      .internal("sibling-shared", "sibling-info", "name_or_scope_info");
  compile(heap, "make", {}, {"keeps-shared", "sibling-shared"});
  compile(heap, "keeps-shared", names_of_keeps);
  compile(heap, "sibling-shared", names_of_sibling);
  return use_of_big(heap);
}

TEST(Captures, AnOnlyFunctionUsesTheVariable) {
  Heap heap = made();
  compile(heap, "make", {}, {"keeps-shared"});
  EXPECT_EQ(use_of_big(heap), Use::yes);
  EXPECT_EQ(use_of_big(made()), Use::unknown);  // of which nobody knows whether it is the only one
}

TEST(Captures, AFunctionThatNamesAMemberOfTheValueUsesIt) {
  EXPECT_EQ(use_beside({"log", "entries"}, {}), Use::yes);
  EXPECT_EQ(use_beside({"evict"}, {}), Use::yes);  // inherited
  EXPECT_EQ(use_beside({"entries"}, {"entries"}), Use::yes);
}

TEST(Captures, WhereASiblingDoesInsteadTheFunctionDoesNot) {
  EXPECT_EQ(use_beside({"log"}, {"entries"}), Use::no);
  EXPECT_EQ(use_beside({"log"}, {"log"}), Use::unknown);
}

// Strings have a slice(), too; every object has what Object.prototype has.
TEST(Captures, MembersThatOthersHaveTooTellNothing) {
  EXPECT_EQ(use_beside({"slice"}, {}), Use::unknown);
  EXPECT_EQ(use_beside({"isA"}, {}), Use::unknown);
  EXPECT_EQ(use_beside({"log"}, {"slice"}), Use::unknown);
}

}  // namespace
}  // namespace heapdiff::test
