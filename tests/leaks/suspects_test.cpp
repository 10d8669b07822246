#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leaks/compare.hpp"
#include "support/programs.hpp"
#include "support/suspects.hpp"

namespace heapdiff::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Suspects, AnArrayThatOnlyGrowsIsNamedByItsVariable) {
  const Diff diff = diff_of(list_of(100), list_of(300));
  ASSERT_EQ(diff.suspects.size(), 1u);
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
  EXPECT_EQ(holder_name(suspect), "pending");
  EXPECT_EQ(holder_kind(suspect), "Array");
  EXPECT_EQ(suspect.holder.file, "/app/app.js");
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 300u);
  EXPECT_EQ(suspect.size, ByteDelta{200'000});
  EXPECT_EQ(suspect.count, 200);
}

/// rooms, a Map ─▶ its table ─▶ "s3cret" and, beside it, the list
Heap rooms(int count) {
  Heap heap = array(program());
  heap.node("rooms", 16)
      .named("Map")
      .array("table", 64)
      .string("s3cret", 24)
      .context("module", "rooms", "rooms")
      .internal("rooms", "table", "table")
      .internal("table", "s3cret", "3")
      .internal("table", "list", "4");
  return with_items(std::move(heap), 0, count, hold_in_list);
}

TEST(Suspects, AKeyInAHoldersNameIsAValue) {
  for (const bool hides_values : {false, true}) {
    graph::Heap before = rooms(100).load();
    graph::Heap after = rooms(300).load();
    before.hides_values = after.hides_values = hides_values;
    const Result<Diff> diff = leaks::compare(analysis::reduce(std::move(before)),
                                             analysis::analyse(std::move(after)), {});
    ASSERT_TRUE(diff.has_value());
    ASSERT_EQ(diff->suspects.size(), 1u);
    EXPECT_EQ(holder_name(diff->suspects[0]),
              hides_values ? "rooms.get(…)" : "rooms.get(\"s3cret\")");
  }
}

TEST(Suspects, SuspectsAndRemainderAddUpToTheGrowth) {
  Heap after = list_of(300);
  after.node("code", 700, NodeType::code)
      .edge("root", "code")
      .node("Other", 50)
      .edge("root", "Other");
  const Diff diff = diff_of(list_of(100), after);
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].size, ByteDelta{200'000});
  EXPECT_EQ(diff.remainder.size, ByteDelta{750});
  EXPECT_EQ(diff.remainder.count, 2);
  EXPECT_EQ(diff.remainder.code, ByteDelta{700});
  EXPECT_EQ(diff.remainder.engine_count, 1);
}

TEST(Suspects, TheStackThatMadeMostIsToldWhereItIsRecorded) {
  const auto hold = [](Heap& heap, const std::string& item, int i) {
    if (i < 250) heap.allocated({"makeItem", "serve"});
    if (i >= 250 && i < 280) heap.allocated({"makeItem", "import"});
    hold_in_list(heap, item, i);
  };
  Heap base = array(program());
  base.context("module", "list", "pending");
  const Diff diff = diff_of(with_items(base, 0, 100, hold), with_items(base, 0, 300, hold));
  ASSERT_EQ(diff.suspects.size(), 1u);
  ASSERT_TRUE(diff.suspects[0].element.allocated);
  const AllocationStack& stack = *diff.suspects[0].element.allocated;
  EXPECT_EQ(stack.count, 150u);
  EXPECT_EQ(stack.known, 180u);
  ASSERT_EQ(stack.frames.size(), 2u);
  EXPECT_EQ(stack.frames[0].function, "makeItem");
  EXPECT_EQ(stack.frames[1].function, "serve");
  EXPECT_FALSE(diff_of(list_of(100), list_of(300)).suspects[0].element.allocated);
}

TEST(Suspects, EqualSnapshotsHaveNone) {
  const Diff diff = diff_of(list_of(300), list_of(300));
  EXPECT_THAT(diff.suspects, IsEmpty());
  EXPECT_TRUE(diff.has_suspects);
}

TEST(Suspects, FewerThanSixteenAreNone) {
  EXPECT_THAT(diff_of(list_of(100), list_of(115)).suspects, IsEmpty());
  EXPECT_EQ(diff_of(list_of(100), list_of(116)).suspects.size(), 1u);
}

// The first hundred are gone, and as many others there: a cache that is full.
TEST(Suspects, TurnoverIsNone) {
  Heap before = array(program());
  before.context("module", "list", "cache");
  Heap after = before;
  EXPECT_THAT(
      diff_of(with_items(before, 0, 100, hold_in_list), with_items(after, 100, 200, hold_in_list))
          .suspects,
      IsEmpty());
}

// Half of the earlier ones went, and twice as many came: a cache that fills, perhaps.
TEST(Suspects, WhereFewSurviveTheSuspicionIsWeak) {
  Heap base = array(program());
  base.context("module", "list", "cache");
  const Diff diff =
      diff_of(with_items(base, 0, 100, hold_in_list), with_items(base, 60, 400, hold_in_list));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].confidence, Suspicion::weak);
}

