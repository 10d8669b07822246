#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// Where growth has spread, and what of it is what piles up.

namespace heapdiff::test {
namespace {

using testing::IsEmpty;

void add_guest(Heap& heap, int room, int i) {
  const std::string guest = fmt::format("Guest#{}-{}", room, i), list = fmt::format("room{}", room);
  heap.node(guest, 1000).named("Guest").id(id_of(3, 1000 * room + i));
  heap.element(list, guest, static_cast<std::uint32_t>(i));
  heap.internal(list + "-store", guest, std::to_string(i));
}

// rooms, a Map ─▶ room0, room1, …, Arrays ─▶ so many Guests each
Heap rooms_of(int rooms, int guests_each) {
  Heap heap = table(program());
  heap.context("module", "map", "rooms");
  for (int room = 0; room < rooms; ++room) {
    const std::string label = fmt::format("room{}", room), store = label + "-store";
    heap.node(label, 16).named("Array").id(id_of(1, room));
    heap.array(store, 16).named("(object elements)").id(id_of(2, room));
    heap.internal(label, store, "elements");
    hold_in_table(heap, "map", label, room);
    for (int i = 0; i < guests_each; ++i) add_guest(heap, room, i);
  }
  return heap;
}

// Each has grown by as much as is told by itself; only the 64 largest growths are looked into.
TEST(Accumulations, InManyContainersOfOneKindAreOne) {
  const Suspect suspect = only_suspect_of(rooms_of(70, 10), rooms_of(70, 30));
  EXPECT_EQ(holder_name(suspect), "rooms");
  EXPECT_EQ(suspect.element.class_name, "Guest");
  EXPECT_EQ(suspect.new_count, 1400u);
}

// A few kilobytes each are told where they are of eight containers at least.
TEST(Accumulations, OfLittleEachAreToldFromEightContainersOn) {
  EXPECT_THAT(diff_of(rooms_of(7, 5), rooms_of(7, 9)).suspects, IsEmpty());
  EXPECT_EQ(only_suspect_of(rooms_of(8, 5), rooms_of(8, 9)).new_count, 32u);
}

// Of twelve rooms with five guests each, ten have got four more and two have lost two.
TEST(Accumulations, AreNotInWhatHasShrunk) {
  const Heap before = rooms_of(12, 5);
  Heap after = rooms_of(12, 3);
  for (int room = 0; room < 10; ++room) {
    for (int i = 3; i < 9; ++i) add_guest(after, room, i);
  }
  const Suspect suspect = only_suspect_of(before, after);
  EXPECT_EQ(suspect.new_count, 40u);
  EXPECT_EQ(suspect.entries_before, 50u);
  EXPECT_EQ(suspect.entries_after, 90u);
}

/// list has got 200 Items, and done has lost some.
Diff handed_over(int lost) {
  const auto heap = [](int in_list, int first_done) {
    Heap h = array(array(program()), "done");
    h.context("module", "list", "todo").context("module", "done", "done");
    h = with_items(std::move(h), 0, in_list, hold_in_list);
    return with_items(std::move(h), 1000 + first_done, 1300,
                      [](Heap& i, const std::string& item, int n) {
                        i.element("done", item, static_cast<std::uint32_t>(n));
                        i.internal("done-store", item, std::to_string(n));
                      });
  };
  return diff_of(heap(100, 0), heap(300, lost));
}

// As many came as went elsewhere: they have moved on, and the heap has hardly more of them.
TEST(Accumulations, AreNoneWhereMostHaveGoneElsewhere) {
  EXPECT_THAT(handed_over(101).suspects, IsEmpty());
  ASSERT_EQ(handed_over(100).suspects.size(), 1u);
  EXPECT_EQ(holder_name(handed_over(100).suspects[0]), "todo");
}

// sessions, a Map ─▶ its table: a long text as the key, a Session as the value
TEST(Accumulations, AreOfObjectsAndNotOfTheTextsThatAreTheirKeys) {
  const auto heap = [](int count) {
    Heap h = table(program());
    h.context("module", "map", "sessions");
    for (int i = 0; i < count; ++i) {
      const std::string key = fmt::format("key{}", i), session = fmt::format("Session#{}", i);
      h.string(key, 1000).id(id_of(1, i)).node(session, 100).id(id_of(2, i));
      h.internal("map-table", key, std::to_string(4 + 3 * i));
      h.internal("map-table", session, std::to_string(5 + 3 * i));
    }
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.element.class_name, "Session");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(suspect.size, ByteDelta{200 * 1100});
}

// Each step of a chain of functions is a function and its scope, which is larger.
TEST(Accumulations, ScopesBetweenFunctionsAreLinksOnly) {
  const auto heap = [](int count) {
    Heap h = program();
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("wrap#{}", i), scope = fmt::format("s#{}", i);
      h.closure(function, 64).at(7, 3, 1).id(id_of(1, i));
      h.node(scope, 900).named("system / Context").id(id_of(2, i));
      h.internal(function, scope, "context");
      if (i > 0) h.context(scope, fmt::format("wrap#{}", i - 1), "inner");
    }
    return h.context("module", fmt::format("wrap#{}", count - 1), "handler");
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::closure_chain);
  EXPECT_EQ(suspect.element.class_name, "wrap");
  EXPECT_EQ(suspect.new_count, 200u);
}

// service has new objects of one size each. Of three none is much of the growth: 40 % at least.
TEST(Accumulations, AreFollowedOnlyToWhereMuchOfTheGrowthIs) {
  const auto heap = [](std::initializer_list<const char*> parts) {
    Heap h = program();
    h.node("Service", 100).context("module", "Service", "service");
    for (const char* part : parts) h.node(part, 50'000).edge("Service", part);
    return h;
  };
  EXPECT_EQ(holder_name(only_suspect_of(heap({}), heap({"A", "B"}))), "service.A");
  EXPECT_EQ(holder_name(only_suspect_of(heap({}), heap({"A", "B", "C"}))), "service");
}

/// service, which has three Pages: their classes differ, and so do what they hold, but for Rows.
Heap service(int rows_on_a_page, int texts_of_a_row, std::uint64_t bytes_beside) {
  Heap heap = program();
  heap.node("Service", 100).context("module", "Service", "service");
  for (const char* page : {"A", "B", "C"}) {
    const std::string beside = fmt::format("{}Blob", page);
    heap.node(page, 16).edge("Service", page).node(beside, bytes_beside).edge(page, beside);
    for (int i = 0; i < rows_on_a_page; ++i) {
      const std::string row = fmt::format("Row#{}{}", page, i);
      heap.node(row, 100).edge(page, row, fmt::format("row{}", i));
      for (int j = 0; j < texts_of_a_row; ++j) {
        const std::string text = fmt::format("{}: {}", row, j);
        heap.string(text, 4000).edge(row, text, fmt::format("text{}", j));
      }
    }
  }
  return heap;
}

Suspect grown_service(int rows_on_a_page, int texts_of_a_row, std::uint64_t bytes_beside = 0) {
  Heap before = program();
  before.node("Service", 100).context("module", "Service", "service");
  return only_suspect_of(before, service(rows_on_a_page, texts_of_a_row, bytes_beside));
}

// Without a container of many it is the class that most of the growth is of, with its texts.
TEST(Accumulations, WithoutAContainerAreOfTheClassOfMostBytes) {
  EXPECT_EQ(grown_service(6, 1).element.class_name, "Row");
  EXPECT_EQ(grown_service(6, 1).new_count, 18u);
  EXPECT_EQ(grown_service(6, 1, 5'000).element.class_name, "Row");
  EXPECT_EQ(grown_service(6, 1, 60'000).element.class_name, "Service");
}

// Twelve Rows are too few, and their 24 texts are no matter of their own.
TEST(Accumulations, AreNotOfTheTextsThatAFewObjectsHave) {
  EXPECT_EQ(grown_service(4, 2).element.class_name, "Service");
}

// first ─▶ Node ─next▶ Node ─next▶ …, each of which has Lines of its own.
TEST(Accumulations, BelowEachLinkOfAListAreItsOwn) {
  const auto heap = [](int lines_each) {
    Heap h = program();
    std::string holder = "module";
    for (int i = 0; i < 10; ++i) {
      const std::string link = fmt::format("Node#{}", i);
      h.node(link, 100).id(id_of(1, i));
      i == 0 ? h.context("module", link, "first") : h.edge(holder, link, "next");
      holder = link;
      for (int j = 0; j < lines_each; ++j) {
        const std::string line = fmt::format("Line#{}-{}", i, j);
        h.node(line, 1000).named("Line").id(id_of(2, 1000 * i + j));
        h.edge(link, line, fmt::format("line{}", j));
      }
    }
    return h;
  };
  std::map<std::string, std::uint64_t> lines;
  for (const Suspect& suspect : diff_of(heap(10), heap(40)).suspects) {
    lines[holder_name(suspect)] = suspect.entries_after;
  }
  EXPECT_EQ(lines.size(), 10u);
  EXPECT_EQ(lines["first"], 40u);
  EXPECT_EQ(lines["first.next"], 40u);
  EXPECT_EQ(lines["first.next.next"], 40u);
}

/// So many Items that `holder` has, and twice as large records of Node's own beside each, which
/// have new ids in every snapshot.
Heap with_records(Heap heap, const std::string& holder, int count) {
  return with_items(std::move(heap), 0, count, [&](Heap& h, const std::string& item, int i) {
    const std::string record = fmt::format("Record#{}", i);
    h.edge(holder, item, fmt::format("item{}", i));
    h.node(record, 2000, NodeType::synthetic).id(id_of(static_cast<std::uint32_t>(count), i));
    h.edge(holder, record, fmt::format("record{}", i));
  });
}

TEST(Accumulations, AreOfObjectsAndNotOfNodesRecordsBesideThem) {
  const auto heap = [](int count) {
    Heap h = program();
    h.node("Service", 100).context("module", "Service", "service");
    return with_records(std::move(h), "Service", count);
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.new_count, 200u);
}

// service has three new Pages, with six Items and six records each.
TEST(Accumulations, WithoutAContainerAreNotOfNodesRecordsEither) {
  const auto heap = [](int pages) {
    Heap h = program();
    h.node("Service", 100).context("module", "Service", "service");
    for (int page = 0; page < pages; ++page) {
      const std::string label = fmt::format("Page{}", page);
      h.node(label, 16).edge("Service", label);
      for (int i = 6 * page; i < 6 * page + 6; ++i) {
        const std::string item = fmt::format("Item#{}", i), record = fmt::format("Record#{}", i);
        h.node(item, 2500).edge(label, item, fmt::format("item{}", i));
        h.node(record, 3000, NodeType::synthetic).edge(label, record, fmt::format("record{}", i));
      }
    }
    return h;
  };
  const Suspect suspect = only_suspect_of(heap(0), heap(3));
  EXPECT_EQ(suspect.element.class_name, "Item");
  EXPECT_EQ(suspect.new_count, 18u);
}

}  // namespace
}  // namespace heapdiff::test
