#include "leaks/holders/collections.hpp"

#include <gtest/gtest.h>

#include "leaks/holders/handles.hpp"
#include "support/programs.hpp"

// What an object is to a program, by its graph rather than by its name.

namespace heapdiff::test {
namespace {

using leaks::Collection;

Collection kind_of(const Heap& heap, const char* label) {
  return leaks::collection_kind(heap.load(), heap.index_of(label));
}

Heap with_properties(Heap heap, const std::string& label, int count) {
  heap.plain("value");
  for (int i = 0; i < count; ++i) heap.edge(label, "value", fmt::format("key{}", i));
  return heap;
}

TEST(Collections, AnObjectWithMoreThan16PropertiesIsADictionary) {
  EXPECT_EQ(kind_of(with_properties(Heap().plain("o"), "o", 17), "o"), Collection::dictionary);
  EXPECT_EQ(kind_of(with_properties(Heap().plain("o"), "o", 16), "o"), Collection::none);
  EXPECT_EQ(kind_of(with_properties(Heap().closure("f", 64), "f", 17), "f"), Collection::function);
  EXPECT_EQ(kind_of(with_properties(Heap().closure("f", 64), "f", 16), "f"), Collection::none);
}

// tags ─__proto__▶ Tags.prototype ─__proto__▶ the engine's, with its methods
TEST(Collections, ASubclassIsKnownByTheMethodsThatItInherits) {
  for (const auto& [method, kind] :
       {std::pair("add", Collection::set), std::pair("set", Collection::map)}) {
    Heap heap = table(Heap(), "tags", "Tags");
    heap.plain("own").plain("inherited").edge("tags", "own", "__proto__");
    heap.edge("own", "inherited", "__proto__").closure("method", 64);
    heap.edge("inherited", "method", "clear").edge("inherited", "method", method);
    EXPECT_EQ(kind_of(heap, "tags"), kind) << method;
  }
}

TEST(Collections, WithoutMethodsTheNameSaysWhatATableIs) {
  for (const auto& [name, kind] :
       {std::pair("Map", Collection::map), std::pair("Set", Collection::set),
        std::pair("WeakMap", Collection::weak_map), std::pair("WeakSet", Collection::weak_map)}) {
    EXPECT_EQ(kind_of(table(Heap(), "table", name), "table"), kind) << name;
  }
}

TEST(Collections, ASubclassOfArrayIsAnArrayByItsNameAndElements) {
  const auto heap = [](const char* name) { return array(Heap()).node("o", 16).named(name); };
  EXPECT_EQ(kind_of(heap("JobArray").internal("o", "list-store", "elements"), "o"),
            Collection::array);
  EXPECT_EQ(kind_of(heap("Jobs").internal("o", "list-store", "elements"), "o"), Collection::none);
  EXPECT_EQ(kind_of(heap("JobArray"), "o"), Collection::none);
  EXPECT_EQ(kind_of(heap("Array"), "o"), Collection::array);
}

TEST(Collections, WhatHasBytesOutsideTheHeapIsABuffer) {
  for (const char* edge : {"backing_store", "buffer"}) {
    Heap heap;
    heap.node("Uint8Array", 64).native("bytes", 100).internal("Uint8Array", "bytes", edge);
    EXPECT_EQ(kind_of(heap, "Uint8Array"), Collection::buffer) << edge;
  }
}

TEST(Handles, AreNamedByTheirClassAlone) {
  for (const char* name :
       {"TCPSocketWrap", "Node / TCPSocketWrap", "Detached Node / TCPSocketWrap"}) {
    Heap heap;
    heap.native("handle", 100).named(name);
    EXPECT_EQ(leaks::name_of_handle(heap.load(), heap.index_of("handle")), "TCPSocketWrap");
  }
}

// TCP ─owner▶ Socket; a compiled function's handle ─pair of a WeakMap▶ function; else itself.
TEST(Handles, StandForTheirOwner) {
  const auto object = [](const Heap& heap) {
    return heap.label_of(leaks::object_of_handle(heap.load(), heap.index_of("TCP")));
  };
  for (const char* symbol : {"<symbol owner_symbol>", "<symbol owner>"}) {
    Heap heap;
    heap.node("TCP", 40).node("Socket", 800).edge("TCP", "Socket", symbol);
    EXPECT_EQ(object(heap), "Socket") << symbol;
  }
  Heap compiled = table(Heap(), "weak", "WeakMap");
  compiled.node("TCP", 40).closure("f", 64).weak_map_entry("weak-table", "TCP", "f");
  EXPECT_EQ(object(compiled), "f");
  Heap without;
  without.node("TCP", 40).node("Socket", 800).edge("TCP", "Socket", "peer");
  EXPECT_EQ(object(without), "TCP");
}

}  // namespace
}  // namespace heapdiff::test
