#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// What waits: reactions to a promise, suspended calls behind them, chains of promises, cells of a
// registry of finalizers.

namespace heapdiff::test {
namespace {

std::string reaction(int i) { return fmt::format("reaction{}", i); }

/// forever, a Promise ─▶ the newest reaction ─next▶ the one before ─next▶ …, each with a function.
Heap reactions(int count) {
  Heap heap = program();
  heap.node("forever", 40).named("Promise").context("module", "forever", "forever");
  for (int i = 0; i < count; ++i) {
    const std::string handler = fmt::format("handler#{}", i);
    heap.node(reaction(i), 40, NodeType::hidden).named("system / PromiseReaction").id(id_of(1, i));
    heap.closure(handler, 300).internal(reaction(i), handler, "fulfill_handler");
    if (i > 0) heap.internal(reaction(i), reaction(i - 1), "next");
  }
  if (count > 0) heap.internal("forever", reaction(count - 1), "reactions_or_result");
  return heap;
}

/// Gives each handler a place in the program, as of a function that is passed to `then`.
Heap with_functions(int count) {
  Heap heap = program();
  heap.node("forever", 40).named("Promise").context("module", "forever", "forever");
  for (int i = 0; i < count; ++i) {
    const std::string handler = fmt::format("onDone#{}", i);
    heap.node(reaction(i), 40, NodeType::hidden).named("system / PromiseReaction").id(id_of(1, i));
    heap.closure(handler, 300).at(7, 8, 10).internal(reaction(i), handler, "fulfill_handler");
    if (i > 0) heap.internal(reaction(i), reaction(i - 1), "next");
  }
  heap.internal("forever", reaction(count - 1), "reactions_or_result");
  return heap;
}

TEST(Promises, ReactionsOnOneThatStaysAreReactions) {
  const Suspect suspect = only_suspect_of(with_functions(100), with_functions(300));
  EXPECT_EQ(suspect.shape, LeakShape::promise_reactions);
  EXPECT_EQ(holder_kind(suspect), "Promise reactions");
  EXPECT_EQ(holder_name(suspect), "forever");
  EXPECT_EQ(suspect.element.class_name, "onDone");
  EXPECT_EQ(suspect.element.location, (Place{"/app/app.js", 9, 11}));
  EXPECT_EQ(suspect.new_count, 200u);
}

// await forever: what resumes each call is a function of the engine's, whose scope leads there.
TEST(Promises, ReactionsThatResumeACallArePending) {
  const auto heap = [](int count) {
    Heap h = reactions(count);
    for (int i = 0; i < count; ++i) {
      const std::string scope = fmt::format("scope{}", i), call = fmt::format("Generator#{}", i);
      const std::string registers = fmt::format("registers{}", i);
      h.node(scope, 32).named("system / Context").id(id_of(2, i));
      h.node(call, 100).at(7, 8, 10).array(registers, 200);
      h.internal(fmt::format("handler#{}", i), scope, "context");
      h.internal(scope, call, "extension").internal(call, registers, "parameters_and_registers");
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::pending_promises);
  EXPECT_EQ(suspect.element.location, (Place{"/app/app.js", 9, 11}));
  EXPECT_EQ(suspect.new_count, 200u);
}

/// A promise, and the reaction by which it settles another.
void add_promise(Heap& heap, int i) {
  heap.node(fmt::format("Promise#{}", i), 40).id(id_of(1, i));
  heap.node(reaction(i), 40, NodeType::hidden).named("system / PromiseReaction");
  heap.internal(fmt::format("Promise#{}", i), reaction(i), "reactions_or_result");
}

// An async function that awaits itself: the newest promise is to settle the one before, and so on.
TEST(Promises, ThatWaitForEachOtherAreAChain) {
  const auto heap = [](int count) {
    Heap h = program();
    for (int i = 0; i < count; ++i) {
      add_promise(h, i);
      if (i > 0) h.internal(reaction(i), fmt::format("Promise#{}", i - 1), "promise_or_capability");
    }
    h.context("module", fmt::format("Promise#{}", count - 1), "newest");
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::promise_chain);
  EXPECT_EQ(holder_name(suspect), "newest");
  EXPECT_EQ(suspect.element.class_name, "Promise");
  EXPECT_EQ(suspect.new_count, 200u);
}

// waiting, an Array of promises that nobody settles
TEST(Promises, InAnArrayArePending) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "waiting");
    for (int i = 0; i < count; ++i) {
      const std::string promise = fmt::format("Promise#{}", i);
      h.node(promise, 400).id(id_of(1, i));
      hold_in_list(h, promise, i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::pending_promises);
  EXPECT_EQ(suspect.new_count, 200u);
}

// A promise that has a value waits for nothing.
TEST(Promises, ThatAreSettledAreElements) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "results");
    for (int i = 0; i < count; ++i) {
      const std::string promise = fmt::format("Promise#{}", i), row = fmt::format("Row#{}", i);
      h.node(promise, 40).id(id_of(1, i)).node(row, 400);
      h.internal(promise, row, "reactions_or_result");
      hold_in_list(h, promise, i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "results");
}

// registry ─▶ WeakCell ─next▶ WeakCell ─next▶ …: one for each object that is still to be told of.
TEST(Promises, CellsOfAFinalizationRegistryAreItsRegistrations) {
  const auto heap = [](int count) {
    Heap h = program();
    h.node("registry", 60).named("FinalizationRegistry").context("module", "registry", "registry");
    for (int i = 0; i < count; ++i) {
      const std::string cell = fmt::format("cell{}", i), held = fmt::format("Held#{}", i);
      h.node(cell, 60, NodeType::hidden).named("system / WeakCell").id(id_of(1, i));
      h.node(held, 300).internal(cell, held, "holdings");
      if (i > 0) h.internal(cell, fmt::format("cell{}", i - 1), "next");
    }
    h.internal("registry", fmt::format("cell{}", count - 1), "active_cells");
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::finalization_registry);
  EXPECT_EQ(holder_kind(suspect), "FinalizationRegistry");
  EXPECT_EQ(holder_name(suspect), "registry");
  EXPECT_EQ(suspect.new_count, 200u);
}

}  // namespace
}  // namespace heapdiff::test
