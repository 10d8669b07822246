#include "leaks/judging/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// What the objects themselves say of what they are.

namespace heapdiff::test {
namespace {

/// The label of the function that a record was made to call; empty for none.
std::string called_by(const Heap& heap, const char* record) {
  const graph::Heap graph = heap.load();
  const auto function = leaks::function_behind(graph, heap.index_of(record));
  return function ? heap.label_of(*function) : "";
}

TEST(FunctionBehind, ATimerIsItsCallback) {
  for (const char* property : {"_onTimeout", "_onImmediate", "callback", "handler", "listener"}) {
    Heap heap;
    heap.node("record", 80).closure("tick", 64).at(7, 5, 2).edge("record", "tick", property);
    EXPECT_EQ(called_by(heap, "record"), "tick") << property;
  }
  Heap other;
  other.node("record", 80).closure("tick", 64).at(7, 5, 2).edge("record", "tick", "onTick");
  EXPECT_EQ(called_by(other, "record"), "");
}

// once() ─listener▶ function, bind() ─bound_function▶ function
TEST(FunctionBehind, AWrapperIsTheFunctionThatItWraps) {
  Heap heap;
  heap.closure("onceWrapper", 64).at(8, 1, 1).closure("bound", 64).closure("f", 64).at(7, 5, 2);
  heap.edge("onceWrapper", "f", "listener").internal("bound", "f", "bound_function");
  EXPECT_EQ(called_by(heap, "onceWrapper"), "f");
  EXPECT_EQ(called_by(heap, "bound"), "f");
  EXPECT_EQ(called_by(heap, "f"), "f");
}

TEST(FunctionBehind, AReactionIsItsHandler) {
  Heap heap;
  heap.node("reaction", 40, NodeType::hidden).named("system / PromiseReaction");
  heap.closure("onDone", 64).at(7, 5, 2).internal("reaction", "onDone", "fulfill_handler");
  EXPECT_EQ(called_by(heap, "reaction"), "onDone");
}

// EventListener ─▶ V8EventListener ─▶ function: a browser's records, one below the other.
TEST(FunctionBehind, ABrowsersRecordIsTheFunctionBelowIt) {
  Heap heap;
  heap.native("EventListener", 40).native("V8EventListener", 40).closure("onClick", 64);
  heap.at(7, 5, 2).edge("EventListener", "V8EventListener", "1");
  heap.edge("V8EventListener", "onClick", "2");
  EXPECT_EQ(called_by(heap, "EventListener"), "onClick");
}

/// Items of which so many are suspended calls, and so many functions.
bool are_suspended(int calls, int functions) {
  Heap heap;
  std::vector<std::string> labels;
  for (int i = 0; i < calls; ++i) {
    const std::string call = fmt::format("Generator#{}", i), store = fmt::format("registers{}", i);
    heap.node(call, 100).at(7, 8, 10).array(store, 200);
    heap.internal(call, store, "parameters_and_registers");
    labels.push_back(call);
  }
  for (int i = 0; i < functions; ++i) {
    labels.push_back(fmt::format("f#{}", i));
    heap.closure(labels.back(), 64).at(7, 5, 2);
  }
  leaks::Accumulation found;
  for (const std::string& label : labels) found.items.push_back(heap.index_of(label));
  return leaks::have_suspended_calls(heap.load(), found);
}

TEST(SuspendedCalls, AreWhatIsWaitedForWhereHalfAre) {
  EXPECT_TRUE(are_suspended(2, 0));
  EXPECT_TRUE(are_suspended(2, 2));
  EXPECT_FALSE(are_suspended(1, 2));
  EXPECT_FALSE(are_suspended(0, 0));
}

// A class that a program calls so has a place; the engine's has none.
TEST(WaitingPromises, AreTheEnginesAndNotSettled) {
  Heap heap;
  heap.node("Promise#new", 40).node("Promise#own", 40).at(7, 5, 2);
  heap.node("Promise#awaited", 40).node("reaction", 40, NodeType::hidden);
  heap.named("system / PromiseReaction");
  heap.internal("Promise#awaited", "reaction", "reactions_or_result");
  heap.node("Promise#settled", 40).node("Row", 100);
  heap.internal("Promise#settled", "Row", "reactions_or_result");
  const graph::Heap graph = heap.load();
  const auto waits = [&](const char* label) {
    return leaks::is_waiting_promise(graph, heap.index_of(label));
  };
  EXPECT_TRUE(waits("Promise#new"));
  EXPECT_TRUE(waits("Promise#awaited"));
  EXPECT_FALSE(waits("Promise#own"));
  EXPECT_FALSE(waits("Promise#settled"));
  EXPECT_FALSE(waits("Row"));
}

/// Twenty texts in a dictionary, of one content. How many are copies, where so many bytes grew?
std::optional<double> copies(const std::string& text, std::int64_t bytes, bool are_values_cut) {
  Heap heap;
  heap.plain("texts");
  for (int i = 0; i < 20; ++i) {
    const std::string label = fmt::format("text{}", i);
    heap.string(label, 32).named(text).edge("texts", label, fmt::format("key{}", i));
  }
  graph::Heap graph = heap.load();
  graph.are_values_cut = are_values_cut;
  return leaks::copied_share_of_values(graph, heap.index_of("texts"), bytes);
}

// Twenty times ten letters are half of 400 bytes.
TEST(CopiedTexts, AreCopiesWhereTheyAreHalfOfTheBytes) {
  EXPECT_EQ(copies("tenletters", 400, false), 0.95);
  EXPECT_EQ(copies("tenletters", 401, false), 0.0);
}

// Of long texts only the start was kept: two that begin alike may go on differently.
TEST(CopiedTexts, ThatAreCutAreNoCopies) {
  EXPECT_EQ(copies(std::string(60, 'x'), 100, true), 0.95);
  EXPECT_EQ(copies(std::string(64, 'x'), 100, true), 0.0);
  EXPECT_EQ(copies(std::string(64, 'x'), 100, false), 0.95);
}

/// Functions in an Array, each of which has an object of the class with these properties.
Suspect functions_near(const char* class_name, std::initializer_list<const char*> properties) {
  const auto heap = [&](int count) {
    Heap h = array(program());
    h.context("module", "list", "listeners").plain("value");
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("update#{}", i), near = fmt::format("near{}", i);
      h.closure(function, 64).id(id_of(1, i)).at(7, 5, 2).node(near, 400).named(class_name);
      h.edge(function, near, "target");
      for (const char* property : properties) h.edge(near, "value", property);
      hold_in_list(h, function, i);
    }
    return h;
  };
  return suspect_in(heap);
}

// React's fibers, by name or where that is minified by their properties; and Preact's components.
TEST(Components, AreKnownByNameOrProperties) {
  EXPECT_EQ(functions_near("FiberNode", {}).shape, LeakShape::subscription_store);
  EXPECT_EQ(functions_near("t", {"memoizedState", "stateNode"}).shape,
            LeakShape::subscription_store);
  EXPECT_EQ(functions_near("t", {"__k", "__c", "__v"}).shape, LeakShape::subscription_store);
  EXPECT_EQ(functions_near("t", {"memoizedState"}).shape, LeakShape::unbounded_array);
  EXPECT_EQ(functions_near("t", {"__k", "__c"}).shape, LeakShape::unbounded_array);
}

}  // namespace
}  // namespace heapdiff::test
