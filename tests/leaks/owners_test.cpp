#include "leaks/holders/owners.hpp"

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

// queue ─ring▶ Ring ─head▶ Node ⇄ Node ⇄ … ⇄ Node ◀tail─ Ring: a Ring that is made anew each time,
// of the nodes that were there. They all hang on it, but the queue is what has grown.
TEST(Owners, OfARingThatIsMadeAnewAreWhatHasIt) {
  const auto heap = [](int count) {
    Heap h = program();
    h.node("queue", 32).named("Queue").context("module", "queue", "queue");
    h.node("ring", 32).named("Ring").id(count == 100 ? 80'001 : 90'001).edge("queue", "ring");
    for (int i = 0; i < count; ++i) {
      h.node(fmt::format("Node#{}", i), 400).id(id_of(1, i));
      if (i == 0) continue;
      h.edge(fmt::format("Node#{}", i - 1), fmt::format("Node#{}", i), "after");
      h.edge(fmt::format("Node#{}", i), fmt::format("Node#{}", i - 1), "before");
    }
    h.edge("ring", "Node#0", "head").edge("ring", fmt::format("Node#{}", count - 1), "tail");
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::linked_list);
  EXPECT_EQ(holder_name(suspect), "queue");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 300u);
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

using testing::ElementsAre;
using testing::Not;

/// Who holds the objects called Item, which hang on the root since no single object has all ways to
/// them.
struct Asked {
  explicit Asked(const Heap& heap)
      : analysed(test::analysed(heap)), retainers(analysed.heap, analysed.retains, 1) {
    nodes.rows = base::NarrowColumn::for_overwrite(analysed.heap.nodes.size(), 2);
    leaks::Accumulation found;
    found.container = analysed.heap.root;
    for (const NodeIndex node : analysed.heap.nodes.all()) {
      const bool is_item = analysed.heap.raw_name(node) == "Item";
      nodes.rows.set(node, is_item ? 1 : 0);
      if (!is_item) continue;
      found.items.push_back(node);
    }
    owners = leaks::find_owners(analysed.heap, retainers, {found}, nodes).at(0);
    for (const leaks::Owner& owner : owners.all) labels.push_back(heap.label_of(owner.node));
  }
  analysis::Analysis analysed;
  leaks::Retainers retainers;
  diff::ComparedNodes nodes;
  leaks::Owners owners;
  std::vector<std::string> labels;
};

constexpr int count = 40;

std::string item(int i) { return fmt::format("Item#{}", i); }

Heap items(Heap heap) {
  for (int i = 0; i < count; ++i) heap.node(item(i), 1000);
  return heap;
}

/// The owners of the items of a list, which something else refers to as well.
std::vector<std::string> owners_beside(
    const std::function<void(Heap&)>& add_other,
    const std::function<void(Heap&, const std::string& item, int i)>& refer) {
  Heap heap = array(program());
  heap.context("module", "list", "list");
  add_other(heap);
  heap = with_items(std::move(heap), 0, count, hold_in_list);
  for (int i = 0; i < count; ++i) refer(heap, item(i), i);
  return Asked(heap).labels;
}

TEST(Owners, AreThoseThatMeanToHoldTheItems) {
  const auto add_object = [](Heap& h) { h.node("other", 16).context("module", "other", "other"); };
  const auto beside_property = [&](const char* name) {
    return owners_beside(add_object,
                         [&](Heap& h, const std::string& to, int) { h.edge("other", to, name); });
  };
  EXPECT_THAT(beside_property("last"), ElementsAre("list", "other"));
  for (const char* name : {"__proto__", "constructor", "prototype"}) {
    EXPECT_THAT(beside_property(name), ElementsAre("list")) << name;
  }
  for (const char* name : {"map", "code", "shared", "feedback_cell"}) {
    EXPECT_THAT(owners_beside(add_object, [&](Heap& h, const std::string& to,
                                              int) { h.internal("other", to, name); }),
                ElementsAre("list"))
        << name;
  }
  EXPECT_THAT(owners_beside(add_object,
                            [](Heap& h, const std::string& to, int) { h.shortcut("other", to); }),
              ElementsAre("list"));
}

