#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// Code and records of the engine: part of what a new object brings along, or of a program that
// warms up.

namespace heapdiff::test {
namespace {

/// Do suspects and remainder add up to the growth, and the remainder's kinds to no more than it?
void expect_account_adds_up(const Diff& diff) {
  ByteDelta size = diff.remainder.size;
  std::int64_t count = diff.remainder.count;
  for (const Suspect& suspect : diff.suspects) {
    size += suspect.size;
    count += suspect.count;
  }
  EXPECT_EQ(size, diff.size_delta());
  EXPECT_EQ(count, diff.count_delta());
}

// validators ─▶ Array ─▶ function ─▶ its code and a hidden class, 600 bytes
Heap compiled_functions(int count) {
  Heap heap = array(program());
  heap.context("module", "list", "validators");
  for (int i = 0; i < count; ++i) {
    const std::string function = fmt::format("validate#{}", i);
    const std::string code = fmt::format("code{}", i), shape = fmt::format("map{}", i);
    heap.closure(function, 64).id(id_of(1, i)).at(7, 3, 4);
    heap.node(code, 500, NodeType::code).node(shape, 100, NodeType::object_shape);
    heap.internal(function, code, "code").internal(function, shape, "map");
    hold_in_list(heap, function, i);
  }
  return heap;
}

TEST(OwnedCode, OfNewFunctionsCountsForTheSuspect) {
  const Diff diff = diff_of(compiled_functions(100), compiled_functions(300));
  const Suspect suspect = only_suspect_of(diff);
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.size, ByteDelta{200 * (64 + 500 + 100)});
  EXPECT_EQ(suspect.count, 600);
  EXPECT_EQ(diff.remainder.code, ByteDelta{0});
  EXPECT_EQ(diff.remainder.engine, ByteDelta{0});
  EXPECT_EQ(diff.remainder.engine_count, 0);
  expect_account_adds_up(diff);
}

// The first fifty functions, which were there before, have been compiled since.
TEST(OwnedCode, OfSurvivorsIsTheEngines) {
  Heap after = compiled_functions(300);
  for (int i = 0; i < 50; ++i) {
    const std::string code = fmt::format("optimised{}", i),
                      function = fmt::format("validate#{}", i);
    after.node(code, 2000, NodeType::code).id(id_of(2, i)).internal(function, code, "code");
  }
  const Diff diff = diff_of(compiled_functions(100), after);
  EXPECT_EQ(only_suspect_of(diff).size, ByteDelta{200 * (64 + 500 + 100)});
  EXPECT_EQ(diff.remainder.code, ByteDelta{100'000});
  EXPECT_EQ(diff.remainder.engine, ByteDelta{0});
  EXPECT_EQ(diff.remainder.engine_count, 50);
  EXPECT_EQ(diff.remainder.size, ByteDelta{100'000});
  expect_account_adds_up(diff);
}

// As many functions went with their code as came: the code that is gone was owned, too.
TEST(OwnedCode, ThatWentWithItsFunctionIsNoShrinkingOfTheEngines) {
  Heap before = compiled_functions(100);
  for (int i = 0; i < 100; ++i) {
    const std::string function = fmt::format("old#{}", i), code = fmt::format("oldCode{}", i);
    before.closure(function, 64).id(id_of(3, i)).node(code, 900, NodeType::code);
    before.internal(function, code, "code").edge("root", function);
  }
  const Diff diff = diff_of(before, compiled_functions(300));
  EXPECT_EQ(diff.suspects.at(0).size, ByteDelta{200 * (64 + 500 + 100)});
  EXPECT_EQ(diff.remainder.size, ByteDelta{-100 * 964});
  EXPECT_EQ(diff.remainder.code, ByteDelta{0});
  EXPECT_EQ(diff.remainder.engine_count, 0);
  expect_account_adds_up(diff);
}

// Code that was there before, and that the newest function alone still has, is no growth.
TEST(OwnedCode, ThatWasThereBeforeHasMerelyMoved) {
  const auto heap_of = [](int count, bool has_moved) {
    Heap heap = program();
    heap.node("shared", 50'000, NodeType::code);
    if (!has_moved) heap.edge("root", "shared");
    heap = array(std::move(heap));
    heap.context("module", "list", "validators");
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("validate#{}", i);
      heap.closure(function, 64).id(id_of(1, i)).at(7, 3, 4);
      hold_in_list(heap, function, i);
    }
    if (has_moved) heap.internal(fmt::format("validate#{}", count - 1), "shared", "code");
    return heap;
  };
  const Diff diff = diff_of(heap_of(100, false), heap_of(300, true));
  EXPECT_EQ(only_suspect_of(diff).size, ByteDelta{200 * 64});
  EXPECT_EQ(diff.remainder.code, ByteDelta{0});
  EXPECT_EQ(diff.remainder.size, ByteDelta{0});
  expect_account_adds_up(diff);
}

// What is new below a new scope or Map, behind its stores, is owned; below the root it is not.
TEST(OwnedCode, IsFoundBehindStoresAndNotBelowRoots) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "caches");
    for (int i = 0; i < count; ++i) {
      const std::string map = fmt::format("Map#{}", i), store = fmt::format("table{}", i);
      const std::string shape = fmt::format("shape{}", i), code = fmt::format("code{}", i);
      h.node(map, 16).id(id_of(1, i)).array(store, 100).node(shape, 50, NodeType::object_shape);
      h.node(code, 30, NodeType::code).internal(map, store, "table").internal(store, shape, "3");
      h.edge("root", code);
      hold_in_list(h, map, i);
    }
    return h;
  };
  const Diff diff = diff_of(heap(100), heap(300));
  EXPECT_EQ(only_suspect_of(diff).size, ByteDelta{200 * (16 + 100 + 50)});
  EXPECT_EQ(diff.remainder.code, ByteDelta{200 * 30});
  expect_account_adds_up(diff);
}

// pages ─▶ Sandbox ─▶ its context ─▶ hidden classes, as vm.createContext makes them
TEST(OwnedCode, OfANewContextIsTheObjectsThatHasIt) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "pages");
    for (int i = 0; i < count; ++i) {
      const std::string sandbox = fmt::format("Sandbox#{}", i), made = fmt::format("made{}", i);
      const std::string shape = fmt::format("shape{}", i);
      h.node(sandbox, 64).id(id_of(1, i)).node(made, 200).named("system / NativeContext");
      h.node(shape, 3000, NodeType::object_shape).id(id_of(1, i) + 4);
      h.internal(sandbox, made, "context").internal(made, shape, "map");
      hold_in_list(h, sandbox, i);
    }
    return h;
  };
  const Diff diff = diff_of(heap(40), heap(100));
  EXPECT_EQ(only_suspect_of(diff).size, ByteDelta{60 * (64 + 200 + 3000)});
  EXPECT_EQ(diff.remainder.engine, ByteDelta{0});
  expect_account_adds_up(diff);
}

