#pragma once

#include <vector>

#include "base/bits.hpp"
#include "base/column.hpp"
#include "graph/retaining_edges.hpp"

namespace heapdiff::analysis {

/// A flow graph numbered by depth-first search. Number 0 is the root. Three of four nodes of a heap
/// have no predecessor but their parent in the search tree, and take no more than a bit for others.
struct FlowGraph {
  base::Column<std::uint32_t> parents;      ///< in the search tree; parents[0] is 0
  base::Bits has_others;                    ///< has it predecessors over other edges?
  base::Column<std::uint32_t> first_other;  ///< of each that has, where they start; and the end
  base::Column<std::uint32_t> others;       ///< these predecessors, list after list
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
/// O(nodes + edges) time; 4 bytes a node and a bit an edge beside the result's, and a stack.
[[nodiscard]] DepthFirstOrder search_depth_first(const graph::Heap& heap,
                                                 const graph::RetainingEdges& retains);

}  // namespace heapdiff::analysis