TEST(Owners, AreNoRecordsOfTheEngineAndNoRoots) {
  const auto refer = [](Heap& h, const std::string& to, int i) {
    h.element("other", to, static_cast<std::uint32_t>(i));
  };
  EXPECT_THAT(owners_beside(
                  [](Heap& h) {
                    h.node("other", 16, NodeType::hidden).named("system / Record");
                    h.edge("root", "other");
                  },
                  refer),
              ElementsAre("list"));
  EXPECT_THAT(owners_beside([](Heap& h) { h.synthetic("other").edge("root", "other"); }, refer),
              ElementsAre("list"));
  EXPECT_THAT(
      owners_beside([](Heap&) {}, [](Heap& h, const std::string& to, int) { h.edge("root", to); }),
      ElementsAre("list"));
  // The global object is the program's.
  EXPECT_THAT(
      owners_beside([](Heap& h) { h.node("other", 16).named("global").edge("root", "other"); },
                    [](Heap& h, const std::string& to, int i) {
                      h.edge("other", to, fmt::format("item{}", i));
                    }),
      ElementsAre("list", "other"));
}

// Node's record of all its handles, an object of its own.
TEST(Owners, AreNoRecordsOfNodes) {
  EXPECT_THAT(owners_beside(
                  [](Heap& h) {
                    h.native("other", 64).named("Node / Environment").plain("prototype");
                    h.edge("root", "other").edge("other", "prototype", "__proto__");
                  },
                  [](Heap& h, const std::string& to, int i) {
                    h.element("other", to, static_cast<std::uint32_t>(i));
                  }),
              ElementsAre("list"));
}

// A WeakMap's table has its values, but the keys keep them.
TEST(Owners, AreNoTablesOfWeakMaps) {
  EXPECT_THAT(
      owners_beside(
          [](Heap& h) {
            h = table(std::move(h), "weak", "WeakMap");
            h.context("module", "weak", "weak").node("key", 16).edge("root", "key");
          },
          [](Heap& h, const std::string& to, int) { h.weak_map_entry("weak-table", "key", to); }),
      Not(testing::Contains("weak")));
}

TEST(Owners, AreNoMembersOfTheItemsList) {
  Heap heap = items(program());
  heap.context("module", item(0), "first");
  for (int i = 0; i + 1 < count; ++i) heap.edge(item(i), item(i + 1), "next");
  const Asked asked(heap);
  EXPECT_THAT(asked.labels, ElementsAre("module"));
  EXPECT_EQ(asked.owners.held_by_items, count - 1u);
}

TEST(Owners, OfTheSameClassAreOwnersWhereTheyHoldMost) {
  Heap heap = items(program());
  heap.context("module", item(0), "rows");
  for (int i = 1; i < count; ++i) heap.edge(item(0), item(i), fmt::format("row{}", i));
  const Asked asked(heap);
  EXPECT_THAT(asked.labels, ElementsAre(item(0), "module"));
  EXPECT_EQ(asked.owners.held_by_items, 0u);
}

// Item ─elements▶ store ─▶ the Item again
TEST(Owners, OfItemsAreNotTheItemsThemselves) {
  Heap heap = array(program());
  heap.context("module", "list", "list");
  heap = with_items(std::move(heap), 0, count, [](Heap& h, const std::string& to, int i) {
    const std::string store = fmt::format("store{}", i);
    hold_in_list(h, to, i);
    h.array(store, 16).internal(to, store, "elements").internal(store, to, "0");
  });
  const Asked asked(heap);
  EXPECT_THAT(asked.labels, ElementsAre("list"));
  EXPECT_EQ(asked.owners.held_by_items, 0u);
}

