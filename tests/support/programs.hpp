#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>

#include "support/heap_builder.hpp"

// Heaps of small programs that keep something.

namespace heapdiff::test {

/// A module app.js whose scope "module" holds what a test hangs on it. One function of the module
/// is alive, so that the scope has a script.
inline Heap program() {
  return Heap()
      .node("module", 32)
      .named("system / Context")
      .node("scope", 16, NodeType::code)
      .named("system / ScopeInfo")
      .closure("main", 64)
      .at(7, 0, 0)
      .script("main", "/app/app.js")
      .edge("root", "main")
      .internal("main", "module", "context")
      .internal("module", "scope", "scope_info");
}

/// Adds `Item#first … Item#last - 1`, 1,000 bytes each, held by whatever `hold` says.
inline Heap with_items(Heap heap, int first, int last,
                       const std::function<void(Heap&, const std::string&, int)>& hold) {
  for (int i = first; i < last; ++i) {
    const std::string item = fmt::format("Item#{}", i);
    heap.node(item, 1000).id(100'001 + 2 * static_cast<std::uint32_t>(i));
    hold(heap, item, i);
  }
  return heap;
}

/// Items go into an Array called "list": through its elements, as V8 writes it.
inline Heap array(Heap heap, const char* label = "list") {
  const std::string store = std::string(label) + "-store";
  return heap.node(label, 16)
      .named("Array")
      .array(store, 16)
      .named("(object elements)")
      .internal(label, store, "elements");
}

inline void hold_in_list(Heap& heap, const std::string& item, int i) {
  heap.element("list", item, static_cast<std::uint32_t>(i))
      .internal("list-store", item, std::to_string(i));
}

/// A Map, or another class that has a table.
inline Heap table(Heap heap, const std::string& label = "map", const char* class_name = "Map") {
  const std::string store = label + "-table";
  return heap.node(label, 16).named(class_name).array(store, 16).internal(label, store, "table");
}

/// Puts a value into a table, without a key.
inline void hold_in_table(Heap& heap, const std::string& label, const std::string& item, int i) {
  heap.internal(label + "-table", item, std::to_string(4 + 3 * i));
}

/// Ids that leave room for seven more nodes behind each.
inline std::uint32_t id_of(std::uint32_t series, int i) {
  return series * 1'000'000 + 1 + 16 * static_cast<std::uint32_t>(i);
}

inline Heap list_of(int count) {
  Heap heap = array(program());
  heap.context("module", "list", "pending");
  return with_items(std::move(heap), 0, count, hold_in_list);
}

}  // namespace heapdiff::test
