#include "scripts/scope_names.hpp"

#include <gtest/gtest.h>

#include "support/heap_builder.hpp"

// What a scope is called: after the function or the module whose variables it has.

namespace heapdiff::test {
namespace {

/// A context "<label>" of a function of app.js that the file calls so, and whose context is inside
/// of another's, unless that is empty.
void add_scope(Heap& heap, const std::string& label, const char* function,
               const std::string& outer = "") {
  const std::string info = label + "-info", shared = label + "-shared";
  heap.node(label, 40)
      .named("system / Context")
      .node(info, 24, NodeType::code)
      .named("system / ScopeInfo")
      .node(shared, 40, NodeType::code)
      .named(function)
      .internal(label, info, "scope_info")
      .internal(shared, info, "name_or_scope_info")
      .internal(shared, "app", "script")
      .edge("root", label)
      .edge("root", shared);
  if (!outer.empty()) heap.internal(label, outer, "previous");
}

Heap app() { return Heap().node("app", 100, NodeType::code).named("/app/app.js"); }

ScopeLabel label_of(const Heap& drawn, const char* label) {
  const graph::Heap heap = drawn.load();
  const scripts::ScriptNames scripts(heap);
  const auto found = scripts::ScopeNames(heap).label_of(heap, scripts, drawn.index_of(label));
  EXPECT_TRUE(found.has_value());
  return found.value_or(ScopeLabel{});
}

TEST(ScopeNames, AreThoseOfTheFunctions) {
  for (const char* name : {"make", "system / SharedFunctionInfo / make"}) {
    Heap heap = app();
    add_scope(heap, "scope", name);
    EXPECT_EQ(label_of(heap, "scope").function, "make") << name;
    EXPECT_EQ(label_of(heap, "scope").file, "/app/app.js");
    EXPECT_FALSE(label_of(heap, "scope").is_module);
  }
}

// module ◀─previous─ callback: neither function has a name.
TEST(ScopeNames, WithoutOneAreAModulesWhereNoOtherScopeIsAround) {
  for (const char* name : {"", "(shared function info)", "system / SharedFunctionInfo"}) {
    Heap heap = app();
    add_scope(heap, "module", name);
    add_scope(heap, "callback", name, "module");
    EXPECT_EQ(label_of(heap, "module").function, "");
    EXPECT_TRUE(label_of(heap, "module").is_module);
    EXPECT_EQ(label_of(heap, "callback").function, "");
    EXPECT_FALSE(label_of(heap, "callback").is_module);
  }
}

}  // namespace
}  // namespace heapdiff::test
