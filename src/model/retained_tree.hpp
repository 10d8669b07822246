#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/column.hpp"
#include "base/size_column.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/retained_tree.hpp"
#include "model/class_tree.hpp"
#include "model/path_merger.hpp"

namespace heapdiff::model {

/// A tree by class, with more about each node.
struct CountedTree {
  ClassTree tree;
  std::vector<std::uint64_t> counts;     ///< objects of each node; empty if unknown
  std::vector<std::uint32_t> of_wanted;  ///< the node of each object that was asked for
  /// The earlier selves of the objects of each node; empty if none is known.
  std::vector<RetainedTree::Own> earlier;
};

/// A heap in the preorder of its dominator tree.
struct PreorderHeap {
  const base::Column<std::uint32_t>& ends;
  const base::SizeColumn& self_sizes;
  const base::Column<ClassIndex>& classes;
  std::size_t class_count;
};

/// `wanted` has positions in preorder, ascending. Siblings are in the order of their classes.
/// O(nodes).
[[nodiscard]] CountedTree count_by_class(const PreorderHeap& heap,
                                         std::span<const std::uint32_t> wanted = {});

/// Two heaps whose objects are paired: `partners` has the earlier position of each later one, or
/// `diff::nobody`, which is no position. The earlier tree has only what is gone, and its totals
/// have all. A byte a node of the earlier one while it runs.
struct CountedPair {
  CountedTree before, after;
};
[[nodiscard]] CountedPair count_pairs(const PreorderHeap& before, const PreorderHeap& after,
                                      const base::Column<std::uint32_t>& partners,
                                      std::span<const std::uint32_t> wanted = {});

/// One side of a RetainedTree: a tree by class, and the row of each class.
struct SideByClass {
  const ClassTree& tree;
  std::span<const std::uint64_t> counts;       ///< as above
  std::span<const RetainedTree::Own> earlier;  ///< as above
  std::span<const std::uint32_t> row_of;
};

/// A tree by rows, which has no names yet, without cells that hold nothing. Where two
/// classes are one row, their nodes are merged as their objects would have been.
/// O(nodes + cells · log cells).
struct GrownTree {
  RetainedTree tree;
  std::vector<std::uint32_t> cell_of;  ///< of the after side's nodes
};
[[nodiscard]] GrownTree grow_tree(const SideByClass& before, const SideByClass& after,
                                  std::size_t row_count);

}  // namespace heapdiff::model
