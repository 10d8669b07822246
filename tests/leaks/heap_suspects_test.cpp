#include "leaks/heap_suspects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

leaks::HeapSuspects suspects_in_one(const Heap& heap) {
  return leaks::suspects_of_heap(analysed(heap), {});
}

TEST(HeapSuspects, ManyAlikeBelowOneContainerHavePiledUp) {
  const leaks::HeapSuspects found = suspects_in_one(list_of(300));
  ASSERT_EQ(found.suspects.size(), 1u);
  const Suspect& suspect = found.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
  EXPECT_EQ(holder_name(suspect), "pending");
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.entries_before, 0u);
  EXPECT_EQ(suspect.entries_after, 300u);
  EXPECT_EQ(suspect.new_count, 300u);
  EXPECT_EQ(suspect.size, ByteDelta{300'000});
  // The list, its store, the scope and the function that has it.
  EXPECT_EQ(found.kept, Bytes{300'000 + 16 + 16 + 32 + 64});
  EXPECT_EQ(advice(suspect).size(), 2u);
}

// Ids above 32 bits are addresses; what stands for them in memory is never shown.
TEST(HeapSuspects, AHolderHasTheIdThatStandsInTheFile) {
  constexpr std::uint64_t address = 0x7f92'1a2b'3c40;
  Heap heap = program();
  heap.node("list", 16).id(address).named("Array").context("module", "list", "pending");
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::string item = fmt::format("Item#{}", i);
    heap.node(item, 1000).element("list", item, i);
  }
  const leaks::HeapSuspects found = suspects_in_one(heap);
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(found.suspects[0].holder.id, ObjectId{address});
}

// Each item has a validator that was compiled for it: 200 bytes of V8's own. The code of another
// function, which two of them share, belongs to neither.
TEST(HeapSuspects, CodeThatOnlyTheItemsKeepIsPartOfTheirSize) {
  Heap heap = list_of(300);
  heap.node("shared code", 5000, NodeType::code);
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::string item = fmt::format("Item#{}", i), code = fmt::format("code#{}", i);
    heap.node(code, 200, NodeType::code).internal(item, code, "shared");
    heap.internal(item, "shared code", "2");
  }
  const leaks::HeapSuspects found = suspects_in_one(heap);
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(found.suspects[0].size, ByteDelta{300 * 1'200});
  EXPECT_EQ(found.kept, Bytes{300'000 + 16 + 16 + 32 + 64});
}

TEST(HeapSuspects, FewerThanSixteenHaveNot) {
  EXPECT_THAT(suspects_in_one(list_of(15)).suspects, IsEmpty());
  EXPECT_EQ(suspects_in_one(list_of(16)).suspects.size(), 1u);
}

// A hundred sessions, one of which has a log that is larger than all of them.
TEST(HeapSuspects, WhatIsMuchLargerThanItsLikeIsToldApart) {
  Heap heap = list_of(100);
  heap.node("log", 16).named("Array");
  heap.array("log-store", 16).named("(object elements)").internal("log", "log-store", "elements");
  heap.edge("Item#7", "log");
  for (std::uint32_t i = 0; i < 400; ++i) {
    const std::string line = fmt::format("Line#{}", i);
    heap.node(line, 500).element("log", line, i).internal("log-store", line, std::to_string(i));
  }
  const leaks::HeapSuspects found = suspects_in_one(heap);
  ASSERT_EQ(found.suspects.size(), 2u);
  EXPECT_EQ(found.suspects[0].element.class_name, "Line");
  EXPECT_EQ(found.suspects[0].new_count, 400u);
  EXPECT_EQ(found.suspects[0].size, ByteDelta{200'000});
  EXPECT_EQ(found.suspects[1].element.class_name, "Item");
  EXPECT_EQ(found.suspects[1].new_count, 99u);
}

// Of twenty lists in a list each holds thirty: the thirty have piled up, not the twenty.
TEST(HeapSuspects, OfAFewListsOfManyTheMembersCount) {
  Heap heap = array(program());
  heap.context("module", "list", "rooms");
  for (int room = 0; room < 20; ++room) {
    const std::string label = fmt::format("room{}", room), store = label + "-store";
    heap.node(label, 16).named("Array").array(store, 16).named("(object elements)");
    heap.internal(label, store, "elements");
    hold_in_list(heap, label, room);
    for (std::uint32_t i = 0; i < 30; ++i) {
      const std::string item = fmt::format("Guest#{}-{}", room, i);
      heap.node(item, 1000).named("Guest").element(label, item, i);
      heap.internal(store, item, std::to_string(i));
    }
  }
  const leaks::HeapSuspects found = suspects_in_one(heap);
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(holder_name(found.suspects[0]), "rooms");
  EXPECT_EQ(found.suspects[0].element.class_name, "Guest");
  EXPECT_EQ(found.suspects[0].new_count, 600u);
}

Heap linked(int links, const char* first_class) {
  Heap heap = program();
  for (int i = 0; i < links; ++i) {
    const std::string label = fmt::format("Link#{}", i);
    heap.node(label, 400).named(i == 0 ? first_class : "Link").at(7, 9, 1);
    if (i > 0) heap.edge(fmt::format("Link#{}", i - 1), label, "next");
  }
  return heap.context("module", "Link#0", "newest");
}

TEST(HeapSuspects, TheLinksOfAListHavePiledUp) {
  const leaks::HeapSuspects found = suspects_in_one(linked(200, "Link"));
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(found.suspects[0].shape, LeakShape::linked_list);
  EXPECT_EQ(holder_name(found.suspects[0]), "newest");
  EXPECT_EQ(found.suspects[0].new_count, 200u);
  EXPECT_EQ(found.suspects[0].size, ByteDelta{80'000});
}

// A list that a head of another class leads to begins behind it.
TEST(HeapSuspects, TheHeadOfAListIsNoLink) {
  const leaks::HeapSuspects found = suspects_in_one(linked(200, "Queue"));
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(found.suspects[0].element.class_name, "Link");
  EXPECT_EQ(found.suspects[0].new_count, 199u);
}

// A head of the links' own class leads to the list, but otherwise: over a Queue.
TEST(HeapSuspects, WhatLeadsToAListIsNoLinkOfIt) {
  Heap heap = program();
  heap.node("top", 400).named("Link").at(7, 9, 1).node("Queue", 50).context("module", "top", "all");
  heap.edge("top", "Queue", "queue");
  for (int i = 0; i < 200; ++i) {
    const std::string link = fmt::format("Link#{}", i);
    heap.node(link, 400).at(7, 9, 1);
    i == 0 ? heap.edge("Queue", link, "first")
           : heap.edge(fmt::format("Link#{}", i - 1), link, "next");
  }
  const leaks::HeapSuspects found = suspects_in_one(heap);
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(holder_name(found.suspects[0]), "all.queue.first");
  EXPECT_EQ(found.suspects[0].new_count, 200u);
  EXPECT_EQ(found.suspects[0].size, ByteDelta{80'000});
}

// One link of the list has a report that is larger than all links.
TEST(HeapSuspects, AListOfWhichOneLinkHasMostIsNone) {
  Heap heap = linked(200, "Link");
  heap.node("Report", 90'000).at(7, 3, 1).edge("Link#100", "Report", "report");
  const leaks::HeapSuspects found = suspects_in_one(heap);
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(found.suspects[0].element.class_name, "Report");
  EXPECT_EQ(found.suspects[0].size, ByteDelta{90'000});
}

// A few Notes stand among a hundred Items, small ones: they have not piled up. Keys do.
TEST(HeapSuspects, OnlyWhatIsAsManyGoesWithTheItems) {
  const auto size_with = [](int notes) {
    Heap heap = list_of(100);
    for (int i = 0; i < notes; ++i) {
      const std::string note = fmt::format("Note#{}", i);
      heap.node(note, 10);
      hold_in_list(heap, note, 100 + i);
    }
    const leaks::HeapSuspects found = suspects_in_one(heap);
    return found.suspects.at(0).size;
  };
  EXPECT_EQ(size_with(49), ByteDelta{100'000});
  EXPECT_EQ(size_with(50), ByteDelta{100'000 + 50 * 10});
}

TEST(HeapSuspects, ASingleLargeObjectIsToldWithItsHolder) {
  Heap heap = program();
  heap.node("Report", 900'000).at(7, 3, 1).context("module", "Report", "latest");
  const leaks::HeapSuspects found = suspects_in_one(heap);
  ASSERT_EQ(found.suspects.size(), 1u);
  EXPECT_EQ(holder_name(found.suspects[0]), "latest");
  EXPECT_EQ(found.suspects[0].size, ByteDelta{900'000});
  EXPECT_THAT(reasons(found.suspects[0]), Contains("one large object, not many similar ones"));
}

TEST(HeapSuspects, AScriptsTextIsNone) {
  const auto heap = [](const char* edge) {
    Heap h = program();
    h.string("text", 900'000).context("module", "text", "contents");
    h.node("script", 100, NodeType::code).named("/app/other.js").edge("root", "script");
    return h.internal("script", "text", edge);
  };
  EXPECT_THAT(suspects_in_one(heap("source")).suspects, IsEmpty());
  EXPECT_EQ(suspects_in_one(heap("other")).suspects.size(), 1u);
}

// One in a hundred of what your program keeps alive is where something begins to be large.
TEST(HeapSuspects, WhatIsAHundredthPartIsToldAndWhatIsLessIsNot) {
  const auto beside = [](int bytes) {
    Heap heap = list_of(20);
    heap.node("Ballast", static_cast<std::uint64_t>(bytes)).edge("root", "Ballast");
    std::vector<std::string> names;
    for (const Suspect& suspect : suspects_in_one(heap).suspects)
      names.push_back(holder_name(suspect));
    return names;
  };
  EXPECT_THAT(beside(1'900'000), Contains("pending"));
  EXPECT_THAT(beside(2'100'000), IsEmpty());
}

TEST(HeapSuspects, ConfidenceGoesByTheShareOfWhatIsKept) {
  const auto confidence = [](std::uint64_t ballast) {
    Heap heap = list_of(100);
    heap.node("Ballast", ballast).edge("root", "Ballast");
    const leaks::HeapSuspects found = suspects_in_one(heap);
    return found.suspects.at(0).confidence;
  };
  EXPECT_EQ(confidence(200'000), Suspicion::strong);
  EXPECT_EQ(confidence(300'000), Suspicion::likely);
  EXPECT_EQ(confidence(1'200'000), Suspicion::weak);
  EXPECT_THAT(reasons(suspects_in_one(list_of(100)).suspects.at(0)),
              Contains(HasSubstr("of what your program keeps alive")));
}

}  // namespace
}  // namespace heapdiff::test
