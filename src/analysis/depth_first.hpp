#pragma once

#include <vector>

#include "base/bits.hpp"
#include "base/column.hpp"
#include "graph/retaining_edges.hpp"

namespace heapdiff::analysis {

/// A flow graph numbered by depth-first search, as far as dominators depend on it. Number 0 is the
/// root. Of a node's predecessors, those with a smaller number are its ancestors in the search
/// tree, and only the least of them matters; so they need no list. Three of four nodes of a heap
/// have no others, and take no more than a bit for those.
struct FlowGraph {
  base::Column<std::uint32_t> parents;      ///< in the search tree; parents[0] is 0
  base::Column<std::uint32_t> earliest;     ///< the least predecessor; the parent is one
  base::Bits has_later;                     ///< has it predecessors with a greater number?
  base::Column<std::uint32_t> first_later;  ///< of each that has, where they start; and the end
  base::Column<std::uint32_t> later;        ///< these predecessors, list after list
  [[nodiscard]] std::size_t size() const { return parents.size(); }
};

struct DepthFirstOrder {
  /// Node → number. What nothing reaches comes last, in the order of the file.
  base::IndexedColumn<NodeIndex, std::uint32_t> numbers;
  FlowGraph flow;               ///< of the reached ones
  std::uint32_t from_root = 0;  ///< how many of them, the first, the root itself reaches

  /// Number → node.
  [[nodiscard]] base::Column<std::uint32_t> nodes() const;
  /// What the root does not reach, ascending.
  [[nodiscard]] std::vector<NodeIndex> unreached() const;
};

/// Numbers the heap along retaining edges from the root. Nodes without a retaining edge to them
/// count as held by the root. What is still unreached (dead cycles) gets no number in `flow`, and
/// its edges count for nothing, as in DevTools.
/// O(nodes + edges) time; 4 bytes a node beside the result's, and a stack.
[[nodiscard]] DepthFirstOrder search_depth_first(const graph::Heap& heap,
                                                 const graph::RetainingEdges& retains);

}  // namespace heapdiff::analysis
