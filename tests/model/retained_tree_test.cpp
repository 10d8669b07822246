#include "model/retained_tree.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "diff/match.hpp"
#include "support/preorder.hpp"

namespace heapdiff::model {
namespace {

using Placed = test::TreeObject;

struct HeapColumns : test::PreorderColumns {
  using PreorderColumns::PreorderColumns;
  [[nodiscard]] PreorderHeap heap() const { return {ends, sizes, classes, 4}; }
};

const std::vector<std::uint32_t> each_its_row{0, 1, 2, 3};

GrownTree grow(const CountedTree& before, const CountedTree& after,
               const std::vector<std::uint32_t>& row_of = each_its_row) {
  return grow_tree({before.tree, before.counts, before.earlier, row_of},
                   {after.tree, after.counts, after.earlier, row_of}, 4);
}

RetainedTree grow(const std::vector<Placed>& before, const std::vector<Placed>& after) {
  return grow(count_by_class(HeapColumns(before).heap()), count_by_class(HeapColumns(after).heap()))
      .tree;
}

/// Objects of the after side by the position of their earlier selves.
RetainedTree grow_paired(const std::vector<Placed>& before, const std::vector<Placed>& after,
                         const std::vector<std::uint32_t>& partners) {
  base::Column<std::uint32_t> column(partners.size(), 0);
  for (std::size_t i = 0; i < partners.size(); ++i) column[i] = partners[i];
  const HeapColumns of_before(before), of_after(after);
  const CountedPair pair = count_pairs(of_before.heap(), of_after.heap(), column);
  return grow(pair.before, pair.after).tree;
}

/// Each cell as {row, end, before, after, gained, lost}.
using Numbers = std::vector<std::vector<std::uint64_t>>;
Numbers numbers_of(const RetainedTree& tree) {
  Numbers all;
  for (const RetainedTree::Cell& cell : tree.cells) {
    all.push_back({cell.row, cell.end, cell.before.value, cell.after.value, cell.gained.value,
                   cell.lost.value});
  }
  return all;
}

//   A ─▶ B ─▶ C      of which there are more Bs afterwards
TEST(RetainedTree, SumsWhatIsBelow) {
  EXPECT_EQ(numbers_of(grow({{0, 0, 10}, {1, 1, 20}, {2, 2, 5}},
                            {{0, 0, 10}, {1, 1, 20}, {2, 2, 5}, {1, 1, 20}, {2, 2, 7}})),
            (Numbers{{0, 3, 35, 62, 27, 0}, {1, 3, 25, 52, 27, 0}, {2, 3, 5, 12, 7, 0}}));
}

TEST(RetainedTree, ShowsWhatShrankBesideWhatGrew) {
  EXPECT_EQ(
      numbers_of(grow({{0, 0, 10}, {1, 1, 30}, {1, 2, 5}}, {{0, 0, 10}, {1, 1, 20}, {1, 2, 55}})),
      (Numbers{{0, 3, 45, 85, 50, 10}, {2, 2, 5, 55, 50, 0}, {1, 3, 30, 20, 0, 10}}));
}

// A list is one cell, whatever its length.
TEST(RetainedTree, CountsARowWhereItIsFirstMet) {
  const RetainedTree tree =
      grow(std::vector<Placed>{}, {{0, 0, 10}, {1, 1, 1}, {2, 0, 10}, {3, 1, 1}, {4, 0, 10}});
  ASSERT_EQ(tree.cells.size(), 2u);
  EXPECT_EQ(tree.cells[0].after, Bytes{32});
  // What is met again is of the cell above it.
  EXPECT_EQ(tree.cells[1].own_after, (RetainedTree::Own{4, Bytes{22}}));
}

TEST(RetainedTree, ClassesOfOneRowAreOneCell) {
  const CountedTree after = count_by_class(HeapColumns({{0, 0, 10}, {1, 1, 20}, {2, 2, 5}}).heap());
  const RetainedTree tree = grow({}, after, {0, 1, 1, 1}).tree;
  EXPECT_EQ(numbers_of(tree), (Numbers{{0, 2, 0, 35, 35, 0}, {1, 2, 0, 25, 25, 0}}));
  EXPECT_EQ(tree.cells[1].own_after.count, 2u);
}

// A ─▶ B became C ─▶ B, and only C is new.
TEST(RetainedTree, WhatIsDominatedByAnotherHasNotGrown) {
  const std::vector<Placed> before{{0, 0, 10}, {1, 1, 1000}};
  const std::vector<Placed> after{{0, 0, 10}, {0, 2, 5}, {1, 1, 1000}};
  EXPECT_EQ(numbers_of(grow_paired(before, after, {0, diff::nobody, 1})),
            (Numbers{{2, 2, 1000, 1005, 5, 0}, {1, 2, 1000, 1000, 0, 0}, {0, 3, 10, 10, 0, 0}}));
  // Where nothing tells that it is the same one, it has.
  EXPECT_EQ(grow(before, after).cells[0].gained, Bytes{1005});
}

TEST(RetainedTree, WhatIsGoneIsWhereItWas) {
  EXPECT_EQ(numbers_of(grow_paired({{0, 0, 10}, {1, 1, 30}}, {{0, 0, 10}}, {0})),
            (Numbers{{0, 2, 40, 10, 0, 30}, {1, 2, 30, 0, 0, 30}}));
}

// Its size is its owner's now: it is counted where it was, and not twice.
TEST(RetainedTree, WhatHasLostItsSizeIsGone) {
  const RetainedTree tree = grow_paired({{0, 0, 10}, {1, 1, 30}}, {{0, 0, 40}, {1, 1, 0}}, {0, 1});
  EXPECT_EQ(numbers_of(tree), (Numbers{{0, 2, 40, 40, 30, 30}, {1, 2, 30, 0, 0, 30}}));
}

TEST(RetainedTree, HasNoCellsThatHoldNothing) {
  // B is above what is gone on the before side, and elsewhere on the after side.
  const RetainedTree tree = grow_paired({{0, 0, 10}, {1, 1, 5}, {2, 2, 7}},
                                        {{0, 1, 5}, {0, 0, 10}, {0, 2, 7}}, {1, 0, 2});
  EXPECT_EQ(numbers_of(tree),
            (Numbers{{0, 1, 10, 10, 0, 0}, {1, 2, 5, 5, 0, 0}, {2, 3, 7, 7, 0, 0}}));
}

TEST(RetainedTree, SaysWhereObjectsAre) {
  const HeapColumns columns({{0, 0, 10}, {1, 1, 20}, {1, 2, 500}, {2, 1, 1}, {3, 3, 0}});
  const std::vector<std::uint32_t> wanted{1, 3, 4};
  const CountedTree after = count_by_class(columns.heap(), wanted);
  const GrownTree grown = grow({}, after);
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t node : after.of_wanted) {
    rows.push_back(grown.tree.cells[grown.cell_of[node]].row);
  }
  EXPECT_EQ(rows, (std::vector<std::uint32_t>{1, 1, 1}));
  EXPECT_NE(grown.cell_of[after.of_wanted[0]], grown.cell_of[after.of_wanted[1]]);
  EXPECT_EQ(after.of_wanted[1], after.of_wanted[2]);  // without a size: where its owner is
}

TEST(RetainedTree, OfNothingHasNoCells) {
  EXPECT_TRUE(grow(CountedTree{}, CountedTree{}).tree.cells.empty());
}

}  // namespace
}  // namespace heapdiff::model
