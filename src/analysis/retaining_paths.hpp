#pragma once

#include <optional>
#include <utility>

#include "base/narrow_column.hpp"
#include "graph/retaining_edges.hpp"

namespace heapdiff::analysis {

/// An edge on a path, the node that it leaves, and the edge by which that node is held in turn, if
/// it is.
struct PathEdge {
  NodeIndex holder;
  EdgeIndex edge;
  std::optional<EdgeIndex> above;
};

/// One cheapest retaining path from the root to every node, as a tree of edges: 3 bytes a node, or
/// 4 in large heaps, since the heap tells where an edge comes from. Empty until paths are computed.
class RetainingPaths {
 public:
  RetainingPaths() = default;
  /// By node the edge that reaches it: see `column_for`.
  explicit RetainingPaths(base::NarrowColumn edges) : edges_(std::move(edges)) {}

  /// For edges of a heap that has so many. The largest number it holds stands for none: the root
  /// has none, and what no path reaches.
  [[nodiscard]] static base::NarrowColumn column_for(std::uint64_t edges) {
    return base::NarrowColumn::below(edges + 1);
  }

  [[nodiscard]] bool empty() const { return edges_.empty(); }
  /// The last edge of a node's path; nothing for the root and for what no path reaches.
  [[nodiscard]] std::optional<PathEdge> edge_to(const graph::Heap& heap, NodeIndex node) const {
    const std::uint32_t edge = edges_[node.value];
    if (edge == edges_.largest()) return std::nullopt;
    const NodeIndex holder = heap.source_of(EdgeIndex(edge));
    const std::uint32_t above = edges_[holder.value];
    return PathEdge{holder, EdgeIndex(edge),
                    above == edges_.largest() ? std::nullopt : std::optional(EdgeIndex(above))};
  }

  /// All that there is, for storing it and restoring it. No node holds itself over others.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(edges_);
  }

 private:
  base::NarrowColumn edges_;
};

/// Dijkstra's algorithm with small whole costs, on a ring of buckets (Dial, "Algorithm 360:
/// shortest-path forest with topological ordering", CACM 12, 1969): O(edges + longest cost).
/// Costs make a path short in steps that are meaningful to a developer: a property, element or
/// captured variable costs 2, an internal step 3, to an outer context 4; over `__proto__`,
/// `constructor`, `prototype`, `map`, `code`, `shared`, `feedback_cell`, `scope_info` and backwards
/// in a list (`prev`, `_prev`, `_idlePrev`) 40. Leaving a record of the engine's own (code, hidden
/// classes, feedback) costs 60 more, leaving one of its roots (handles, the stack, the string
/// table) 200 more and another 60 where it leads straight to data instead of to a function or
/// context that would name it. So such a way is taken only if there is no other. Of equally
/// cheap paths the one found first counts: nodes in order of cost, edges in file order.
[[nodiscard]] RetainingPaths find_retaining_paths(const graph::Heap& heap,
                                                  const graph::RetainingEdges& retains);

}  // namespace heapdiff::analysis
