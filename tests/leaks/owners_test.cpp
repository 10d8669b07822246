#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// A container of containers is a container, and a list whose links are containers is a list.

namespace heapdiff::test {
namespace {

// rows ─▶ Array ─▶ Array#0, Array#1, …
Heap array_of_arrays(int count) {
  Heap heap = array(program());
  heap.context("module", "list", "rows");
  for (int i = 0; i < count; ++i) {
    const std::string row = fmt::format("Array#{}", i), store = row + "-store";
    heap.node(row, 16).id(id_of(1, i)).array(store, 1000).named("(object elements)");
    heap.internal(row, store, "elements");
    hold_in_list(heap, row, i);
  }
  return heap;
}

TEST(Owners, AnArrayOfArraysIsAnArray) {
  const Suspect suspect = only_suspect_of(array_of_arrays(100), array_of_arrays(300));
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "rows");
  EXPECT_EQ(suspect.element.class_name, "Array");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
}

// rooms ─▶ Map ─▶ Map#0, Map#1, …
Heap map_of_maps(int count) {
  Heap heap = table(program());
  heap.context("module", "map", "rooms");
  for (int i = 0; i < count; ++i) {
    const std::string room = fmt::format("Map#{}", i), store = room + "-table";
    heap.node(room, 16).id(id_of(1, i)).array(store, 1000).internal(room, store, "table");
    hold_in_table(heap, "map", room, i);
  }
  return heap;
}

TEST(Owners, AMapOfMapsIsAMap) {
  const Suspect suspect = only_suspect_of(map_of_maps(100), map_of_maps(300));
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_name(suspect), "rooms");
  EXPECT_EQ(suspect.element.class_name, "Map");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
}

// routes ─▶ Object ─▶ Object#0, Object#1, …
Heap dictionary_of_dictionaries(int count) {
  Heap heap = program();
  heap.plain("routes").context("module", "routes", "routes");
  for (int i = 0; i < count; ++i) {
    const std::string methods = fmt::format("Object#{}", i);
    heap.plain(methods, 1000).id(id_of(1, i)).edge("routes", methods, fmt::format("path{}", i));
  }
  return heap;
}

TEST(Owners, ADictionaryOfDictionariesIsADictionary) {
  const Suspect suspect =
      only_suspect_of(dictionary_of_dictionaries(100), dictionary_of_dictionaries(300));
  EXPECT_EQ(suspect.shape, LeakShape::object_dictionary);
  EXPECT_EQ(holder_name(suspect), "routes");
  EXPECT_EQ(suspect.new_count, 200u);
}

// head ─▶ [value, next] ─▶ [value, next] ─▶ …: the newest first.
Heap list_of_pairs(int count) {
  Heap heap = program();
  for (int i = 0; i < count; ++i) {
    const std::string link = fmt::format("Array#{}", i), item = fmt::format("Item#{}", i);
    const std::string store = link + "-store";
    heap.node(link, 16).id(id_of(1, i)).array(store, 32).named("(object elements)");
    heap.node(item, 100).internal(link, store, "elements");
    heap.element(link, item, 0).internal(store, item, "0");
    if (i == 0) continue;
    const std::string next = fmt::format("Array#{}", i - 1);
    heap.element(link, next, 1).internal(store, next, "1");
  }
  heap.context("module", fmt::format("Array#{}", count - 1), "head");
  return heap;
}

TEST(Owners, AListOfArraysIsAList) {
  const Suspect suspect = only_suspect_of(list_of_pairs(100), list_of_pairs(300));
  EXPECT_EQ(suspect.shape, LeakShape::linked_list);
  EXPECT_EQ(holder_name(suspect), "head");
  EXPECT_EQ(suspect.new_count, 200u);
}

// byTime and byName hold the same Arrays: no container dominates them.
TEST(Owners, ArraysInTwoArraysAreOneSuspectThatNamesBoth) {
  const auto heap = [](int count) {
    Heap h = array(array(program()), "other");
    h.context("module", "list", "byTime").context("module", "other", "byName");
    for (int i = 0; i < count; ++i) {
      const std::string row = fmt::format("Array#{}", i);
      h.node(row, 1000).id(id_of(1, i));
      hold_in_list(h, row, i);
      h.element("other", row, static_cast<std::uint32_t>(i))
          .internal("other-store", row, std::to_string(i));
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "byTime");
  EXPECT_THAT(other_holders(suspect), testing::ElementsAre("byName"));
  EXPECT_EQ(suspect.new_count, 200u);
}

// rings ─▶ Array ─▶ Node#0 ⇄ Node#1 ⇄ … ⇄ Node#0: the first, reached from both its ends, dominates
// all others, but holds two.
TEST(Owners, ARingIsAListOfItsFirst) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "rings");
    for (int i = 0; i < count; ++i) h.node(fmt::format("Node#{}", i), 400).id(id_of(1, i));
    hold_in_list(h, "Node#0", 0);
    for (int i = 0; i < count; ++i) {
      const std::string next = fmt::format("Node#{}", (i + 1) % count);
      h.edge(fmt::format("Node#{}", i), next, "next");
      h.edge(next, fmt::format("Node#{}", i), "prev");
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::linked_list);
  EXPECT_EQ(holder_name(suspect), "rings[]");
  EXPECT_EQ(suspect.new_count, 200u);
}

// tree ─▶ Map ─▶ Map ─▶ Map, by the parts of a path: has grown at two depths, and is told once.
Heap tree_of_maps(int count) {
  Heap heap = table(program());
  heap.context("module", "map", "tree");
  heap = table(table(std::move(heap), "upper"), "lower");
  hold_in_table(heap, "map", "upper", 0);
  hold_in_table(heap, "upper", "lower", 1000);
  for (int i = 0; i < count; ++i) {
    const std::string leaf = fmt::format("Map#{}", i), store = leaf + "-table";
    heap.node(leaf, 16).id(id_of(1, i)).array(store, 1000).internal(leaf, store, "table");
    hold_in_table(heap, i % 2 == 0 ? "upper" : "lower", leaf, i);
  }
  return heap;
}

TEST(Owners, ATreeOfMapsIsToldOnce) {
  const Suspect suspect = only_suspect_of(tree_of_maps(100), tree_of_maps(300));
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_name(suspect), "tree");
  EXPECT_EQ(suspect.new_count, 200u);
}

}  // namespace
}  // namespace heapdiff::test