TEST(Suspects, AnEmptyHolderThatWasThereIsLikely) {
  const Diff diff = diff_of(list_of(0), list_of(200));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].confidence, Suspicion::likely);
}

TEST(Suspects, ANewHolderIsWeakUnlessOperationsFit) {
  const Heap before = program();
  EXPECT_EQ(diff_of(before, list_of(200)).suspects.at(0).confidence, Suspicion::weak);
  DiffOptions options;
  options.ops = 100;
  const Diff diff = diff_of(before, list_of(200), options);
  EXPECT_EQ(diff.suspects.at(0).confidence, Suspicion::likely);
  EXPECT_EQ(diff.suspects.at(0).per_op, 2.0);
}

// A longer array took the place of the variable's: `list = list.concat(item)`.
TEST(Suspects, AReplacedContainerIsTheVariablesGrowth) {
  Heap before = array(program());
  before.context("module", "list", "history");
  Heap after = program();
  after.node("unused", 1).id(9001);  // the new array has other ids
  after = array(std::move(after));
  after.context("module", "list", "history");
  const Diff diff =
      diff_of(with_items(before, 0, 100, hold_in_list), with_items(after, 0, 300, hold_in_list));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(holder_name(diff.suspects[0]), "history");
  EXPECT_EQ(diff.suspects[0].new_count, 200u);
}

// list and other hold the same items: no container dominates them.
TEST(Suspects, ItemsInTwoContainersAreOneSuspectThatNamesBoth) {
  const auto both = [](int count) {
    Heap heap = array(array(program()), "other");
    heap.context("module", "list", "byTime").context("module", "other", "byName");
    return with_items(std::move(heap), 0, count, [](Heap& h, const std::string& item, int i) {
      hold_in_list(h, item, i);
      h.element("other", item, static_cast<std::uint32_t>(i))
          .internal("other-store", item, std::to_string(i));
    });
  };
  const Diff diff = diff_of(both(100), both(300));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(holder_name(diff.suspects[0]), "byTime");
  EXPECT_THAT(other_holders(diff.suspects[0]), ElementsAre("byName"));
  EXPECT_EQ(diff.suspects[0].new_count, 200u);
}

