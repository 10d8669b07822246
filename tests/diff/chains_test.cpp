#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

std::vector<Chain> chains_of(const Heap& before, const Heap& after, const char* class_name,
                             const DiffOptions& options = {}) {
  return row_of(diff_of(before, after, options), class_name).chains;
}

DiffOptions with_chains(std::size_t chains_max) {
  DiffOptions options;
  options.chains_max = chains_max;
  return options;
}

// root ─▶ Cache ─[0…2]▶ Entry ×3
TEST(Chains, ObjectsHeldAlikeAreOneChain) {
  const Heap before = Heap().node("Cache", 16).edge("root", "Cache");
  Heap after = before;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const std::string entry = fmt::format("Entry#{}", i);
    after.node(entry, 40).element("Cache", entry, i);
  }
  const std::vector<Chain> chains = chains_of(before, after, "Entry");
  ASSERT_EQ(chains.size(), 1u);
  EXPECT_EQ(chains[0].count, 3u);
  EXPECT_EQ(chains[0].example, after.id_of("Entry#0"));
  ASSERT_EQ(chains[0].steps.size(), 2u);
  EXPECT_EQ(chains[0].steps[0].node, "Cache");
  EXPECT_EQ(chains[0].steps[0].edge_type, EdgeType::element);
  EXPECT_TRUE(chains[0].steps[0].is_any_key);
  EXPECT_EQ(chains[0].steps[1].node, "(root)");
}

// root ─▶ Cache ─entry▶ Entry      root ─▶ Queue ─entry▶ Entry ×2
TEST(Chains, ObjectsHeldOtherwiseAreOtherChainsAndTheMostFrequentComesFirst) {
  const Heap before =
      Heap().node("Cache", 16).node("Queue", 16).edge("root", "Cache").edge("root", "Queue");
  const Heap after = Heap(before)
                         .node("Entry#1", 40)
                         .node("Entry#2", 40)
                         .node("Entry#3", 40)
                         .edge("Cache", "Entry#1", "entry")
                         .element("Queue", "Entry#2", 0)
                         .element("Queue", "Entry#3", 1);
  const std::vector<Chain> chains = chains_of(before, after, "Entry");
  ASSERT_EQ(chains.size(), 2u);
  EXPECT_EQ(chains[0].steps[0].node, "Queue");
  EXPECT_EQ(chains[0].count, 2u);
  EXPECT_EQ(chains[1].steps[0].node, "Cache");
  EXPECT_EQ(chains[1].steps[0].edge, "entry");
}

/// A dictionary that got `count` entries, each under a key of its own.
std::vector<Chain> chains_of_dictionary(int count) {
  const Heap before = Heap().node("Sessions", 16).edge("root", "Sessions");
  Heap after = before;
  for (int i = 0; i < count; ++i) {
    const std::string session = fmt::format("Session#{}", i);
    after.node(session, 40).edge("Sessions", session, fmt::format("token{}", i));
  }
  return chains_of(before, after, "Session", with_chains(100));
}

TEST(Chains, SixteenKeysOfOneClassAreADictionary) {
  const std::vector<Chain> chains = chains_of_dictionary(16);
  ASSERT_EQ(chains.size(), 1u);
  EXPECT_EQ(chains[0].count, 16u);
  EXPECT_TRUE(chains[0].steps[0].is_any_key);
}

TEST(Chains, FifteenAreProperties) {
  const std::vector<Chain> chains = chains_of_dictionary(15);
  ASSERT_EQ(chains.size(), 15u);
  EXPECT_EQ(chains[0].steps[0].edge, "token0");
  EXPECT_FALSE(chains[0].steps[0].is_any_key);
}

// root ─▶ List ─head▶ Item ─next▶ Item ─next▶ … ×100
TEST(Chains, AListIsOneChainWithARepeatedStep) {
  const Heap before = Heap().node("List", 16).edge("root", "List");
  Heap after = before;
  for (int i = 0; i < 100; ++i) {
    const std::string item = fmt::format("Item#{}", i);
    after.node(item, 24);
    i == 0 ? after.edge("List", item, "head")
           : after.edge(fmt::format("Item#{}", i - 1), item, "next");
  }
  const std::vector<Chain> chains = chains_of(before, after, "Item");
  ASSERT_EQ(chains.size(), 2u);  // the head, and all behind it
  EXPECT_EQ(chains[0].count, 99u);
  EXPECT_EQ(chains[0].steps[0].edge, "next");
  EXPECT_EQ(chains[0].steps[0].node, "Item");
  EXPECT_EQ(chains[0].steps[1].edge, "head");
}

