#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "leaks/judging/confidence.hpp"
#include "support/programs.hpp"
#include "support/suspects.hpp"

// How sure a suspect is: each threshold from both sides. Items are of 1,000 bytes.

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// What becomes of a list between the snapshots.
struct Story {
  int before = 0;     ///< items in the first
  int survive = 0;    ///< of those, in the second
  int come = 0;       ///< new ones
  int elsewhere = 0;  ///< bytes by which the heap grows besides
};

Suspect suspect_of(const Story& story, std::optional<std::uint64_t> ops = {}) {
  Heap base = array(program());
  base.context("module", "list", "pending");
  const Heap before = with_items(base, 0, story.before, hold_in_list);
  Heap after =
      with_items(base, story.before - story.survive, story.before + story.come, hold_in_list);
  if (story.elsewhere > 0) {
    after.node("Other", static_cast<std::uint64_t>(story.elsewhere)).id(900'001);
    after.edge("root", "Other");
  }
  DiffOptions options;
  options.ops = ops;
  return only_suspect_of(before, after, options);
}

Suspicion confidence_of(const Story& story, std::optional<std::uint64_t> ops = {}) {
  return suspect_of(story, ops).confidence;
}

constexpr int much = 10'000'000;  // so that the list is a small part of the growth

// Two points and, since nothing else has grown, a third.
TEST(Confidence, NearlyAllEarlierOnesAre95Percent) {
  EXPECT_EQ(confidence_of({.before = 100, .survive = 95, .come = 60}), Suspicion::strong);
  EXPECT_EQ(confidence_of({.before = 100, .survive = 94, .come = 60}), Suspicion::likely);
}

TEST(Confidence, MostEarlierOnesAre80Percent) {
  EXPECT_EQ(confidence_of({.before = 100, .survive = 80, .come = 60, .elsewhere = much}),
            Suspicion::likely);
  EXPECT_EQ(confidence_of({.before = 100, .survive = 79, .come = 60, .elsewhere = much}),
            Suspicion::weak);
}

// Where fewer than half survive nothing else counts.
TEST(Confidence, FewEarlierOnesAreLessThanHalf) {
  EXPECT_EQ(confidence_of({.before = 100, .survive = 50, .come = 300}), Suspicion::likely);
  EXPECT_EQ(confidence_of({.before = 100, .survive = 49, .come = 300}), Suspicion::weak);
  EXPECT_EQ(confidence_of({.before = 100, .survive = 49, .come = 300}, 300), Suspicion::weak);
}

TEST(Confidence, HalfOfAllGrowthIsAPoint) {
  EXPECT_EQ(confidence_of({.before = 100, .survive = 100, .come = 60, .elsewhere = 60'000}),
            Suspicion::strong);
  EXPECT_EQ(confidence_of({.before = 100, .survive = 100, .come = 60, .elsewhere = 60'001}),
            Suspicion::likely);
}

TEST(Confidence, AHundredMoreAreAPoint) {
  EXPECT_EQ(confidence_of({.before = 200, .survive = 200, .come = 100, .elsewhere = much}),
            Suspicion::strong);
  EXPECT_EQ(confidence_of({.before = 200, .survive = 200, .come = 99, .elsewhere = much}),
            Suspicion::likely);
  // Those that went are made up for first.
  EXPECT_EQ(confidence_of({.before = 200, .survive = 195, .come = 105, .elsewhere = much}),
            Suspicion::strong);
  EXPECT_EQ(confidence_of({.before = 200, .survive = 195, .come = 104, .elsewhere = much}),
            Suspicion::likely);
}

TEST(Confidence, AsManyMoreAsThereWereAreAPoint) {
  EXPECT_EQ(confidence_of({.before = 20, .survive = 20, .come = 20, .elsewhere = much}),
            Suspicion::strong);
  EXPECT_EQ(confidence_of({.before = 20, .survive = 20, .come = 19, .elsewhere = much}),
            Suspicion::likely);
}

TEST(Confidence, GrowingInStepWithTheOperationsIsAPoint) {
  const Story story{.before = 200, .survive = 200, .come = 60, .elsewhere = much};
  EXPECT_EQ(confidence_of(story), Suspicion::likely);
  EXPECT_EQ(confidence_of(story, 60), Suspicion::strong);
  EXPECT_EQ(confidence_of(story, 20), Suspicion::strong);
  EXPECT_EQ(confidence_of(story, 41), Suspicion::likely);
  EXPECT_THAT(reasons(suspect_of(story, 60)), Contains(HasSubstr("in step with the operations")));
}

TEST(Confidence, FewerThan16EarlierOnesProveNothing) {
  EXPECT_EQ(confidence_of({.before = 16, .survive = 16, .come = 300}), Suspicion::strong);
  const Suspect suspect = suspect_of({.before = 15, .survive = 15, .come = 300}, 300);
  EXPECT_EQ(suspect.confidence, Suspicion::likely);
  EXPECT_THAT(reasons(suspect), Contains("few or none existed before"));
}

// Nothing at all was there, and no more came than fill a small table.
TEST(Confidence, FewInWhatWasEmptyAreWeak) {
  EXPECT_EQ(confidence_of({.come = 99, .elsewhere = much}), Suspicion::weak);
  EXPECT_EQ(confidence_of({.come = 100, .elsewhere = much}), Suspicion::likely);
}

TEST(Confidence, SurvivorsAreToldInTheReasons) {
  EXPECT_THAT(reasons(suspect_of({.before = 100, .survive = 95, .come = 60})),
              Contains("95 of 100 earlier ones are still alive"));
}

/// `count` items in a table that is made between the snapshots, and `kept` of the earlier ones.
Suspicion confidence_of_new_container(int kept, std::optional<std::uint64_t> ops = {}) {
  Heap base = array(program(), "old");
  base.context("module", "old", "old");
  const auto hold_in_old = [](Heap& h, const std::string& item, int i) {
    h.internal("old-store", item, std::to_string(i));
  };
  const Heap before = with_items(base, 0, kept, hold_in_old);
  Heap after = program();
  after.node("unused", 1).id(9001);
  after = array(std::move(after));
  after.context("module", "list", "old");
  DiffOptions options;
  options.ops = ops;
  return diff_of(before, with_items(after, 0, kept + 200, hold_in_list), options)
      .suspects.at(0)
      .confidence;
}

TEST(Confidence, AContainerThatIsNewIsWeakUnlessItKeepsEarlierOnesOrStep) {
  EXPECT_EQ(confidence_of_new_container(0), Suspicion::weak);
  EXPECT_EQ(confidence_of_new_container(0, 200), Suspicion::likely);
  EXPECT_EQ(confidence_of_new_container(0, 123), Suspicion::weak);
  EXPECT_EQ(confidence_of_new_container(100), Suspicion::likely);
}

/// Listeners of the event "exit" of an emitter of Node's, whose functions are not the program's.
Suspicion confidence_of_listeners(const char* script) {
  const auto heap = [&](int count) {
    Heap h = array(program());
    h.closure("emit", 64).at(8, 0, 0).script("emit", "node:events").edge("root", "emit");
    h.node("inner", 32).named("system / Context").internal("emit", "inner", "context");
    h.node("inner-scope", 16, NodeType::code).named("system / ScopeInfo");
    h.internal("inner", "inner-scope", "scope_info");
    h.node("bus", 24).named("EventEmitter").plain("events").context("inner", "bus", "bus");
    h.edge("bus", "events", "_events").edge("events", "list", "exit");
    h.closure("sample", 64).at(9, 0, 0).script("sample", script).edge("root", "sample");
    for (int i = 0; i < count; ++i) {
      const std::string listener = fmt::format("onExit#{}", i);
      h.closure(listener, 900).id(id_of(1, i)).at(9, 11, 4);
      hold_in_list(h, listener, i);
    }
    return h;
  };
  const Diff diff = diff_of(heap(100), heap(300));
  EXPECT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects.at(0).shape, LeakShape::event_listeners);
  return diff.suspects.at(0).confidence;
}

// What a program has registered is worth telling though nothing of its own names it; but not sure.
TEST(Confidence, WhatIsRegisteredIsStrongOnlyWithANameOfTheUsers) {
  EXPECT_EQ(confidence_of_listeners("/app/app.js"), Suspicion::strong);
  EXPECT_EQ(confidence_of_listeners("node:child_process"), Suspicion::likely);
}

// Scopes and records of the engine are nobody's, but for what a program has registered.
TEST(Confidence, RecordsOfTheEngineAreToldOnlyWhereTheyAreRegistrations) {
  const std::set<LeakShape> registered = {
      LeakShape::event_listeners,       LeakShape::dom_listeners,     LeakShape::timers,
      LeakShape::pending_promises,      LeakShape::async_context,     LeakShape::subscription_store,
      LeakShape::finalization_registry, LeakShape::promise_reactions, LeakShape::promise_chain,
  };
  for (int i = 0; i <= static_cast<int>(LeakShape::unknown); ++i) {
    const auto shape = static_cast<LeakShape>(i);
    if (shape == LeakShape::module_cache) continue;  // has a rule of its own
    Suspect suspect;
    suspect.shape = shape;
    suspect.holder.name = {{.text = "list"}};
    suspect.holder.is_users = true;
    suspect.element.class_name = "system / Record";
    leaks::Accumulation found;
    const leaks::Evidence evidence;
    const std::string item_class = "system / Record";
    const leaks::Grounds grounds{found, evidence, item_class, {}, 0};
    EXPECT_EQ(leaks::judge_suspect(suspect, grounds, {}), registered.contains(shape)) << i;
  }
}

/// A suspect and what it is judged by. Unless said otherwise: 200 of the program's own objects, in
/// an Array that a variable of the program's has.
struct Asked {
  Asked() {
    suspect.shape = LeakShape::unbounded_array;
    suspect.holder = variable("list", HolderKind::array);
    suspect.holder.is_users = true;
    suspect.element.class_name = item_class;
    suspect.new_count = 200;
    found.growth = {200'000, 0, 200};
    found.items.resize(200);
  }
  std::string item_class = "Item";
  Suspect suspect;
  leaks::Accumulation found;
  leaks::Evidence evidence;
  leaks::SuspectOptions options;
};

/// How sure it is; nothing where it is not worth telling.
std::optional<Suspicion> judged(const std::function<void(Asked&)>& tell) {
  Asked asked;
  tell(asked);
  const leaks::Grounds grounds{asked.found, asked.evidence, asked.item_class, {}, 0};
  const bool is_told = leaks::judge_suspect(asked.suspect, grounds, asked.options);
  return is_told ? std::optional(asked.suspect.confidence) : std::nullopt;
}

bool is_told(const std::function<void(Asked&)>& tell) { return judged(tell).has_value(); }

TEST(Confidence, TextsAreToldOnlyWithANameOfTheUsers) {
  for (const char* item : {"(string)", "(sliced string)", "(concatenated string)"}) {
    for (const bool is_users : {true, false}) {
      EXPECT_EQ(is_told([&](Asked& a) {
                  a.item_class = a.suspect.element.class_name = item;
                  a.suspect.holder.is_users = is_users;
                }),
                is_users)
          << item;
    }
  }
  EXPECT_TRUE(is_told([](Asked& a) { a.suspect.holder.is_users = false; }));
}

TEST(Confidence, WhatHasNeitherHolderNorPlaceIsNotTold) {
  const auto without_holder = [](const std::optional<Place>& place) {
    return is_told([&](Asked& a) {
      a.suspect.holder = {};
      a.suspect.element.location = place;
    });
  };
  EXPECT_FALSE(without_holder({}));
  EXPECT_TRUE(without_holder(Place{"/app/app.js", 9, 5}));
}

// Such as the engine makes when a part of its library is used for the first time.
TEST(Confidence, FunctionsOfTheEngineAreToldOnlyWhereTheyAreRegistered) {
  const auto functions = [](const std::optional<Place>& place, LeakShape shape) {
    return is_told([&](Asked& a) {
      a.suspect.element.kind = Element::Kind::function;
      a.suspect.element.location = place;
      a.suspect.shape = shape;
    });
  };
  const Place of_program{"/app/app.js", 9, 5};
  const Place of_node{"node:events", 9, 5, ScriptOwner::node};
  EXPECT_TRUE(functions(of_program, LeakShape::unbounded_array));
  EXPECT_FALSE(functions(of_node, LeakShape::unbounded_array));
  EXPECT_FALSE(functions({}, LeakShape::unbounded_array));
  EXPECT_TRUE(functions(of_node, LeakShape::event_listeners));
  EXPECT_FALSE(is_told([](Asked& a) { a.item_class = "Function"; }));
}

TEST(Confidence, OneLargeObjectIsToldFrom64KiBOnWhereItIsTheUsers) {
  const auto one = [](std::int64_t bytes, bool is_users) {
    return judged([&](Asked& a) {
      a.found.pattern = leaks::Pattern::lump;
      a.found.items.resize(1);
      a.found.growth = {bytes, 0, 1};
      a.suspect.new_count = 1;
      a.suspect.holder.is_users = is_users;
    });
  };
  EXPECT_EQ(one(65'536, true), Suspicion::weak);
  EXPECT_EQ(one(65'535, true), std::nullopt);
  EXPECT_EQ(one(65'536, false), std::nullopt);
}

TEST(Confidence, NumbersAreLikelyInAnArrayOfTheUsersAndElseNotTold) {
  const auto numbers = [](bool is_users) {
    return judged([&](Asked& a) {
      a.found.pattern = leaks::Pattern::lump;
      a.found.items.clear();
      a.suspect.element.kind = Element::Kind::number;
      a.suspect.holder.is_users = is_users;
    });
  };
  EXPECT_EQ(numbers(true), Suspicion::likely);
  EXPECT_EQ(numbers(false), std::nullopt);
}

// Existing objects in a store that has grown: sixteen earlier ones, and a hundred new.
TEST(Confidence, ReferencesAreStrongWhereThereWereSomeAndManyCame) {
  const auto references = [](std::uint64_t before, std::uint64_t come) {
    return judged([&](Asked& a) {
      a.found.pattern = leaks::Pattern::lump;
      a.found.items.clear();
      a.suspect.entries_before = before;
      a.suspect.new_count = come;
    });
  };
  EXPECT_EQ(references(16, 100), Suspicion::strong);
  EXPECT_EQ(references(15, 100), Suspicion::likely);
  EXPECT_EQ(references(16, 99), Suspicion::likely);
}

// Of a single snapshot, by its share of a heap of 1,000,000 bytes.
TEST(Confidence, OfOneSnapshotTheShareOfTheHeapDecides) {
  const auto of_heap = [](std::int64_t bytes, std::uint64_t count, bool is_users,
                          LeakShape shape = LeakShape::unbounded_array) {
    return judged([&](Asked& a) {
      a.options.kept = Bytes{1'000'000};
      a.suspect.size = {bytes};
      a.suspect.new_count = count;
      a.suspect.holder.is_users = is_users;
      a.suspect.shape = shape;
    });
  };
  EXPECT_EQ(of_heap(300'000, 100, true), Suspicion::strong);
  EXPECT_EQ(of_heap(300'000, 99, true), Suspicion::likely);
  EXPECT_EQ(of_heap(299'999, 100, true), Suspicion::likely);
  EXPECT_EQ(of_heap(100'000, 100, true), Suspicion::likely);
  EXPECT_EQ(of_heap(99'999, 100, true), Suspicion::weak);
  // What nobody has named is weak, and not told where it is small.
  EXPECT_EQ(of_heap(300'000, 100, false), Suspicion::weak);
  EXPECT_EQ(of_heap(100'000, 100, false), Suspicion::weak);
  EXPECT_EQ(of_heap(99'999, 100, false), std::nullopt);
  EXPECT_EQ(of_heap(99'999, 100, false, LeakShape::event_listeners), Suspicion::weak);
}

}  // namespace
}  // namespace heapdiff::test