TEST(Suspects, APropertyOfTheGlobalObjectIsAnAccidentalGlobal) {
  const auto heap = [](int count) {
    Heap h = array(Heap().node("global", 16).edge("root", "global"));
    h.edge("global", "list", "leaked");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  const Suspect suspect = diff_of(heap(100), heap(300)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::accidental_global);
  EXPECT_EQ(holder_name(suspect), "globalThis.leaked");
}

// const leaked = globalThis.leaked = []
TEST(Suspects, APropertyOfTheGlobalObjectThatAVariableHoldsTooIsNoAccident) {
  const auto heap = [](int count) {
    Heap h = array(program().node("global", 16).edge("root", "global"));
    h.edge("global", "list", "leaked").context("module", "list", "leaked");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  const Suspect suspect = diff_of(heap(100), heap(300)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
}

TEST(Suspects, ListenersAreNamedByEmitterAndEvent) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.node("bus", 24)
        .named("EventEmitter")
        .plain("events")
        .context("module", "bus", "bus")
        .edge("bus", "events", "_events")
        .edge("events", "list", "tick");
    for (int i = 0; i < count; ++i) {
      const std::string listener = fmt::format("onTick#{}", i);
      h.closure(listener, 900).at(7, 11, 4);
      hold_in_list(h, listener, i);
    }
    return h;
  };
  const Suspect suspect = diff_of(heap(100), heap(300)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::event_listeners);
  EXPECT_EQ(holder_name(suspect), "bus");
  EXPECT_EQ(holder_event(suspect), "tick");
  EXPECT_EQ(suspect.element.class_name, "onTick");
  EXPECT_TRUE(suspect.element.is_function());
  EXPECT_EQ(suspect.element.location, (Place{"/app/app.js", 12, 5}));
  EXPECT_EQ(suspect.new_count, 200u);
}

// head ─▶ Node#2 ─next▶ Node#1 ─next▶ Node#0: the newest first.
Heap list_with_head(int count, const char* label) {
  Heap heap = program();
  for (int i = 0; i < count; ++i) {
    heap.node(fmt::format("{}#{}", label, i), 400).id(100'001 + 2 * static_cast<std::uint32_t>(i));
    if (i > 0)
      heap.edge(fmt::format("{}#{}", label, i), fmt::format("{}#{}", label, i - 1), "next");
  }
  if (count > 0) heap.context("module", fmt::format("{}#{}", label, count - 1), "head");
  return heap;
}

TEST(Suspects, AListThatGrowsAtItsHeadIsCountedWhole) {
  const Suspect suspect =
      diff_of(list_with_head(100, "Node"), list_with_head(400, "Node")).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::linked_list);
  EXPECT_EQ(holder_name(suspect), "head");
  EXPECT_EQ(suspect.new_count, 300u);
}

// first ─▶ Node#0 ─next▶ Node#1 ─next▶ …: new ones hang on the last old one.
Heap list_with_tail(int count) {
  Heap heap = program();
  for (int i = 0; i < count; ++i) {
    heap.node(fmt::format("Node#{}", i), 400).id(100'001 + 2 * static_cast<std::uint32_t>(i));
    if (i > 0) heap.edge(fmt::format("Node#{}", i - 1), fmt::format("Node#{}", i), "next");
  }
  heap.context("module", "Node#0", "first");
  return heap;
}

TEST(Suspects, AListThatGrowsAtItsTailBelongsToItsOwner) {
  const Suspect suspect = diff_of(list_with_tail(100), list_with_tail(400)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::linked_list);
  EXPECT_EQ(holder_name(suspect), "first");
  EXPECT_EQ(suspect.new_count, 300u);
}

// Two lists that one scope holds are two leaks.
TEST(Suspects, TwoVariablesOfOneScopeAreTwoSuspects) {
  const auto heap = [](int count) {
    Heap h = program();
    std::uint32_t first_id = 100'001;
    for (const char* label : {"Job", "Mail"}) {
      for (int i = 0; i < count; ++i) {
        h.node(fmt::format("{}#{}", label, i), 400)
            .id(first_id + 2 * static_cast<std::uint32_t>(i));
        if (i > 0) {
          h.edge(fmt::format("{}#{}", label, i), fmt::format("{}#{}", label, i - 1), "next");
        }
      }
      h.context("module", fmt::format("{}#{}", label, count - 1), label);
      first_id = 200'001;
    }
    return h;
  };
  std::vector<std::string> holders;
  for (const Suspect& suspect : diff_of(heap(100), heap(400)).suspects) {
    holders.push_back(holder_name(suspect));
    EXPECT_EQ(suspect.new_count, 300u);
    EXPECT_EQ(suspect.size, ByteDelta{120'000});
    EXPECT_EQ(path_edges(suspect).at(0), holder_name(suspect));
  }
  EXPECT_THAT(holders, testing::UnorderedElementsAre("Job", "Mail"));
}

// Each step of a chain of functions is a function and its scope.
TEST(Suspects, FunctionsThatCaptureOneAnotherAreAChain) {
  const auto heap = [](int count) {
    Heap h = program();
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("wrap#{}", i), scope = fmt::format("s#{}", i);
      h.closure(function, 300).at(7, 3, 1).id(100'001 + 4 * static_cast<std::uint32_t>(i));
      h.node(scope, 100).named("system / Context").id(100'003 + 4 * static_cast<std::uint32_t>(i));
      h.internal(function, scope, "context");
      if (i > 0) h.context(scope, fmt::format("wrap#{}", i - 1), "inner");
    }
    h.context("module", fmt::format("wrap#{}", count - 1), "handler");
    return h;
  };
  const Suspect suspect = diff_of(heap(100), heap(300)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::closure_chain);
  EXPECT_EQ(holder_name(suspect), "handler");
  EXPECT_EQ(suspect.element.class_name, "wrap");
  EXPECT_EQ(suspect.new_count, 200u);
}

// Twenty arrays of a Map's, each of which has grown a little.
TEST(Suspects, ManyContainersThatGrowALittleAreToldTogether) {
  const auto heap = [](int each) {
    Heap h = array(program());
    h.context("module", "list", "rooms");
    for (int room = 0; room < 20; ++room) {
      const std::string label = fmt::format("room{}", room), store = label + "-store";
      h.node(label, 16).named("Array").id(50'001 + 4 * static_cast<std::uint32_t>(room));
      h.array(store, 16)
          .named("(object elements)")
          .id(50'003 + 4 * static_cast<std::uint32_t>(room));
      h.internal(label, store, "elements");
      hold_in_list(h, label, room);
      for (int i = 0; i < each; ++i) {
        const std::string item = fmt::format("Item#{}-{}", room, i);
        h.node(item, 1000)
            .named("Item")
            .id(100'001 + 2 * static_cast<std::uint32_t>(room * 1000 + i))
            .element(label, item, static_cast<std::uint32_t>(i))
            .internal(store, item, std::to_string(i));
      }
    }
    return h;
  };
  const Diff diff = diff_of(heap(5), heap(9));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(holder_name(diff.suspects[0]), "rooms");
  EXPECT_EQ(diff.suspects[0].new_count, 80u);
}

// Each link of a list shares texts with the links behind it, which therefore fall with it.
TEST(Suspects, TextsThatLinksShareAreNotWhatPilesUp) {
  const auto heap = [](int count) {
    Heap h = list_with_tail(count);
    // By the hundredth and by the last.
    for (int i = 0; i < 34 && count > 200; ++i) {
      const std::string text = fmt::format("text{}", i);
      h.string(text, 20).id(900'001 + 2 * static_cast<std::uint32_t>(i));
      h.edge("Node#101", text, text).edge(fmt::format("Node#{}", count - 1), text, text);
    }
    return h;
  };
  const Suspect suspect = diff_of(heap(100), heap(300)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::linked_list);
  EXPECT_EQ(suspect.element.class_name, "Node");
  EXPECT_EQ(suspect.new_count, 200u);
}

// A list that a page has taken out of its document, and still appends to.
TEST(Suspects, ADetachedTreeThatGrowsIsItsOwnHolder) {
  const auto heap = [](int count) {
    Heap h = program();
    h.native("tree", 100).named("<ul>").id(90'000).is(Detachedness::detached);
    h.context("module", "tree", "oldList");
    for (int i = 0; i < count; ++i) {
      const std::string item = fmt::format("li#{}", i);
      h.native(item, 200).named("<li>").id(200'000 + 2 * static_cast<std::uint32_t>(i));
      h.is(Detachedness::detached).edge("tree", item, std::to_string(i));
    }
    return h;
  };
  const Suspect suspect = diff_of(heap(100), heap(300)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::detached_dom);
  EXPECT_EQ(holder_kind(suspect), "detached DOM tree");
  EXPECT_EQ(holder_name(suspect), "oldList");
  EXPECT_EQ(suspect.new_count, 200u);
}

TEST(Suspects, BytesOutsideTheHeapAreToldApart) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "frames");
    return with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      hold_in_list(inner, item, i);
      const std::string store = fmt::format("store#{}", i);
      inner.native(store, 5000)
          .named("system / JSArrayBufferData")
          .id(200'000 + 2 * static_cast<std::uint32_t>(i))
          .internal(item, store, "backing_store");
    });
  };
  const Suspect suspect = diff_of(heap(100), heap(300)).suspects.at(0);
  EXPECT_EQ(suspect.shape, LeakShape::off_heap_buffers);
  EXPECT_EQ(suspect.off_heap, ByteDelta{1'000'000});
  EXPECT_EQ(suspect.size, ByteDelta{1'200'000});
  ASSERT_EQ(suspect.element.payload.size(), 1u);
  EXPECT_EQ(suspect.element.payload[0].edge, "backing_store");
  EXPECT_FALSE(suspect.element.payload[0].is_written);
}

TEST(Suspects, CodeThatIsCompiledIsNone) {
  Heap after = list_of(20);
  for (int i = 0; i < 200; ++i) {
    const std::string code = fmt::format("f#{}", i);
    after.node(code, 1000, NodeType::code).edge("root", code);
  }
  const Diff diff = diff_of(list_of(20), after);
  EXPECT_THAT(diff.suspects, IsEmpty());
  EXPECT_EQ(diff.remainder.code, ByteDelta{200'000});
}

TEST(Suspects, AdviceNamesTheHolder) {
  const Suspect suspect = diff_of(list_of(100), list_of(300)).suspects.at(0);
  ASSERT_EQ(advice(suspect).size(), 2u);
  EXPECT_THAT(advice(suspect)[0], testing::HasSubstr("pending"));
}

TEST(Suspects, ThePathLeadsFromTheItemsToTheRoot) {
  const Suspect suspect = diff_of(list_of(100), list_of(300)).suspects.at(0);
  std::vector<std::string> nodes;
  for (const ChainStep& step : suspect.path) nodes.push_back(step.node);
  EXPECT_THAT(nodes, ElementsAre("Array", "system / Context", "main", "(root)"));
}

/// Puts an item into another Array than "list".
void hold_in(Heap& heap, const std::string& label, const std::string& item, int i) {
  heap.element(label, item, static_cast<std::uint32_t>(i));
  heap.internal(label + "-store", item, std::to_string(i));
}

std::vector<std::string> names_of(const Diff& diff) {
  std::vector<std::string> names;
  for (const Suspect& suspect : diff.suspects) names.push_back(holder_name(suspect));
  return names;
}

// Two Arrays have the same items: one of Node's, called pool, and one of the program's.
TEST(Holders, OfTheProgramAreToldAndNotTheRuntimes) {
  const auto heap = [](int count) {
    Heap h = array(Heap(), "nodes");
    h.closure("net", 64).at(8, 0, 0).script("net", "node:net").edge("root", "net");
    h.node("outer", 32).named("system / Context").internal("net", "outer", "context");
    h.node("info", 16, NodeType::code).named("system / ScopeInfo");
    h.internal("outer", "info", "scope_info").context("outer", "nodes", "pool");
    h.node("module", 32).named("system / Context").node("scope", 16, NodeType::code);
    h.named("system / ScopeInfo").closure("main", 64).at(7, 0, 0).script("main", "/app/app.js");
    h.edge("root", "main").internal("main", "module", "context");
    h.internal("module", "scope", "scope_info");
    h = array(std::move(h));
    h.context("module", "list", "mine");
    return with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      hold_in_list(inner, item, i);
      hold_in(inner, "nodes", item, i);
    });
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "mine");
  EXPECT_THAT(other_holders(suspect), IsEmpty());
}

// Three of four items are in the Array: they are told as its own, but none is left out.
TEST(Holders, OfMostItemsDoNotHideTheOthers) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "pending");
    return with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      inner.edge("root", item);
      if (i % 4 != 0) hold_in_list(inner, item, i);
    });
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "pending");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.entries_before, 100u);
  EXPECT_EQ(suspect.entries_after, 300u);
}

// copy, an Array that is made anew each time, has what kept has.
TEST(Holders, ThatWereThereBeforeAreToldFirst) {
  const auto heap = [](int count) {
    Heap h = program();
    h.node("copy", 16).named("Array").id(count == 100 ? 80'001 : 90'001);
    h.array("copy-store", 16).named("(object elements)").id(count == 100 ? 80'003 : 90'003);
    h.internal("copy", "copy-store", "elements").context("module", "copy", "copy");
    h.node("list", 16).named("Array").id(70'001).array("list-store", 16).id(70'003);
    h.named("(object elements)").internal("list", "list-store", "elements");
    h.context("module", "list", "kept");
    return with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      hold_in_list(inner, item, i);
      hold_in(inner, "copy", item, i);
    });
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "kept");
  EXPECT_THAT(other_holders(suspect), ElementsAre("copy"));
}

