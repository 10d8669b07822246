#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leaks/judging/shapes.hpp"
#include "support/programs.hpp"
#include "support/suspects.hpp"

// Which kind of leak it is.

namespace heapdiff::test {
namespace {

using leaks::Collection;

/// What is known of an accumulation. Unless said otherwise: objects, in an Array.
struct Facts {
  leaks::Accumulation found;
  leaks::Evidence evidence;
  leaks::ShapeFacts shape{found, evidence, Collection::array};
};

LeakShape shape_where(const std::function<void(Facts&)>& tell) {
  Facts facts;
  facts.evidence.type = NodeType::object;
  tell(facts);
  return leaks::shape_of(facts.shape);
}

TEST(Shapes, OfWhatIsHeldByACollectionAreTheCollections) {
  const auto shape_in = [](Collection holder) {
    return shape_where([&](Facts& f) { f.shape.holder = holder; });
  };
  EXPECT_EQ(shape_in(Collection::map), LeakShape::unbounded_map);
  EXPECT_EQ(shape_in(Collection::weak_map), LeakShape::unbounded_map);
  EXPECT_EQ(shape_in(Collection::set), LeakShape::unbounded_set);
  EXPECT_EQ(shape_in(Collection::array), LeakShape::unbounded_array);
  EXPECT_EQ(shape_in(Collection::dictionary), LeakShape::object_dictionary);
  EXPECT_EQ(shape_in(Collection::function), LeakShape::object_dictionary);
  EXPECT_EQ(shape_in(Collection::buffer), LeakShape::off_heap_buffers);
  EXPECT_EQ(shape_in(Collection::none), LeakShape::unknown);
}

// Whatever holds them: timers, registrations, modules, listeners and nodes of a document.
TEST(Shapes, AreToldByWhatTheItemsAreBeforeWhatHoldsThem) {
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_registration = true; }),
            LeakShape::finalization_registry);
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_module = true; }), LeakShape::module_cache);
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_dom_listener = true; }),
            LeakShape::dom_listeners);
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_listener = true; }), LeakShape::event_listeners);
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_detached = true; }), LeakShape::detached_dom);
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_promise = true; }), LeakShape::pending_promises);
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_promise = f.shape.is_reaction = true; }),
            LeakShape::promise_reactions);
  EXPECT_EQ(shape_where([](Facts& f) { f.shape.is_handled = true; }), LeakShape::native_handles);
}

TEST(Shapes, TimersAreTimersWhereHalfOfThemStillRun) {
  const auto timers = [](double listed) {
    return shape_where([&](Facts& f) {
      f.shape.is_timer = true;
      f.evidence.listed_share = listed;
    });
  };
  EXPECT_EQ(timers(0.5), LeakShape::timers);
  EXPECT_EQ(timers(0.49), LeakShape::unbounded_array);
}

TEST(Shapes, TimersAndPromisesThatKeepAStoreAreAnAsyncContext) {
  const auto with_store = [](bool leaks::ShapeFacts::*kind, double share) {
    return shape_where([&](Facts& f) {
      f.shape.*kind = true;
      f.evidence.listed_share = 1;
      f.evidence.async_share = share;
    });
  };
  EXPECT_EQ(with_store(&leaks::ShapeFacts::is_timer, 0.5), LeakShape::async_context);
  EXPECT_EQ(with_store(&leaks::ShapeFacts::is_timer, 0.49), LeakShape::timers);
  EXPECT_EQ(with_store(&leaks::ShapeFacts::is_promise, 0.5), LeakShape::async_context);
  EXPECT_EQ(with_store(&leaks::ShapeFacts::is_promise, 0.49), LeakShape::pending_promises);
  EXPECT_EQ(with_store(&leaks::ShapeFacts::is_module, 0.5), LeakShape::module_cache);
}

// Functions near components of a framework; other objects near them are what they are.
TEST(Shapes, FunctionsThatLeadToComponentsAreSubscriptions) {
  const auto near_components = [](NodeType type, bool is_listener, double share) {
    return shape_where([&](Facts& f) {
      f.evidence.type = type;
      f.shape.is_listener = is_listener;
      f.evidence.framework_share = share;
    });
  };
  EXPECT_EQ(near_components(NodeType::closure, false, 0.5), LeakShape::subscription_store);
  EXPECT_EQ(near_components(NodeType::closure, false, 0.49), LeakShape::unbounded_array);
  EXPECT_EQ(near_components(NodeType::object, true, 0.5), LeakShape::subscription_store);
  EXPECT_EQ(near_components(NodeType::object, true, 0.49), LeakShape::event_listeners);
  EXPECT_EQ(near_components(NodeType::object, false, 0.5), LeakShape::unbounded_array);
}

TEST(Shapes, AChainIsToldByItsLinks) {
  const auto chain_of = [](NodeType type, const std::function<void(leaks::ShapeFacts&)>& tell) {
    return shape_where([&](Facts& f) {
      f.found.pattern = leaks::Pattern::chain;
      f.evidence.type = type;
      tell(f.shape);
    });
  };
  const auto nothing = [](leaks::ShapeFacts&) {};
  EXPECT_EQ(chain_of(NodeType::object, nothing), LeakShape::linked_list);
  EXPECT_EQ(chain_of(NodeType::concatenated_string, nothing), LeakShape::string_rope);
  EXPECT_EQ(chain_of(NodeType::closure, nothing), LeakShape::closure_chain);
  EXPECT_EQ(chain_of(NodeType::object, [](leaks::ShapeFacts& f) { f.is_promise = true; }),
            LeakShape::promise_chain);
  EXPECT_EQ(chain_of(NodeType::hidden,
                     [](leaks::ShapeFacts& f) { f.is_promise = f.is_suspended = true; }),
            LeakShape::pending_promises);
  EXPECT_EQ(
      chain_of(NodeType::hidden, [](leaks::ShapeFacts& f) { f.is_promise = f.is_reaction = true; }),
      LeakShape::promise_reactions);
}

