// What columns of an index have to satisfy: each rule with what it lets through and what it does
// not.

#include "index/rules.hpp"

#include <gtest/gtest.h>

#include <unordered_map>

namespace heapdiff::index {
namespace {

/// Seen in pieces of two, as a long column is seen in longer ones.
template <class T, class Rule>
bool holds(Rule rule, const std::vector<T>& column) {
  const std::span<const T> all(column);
  for (std::size_t i = 0; i < all.size(); i += 2) {
    rule.see(all.subspan(i, std::min<std::size_t>(2, all.size() - i)));
  }
  return rule.holds(all);
}
using Numbers = std::vector<std::uint32_t>;

TEST(IndexRules, IndicesAreBelowTheirLimit) {
  EXPECT_TRUE(holds(Below{4}, Numbers{0, 3, 2}));
  EXPECT_FALSE(holds(Below{4}, Numbers{0, 2, 1, 4, 0}));
  EXPECT_TRUE(holds(Below{0}, Numbers{}));
  EXPECT_FALSE(holds(Below{4}, std::vector<ClassIndex>{ClassIndex(4u)}));
  EXPECT_TRUE(holds(BelowOrNone{4, 9}, Numbers{3, 9, 0}));
  EXPECT_FALSE(holds(BelowOrNone{4, 9}, Numbers{3, 8, 0}));
}

TEST(IndexRules, BordersRiseFromNothingToAll) {
  EXPECT_TRUE(holds(Borders{7}, Numbers{0, 3, 3, 7}));
  EXPECT_FALSE(holds(Borders{7}, Numbers{0, 3, 2, 7}));  // over the end of a piece
  EXPECT_FALSE(holds(Borders{7}, Numbers{1, 3, 7}));
  EXPECT_FALSE(holds(Borders{7}, Numbers{0, 3, 6}));
  EXPECT_FALSE(holds(Borders{0}, Numbers{}));
}

TEST(IndexRules, WideIdsAscendAndKeysAreAmongThem) {
  EXPECT_TRUE(holds(Ascending{}, std::vector<std::uint64_t>{5, 6, 9}));
  EXPECT_FALSE(holds(Ascending{}, std::vector<std::uint64_t>{5, 5}));
  EXPECT_FALSE(holds(Ascending{}, std::vector<std::uint64_t>{5, 6, 3}));
  EXPECT_TRUE(holds(IdKeys{100, 2}, Numbers{7, 101}));
  EXPECT_FALSE(holds(IdKeys{100, 2}, Numbers{7, 102}));
  EXPECT_TRUE(holds(IdKeys{0, 0}, Numbers{7, 102}));
}

TEST(IndexRules, LargeSizesStandInTheTable) {
  constexpr std::uint32_t large = base::SizeColumn::overflow;
  const std::unordered_map<std::size_t, std::uint64_t> table{{1, std::uint64_t{1} << 33}};
  EXPECT_TRUE(holds(Sizes{table}, Numbers{8, large, 8}));
  EXPECT_FALSE(holds(Sizes{table}, Numbers{large, 8, 8}));
  const std::unordered_map<std::size_t, std::uint64_t> too_large{{0, INT64_MAX}};
  EXPECT_TRUE(holds(Sizes{too_large}, Numbers{large, 0, 0}));
  EXPECT_FALSE(holds(Sizes{too_large}, Numbers{large, 0, 1}));
}

TEST(IndexRules, LabelsAreStringsOrNumbers) {
  using parse::EdgeLabels;
  for (const unsigned bytes : {3u, 4u}) {
    const parse::LabelLayout layout(bytes);
    EdgeLabels::Escaped escaped;
    const auto label = [&](EdgeType type, std::uint32_t name, std::uint32_t edge) {
      return EdgeLabels::pack(layout, type, name, edge, escaped);
    };
    const Numbers labels{label(EdgeType::property, 4, 0), label(EdgeType::element, 400, 1),
                         label(EdgeType::element, 0xFFFFFFFE, 2)};
    EXPECT_TRUE(holds(Labels{escaped, layout, 5}, labels));
    EXPECT_FALSE(holds(Labels{escaped, layout, 4}, labels));
    EXPECT_FALSE(holds(Labels{{}, layout, 5}, labels));
    const Numbers of_strings{label(EdgeType::property, 0xFFFFFFFE, 0)};
    EXPECT_FALSE(holds(Labels{escaped, layout, 5}, of_strings));
  }
}

TEST(IndexRules, ANarrowColumnIsHeldToTheRuleOfItsNumbers) {
  auto column = base::NarrowColumn::below(100);
  for (std::uint32_t i = 0; i < 200; ++i) column.push_back(i < 100 ? i : 199 - i);
  const auto holds_below = [&](std::uint64_t limit) {
    return Narrow<Below>{column, Below{limit}}.holds({});
  };
  EXPECT_TRUE(holds_below(100));
  EXPECT_FALSE(holds_below(99));
}

TEST(IndexRules, PlacesAreOfNodesInOrder) {
  using parse::Location;
  const auto at = [](std::uint32_t node) { return Location{node, 0, 0, 0}; };
  EXPECT_TRUE(holds(Places{5}, std::vector<Location>{at(0), at(3), at(4)}));
  EXPECT_FALSE(holds(Places{4}, std::vector<Location>{at(0), at(3), at(4)}));
  EXPECT_FALSE(holds(Places{5}, std::vector<Location>{at(0), at(3), at(3)}));
}

TEST(IndexRules, CallersStandBeforeWhatTheyCalled) {
  EXPECT_TRUE(holds(Callers{99}, Numbers{99, 0, 0, 2}));
  EXPECT_FALSE(holds(Callers{99}, Numbers{99, 0, 2}));
  using parse::TraceFunction;
  EXPECT_TRUE(holds(NamedFunctions{3}, std::vector<TraceFunction>{{2, 0, 1, 1}}));
  EXPECT_FALSE(holds(NamedFunctions{3}, std::vector<TraceFunction>{{2, 3, 1, 1}}));
}

TEST(IndexRules, APreorderHasEveryNodeOnceAndTheRootFirst) {
  EXPECT_TRUE(holds(Preorder{4, 2}, Numbers{2, 0, 1, 3}));
  EXPECT_FALSE(holds(Preorder{4, 2}, Numbers{2, 0, 1, 0}));
  EXPECT_FALSE(holds(Preorder{4, 2}, Numbers{0, 2, 1, 3}));
  EXPECT_FALSE(holds(Preorder{4, 2}, Numbers{2, 0, 1, 4}));
}

TEST(IndexRules, SubtreesLieWithinEachOther) {
  EXPECT_TRUE(holds(Subtrees{5}, Numbers{5, 4, 3, 4, 5}));
  EXPECT_TRUE(holds(Subtrees{1}, Numbers{1}));
  EXPECT_FALSE(holds(Subtrees{5}, Numbers{5, 4, 5, 4, 5}));  // beyond the one around it
  EXPECT_FALSE(holds(Subtrees{5}, Numbers{5, 1, 3, 4, 5}));  // empty
  EXPECT_FALSE(holds(Subtrees{5}, Numbers{4, 2, 3, 4, 5}));  // a second root
  EXPECT_FALSE(holds(Subtrees{5}, Numbers{6, 2, 3, 4, 5}));
}

base::Column<std::uint32_t> borders_of(const Numbers& degrees) {
  base::Column<std::uint32_t> borders(1);
  for (const std::uint32_t degree : degrees) borders.push_back(borders.back() + degree);
  return borders;
}

constexpr std::uint32_t no_edge = base::NarrowColumn::narrow_end - 1;

bool are_paths(const base::Column<std::uint32_t>& borders, std::uint32_t edges,
               const Numbers& reached_by) {
  auto column = analysis::RetainingPaths::column_for(edges);
  for (const std::uint32_t edge : reached_by) column.push_back(edge);
  return Narrow<PathEdges>{column, PathEdges{borders, edges}}.holds({});
}

TEST(IndexRules, NoPathGoesRoundInACircle) {
  // Edges 0 and 1 come from node 0, 2 and 3 from node 1, 4 from node 3, and none from node 2.
  const auto borders = borders_of({2, 2, 0, 1});
  EXPECT_TRUE(are_paths(borders, 5, {no_edge, 0, 4, 2}));
  EXPECT_TRUE(are_paths(borders, 5, {no_edge, no_edge, no_edge, no_edge}));
  EXPECT_FALSE(are_paths(borders, 5, {no_edge, 4, 1, 3}));  // 1 by 3, and 3 by 1
  EXPECT_FALSE(are_paths(borders, 5, {no_edge, 0, 1, 4}));  // by itself
  EXPECT_FALSE(are_paths(borders, 5, {no_edge, 5, 0, 0}));  // there are no more than 5
}

TEST(IndexRules, PathsOverDamagedListsOfEdgesAreRefused) {
  EXPECT_FALSE(are_paths(borders_of({2, 2}), 3, {no_edge, 0}));  // another number
  EXPECT_FALSE(are_paths(borders_of({2}), 2, {no_edge, 0}));     // of fewer nodes
  EXPECT_FALSE(are_paths({}, 0, {no_edge}));
}

TEST(IndexRules, NoPathIsFollowedByRecursion) {
  constexpr std::uint32_t length = 3'000'000;
  const auto borders = borders_of(Numbers(length, 1));
  Numbers edges(length);
  for (std::uint32_t i = 1; i < length; ++i) edges[i] = i - 1;
  edges[0] = no_edge;
  EXPECT_TRUE(are_paths(borders, length, edges));
  edges[0] = length - 1;
  EXPECT_FALSE(are_paths(borders, length, edges));
}

}  // namespace
}  // namespace heapdiff::index
