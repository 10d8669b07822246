#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leaks/holders/runtime_records.hpp"
#include "support/programs.hpp"
#include "support/suspects.hpp"

// Timers: those that run are held by the runtime's lists, others by whoever has kept them.

namespace heapdiff::test {
namespace {

std::string timeout(int i) { return fmt::format("Timeout#{}", i); }

/// A Timeout and the function that it is to call.
void add_timer(Heap& heap, int i, const char* function = "tick", std::uint32_t line = 5) {
  const std::string callback = fmt::format("{}#{}", function, i);
  heap.node(timeout(i), 88).id(id_of(1, i)).closure(callback, 64).at(7, line, 2);
  heap.edge(timeout(i), callback, "_onTimeout");
}

/// lists[60000] ─▶ TimersList ⇄ Timeout ⇄ Timeout ⇄ … ⇄ TimersList
void link_ring(Heap& heap, int first, int last) {
  std::string previous = "TimersList";
  for (int i = first; i < last; ++i) {
    heap.edge(previous, timeout(i), "_idleNext").edge(timeout(i), previous, "_idlePrev");
    previous = timeout(i);
  }
  heap.edge(previous, "TimersList", "_idleNext").edge("TimersList", previous, "_idlePrev");
}

Heap with_timer_list(Heap heap) {
  heap.node("TimersList", 96).plain("lists").edge("root", "lists");
  return heap.element("lists", "TimersList", 60'000);
}

Heap running_timers(int count) {
  Heap heap = with_timer_list(program());
  for (int i = 0; i < count; ++i) add_timer(heap, i);
  link_ring(heap, 0, count);
  return heap;
}

TEST(Timers, InAListOfTheRuntimeAreTimers) {
  const Diff diff = diff_of(running_timers(100), running_timers(300));
  ASSERT_EQ(diff.suspects.size(), 1u);
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::timers);
  EXPECT_EQ(holder_name(suspect), "timers of 60000 ms");
  EXPECT_EQ(holder_kind(suspect), "timers");
  EXPECT_EQ(suspect.element.class_name, "tick");
  EXPECT_EQ(suspect.element.location, (Place{"/app/app.js", 6, 3}));
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
}

/// `handles`, an Array of the program's, has kept the timers, too.
Heap kept_timers(int count, bool do_run) {
  Heap heap = with_timer_list(array(program()));
  heap.context("module", "list", "handles");
  for (int i = 0; i < count; ++i) {
    add_timer(heap, i);
    hold_in_list(heap, timeout(i), i);
  }
  if (do_run) link_ring(heap, 0, count);
  return heap;
}

TEST(Timers, ThatHaveRunOutAreTheArraysElements) {
  const Diff diff = diff_of(kept_timers(100, false), kept_timers(300, false));
  ASSERT_EQ(diff.suspects.size(), 1u);
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(suspect), "handles");
  EXPECT_EQ(suspect.element.class_name, "Timeout");
  EXPECT_FALSE(suspect.element.is_function());
  EXPECT_EQ(suspect.new_count, 200u);
}

TEST(Timers, ThatRunAndAreKeptAreTimers) {
  const Diff diff = diff_of(kept_timers(100, true), kept_timers(300, true));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].shape, LeakShape::timers);
  EXPECT_EQ(diff.suspects[0].element.class_name, "tick");
}