// What a new Script of Node's has compiled goes with it; a function of Node's own that is called
// for the first time warms up.
TEST(OwnedCode, OfNodesObjectsIsTheirsAndOfNodesFunctionsIsTheEngines) {
  const auto heap = [](int count, bool are_functions) {
    Heap h = array(program());
    h.context("module", "list", "compiled");
    for (int i = 0; i < count; ++i) {
      const std::string script = fmt::format("Script#{}", i), code = fmt::format("code{}", i);
      (are_functions ? h.closure(script, 64) : h.node(script, 64)).id(id_of(1, i)).at(900, 84, 13);
      if (are_functions) h.script(script, "node:vm");
      h.node(code, 500, NodeType::code);
      h.internal(script, code, "code");
      hold_in_list(h, script, i);
    }
    // A living function says what script 900 is.
    h.closure("load", 64).at(900, 1, 1).script("load", "node:vm").edge("root", "load");
    return h;
  };
  const Diff of_objects = diff_of(heap(100, false), heap(300, false));
  EXPECT_EQ(of_objects.suspects.at(0).size, ByteDelta{200 * (64 + 500)});
  EXPECT_EQ(of_objects.remainder.code, ByteDelta{0});
  const Diff of_functions = diff_of(heap(100, true), heap(300, true));
  EXPECT_EQ(of_functions.remainder.code, ByteDelta{200 * 500});
}

// One file that is compiled anew each time: every function has a script of its own.
TEST(SameText, LoadedAsManyScriptsHasOneFunction) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "schemas");
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("check#{}", i);
      h.closure(function, 400).id(id_of(1, i)).at(1000 + static_cast<std::uint32_t>(i), 3, 4);
      h.script(function, "/app/schema.js");
      hold_in_list(h, function, i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "schemas");
  EXPECT_EQ(suspect.element.class_name, "check");
  EXPECT_EQ(suspect.element.location, (Place{"/app/schema.js", 4, 5}));
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
}

// A module that is loaded again and again wraps a function each time, over what was there.
TEST(SameText, ThatPatchesAFunctionAnewEachTimeIsAChain) {
  const auto heap = [](int count) {
    Heap h = program();
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("end#{}", i), scope = fmt::format("s#{}", i);
      h.closure(function, 300).id(id_of(1, i)).at(1000 + static_cast<std::uint32_t>(i), 3, 1);
      h.script(function, "/app/patch.js").node(scope, 100).named("system / Context");
      h.internal(function, scope, "context");
      if (i > 0) h.context(scope, fmt::format("end#{}", i - 1), "original");
    }
    h.context("module", fmt::format("end#{}", count - 1), "end");
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::closure_chain);
  EXPECT_EQ(holder_name(suspect), "end");
  EXPECT_EQ(suspect.element.class_name, "end");
  EXPECT_EQ(suspect.new_count, 200u);
}

}  // namespace
}  // namespace heapdiff::test
