#pragma once

#include "analysis/depth_first.hpp"
#include "base/column.hpp"

namespace heapdiff::analysis {

/// Immediate dominators of a flow graph, as depth-first numbers: result[i] < i, result[0] = 0.
///
/// Semi-NCA: Georgiadis, Tarjan, Werneck: "Finding Dominators in Practice", Journal of Graph
/// Algorithms and Applications 10 (2006), after Georgiadis, Werneck, Tarjan, Triantafyllis, August,
/// ESA 2004. Semidominators as in Lengauer and Tarjan (1979) with path compression; then the
/// immediate dominator of a node is the nearest ancestor in the tree built so far that is no deeper
/// than its semidominator. O(n²) in theory, and faster than Lengauer-Tarjan on real heaps
/// (tests/bench/README.md has the figures). 8 bytes a node beside the graph, whose parents become
/// the result. Takes the graph by value: it is its last reader.
[[nodiscard]] base::Column<std::uint32_t> find_dominators(FlowGraph graph);

}  // namespace heapdiff::analysis
