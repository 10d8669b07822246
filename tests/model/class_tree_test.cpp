#include "model/class_tree.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "model/census.hpp"
#include "model/retained_tree.hpp"
#include "support/preorder.hpp"

namespace heapdiff::model {
namespace {

using Columns = test::PreorderColumns;
using Object = test::TreeObject;

constexpr std::size_t class_count = 3;

ClassTree tree_of(const Columns& columns) {
  return count_by_class({columns.ends, columns.sizes, columns.classes, class_count}).tree;
}

/// Each row as "count/size/retained", of the objects and of their tree.
std::vector<std::vector<std::uint64_t>> rows_of(const std::vector<heapdiff::Population>& counted) {
  std::vector<std::vector<std::uint64_t>> rows;
  for (const auto& row : counted) rows.push_back({row.count, row.size.value, row.retained.value});
  return rows;
}

void expect_same_rows(const std::vector<Object>& objects) {
  const Columns columns(objects);
  const ClassTree tree = tree_of(columns);
  // Each class by itself, two in one row, and all in one.
  for (const std::vector<std::uint32_t>& row_of :
       {std::vector<std::uint32_t>{0, 1, 2}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}, {0, 0, 0}}) {
    EXPECT_EQ(
        rows_of(count_rows(tree, row_of, class_count)),
        rows_of(count_rows(columns.ends, columns.sizes, columns.classes, row_of, class_count)));
  }
}

TEST(ClassTree, HasTheRowsOfItsObjects) {
  expect_same_rows({{0, 0, 10}, {1, 1, 20}, {2, 2, 30}, {1, 1, 40}, {1, 2, 50}});
}

// A list: what an object of its class dominates counts once.
TEST(ClassTree, OfNestedObjectsOfOneClassCountsWhatTheyRetainOnce) {
  expect_same_rows({{0, 0, 1}, {1, 1, 10}, {2, 0, 20}, {3, 1, 30}, {4, 2, 40}, {2, 1, 5}});
}

TEST(ClassTree, ObjectsWithoutASizeAreNotThere) {
  expect_same_rows({{0, 0, 0}, {1, 1, 10}, {2, 1, 0}, {3, 2, 7}, {1, 2, 0}});
}

// Or a list of a million would be as deep.
TEST(ClassTree, AListIsAsDeepAsItHasClasses) {
  std::vector<Object> objects;
  for (std::uint32_t i = 0; i < 1000; ++i) objects.push_back({i, i % 2, 10});
  const Columns columns(objects);
  const ClassTree tree = tree_of(columns);
  ASSERT_EQ(tree.nodes.size(), 2u);
  EXPECT_EQ(tree.nodes[0].bytes + tree.nodes[1].bytes, 10'000u);
}

TEST(ClassTree, ObjectsOfOneKindBelowOneKindAreOneNode) {
  std::vector<Object> objects{{0, 0, 10}};
  for (int i = 0; i < 1000; ++i) objects.insert(objects.end(), {{1, 1, 10}, {2, 2, 5}});
  const Columns columns(objects);
  const ClassTree tree = tree_of(columns);
  ASSERT_EQ(tree.nodes.size(), 3u);
  EXPECT_EQ(tree.nodes[0], (ClassTree::Node{ClassIndex(0u), 3, 10}));
  EXPECT_EQ(tree.nodes[1], (ClassTree::Node{ClassIndex(1u), 3, 10'000}));
  EXPECT_EQ(tree.nodes[2], (ClassTree::Node{ClassIndex(2u), 3, 5'000}));
  EXPECT_EQ(tree.totals[2], (ClassTree::Total{1000, 5'000}));
}

}  // namespace
}  // namespace heapdiff::model
