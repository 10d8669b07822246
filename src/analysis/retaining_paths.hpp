#pragma once

#include <optional>
#include <utility>

#include "graph/retaining_edges.hpp"

namespace heapdiff::analysis {

/// An edge on a path, the node that it leaves, and the edge by which that node is held in turn:
/// `RetainingPaths::no_edge` if it is not.
struct PathEdge {
  NodeIndex holder;
  EdgeIndex edge;
  std::uint32_t above;
};

/// One cheapest retaining path from the root to every node, as a tree of edges. Empty until paths
/// are computed.
class RetainingPaths {
 public:
  static constexpr std::uint32_t no_edge = 0xFFFFFFFF;
  /// How a node is reached.
  struct Step {
    std::uint32_t edge;  ///< `no_edge` for the root and for what no path reaches
    NodeIndex holder;    ///< where that edge comes from
  };

  RetainingPaths() = default;
  explicit RetainingPaths(base::IndexedColumn<NodeIndex, Step> steps) : steps_(std::move(steps)) {}

  [[nodiscard]] bool empty() const { return steps_.empty(); }
  /// The node that holds another on its path; nothing for the root and for what no path reaches.
  [[nodiscard]] std::optional<NodeIndex> holder_of(NodeIndex node) const {
    const Step& step = steps_[node];
    if (step.edge == no_edge) return std::nullopt;
    return step.holder;
  }
  /// The last edge of a node's path. REQUIRES: it has one.
  [[nodiscard]] PathEdge edge_to(NodeIndex node) const {
    const Step& step = steps_[node];
    return {step.holder, EdgeIndex(step.edge), steps_[step.holder].edge};
  }

  /// All that there is, for storing it and restoring it. No node holds itself over others.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(steps_);
  }

 private:
  base::IndexedColumn<NodeIndex, Step> steps_;
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
