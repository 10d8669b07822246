#include "query/triage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/borrow_names.hpp"
#include "support/programs.hpp"
#include "support/salvaged.hpp"
#include "support/suspects.hpp"

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

Triage triage_of(graph::Heap heap) {
  query::Session session(analysis::analyse(std::move(heap)));
  return query::triage(session, {});
}

Triage triage_of(const Heap& heap) { return triage_of(heap.load()); }

TEST(Triage, TellsSuspectsDuplicatesAndTheLargest) {
  Heap heap = list_of(300);
  for (int i = 0; i < 5; ++i) {
    const std::string copy = fmt::format("copy{}", i);
    heap.string(copy, 40).named("twice told").edge("Item#0", copy);
  }
  const Triage triage = triage_of(heap);
  ASSERT_EQ(triage.suspects.size(), 1u);
  EXPECT_EQ(holder_name(triage.suspects[0]), "pending");
  EXPECT_EQ(triage.duplicates.copies, 5u);
  EXPECT_EQ(triage.duplicates.wasted, Bytes{160});
  ASSERT_FALSE(triage.biggest.objects.empty());
  EXPECT_EQ(triage.biggest.objects[0].object.name, "main");
  EXPECT_EQ(triage.summary.size, triage.kept + Bytes{16});  // the scope's record is the engine's
}

// Two texts of which slices exist; somebody else holds one of them.
TEST(Triage, CountsTextsThatOnlySlicesKeep) {
  Heap heap;
  heap.string("pinned", 5000).string("shared", 7000).edge("root", "shared");
  for (int i = 0; i < 3; ++i) {
    const std::string label = fmt::format("slice{}", i);
    heap.node(label, 20, NodeType::sliced_string).edge("root", label);
    heap.internal(label, i < 2 ? "pinned" : "shared", "parent");
  }
  const PinnedTexts pinned = triage_of(heap).pinned;
  EXPECT_EQ(pinned.slices, 2u);
  EXPECT_EQ(pinned.texts, 1u);
  EXPECT_EQ(pinned.size, Bytes{5000});
}

// Cut in the middle of its edges: 300 items, of which the other snapshot has 200.
TEST(Triage, AWholeSnapshotOfTheProcessLendsItsSuspects) {
  const Heap whole = list_of(200);
  std::string text = list_of(300).json();
  const std::size_t edges = text.find("\"edges\"");
  text.resize(edges + (text.find("\"strings\"") - edges) / 2);
  Result<graph::Heap> cut = salvage(text);
  ASSERT_TRUE(cut);
  ASSERT_FALSE(cut->has_all_edges());
  ASSERT_TRUE(graph::borrow_names(*cut, whole.load()).is_of_one_process);
  Triage damaged = triage_of(std::move(*cut));
  EXPECT_THAT(damaged.suspects, IsEmpty());
  query::lend_suspects(damaged, triage_of(whole));
  ASSERT_EQ(damaged.suspects.size(), 1u);
  const Suspect& suspect = damaged.suspects[0];
  EXPECT_EQ(holder_name(suspect), "pending");
  EXPECT_EQ(suspect.entries_after, 200u);
  EXPECT_EQ(suspect.confidence, Suspicion::likely);
  EXPECT_THAT(reasons(suspect), Contains(HasSubstr("Item: 200 there, 300 here")));
  EXPECT_EQ(damaged.suspects_from, "test.heapsnapshot");
}

// Box ─▶ Page ─▶ Text; the edges of nodes behind Far are lost, and Far leads there. What Page knows
// weakly it does not keep.
TEST(Triage, WithoutAllEdgesRetainedSizesHaveAnUpperBoundWhereAllThatIsReachedIsRead) {
  Heap heap = Heap()
                  .node("Box", 100)
                  .node("Page", 20)
                  .node("Text", 3)
                  .node("Seen", 60)
                  .node("Far", 90)
                  .node("Lost", 7)
                  .edge("root", "Box")
                  .edge("root", "Far")
                  .edge("Box", "Page")
                  .edge("Page", "Text")
                  .weak("Page", "Seen")
                  .edge("Far", "Lost")
                  .edge("Lost", "Text");
  std::string text = heap.json();
  // The last edge, of three numbers, goes with all that follows.
  std::size_t end = text.find(']', text.find("\"edges\""));
  for (int number = 0; number < 3; ++number) end = text.rfind(',', end - 1);
  text.resize(end + 1);
  Result<graph::Heap> cut = salvage(text);
  ASSERT_TRUE(cut);
  ASSERT_FALSE(cut->has_all_edges());
  const BiggestReport biggest = triage_of(std::move(*cut)).biggest;
  ASSERT_GE(biggest.objects.size(), 2u);
  EXPECT_EQ(biggest.objects[0].object.size, Bytes{100});
  EXPECT_EQ(biggest.objects[0].retained_max, Bytes{123});
  EXPECT_EQ(biggest.objects[1].object.size, Bytes{90});
  EXPECT_FALSE(biggest.objects[1].retained_max);
}

// What the damaged snapshot has fewer of has not filled it.
TEST(Triage, WhatIsGoneIsNotLent) {
  std::string text = list_of(100).json();
  const std::size_t edges = text.find("\"edges\"");
  text.resize(edges + 40);
  Result<graph::Heap> cut = salvage(text);
  ASSERT_TRUE(cut);
  const Heap whole = list_of(200);
  ASSERT_TRUE(graph::borrow_names(*cut, whole.load()).is_of_one_process);
  Triage damaged = triage_of(std::move(*cut));
  query::lend_suspects(damaged, triage_of(whole));
  EXPECT_THAT(damaged.suspects, IsEmpty());
}

}  // namespace
}  // namespace heapdiff::test