// Of forty items so many are kept by a record of Node's, the others by nobody but the root.
TEST(DistantOwners, ARecordOfNodesKeepsThemWhereItKeepsHalf) {
  const auto handled = [](int kept) {
    Heap heap = items(program());
    heap.synthetic("handles").edge("root", "handles");
    for (int i = 0; i < count; ++i) {
      heap.edge("root", item(i));
      if (i >= kept) continue;
      const std::string native = fmt::format("native{}", i);
      heap.native(native, 64).named("Node / TCPSocketWrap");
      heap.element("handles", native, static_cast<std::uint32_t>(i)).internal(native, item(i), "1");
    }
    return Asked(heap).owners.handled.has_value();
  };
  EXPECT_TRUE(handled(count / 2));
  EXPECT_FALSE(handled(count / 2 - 1));
}

// list ─▶ Box ─▶ Item, for so many of the forty
TEST(DistantOwners, ACollectionFarAboveHasThemWhereItHasHalf) {
  const auto distant = [](int kept) {
    Heap heap = items(array(program()));
    heap.context("module", "list", "list");
    for (int i = 0; i < count; ++i) {
      const std::string box = fmt::format("Box#{}", i);
      heap.node(box, 16).edge(box, item(i), "item").edge("root", item(i)).edge("root", box);
      if (i < kept) hold_in_list(heap, box, i);
    }
    const Asked asked(heap);
    return asked.owners.distant ? heap.label_of(asked.owners.distant->node) : "";
  };
  EXPECT_EQ(distant(count / 2), "list");
  EXPECT_EQ(distant(count / 2 - 1), "");
}

/// A Map of Hermes', whose table, record and entries are objects of the engine's own. A store that
/// is garbage holds the entries, too.
Heap map_of_hermes(int entries) {
  Heap heap;
  heap.synthetic("(GC roots)").synthetic("(RuntimeModules)").synthetic("(Registers)");
  heap.element("root", "(GC roots)", 1).element("(GC roots)", "(RuntimeModules)", 1);
  heap.element("(GC roots)", "(Registers)", 2);
  heap.node("HiddenClass", 40).plain("variables", 40).named("Object(Dictionary)");
  heap.element("(Registers)", "variables", 0).edge("variables", "variables", "globalThis");
  heap.node("Map", 24).edge("variables", "Map", "sessionsById");
  heap.node("OrderedHashMap", 24).internal("Map", "OrderedHashMap", "storage");
  heap.array("table", 400).named("ArrayStorageSmall").array("old", 400).named("ArrayStorageSmall");
  heap.internal("OrderedHashMap", "table", "hashTable");
  for (const char* object : {"variables", "Map"}) heap.internal(object, "HiddenClass", "class");
  for (int i = 0; i < entries; ++i) {
    const std::string entry = fmt::format("HashMapEntry#{}", i),
                      item = fmt::format("Session#{}", i);
    heap.node(entry, 40).id(id_of(1, i)).node(item, 1000).id(id_of(2, i));
    heap.internal("table", entry, std::to_string(i)).internal("old", entry, std::to_string(i));
    heap.internal(entry, item, "value").internal(item, "HiddenClass", "class");
    if (i == 0) continue;
    const std::string previous = fmt::format("HashMapEntry#{}", i - 1);
    heap.internal(entry, previous, "prevIterationEntry");
    heap.internal(previous, entry, "nextIterationEntry");
  }
  return heap;
}

TEST(Owners, OfWhatHermesKeepsInEntriesIsTheMap) {
  const Suspect suspect = suspect_in(map_of_hermes);
  EXPECT_EQ(holder_name(suspect), "globalThis.sessionsById");
  EXPECT_EQ(holder_kind(suspect), "Map");
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(suspect.element.class_name, "Session");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_after, 300u);
}

}  // namespace
}  // namespace heapdiff::test