/// rooms, a Map ─"red"▶ Array of one class, and ─"blue"▶ Array of another or the same
Diff growth_of_rooms(const char* of_red, const char* of_blue) {
  const auto heap = [&](int count) {
    Heap h = array(array(table(program(), "rooms"), "red"), "blue");
    h.context("module", "rooms", "rooms").string("red-key", 24).named("red");
    h.string("blue-key", 24).named("blue");
    h.internal("rooms-table", "red-key", "3").internal("rooms-table", "red", "4");
    h.internal("rooms-table", "blue-key", "6").internal("rooms-table", "blue", "7");
    for (int i = 0; i < count; ++i) {
      const std::string in_red = fmt::format("red-item{}", i);
      const std::string in_blue = fmt::format("blue-item{}", i);
      h.node(in_red, 1000).named(of_red).id(id_of(1, i));
      h.node(in_blue, 900).named(of_blue).id(id_of(2, i));
      hold_in(h, "red", in_red, i);
      hold_in(h, "blue", in_blue, i);
    }
    return h;
  };
  return diff_of(heap(100), heap(300));
}

TEST(Joined, AreCollectionsOfOneCollectionThatHoldTheSame) {
  const Suspect suspect = only_suspect_of(growth_of_rooms("Item", "Item"));
  EXPECT_EQ(holder_name(suspect), "rooms");
  EXPECT_EQ(suspect.new_count, 400u);
  EXPECT_EQ(suspect.entries_before, 200u);
  EXPECT_EQ(suspect.entries_after, 600u);
  EXPECT_EQ(suspect.size, ByteDelta{200 * 1900});
}

