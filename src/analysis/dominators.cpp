#include "analysis/dominators.hpp"

#include <algorithm>
#include <vector>

namespace heapdiff::analysis {
namespace {

/// The forest of nodes linked so far, with minima of semidominators along compressed paths.
class LinkedForest {
 public:
  explicit LinkedForest(std::size_t nodes) : nodes_(base::Column<Node>::for_overwrite(nodes)) {}

  void link(std::uint32_t node, std::uint32_t parent, std::uint32_t semidominator) {
    nodes_[node] = {parent, semidominator};
  }

  void prefetch(std::uint32_t node) const { __builtin_prefetch(nodes_.data() + node); }

  /// The least semidominator on the tree path from `node` up to, but not including, the first
  /// ancestor below `first_linked`. Nodes are linked in descending order, so "linked" is a bound.
  /// REQUIRES: node >= first_linked.
  std::uint32_t evaluate(std::uint32_t node, std::uint32_t first_linked) {
    if (nodes_[node].ancestor >= first_linked) compress(node, first_linked);
    return nodes_[node].minimum;
  }

 private:
  struct Node {
    std::uint32_t ancestor, minimum;
  };

  void compress(std::uint32_t node, std::uint32_t first_linked) {
    // The path can be as long as the heap is deep, so it is kept here and not on the call stack.
    while (nodes_[node].ancestor >= first_linked) {
      path_.push_back(node);
      node = nodes_[node].ancestor;
    }
    const auto [top, top_minimum] = nodes_[node];
    std::uint32_t minimum = top_minimum;
    while (!path_.empty()) {
      Node& below = nodes_[path_.back()];
      path_.pop_back();
      minimum = std::min(minimum, below.minimum);
      below = {top, minimum};
    }
  }

  base::Column<Node> nodes_;
  std::vector<std::uint32_t> path_;
};

}  // namespace

base::Column<std::uint32_t> find_dominators(FlowGraph graph) {
  const auto size = static_cast<std::uint32_t>(graph.size());
  // The semidominator of a node that has but its parent is that. Of the others it takes the place
  // of where their list ended, which is read no more.
  base::Column<std::uint32_t> semidominators = std::move(graph.first_other);
  {
    LinkedForest forest(size);
    // Predecessors are anywhere; all lists together are read from their end to their beginning.
    constexpr std::uint32_t ahead = 16;
    std::size_t list = semidominators.size() - 1;
    for (std::uint32_t i = size; i-- > 1;) {
      const std::uint32_t parent = graph.parents[i];
      std::uint32_t semidominator = parent;
      if (graph.has_others[i]) {
        std::uint32_t p = semidominators[list];
        for (const std::uint32_t first = semidominators[list - 1]; p-- > first;) {
          if (p >= ahead) forest.prefetch(graph.others[p - ahead]);
          const std::uint32_t other = graph.others[p];
          // One with a smaller number is an ancestor in the search tree: next to none are.
          const std::uint32_t reached_from = other > i ? forest.evaluate(other, i + 1) : other;
          semidominator = std::min(semidominator, reached_from);
        }
        semidominators[list--] = semidominator;
      }
      forest.link(i, parent, semidominator);
    }
  }
  graph.others.clear();
  base::Column<std::uint32_t> dominators = std::move(graph.parents);
  std::size_t list = size > 0 && graph.has_others[0] ? 1 : 0;  // the root's counts for nothing
  for (std::uint32_t i = 1; i < size; ++i) {
    if (!graph.has_others[i]) continue;  // then the parent is
    const std::uint32_t semidominator = semidominators[++list];
    std::uint32_t dominator = dominators[i];  // still the parent in the search tree
    while (dominator > semidominator) dominator = dominators[dominator];
    dominators[i] = dominator;
  }
  return dominators;
}

}  // namespace heapdiff::analysis
