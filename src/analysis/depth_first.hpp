#pragma once

#include "base/column.hpp"
#include "graph/retaining_edges.hpp"

namespace heapdiff::analysis {

/// A flow graph numbered by depth-first search: what dominator algorithms work on. Number 0 is the
/// root. Parents and predecessors are numbers, too. A node that nothing retains has the root as its
/// parent and no predecessor: a parent counts as one.
struct FlowGraph {
  base::Column<std::uint32_t> parents;            ///< of the search tree; parents[0] is 0
  base::Column<std::uint32_t> first_predecessor;  ///< size() + 1 entries
  base::Column<std::uint32_t> predecessors;
  [[nodiscard]] std::size_t size() const { return parents.size(); }
};

struct DepthFirstOrder {
  base::Column<std::uint32_t> nodes;  ///< number → node; nodes that nothing reaches come last
  FlowGraph flow;                     ///< of the reached ones
};

/// Numbers the heap along retaining edges from the root. Nodes without a retaining edge to them
/// count as held by the root. What is still unreached (dead cycles) gets no number in `flow`, and
/// its edges count for nothing, as in DevTools.
/// O(nodes + edges) time; 16 bytes a node and 4 an edge beside the result's.
[[nodiscard]] DepthFirstOrder search_depth_first(const graph::Heap& heap,
                                                 const graph::RetainingEdges& retains);

}  // namespace heapdiff::analysis