TEST(Joined, AreNoCollectionsThatHoldDifferentThings) {
  EXPECT_THAT(names_of(growth_of_rooms("Item", "Job")),
              ElementsAre("rooms.get(\"red\")", "rooms.get(\"blue\")"));
}

// A Map's keys, which are objects, and its values
/// tree ─left, middle, right▶ parts of that class ─items▶ an Array each ─▶ Items
Heap tree_of(const char* class_of_parts, int items_each) {
  Heap heap = program();
  heap.node("Tree", 16).context("module", "Tree", "tree");
  int part = 0;
  for (const char* side : {"left", "middle", "right"}) {
    const std::string list = fmt::format("{}-items", side);
    heap.node(side, 16).named(class_of_parts).id(id_of(1, part)).edge("Tree", side);
    heap = array(std::move(heap), list.c_str());
    heap.edge(side, list, "items");
    for (int i = 0; i < items_each; ++i) {
      const std::string item = fmt::format("Item#{}{}", side, i);
      heap.node(item, 1000).named("Item").id(id_of(2, 1000 * part + i));
      heap.element(list, item, static_cast<std::uint32_t>(i));
      heap.internal(list + "-store", item, std::to_string(i));
    }
    ++part;
  }
  return heap;
}

TEST(Joined, ArePartsOfOneClassOfOneObject) {
  const Suspect suspect = only_suspect_of(tree_of("Part", 100), tree_of("Part", 300));
  EXPECT_EQ(holder_name(suspect), "tree[…].items");
  EXPECT_EQ(suspect.new_count, 600u);
  EXPECT_EQ(suspect.entries_before, 300u);
  EXPECT_EQ(suspect.entries_after, 900u);
}

