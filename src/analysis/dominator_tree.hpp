#pragma once

#include "analysis/depth_first.hpp"
#include "base/column.hpp"
#include "graph/heap.hpp"

namespace heapdiff::analysis {

/// A dominator tree laid out in preorder: the subtree of position p is [p, ends[p]). So retained
/// sizes are differences of prefix sums, walks are loops, and two columns are all it takes.
struct DominatorTree {
  base::Column<std::uint32_t> nodes;  ///< position → node; position 0 is the root
  base::Column<std::uint32_t> ends;   ///< position → end of its subtree

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes.size()); }
};

/// DevTools' tree: dominators along retaining edges; nodes that nothing reaches are dominated by
/// the root. Takes the order by value: it is its last reader.
[[nodiscard]] DominatorTree build_dominator_tree(DepthFirstOrder order);

/// The position of each node: the inverse of a tree's `nodes`. O(nodes).
[[nodiscard]] base::IndexedColumn<NodeIndex, std::uint32_t> positions_of_nodes(
    const base::Column<std::uint32_t>& nodes);

/// Immediate dominator of each node, from a tree's two columns; the root's is itself. O(nodes).
[[nodiscard]] base::IndexedColumn<NodeIndex, std::uint32_t> immediate_dominators(
    const base::Column<std::uint32_t>& nodes, const base::Column<std::uint32_t>& ends);

/// sums[p] = sum of the self sizes of positions before p, so the retained size of position p
/// is sums[ends[p]] − sums[p].
template <class SelfSizeAt>
[[nodiscard]] base::Column<std::uint64_t> prefix_sums(std::uint32_t size,
                                                      SelfSizeAt&& self_size_at) {
  auto sums = base::Column<std::uint64_t>::for_overwrite(std::size_t{size} + 1);
  sums[0] = 0;
  for (std::uint32_t position = 0; position < size; ++position) {
    sums[position + 1] = sums[position] + self_size_at(position);
  }
  return sums;
}

}  // namespace heapdiff::analysis