// Of two durations, by turns: no ring has most, and handles has all.
TEST(Timers, OfManyDurationsThatAnArrayKeepsAreTheArrays) {
  const auto heap = [](int count) {
    Heap h = kept_timers(count, false);
    h.node("TimersList#2", 96).element("lists", "TimersList#2", 30'000);
    for (int first = 0; first < 2; ++first) {
      const std::string ring = first == 0 ? "TimersList" : "TimersList#2";
      std::string previous = ring;
      for (int i = first; i < count; i += 2) {
        h.edge(previous, timeout(i), "_idleNext").edge(timeout(i), previous, "_idlePrev");
        previous = timeout(i);
      }
      h.edge(previous, ring, "_idleNext").edge(ring, previous, "_idlePrev");
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::timers);
  EXPECT_EQ(holder_name(suspect), "handles");
  EXPECT_TRUE(suspect.holder.is_users);
  EXPECT_EQ(suspect.element.class_name, "tick");
  EXPECT_EQ(suspect.new_count, 200u);
}

// Timers of two durations that an Array has, and a timer of the program's as its properties: what
// runs is that timer's, whatever else keeps it.
TEST(Timers, ThatRunBelongToTheTimerThatHasThemAndOthersToTheArray) {
  const auto heap = [](bool do_run) {
    return [do_run](int count) {
      Heap h = kept_timers(count, false);
      h.node("group", 88).named("Timeout").context("module", "group", "group");
      for (int i = 0; i < count; ++i) h.edge("group", timeout(i), fmt::format("timer{}", i));
      for (int i = 2; i < count && do_run; ++i) {
        h.edge(timeout(i), timeout(i - 2), "_idleNext");
      }
      return h;
    };
  };
  const Suspect running = suspect_in(heap(true));
  EXPECT_EQ(running.shape, LeakShape::timers);
  EXPECT_EQ(holder_name(running), "group");
  EXPECT_THAT(other_holders(running), testing::ElementsAre("handles"));
  const Suspect over = suspect_in(heap(false));
  EXPECT_EQ(over.shape, LeakShape::unbounded_array);
  EXPECT_EQ(holder_name(over), "handles");
  EXPECT_THAT(other_holders(over), testing::ElementsAre("group"));
}

// setTimeout(tick) and setImmediate(tick)
TEST(Timers, AndImmediatesOfOneFunctionAreToldTogether) {
  const auto heap = [](int count) {
    Heap h = running_timers(count);
    h.node("ImmediateList", 32).edge("root", "ImmediateList");
    std::string previous = "ImmediateList";
    for (int i = 0; i < count; ++i) {
      const std::string immediate = fmt::format("Immediate#{}", i);
      const std::string callback = fmt::format("tick#{}", 1000 + i);
      h.node(immediate, 80).id(id_of(2, i)).closure(callback, 64).at(7, 5, 2);
      h.edge(immediate, callback, "_onImmediate");
      h.edge(previous, immediate, i == 0 ? "head" : "_idleNext");
      h.edge(immediate, previous, "_idlePrev");
      previous = immediate;
    }
    return h.edge("ImmediateList", previous, "tail");
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::timers);
  EXPECT_EQ(holder_name(suspect), "timers");
  EXPECT_EQ(suspect.element.class_name, "tick");
  EXPECT_EQ(suspect.new_count, 400u);
}

// One function's timers of two durations
TEST(Timers, OfOneFunctionAreToldTogether) {
  const auto heap = [](int count) {
    Heap h = with_timer_list(program());
    h.node("TimersList#2", 96).element("lists", "TimersList#2", 30'000);
    for (int ring = 0; ring < 2; ++ring) {
      const std::string list = ring == 0 ? "TimersList" : "TimersList#2";
      std::string previous = list;
      for (int i = 1000 * ring; i < 1000 * ring + count; ++i) {
        add_timer(h, i);
        h.edge(previous, timeout(i), "_idleNext").edge(timeout(i), previous, "_idlePrev");
        previous = timeout(i);
      }
      h.edge(previous, list, "_idleNext").edge(list, previous, "_idlePrev");
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::timers);
  EXPECT_EQ(holder_name(suspect), "timers");
  EXPECT_EQ(suspect.element.class_name, "tick");
  EXPECT_EQ(suspect.new_count, 400u);
  EXPECT_EQ(suspect.entries_before, 200u);
}

// Of a hundred timers so many are in one ring, and the others in another's.
TEST(Timers, HaveTheListThatNineOfTenAreIn) {
  const auto list = [](int in_first) {
    Heap h = with_timer_list(program());
    leaks::Accumulation found;
    for (int i = 0; i < 100; ++i) {
      add_timer(h, i);
      found.items.push_back(h.index_of(timeout(i)));
    }
    link_ring(h, 0, in_first);
    h.node("TimersList#2", 96).element("lists", "TimersList#2", 30'000);
    for (int i = in_first; i < 100; ++i) {
      h.edge(i == in_first ? "TimersList#2" : timeout(i - 1), timeout(i), "_idleNext");
    }
    if (in_first < 100) h.edge(timeout(99), "TimersList#2", "_idleNext");
    const auto ring = leaks::timer_list_of(h.load(), found);
    return ring ? h.label_of(*ring) : "";
  };
  EXPECT_EQ(list(100), "TimersList");
  EXPECT_EQ(list(90), "TimersList");
  EXPECT_EQ(list(89), "");
}

/// All twenty earlier timers of one function, `leak`, are still there; a hundred of another have
/// run out and others took their place.
Heap timers_beside_others(int leaking, int first_other, int last_other, bool is_after) {
  Heap heap = with_timer_list(program());
  std::string previous = "TimersList";
  const auto link = [&](int i) {
    heap.edge(previous, timeout(i), "_idleNext").edge(timeout(i), previous, "_idlePrev");
    previous = timeout(i);
  };
  for (int i = 0; i < 20; ++i) add_timer(heap, i, "leak", 20), link(i);
  for (int i = first_other; i < last_other; ++i) add_timer(heap, i, "poll", 30), link(i);
  for (int i = 1000; is_after && i < 1000 + leaking; ++i) add_timer(heap, i, "leak", 20), link(i);
  heap.edge(previous, "TimersList", "_idleNext").edge("TimersList", previous, "_idlePrev");
  return heap;
}

TEST(Timers, AreJudgedByTheEarlierOnesOfTheirFunction) {
  const Diff diff = diff_of(timers_beside_others(300, 100, 200, false),
                            timers_beside_others(300, 300, 400, true));
  ASSERT_EQ(diff.suspects.size(), 1u);
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::timers);
  EXPECT_EQ(suspect.element.class_name, "leak");
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
  EXPECT_THAT(reasons(suspect), testing::Contains("20 of 20 earlier ones are still alive"));
}

/// Timers of so many functions, which take turns.
Suspect timers_of(int functions) {
  const auto heap = [functions](int count) {
    Heap h = with_timer_list(program());
    for (int i = 0; i < count; ++i) {
      add_timer(h, i, fmt::format("tick{}", i % functions).c_str(),
                10u + static_cast<unsigned>(i % functions));
    }
    link_ring(h, 0, count);
    return h;
  };
  return suspect_in(heap);
}

TEST(Timers, AreOfTheFunctionThatHalfOfThemCall) {
  EXPECT_EQ(timers_of(2).element.class_name, "tick0");
  EXPECT_EQ(timers_of(2).new_count, 100u);
  EXPECT_EQ(timers_of(3).element.class_name, "Timeout");
  EXPECT_EQ(timers_of(3).new_count, 200u);
}

/// Timers that each keep a store of requests, an AsyncLocalStorage of the program's; others is
/// another of its kind.
Heap with_storages(Heap heap) {
  heap.node("requests", 40).named("AsyncLocalStorage").context("module", "requests", "requests");
  return heap.node("others", 40).named("AsyncLocalStorage").context("module", "others", "others");
}

void expect_context_of_requests(const Build& heap) {
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::async_context);
  EXPECT_EQ(holder_name(suspect), "requests");
  EXPECT_EQ(holder_kind(suspect), "AsyncLocalStorage");
  EXPECT_THAT(other_holders(suspect), testing::ElementsAre("timers of 60000 ms"));
  EXPECT_EQ(suspect.new_count, 200u);
}

// Timeout ─▶ AsyncContextFrame, whose keys are storages and whose values are stores: Node 24.
TEST(AsyncContexts, AreNamedByTheStorageInTheirFrame) {
  expect_context_of_requests([](int count) {
    Heap h = with_storages(with_timer_list(program()));
    for (int i = 0; i < count; ++i) {
      add_timer(h, i);
      const std::string frame = fmt::format("frame{}", i), store = fmt::format("Store#{}", i);
      h = table(std::move(h), frame, "AsyncContextFrame");
      h.node(store, 1000).edge(timeout(i), frame, "contextFrame");
      h.internal(frame + "-table", "requests", "3").internal(frame + "-table", store, "4");
    }
    link_ring(h, 0, count);
    return h;
  });
}

// Timeout ─<symbol kResourceStore>▶ Store: before Node 24. The symbol is the storage's, and the
// timers' hidden class has it.
TEST(AsyncContexts, AreNamedByTheStorageOfTheirSymbol) {
  expect_context_of_requests([](int count) {
    Heap h = with_storages(with_timer_list(program()));
    for (const std::string storage : {"others", "requests"}) {
      const std::string symbol = storage + "-symbol";
      h.node(symbol, 16, NodeType::symbol).named("kResourceStore");
      h.edge(storage, symbol, "kResourceStore");
    }
    h.node("shape", 80, NodeType::object_shape).array("descriptors", 80).hidden("root", "shape");
    h.internal("shape", "descriptors", "descriptors");
    h.internal("descriptors", "requests-symbol", "3");
    for (int i = 0; i < count; ++i) {
      add_timer(h, i);
      const std::string store = fmt::format("Store#{}", i);
      h.node(store, 1000).edge(timeout(i), store, "<symbol kResourceStore>");
      h.internal(timeout(i), "shape", "map");
    }
    link_ring(h, 0, count);
    return h;
  });
}

}  // namespace
}  // namespace heapdiff::test