// { orders: {items: []}, users: {items: []} } has two collections, and each has its name.
TEST(Joined, AreNoPlainObjectsOfOneObject) {
  EXPECT_EQ(diff_of(tree_of("Object", 100), tree_of("Object", 300)).suspects.size(), 3u);
}

TEST(Joined, AreKeysAndValuesOfOneMap) {
  const auto heap = [](int count) {
    Heap h = table(program());
    h.context("module", "map", "detailsOf");
    for (int i = 0; i < count; ++i) {
      const std::string key = fmt::format("Key#{}", i), value = fmt::format("Details#{}", i);
      h.node(key, 400).id(id_of(1, i)).node(value, 1000).id(id_of(2, i));
      h.internal("map-table", key, std::to_string(3 + 3 * i));
      h.internal("map-table", value, std::to_string(4 + 3 * i));
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "detailsOf");
  EXPECT_EQ(suspect.element.class_name, "Details");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.size, ByteDelta{200 * 1400});
}

// The items hang on the root, since handles have them as well; the wrappers hang on the Array.
TEST(Joined, AreTwoFindingsOfOneHolder) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.context("module", "list", "pending");
    h = with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      hold_in_list(inner, item, i);
      inner.edge("root", item);
    });
    for (int i = 0; i < count; ++i) {
      const std::string wrapper = fmt::format("Wrapper#{}", i);
      h.node(wrapper, 300).id(id_of(1, i));
      hold_in_list(h, wrapper, 10'000 + i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "pending");
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.size, ByteDelta{200 * 1300});
}

// byTime and byName have the same items, and byName a wrapper beside each.
TEST(Joined, IsWhatAnotherHolderOfTheItemsHasBeside) {
  const auto heap = [](int count) {
    Heap h = array(array(program()), "other");
    h.context("module", "list", "byTime").context("module", "other", "byName");
    h = with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      hold_in_list(inner, item, i);
      hold_in(inner, "other", item, i);
    });
    for (int i = 0; i < count; ++i) {
      const std::string wrapper = fmt::format("Wrapper#{}", i);
      h.node(wrapper, 300).id(id_of(1, i));
      hold_in(h, "other", wrapper, 10'000 + i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "byTime");
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.size, ByteDelta{200 * 1300});
}

// bus ─_events▶ Object ─data▶ list of onData, ─end▶ list of onEnd: one of each has a Job, which
// therefore hangs on the table.
TEST(Joined, AreAnEmittersListsAndWhatTheirListenersShare) {
  const auto heap = [](int count) {
    Heap h = array(array(program(), "data"), "end");
    h.node("bus", 24).named("EventEmitter").plain("events").context("module", "bus", "bus");
    h.edge("bus", "events", "_events").edge("events", "data").edge("events", "end");
    for (int i = 0; i < count; ++i) {
      const std::string on_data = fmt::format("onData#{}", i), on_end = fmt::format("onEnd#{}", i);
      const std::string job = fmt::format("Job#{}", i);
      h.closure(on_data, 70).at(7, 11, 4).id(id_of(1, i)).closure(on_end, 64).at(7, 12, 4);
      h.id(id_of(2, i)).node(job, 1000).id(id_of(3, i));
      h.edge(on_data, job, "job").edge(on_end, job, "job");
      hold_in(h, "data", on_data, i);
      hold_in(h, "end", on_end, i);
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::event_listeners);
  EXPECT_EQ(holder_name(suspect), "bus");
  EXPECT_EQ(holder_event(suspect), "data");
  EXPECT_EQ(suspect.element.class_name, "onData");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.size, ByteDelta{200 * 1134});
}

// head ─▶ the newest of a list; pick, before it, refers to one in the middle.
TEST(Slots, AListIsNamedByTheVariableOfItsNewestMember) {
  const auto heap = [](int count) {
    Heap h = program();
    for (int i = 0; i < count; ++i) {
      h.node(fmt::format("Node#{}", i), 400).id(id_of(1, i));
      if (i > 0) h.edge(fmt::format("Node#{}", i), fmt::format("Node#{}", i - 1), "next");
    }
    h.context("module", fmt::format("Node#{}", count > 100 ? 100 : 0), "pick");
    return h.context("module", fmt::format("Node#{}", count - 1), "head");
  };
  EXPECT_EQ(holder_name(suspect_in(heap)), "head");
}

