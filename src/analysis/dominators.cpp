#include "analysis/dominators.hpp"

#include <algorithm>
#include <vector>

namespace heapdiff::analysis {
namespace {

/// The forest of nodes linked so far, with minima of semidominators along compressed paths.
class LinkedForest {
 public:
  explicit LinkedForest(const base::Column<std::uint32_t>& parents)
      : ancestors_(base::Column<std::uint32_t>::for_overwrite(parents.size())),
        minima_(base::Column<std::uint32_t>::for_overwrite(parents.size())) {
    for (std::uint32_t i = 0; i < parents.size(); ++i) {
      ancestors_[i] = parents[i];
      minima_[i] = i;
    }
  }

  void set_minimum(std::uint32_t node, std::uint32_t semidominator) {
    minima_[node] = semidominator;
  }

  /// The least semidominator on the tree path from `node` up to, but not including, the first
  /// ancestor below `first_linked`. Nodes are linked in descending order, so "linked" is a bound.
  std::uint32_t evaluate(std::uint32_t node, std::uint32_t first_linked) {
    if (node < first_linked) return node;
    if (ancestors_[node] >= first_linked) compress(node, first_linked);
    return minima_[node];
  }

 private:
  void compress(std::uint32_t node, std::uint32_t first_linked) {
    // The path can be as long as the heap is deep, so it is kept here and not on the call stack.
    while (ancestors_[node] >= first_linked) {
      path_.push_back(node);
      node = ancestors_[node];
    }
    const std::uint32_t top = ancestors_[node];
    std::uint32_t minimum = minima_[node];
    while (!path_.empty()) {
      const std::uint32_t below = path_.back();
      path_.pop_back();
      minimum = std::min(minimum, minima_[below]);
      minima_[below] = minimum;
      ancestors_[below] = top;
    }
  }

  base::Column<std::uint32_t> ancestors_;
  base::Column<std::uint32_t> minima_;
  std::vector<std::uint32_t> path_;
};

}  // namespace

base::Column<std::uint32_t> find_dominators(FlowGraph graph) {
  const auto size = static_cast<std::uint32_t>(graph.size());
  auto semidominators = base::Column<std::uint32_t>::for_overwrite(size);
  {
    LinkedForest forest(graph.parents);
    for (std::uint32_t i = size; i-- > 1;) {
      std::uint32_t semidominator = graph.parents[i];
      for (std::uint32_t p = graph.first_predecessor[i]; p < graph.first_predecessor[i + 1]; ++p) {
        semidominator = std::min(semidominator, forest.evaluate(graph.predecessors[p], i + 1));
      }
      semidominators[i] = semidominator;
      forest.set_minimum(i, semidominator);
    }
  }
  graph.predecessors.clear();
  graph.first_predecessor.clear();
  base::Column<std::uint32_t> dominators = std::move(graph.parents);
  for (std::uint32_t i = 1; i < size; ++i) {
    std::uint32_t dominator = dominators[i];  // still the parent in the search tree
    while (dominator > semidominators[i]) dominator = dominators[dominator];
    dominators[i] = dominator;
  }
  return dominators;
}

}  // namespace heapdiff::analysis
