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

/// A ClassTree that knows how many objects its nodes have, and where some of them are.
struct CountedTree {
  ClassTree tree;                       ///< without totals
  std::vector<std::uint64_t> counts;    ///< of each node; empty if unknown
  std::vector<std::uint32_t> of_wanted;  ///< the node of each object that was asked for
};

/// As `merge_by_class`. `wanted` has positions in preorder, ascending. O(nodes).
[[nodiscard]] CountedTree count_by_class(const base::Column<std::uint32_t>& ends,
                                         const base::SizeColumn& self_sizes,
                                         const base::Column<ClassIndex>& classes,
                                         std::size_t class_count,
                                         std::span<const std::uint32_t> wanted = {});

/// One side of a RetainedTree: a tree by class, and the row of each class.
struct SideByClass {
  const ClassTree& tree;
  std::span<const std::uint64_t> counts;  ///< as above
  std::span<const std::uint32_t> row_of;
};

/// A tree by rows, which has no names yet, and the cell of each node of the after side. Where two
/// classes are one row, their nodes are merged as their objects would have been.
/// O(nodes + cells · log cells).
struct GrownTree {
  RetainedTree tree;
  std::vector<std::uint32_t> cell_of;
};
[[nodiscard]] GrownTree grow_tree(const SideByClass& before, const SideByClass& after,
                                  std::size_t row_count);

}  // namespace heapdiff::model