// queue ─first▶ Node#0, ─cursor▶ Node#1: either leads to the end, where the list grows.
TEST(Slots, OneOfTwoPropertiesThatAreAsGoodIsNoName) {
  const auto heap = [](bool has_cursor) {
    return [has_cursor](int count) {
      Heap h = program();
      for (int i = 0; i < count; ++i) {
        h.node(fmt::format("Node#{}", i), 400).id(id_of(1, i));
        if (i > 0) h.edge(fmt::format("Node#{}", i - 1), fmt::format("Node#{}", i), "next");
      }
      h.node("queue", 32).named("Queue").context("module", "queue", "queue");
      h.edge("queue", "Node#0", "first");
      if (has_cursor) h.edge("queue", "Node#1", "cursor");
      return h;
    };
  };
  EXPECT_EQ(holder_name(suspect_in(heap(false))), "queue.first");
  EXPECT_EQ(holder_name(suspect_in(heap(true))), "queue");
}

// Of two hundred new items so many have a node that no document has any more.
TEST(DetachedNodes, AreWhatPilesUpWhereTwoOfFiveHaveOne) {
  const auto shape = [](int detached) {
    const auto heap = [&](int count) {
      Heap h = array(program());
      h.with_detachedness().context("module", "list", "widgets");
      return with_items(std::move(h), 0, count, [&](Heap& inner, const std::string& item, int i) {
        hold_in_list(inner, item, i);
        if (i < 100 || i >= 100 + detached) return;
        const std::string node = fmt::format("node{}", i);
        inner.native(node, 100).named("<div>").is(Detachedness::detached).id(id_of(1, i));
        inner.edge(item, node, "element");
      });
    };
    return suspect_in(heap).shape;
  };
  EXPECT_EQ(shape(80), LeakShape::detached_dom);
  EXPECT_EQ(shape(79), LeakShape::unbounded_array);
}

// A cache whose earlier entries have gone, and a list a quarter as large whose are all there
TEST(Ranks, WeakSuspectsStandBehindOthers) {
  Heap base = array(array(program()), "other");
  base.context("module", "list", "cache").context("module", "other", "kept");
  const auto with_jobs = [](Heap heap, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string job = fmt::format("Job#{}", i);
      heap.node(job, 500).id(id_of(1, i));
      hold_in(heap, "other", job, i);
    }
    return heap;
  };
  const Diff diff = diff_of(with_jobs(with_items(base, 0, 100, hold_in_list), 100),
                            with_jobs(with_items(base, 60, 500, hold_in_list), 300));
  EXPECT_THAT(names_of(diff), ElementsAre("kept", "cache"));
  EXPECT_EQ(diff.suspects.at(0).rank, 1u);
  EXPECT_GT(diff.suspects.at(1).size, diff.suspects.at(0).size);
}

// callbacks ─▶ Array ─▶ function ─▶ its scope ─rows▶ Rows: the text says whether it uses them.
TEST(Captures, OfAVariableThatTheFunctionDoesNotUseAreAnothersInItsScope) {
  const auto shape = [](const char* source) {
    const auto heap = [&](int count) {
      Heap h = array(program());
      h.context("module", "list", "callbacks").closure("first", 64).at(9, 0, 0);
      h.script("first", "/app/jobs.js").string("source", 100).named(source);
      h.internal("first#script", "source", "source").edge("root", "first");
      for (int i = 0; i < count; ++i) {
        const std::string function = fmt::format("run#{}", i), scope = fmt::format("scope{}", i);
        const std::string rows = fmt::format("Rows#{}", i);
        h.closure(function, 64).at(9, 0, 0).id(id_of(1, i));
        h.node(scope, 32).named("system / Context").node(rows, 2000);
        h.internal(function, "first#shared", "shared").internal(function, scope, "context");
        h.context(scope, rows, "rows");
        hold_in_list(h, function, i);
      }
      return h;
    };
    return suspect_in(heap).shape;
  };
  EXPECT_EQ(shape("() => rows.length;"), LeakShape::closure_capture);
  EXPECT_EQ(shape("() => columns.length;"), LeakShape::shared_context);
}

/// Functions of one script in an Array that a Store of another keeps, behind a plain object.
Build functions_in_store(const char* store, const char* functions) {
  return [=](int count) {
    Heap h = array(program());
    h.closure("Store", 64).at(8, 0, 0).script("Store", store).edge("root", "Store");
    h.node("store", 16).named("Store").at(8, 0, 0).context("module", "store", "store");
    h.plain("jobs", 24).edge("store", "jobs").edge("jobs", "list", "waiting").edge("jobs", "store");
    h.closure("first", 64).at(9, 0, 0).script("first", functions).edge("root", "first");
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("render#{}", i), scope = fmt::format("scope{}", i);
      h.closure(function, 64).at(9, 4, 2).id(id_of(1, i));
      h.node(scope, 500).named("system / Context");
      h.internal(function, "first#shared", "shared").internal(function, scope, "context");
      hold_in_list(h, function, i);
    }
    return h;
  };
}

