#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// Which kind of leak it is.

namespace heapdiff::test {
namespace {

/// A server whose listener of the event "request" is a function of the program's, and the scope
/// of that function, in which `variable` is an object with a Map under `_nsps`.
Heap map_behind_listener(int count, const char* variable) {
  Heap heap = table(program(), "map");
  heap.node("http", 64).named("Server").plain("events").context("module", "http", "server");
  heap.edge("http", "events", "_events");
  heap.closure("onRequest", 64).at(7, 5, 1).script("onRequest", "/app/app.js");
  heap.edge("events", "onRequest", "request");
  heap.node("inner", 32).named("system / Context").internal("onRequest", "inner", "context");
  heap.node("io", 64).named("Server").context("inner", "io", variable);
  heap.edge("io", "map", "_nsps");
  return with_items(std::move(heap), 0, count, [](Heap& h, const std::string& item, int i) {
    hold_in_table(h, "map", item, i);
  });
}

// server._events.request ─▶ function ─▶ scope ─this▶ Server ─_nsps▶ Map
TEST(Shapes, AMapBehindAListenersScopeIsAMap) {
  const auto heap = [](int count) {
    Heap h = map_behind_listener(count, "this");
    return h.internal("inner", "scope", "scope_info");
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_name(suspect), "_nsps");
  EXPECT_EQ(holder_event(suspect), "");
  EXPECT_EQ(holder_kind(suspect), "Map");
}

// The same where nothing tells whose scope it is: the way leads over the table of events.
TEST(Shapes, ATableOfEventsFarAboveTheHolderIsAProperty) {
  const Suspect suspect = suspect_in([](int count) { return map_behind_listener(count, "this"); });
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_name(suspect), "server._events.request._nsps");
  EXPECT_EQ(holder_event(suspect), "");
}

// entries are properties of the function itself.
TEST(Shapes, AFunctionWithManyPropertiesIsADictionary) {
  const auto heap = [](int count) {
    Heap h = program();
    h.closure("memoized", 64).at(7, 9, 3).script("memoized", "/app/app.js");
    h.context("module", "memoized", "m");
    return with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      inner.edge("memoized", item, fmt::format("key{}", i));
    });
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::object_dictionary);
  EXPECT_EQ(holder_name(suspect), "memoized");
  EXPECT_EQ(holder_kind(suspect), "function");
  EXPECT_EQ(suspect.new_count, 200u);
}

TEST(Shapes, AMapOnTheGlobalObjectIsMeantAndAnArrayIsNot) {
  const auto global = [](Heap heap, const char* label) {
    heap.node("global", 16).edge("root", "global").edge("global", label, "kept");
    return heap;
  };
  const Suspect of_map = suspect_in([&](int count) {
    return with_items(
        global(table(Heap()), "map"), 0, count,
        [](Heap& h, const std::string& item, int i) { hold_in_table(h, "map", item, i); });
  });
  EXPECT_EQ(of_map.shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_name(of_map), "globalThis.kept");
  const Suspect of_set = suspect_in([&](int count) {
    return with_items(
        global(table(Heap(), "set", "Set"), "set"), 0, count,
        [](Heap& h, const std::string& item, int i) { hold_in_table(h, "set", item, i); });
  });
  EXPECT_EQ(of_set.shape, LeakShape::unbounded_set);
  const Suspect of_array = suspect_in(
      [&](int count) { return with_items(global(array(Heap()), "list"), 0, count, hold_in_list); });
  EXPECT_EQ(of_array.shape, LeakShape::accidental_global);
  EXPECT_EQ(holder_name(of_array), "globalThis.kept");
}

// Nodes of a tree hold two others of their class; a list linked both ways does not branch.
TEST(Shapes, AListLinkedBothWaysIsAListAndATreeIsNone) {
  const auto heap = [](int count, int forks) {
    Heap h = program();
    for (int i = 0; i < count; ++i) {
      const std::string label = fmt::format("Node#{}", i);
      h.node(label, 400).id(id_of(1, i));
      if (i == 0) continue;
      const std::string above = fmt::format("Node#{}", (i - 1) / forks);
      h.edge(above, label, i % 2 == 0 ? "left" : "right").edge(label, above, "parent");
    }
    h.context("module", "Node#0", "first");
    return h;
  };
  EXPECT_EQ(diff_of(heap(100, 1), heap(300, 1)).suspects.at(0).shape, LeakShape::linked_list);
  EXPECT_EQ(diff_of(heap(100, 2), heap(300, 2)).suspects.at(0).shape, LeakShape::unknown);
}

}  // namespace
}  // namespace heapdiff::test