// From here on each has a share of the items, or of their bytes.
TEST(Shapes, HalfOfTheBytesOutsideTheHeapAreBuffers) {
  const auto outside = [](std::int64_t off_heap, std::int64_t bytes) {
    return shape_where([&](Facts& f) { f.found.growth = {bytes, off_heap, 1}; });
  };
  EXPECT_EQ(outside(500, 1000), LeakShape::off_heap_buffers);
  EXPECT_EQ(outside(499, 1000), LeakShape::unbounded_array);
  EXPECT_EQ(outside(0, 0), LeakShape::unbounded_array);
}

TEST(Shapes, TextsAndKeysOfWeakMapsAreToldByHowManyThereAre) {
  const auto with_share = [](double leaks::Evidence::*share, double value) {
    return shape_where([&](Facts& f) { f.evidence.*share = value; });
  };
  EXPECT_EQ(with_share(&leaks::Evidence::weak_key_share, 0.9), LeakShape::weakmap_keys_held);
  EXPECT_EQ(with_share(&leaks::Evidence::weak_key_share, 0.89), LeakShape::unbounded_array);
  EXPECT_EQ(with_share(&leaks::Evidence::slice_share, 0.5), LeakShape::sliced_string);
  EXPECT_EQ(with_share(&leaks::Evidence::slice_share, 0.49), LeakShape::unbounded_array);
  EXPECT_EQ(with_share(&leaks::Evidence::copied_share, 0.9), LeakShape::duplicate_strings);
  EXPECT_EQ(with_share(&leaks::Evidence::copied_share, 0.89), LeakShape::unbounded_array);
}

// A Map or Set on the global object is there on purpose.
TEST(Shapes, AnAccidentalGlobalIsNoMapAndNoSet) {
  const auto on_global = [](Collection holder) {
    return shape_where([&](Facts& f) {
      f.shape.holder = holder;
      f.shape.is_global = true;
    });
  };
  EXPECT_EQ(on_global(Collection::map), LeakShape::unbounded_map);
  EXPECT_EQ(on_global(Collection::weak_map), LeakShape::unbounded_map);
  EXPECT_EQ(on_global(Collection::set), LeakShape::unbounded_set);
  for (const Collection holder : {Collection::array, Collection::dictionary, Collection::none}) {
    EXPECT_EQ(on_global(holder), LeakShape::accidental_global);
  }
}

// Functions whose bytes are a variable of their scope.
TEST(Shapes, FunctionsInACollectionOfOtherCodeAreSubscriptions) {
  const auto functions = [](NodeType type, Collection holder, bool is_callback) {
    return shape_where([&](Facts& f) {
      f.evidence.type = type;
      f.shape.holder = holder;
      f.shape.is_callback = is_callback;
    });
  };
  EXPECT_EQ(functions(NodeType::closure, Collection::set, true), LeakShape::subscription_store);
  EXPECT_EQ(functions(NodeType::closure, Collection::set, false), LeakShape::unbounded_set);
  EXPECT_EQ(functions(NodeType::closure, Collection::none, true), LeakShape::unknown);
  EXPECT_EQ(functions(NodeType::object, Collection::set, true), LeakShape::unbounded_set);
}

TEST(Shapes, AVariableThatHalfOfTheFunctionsKeepIsCaptured) {
  const auto functions = [](double share, const leaks::PayloadStep& step, bool is_unused) {
    return shape_where([&](Facts& f) {
      f.evidence.type = NodeType::closure;
      f.evidence.payload = {step};
      f.evidence.payload_share = share;
      f.shape.is_unused = is_unused;
    });
  };
  const leaks::PayloadStep variable{"rows", EdgeType::context, {}};
  EXPECT_EQ(functions(0.5, variable, false), LeakShape::closure_capture);
  EXPECT_EQ(functions(0.49, variable, false), LeakShape::unbounded_array);
  EXPECT_EQ(functions(0.5, variable, true), LeakShape::shared_context);
  EXPECT_EQ(functions(0.5, {"context", EdgeType::internal, {}}, false), LeakShape::closure_capture);
  EXPECT_EQ(functions(0.5, {"context", EdgeType::property, {}}, false), LeakShape::unbounded_array);
}

TEST(Shapes, ObjectsThatHoldEachOtherAreAListUnlessTheyFork) {
  const auto linked = [](double share, double forked, Collection holder = Collection::none) {
    return shape_where([&](Facts& f) {
      f.shape.holder = holder;
      f.evidence.linked_share = share;
      f.evidence.forked_share = forked;
    });
  };
  EXPECT_EQ(linked(0.5, 0.09), LeakShape::linked_list);
  EXPECT_EQ(linked(0.5, 0.1), LeakShape::unknown);
  EXPECT_EQ(linked(0.49, 0), LeakShape::unknown);
  EXPECT_EQ(linked(0.5, 0, Collection::array), LeakShape::unbounded_array);
}

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
