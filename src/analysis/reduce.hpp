#pragma once

#include <vector>

#include "analysis/class_names.hpp"
#include "analysis/dominator_tree.hpp"
#include "base/watch.hpp"
#include "graph/retaining_edges.hpp"
#include "model/side.hpp"

namespace heapdiff::analysis {

/// A snapshot with everything that a diff asks of its after side: the graph for retaining paths,
/// and its reduction.
struct Analysed {
  graph::Heap heap;
  graph::RetainingEdges retains;
  ScriptNames scripts;
  base::Column<std::uint32_t> preorder;  ///< of the dominator tree: the order of `reduced` → node
  model::Reduced reduced;
  std::vector<model::InterfaceDefinition> interfaces;
};

/// Runs DevTools' order of initialisation: detachedness, retaining edges, dominators, folding of
/// sizes, classes. Takes the heap and keeps it. More than one thread does not change the result.
[[nodiscard]] Analysed analyse(graph::Heap heap, unsigned threads = 1,
                               const base::Watch& watch = {});

/// The same for a snapshot of which only the reduction will be needed; the graph is freed.
[[nodiscard]] model::Reduced reduce(graph::Heap heap, const base::Watch& watch = {});

}  // namespace heapdiff::analysis