TEST(Makers, AreThePackageOrNodeOfTheNearestObjectThatHasAClass) {
  const auto maker = [](const char* store) {
    return suspect_in(functions_in_store(store, "/app/view.js")).holder.made_by;
  };
  EXPECT_EQ(maker("/app/node_modules/@x/store/index.js"), "@x/store");
  EXPECT_EQ(maker("node:diagnostics_channel"), "Node");
  EXPECT_EQ(maker("/app/store.js"), "");
}

TEST(Makers, OfACollectionOfFunctionsOfOtherCodeHadThemRegistered) {
  const auto shape = [](const char* store, const char* functions) {
    return suspect_in(functions_in_store(store, functions)).shape;
  };
  const char* const package = "/app/node_modules/store/index.js";
  EXPECT_EQ(shape(package, "/app/view.js"), LeakShape::subscription_store);
  EXPECT_EQ(shape(package, "/app/node_modules/view/index.js"), LeakShape::subscription_store);
  EXPECT_EQ(shape("node:diagnostics_channel", "/app/view.js"), LeakShape::subscription_store);
  EXPECT_EQ(shape(package, "/app/node_modules/store/lib/view.js"), LeakShape::closure_capture);
  EXPECT_EQ(shape("/app/store.js", "/app/view.js"), LeakShape::closure_capture);
}

// map ─▶ table: key, value, key, value
TEST(Keys, OfAMapAreObjectsWhereMostAre) {
  const auto is_keyed_by_objects = [](int objects) {
    const auto heap = [&](int count) {
      Heap h = table(program());
      h.context("module", "map", "cache");
      return with_items(std::move(h), 0, count, [&](Heap& inner, const std::string& item, int i) {
        const std::string key = fmt::format("Key#{}", i);
        if (i % 10 < objects) {
          inner.node(key, 24);
        } else {
          inner.string(key, 24);
        }
        inner.id(id_of(1, i));
        inner.internal("map-table", key, std::to_string(3 + 3 * i));
        hold_in_table(inner, "map", item, i);
      });
    };
    const Diff diff = diff_of(heap(100), heap(300));
    return diff.suspects.at(0).is_keyed_by_objects;
  };
  EXPECT_TRUE(is_keyed_by_objects(6));
  EXPECT_FALSE(is_keyed_by_objects(4));
}

TEST(Keys, OfASetAreItsMembers) {
  const auto heap = [](int count) {
    Heap h = table(program(), "set", "Set");
    h.context("module", "set", "open");
    return with_items(std::move(h), 0, count, [](Heap& inner, const std::string& item, int i) {
      inner.internal("set-table", item, std::to_string(2 + 2 * i));
    });
  };
  EXPECT_TRUE(suspect_in(heap).is_keyed_by_objects);
}

/// Sockets that only records of Node's keep, and that an Array of Node's leads to far above: over a
/// Request each, all of which were there before.
Heap sockets_with_requests(int count) {
  Heap h = array(Heap());
  h.closure("net", 64).at(8, 0, 0).script("net", "node:net").edge("root", "net");
  h.node("outer", 32).named("system / Context").internal("net", "outer", "context");
  h.node("info", 16, NodeType::code).named("system / ScopeInfo");
  h.internal("outer", "info", "scope_info").context("outer", "list", "requests");
  h.synthetic("handles").named("(Global handles)").edge("root", "handles");
  for (int i = 0; i < 300; ++i) {
    const std::string request = fmt::format("Request#{}", i);
    h.node(request, 40).id(id_of(1, i));
    hold_in_list(h, request, i);
    if (i >= count) continue;
    const std::string native = fmt::format("native#{}", i), handle = fmt::format("TCP#{}", i);
    const std::string socket = fmt::format("Socket#{}", i);
    h.native(native, 100).named("Node / TCPSocketWrap").id(id_of(2, i));
    h.node(handle, 40).id(id_of(3, i)).node(socket, 800).id(id_of(4, i));
    h.element("handles", native, static_cast<std::uint32_t>(i));
    h.internal(native, handle, "native_to_javascript");
    h.edge(handle, socket, "<symbol owner_symbol>").edge(request, socket, "socket");
  }
  return h;
}

TEST(Holders, OfHandledObjectsAreNoTablesOfNodesFarAbove) {
  const Suspect suspect = suspect_in(sockets_with_requests);
  EXPECT_EQ(suspect.shape, LeakShape::native_handles);
  EXPECT_EQ(holder_name(suspect), "TCPSocketWrap");
}

}  // namespace
}  // namespace heapdiff::test