// root ─▶ Wrapper ─item▶ Item ─next▶ Wrapper ─item▶ Item ─next▶ … ×100
TEST(Chains, AListOfWrappersIsOneChainToo) {
  Heap after;
  for (int i = 0; i < 100; ++i) {
    const std::string item = fmt::format("Item#{}", i), wrapper = fmt::format("Wrapper#{}", i);
    after.node(item, 24).node(wrapper, 16).edge(wrapper, item, "item");
    after.edge(i == 0 ? "root" : fmt::format("Item#{}", i - 1), wrapper, "next");
  }
  const std::vector<Chain> chains = chains_of(Heap(), after, "Item");
  ASSERT_EQ(chains.size(), 2u);  // the first, and all behind it
  EXPECT_EQ(chains[0].count, 99u);
  EXPECT_EQ(chains[0].steps[0].node, "Wrapper");
  EXPECT_EQ(chains[0].steps[1].node, "Item");
}

TEST(Chains, FunctionsAreToldByNameAndPlace) {
  const Heap before = Heap()
                          .closure("getOrder", 32)
                          .at(7, 13, 19)
                          .script("getOrder", "file:///app/orders.js")
                          .node("system / Context", 24)
                          .edge("root", "getOrder")
                          .internal("getOrder", "system / Context", "context");
  const Heap after =
      Heap(before).node("Order", 16).context("system / Context", "Order", "lastOrder");
  const std::vector<Chain> chains = chains_of(before, after, "Order");
  ASSERT_EQ(chains.size(), 1u);
  EXPECT_EQ(chains[0].steps[0].edge, "lastOrder");
  EXPECT_EQ(chains[0].steps[0].edge_type, EdgeType::context);
  EXPECT_EQ(chains[0].steps[1].node, "getOrder");
  EXPECT_EQ(chains[0].steps[1].place, (Place{"file:///app/orders.js", 14, 20}));
}

TEST(Chains, WhatNothingHoldsHasAChainWithoutSteps) {
  const Heap after = Heap().node("Lost", 16);
  const std::vector<Chain> chains = chains_of(Heap(), after, "Lost");
  ASSERT_EQ(chains.size(), 1u);
  EXPECT_TRUE(chains[0].steps.empty());
}

TEST(Chains, BeyondTheLimitOnlyTheirObjectsAreCounted) {
  Heap after;
  for (int i = 0; i < 5; ++i) {
    const std::string lost = fmt::format("It#{}", i);
    after.node(lost, 16).edge("root", lost, fmt::format("way{}", i));
  }
  const ClassChange change = row_of(diff_of(Heap(), after, with_chains(2)), "It");
  EXPECT_EQ(change.chains.size(), 2u);
  EXPECT_EQ(change.other_chains_count, 3u);
}

TEST(Chains, OnlyTopRowsAndWantedClassesGetThem) {
  const Heap after =
      Heap().node("Big", 100).node("Small", 1).edge("root", "Big").edge("root", "Small");
  DiffOptions options;
  options.chains_for = 1;
  EXPECT_EQ(chains_of(Heap(), after, "Small", options).size(), 0u);
  options.wants_chains = [](std::string_view name) { return name == "Small"; };
  EXPECT_EQ(chains_of(Heap(), after, "Small", options).size(), 1u);
  EXPECT_EQ(chains_of(Heap(), after, "Big", with_chains(0)).size(), 0u);
}

// Kept has not changed, and would come before Cut: three gone, one new.
TEST(Chains, OfARowThatHasNotChangedNobodyAsks) {
  const Heap kept = Heap().node("Kept", 50).edge("root", "Kept");
  Heap before = kept;
  for (int i = 0; i < 3; ++i) {
    const std::string cut = fmt::format("Cut#{}", i);
    before.node(cut, 16).id(11 + 2 * static_cast<std::uint64_t>(i)).edge("root", cut);
  }
  const Heap after = Heap(kept).node("Cut", 16).id(21).edge("root", "Cut");
  DiffOptions options;
  options.chains_for = 1;
  EXPECT_EQ(chains_of(before, after, "Cut", options).size(), 1u);
}

}  // namespace
}  // namespace heapdiff::test
