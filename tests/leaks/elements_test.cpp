#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// What piles up where a store has grown, and nothing new hangs below it alone.

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// history, an Array of so many bytes, whose elements are the same four objects again and again,
/// which a function keeps, too.
Heap same_again(int elements, std::uint64_t store_bytes) {
  Heap heap = program();
  heap.node("list", 16).named("Array").array("list-store", store_bytes);
  heap.named("(object elements)").internal("list", "list-store", "elements");
  heap.context("module", "list", "history");
  for (int i = 0; i < 4; ++i) {
    const std::string item = fmt::format("Item#{}", i);
    heap.node(item, 100).context("module", item, fmt::format("item{}", i));
  }
  for (int i = 0; i < elements; ++i) hold_in_list(heap, fmt::format("Item#{}", i % 4), i);
  return heap;
}

TEST(Elements, ThatAreAddedAgainAreCountedAsReferences) {
  const Suspect suspect = only_suspect_of(same_again(100, 1000), same_again(1100, 17'000));
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "history");
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.new_count, 1000u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 1100u);
  EXPECT_EQ(suspect.size, ByteDelta{16'000});
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
  EXPECT_THAT(reasons(suspect), Contains(HasSubstr("existing ones were added again")));
}

// Half of what an array has grown by may be spare room; more is something else.
TEST(Elements, OfWhichHalfTheGrowthMayBeSpareRoom) {
  EXPECT_EQ(element_class(only_suspect_of(same_again(100, 1000), same_again(1100, 17'001))),
            "(number)");
}

TEST(Elements, AreStrongFrom16EarlierOnesOn) {
  const auto confidence = [](int before, int after) {
    return only_suspect_of(same_again(before, 1000), same_again(after, 10'000)).confidence;
  };
  EXPECT_EQ(confidence(16, 616), Suspicion::strong);
  EXPECT_EQ(confidence(15, 616), Suspicion::likely);
}

// Functions that were there already, registered again and again.
TEST(Elements, ThatAreFunctionsHaveTheirPlace) {
  const auto heap = [](int elements, std::uint64_t bytes) {
    Heap h = program();
    h.node("list", 16).named("Array").array("list-store", bytes).named("(object elements)");
    h.internal("list", "list-store", "elements").context("module", "list", "callbacks");
    h.closure("onTick", 64).at(7, 11, 4).context("module", "onTick", "onTick");
    for (int i = 0; i < elements; ++i) hold_in_list(h, "onTick", i);
    return h;
  };
  const Suspect suspect = only_suspect_of(heap(100, 1000), heap(1100, 12'000));
  EXPECT_EQ(suspect.element.class_name, "onTick");
  EXPECT_TRUE(suspect.element.is_function());
  EXPECT_EQ(suspect.element.location, (Place{"/app/app.js", 12, 5}));
  EXPECT_EQ(suspect.new_count, 1000u);
}

// Numbers stand in the store itself.
Heap numbers(std::uint64_t bytes) {
  Heap heap = program();
  heap.node("list", 16).named("Array").array("list-store", bytes).named("(object elements)");
  heap.internal("list", "list-store", "elements");
  return heap.context("module", "list", "samples");
}

TEST(Elements, WithoutReferencesAreNumbers) {
  const Suspect suspect = only_suspect_of(numbers(1000), numbers(17'000));
  EXPECT_EQ(suspect.element.kind, Element::Kind::number);
  EXPECT_EQ(suspect.new_count, 2000u);
  EXPECT_EQ(suspect.confidence, Suspicion::likely);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
}

// New objects that another holder has as well, such as texts that the engine keeps once each, hang
// below neither of the two.
TEST(Elements, ThatAnotherHolderHasAsWellAreFound) {
  const auto heap = [](int count) {
    Heap h = program();
    h.node("list", 16).named("Array");
    h.array("list-store", static_cast<std::uint64_t>(100 * count)).named("(object elements)");
    h.internal("list", "list-store", "elements").context("module", "list", "names");
    h.synthetic("table").named("(Internalized strings)").edge("root", "table");
    for (int i = 0; i < count; ++i) {
      const std::string text = fmt::format("name{}", i);
      h.string(text, 16).id(id_of(1, i)).element("table", text, static_cast<unsigned>(i));
      hold_in_list(h, text, i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "names");
  EXPECT_EQ(suspect.element.class_name, "(string)");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
}

/// Arrays in an Array: what `fill` puts into each.
Suspect tuples(const std::function<void(Heap&, const std::string& store, int i)>& fill) {
  return suspect_in([&](int count) {
    Heap h = array(program());
    h.context("module", "list", "list");
    for (int i = 0; i < count; ++i) {
      const std::string tuple = fmt::format("Array#{}", i), store = tuple + "-store";
      h.node(tuple, 16).id(id_of(1, i)).array(store, 100).named("(object elements)");
      h.internal(tuple, store, "elements");
      hold_in_list(h, tuple, i);
      fill(h, store, i);
    }
    return h;
  });
}

// An Order in each of the first 40 % of the new ones.
TEST(Elements, ThatAreGeneralAreToldByWhatIsInMany) {
  const auto with_orders = [](int last) {
    return tuples([last](Heap& h, const std::string& store, int i) {
      if (i >= last) return;
      const std::string order = fmt::format("Order#{}", i);
      h.node(order, 50).at(7, 20, 6).id(id_of(2, i)).internal(store, order, "0");
    });
  };
  EXPECT_EQ(with_orders(100 + 80).element.class_name, "Order");
  EXPECT_EQ(with_orders(100 + 80).new_count, 80u);
  EXPECT_EQ(with_orders(100 + 79).element.class_name, "Array");
  EXPECT_EQ(with_orders(100 + 79).new_count, 200u);
}

// [name, function]: no record of the function.
TEST(Elements, ThatAreTuplesWithAFunctionAreTuples) {
  const Suspect suspect = tuples([](Heap& h, const std::string& store, int i) {
    const std::string function = fmt::format("onDone#{}", i);
    h.closure(function, 64).at(7, 30, 4).id(id_of(2, i)).internal(store, function, "1");
  });
  EXPECT_EQ(suspect.element.class_name, "Array");
  EXPECT_FALSE(suspect.element.is_function());
}

// first ─▶ Node ─next▶ … ─next▶ Node ◀─ last: what first leads to does not keep the end alone.
TEST(Elements, AtBothEndsOfAListAreCounted) {
  const auto heap = [](int count) {
    Heap h = program();
    for (int i = 0; i < count; ++i) {
      const std::string node = fmt::format("Node#{}", i);
      h.node(node, 400).id(id_of(1, i)).at(7, 20, 6);
      i == 0 ? h.context("module", node, "first")
             : h.edge(fmt::format("Node#{}", i - 1), node, "next");
    }
    if (count > 0) h.context("module", fmt::format("Node#{}", count - 1), "last");
    return h;
  };
  const Suspect suspect = only_suspect_of(heap(0), heap(200));
  EXPECT_EQ(suspect.shape, LeakShape::linked_list);
  EXPECT_EQ(suspect.new_count, 200u);
}

// { key: text, … } in V8's slow mode: its store has both, the object itself the texts alone.
TEST(Elements, OfADictionaryAreItsValues) {
  const auto heap = [](int count) {
    Heap h = program();
    h.plain("cache", 24).context("module", "cache", "cache");
    h.array("store", 64).named("(object properties)").internal("cache", "store", "properties");
    for (int i = 0; i < count; ++i) {
      const std::string key = fmt::format("key{}", i), text = fmt::format("text{}", i);
      h.string(key, 24).id(id_of(1, i)).internal("store", key, std::to_string(3 * i));
      h.string(text, 100).id(id_of(2, i)).internal("store", text, std::to_string(3 * i + 1));
      h.edge("cache", text, key);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::object_dictionary);
  EXPECT_EQ(suspect.element.class_name, "(string)");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 300u);
}

TEST(Elements, OfAMapAreItsValues) {
  const auto heap = [](int count) {
    Heap h = table(program());
    h.context("module", "map", "cache");
    for (int i = 0; i < count; ++i) {
      const std::string key = fmt::format("key{}", i), text = fmt::format("text{}", i);
      h.string(key, 24).id(id_of(1, i)).internal("map-table", key, std::to_string(4 + 3 * i));
      h.string(text, 100).id(id_of(2, i)).internal("map-table", text, std::to_string(5 + 3 * i));
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(suspect.element.class_name, "(string)");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 300u);
}

// The earlier onDone() were made by app.js, the new ones by the same text, compiled once more.
TEST(Elements, ThatAreFunctionsOfAFileLoadedTwiceAreAlike) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "handlers");
    for (const char* shared : {"first", "again"}) {
      h.node(shared, 40, NodeType::code).named("onDone").edge("root", shared);
    }
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("onDone#{}", i);
      h.closure(function, 100).at(7, 30, 4).id(id_of(1, i));
      h.internal(function, i < 100 ? "first" : "again", "shared");
      hold_in_list(h, function, i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 300u);
}

enum class Kind { set, array };

/// names, a Set (or an Array) whose table was made anew; the engine has all texts, too. Of a
/// hundred earlier texts so many are still there, and three hundred have come.
std::vector<Suspect> renewed(int kept, Kind kind = Kind::set) {
  const auto heap = [kind](int first, int last, std::uint64_t bytes) {
    const bool is_set = kind == Kind::set;
    Heap h = program();
    h.node("set", 16).named(is_set ? "Set" : "Array");
    h.array("set-table", bytes).named(is_set ? "(array)" : "(object elements)").id(id_of(2, first));
    h.internal("set", "set-table", is_set ? "table" : "elements");
    h.context("module", "set", "names");
    h.synthetic("table").named("(Internalized strings)").edge("root", "table");
    for (int i = first; i < last; ++i) {
      const std::string text = fmt::format("name{}", i);
      h.string(text, 16).id(id_of(1, i)).element("table", text, static_cast<unsigned>(i));
      if (is_set) {
        hold_in_table(h, "set", text, i);
      } else {
        h.element("set", text, static_cast<unsigned>(i - first));
        h.internal("set-table", text, std::to_string(i - first));
      }
    }
    return h;
  };
  return diff_of(heap(0, 100, 10'000), heap(100 - kept, 400, 40'000)).suspects;
}

// The table of a bounded cache is made anew now and then.
TEST(Elements, OfAStoreMadeAnewAreNoGrowthWhereFewHaveStayed) {
  EXPECT_THAT(renewed(15), IsEmpty());
  ASSERT_EQ(renewed(16).size(), 1u);
  EXPECT_EQ(renewed(16)[0].element.class_name, "(string)");
  EXPECT_EQ(renewed(16)[0].new_count, 300u);
}

// An Array leads to each twice: to its elements, and by its store.
TEST(Elements, ThatHaveStayedInAnArrayAreCountedOnce) {
  ASSERT_EQ(renewed(16, Kind::array).size(), 1u);
  EXPECT_THAT(reasons(renewed(16, Kind::array)[0]),
              testing::Contains("16 of 16 earlier ones are still alive"));
}

}  // namespace
}  // namespace heapdiff::test
