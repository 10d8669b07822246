#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "analysis/class_names.hpp"
#include "analysis/dominator_tree.hpp"
#include "analysis/retaining_paths.hpp"
#include "analysis/roles.hpp"
#include "base/parallel.hpp"
#include "graph/retaining_edges.hpp"
#include "heapdiff/watch.hpp"
#include "model/side.hpp"
#include "scripts/scope_names.hpp"

namespace heapdiff::analysis {

/// A snapshot with everything that a diff needs of its after side: the graph for retaining paths,
/// and its reduction.
struct Analysis {
  graph::Heap heap;
  graph::RetainingEdges retains;
  scripts::ScriptNames scripts;
  base::Column<std::uint32_t> preorder;  ///< of the dominator tree: the order of `reduced` → node
  model::Reduction reduced;
  std::vector<model::InterfaceDefinition> interfaces;
  RetainingPaths paths;                            ///< empty until they are needed
  std::optional<scripts::ScopeNames> scopes = {};  ///< nothing until they are needed
  std::vector<NodeIndex> set_aside = {};           ///< see `set_aside`; ascending
};

/// Are retaining paths and scopes found at once, or when they are needed?
enum class Paths { later, now };

/// An analysis under way: DevTools' order of initialisation, which is detachedness, retaining
/// edges, dominators, folding of sizes, classes. The result does not depend on the number of
/// threads.
class Analyser {
 public:
  /// Takes the heap and keeps it. Names and sizes are worked out in the background, where there is
  /// a thread for that.
  Analyser(graph::Heap heap, unsigned threads, const Watch& watch, Paths when = Paths::later);
  /// The searches, which take the most memory: 20 bytes a node, and 4 for each edge that has to be
  /// followed backwards. Once, and on any thread.
  void search();
  /// Once, after `search`.
  [[nodiscard]] Analysis finish() &&;

 private:
  struct Classification {
    Classes classes;
    Roles roles;
    std::vector<model::InterfaceDefinition> interfaces;
  };

  void start_naming();
  void start_following();
  void start_marking();
  void start_scoping();

  unsigned threads_;
  Watch watch_;
  std::unique_ptr<graph::Heap> heap_;
  scripts::ScriptNames scripts_;
  graph::RetainingEdges retains_;
  model::Reduction reduced_;
  std::optional<base::Task<RetainingPaths>> following_;
  base::Task<Classification> naming_;
  base::Task<void> marking_;  // fills in what `finish` does not
  std::optional<base::Task<scripts::ScopeNames>> scoping_;
  DominatorTree tree_;  // from `search`, as what follows
  std::vector<NodeIndex> unreached_;
};

/// All of it.
[[nodiscard]] Analysis analyse(graph::Heap heap, unsigned threads = 1, const Watch& watch = {},
                               Paths when = Paths::later);

/// Looks at a heap as if the references of these nodes (ascending, without the root), and of no
/// others, held nothing: the nodes keep their place, and what only they hold hangs below the root,
/// with no path to it. Classes and shallow sizes stay as they are. O(nodes + edges).
void set_aside(Analysis& analysed, std::vector<NodeIndex> nodes);

/// The same for a snapshot of which only the reduction will be needed; the graph is freed on the
/// way, each column after its last reader.
[[nodiscard]] model::Reduction reduce(graph::Heap heap, const Watch& watch = {});

/// The last part of it, for classes that are known and sizes that are folded: the dominator tree's
/// order, in which sizes and classes are put, and ids where the heap still has them. Returns the
/// preorder.
base::Column<std::uint32_t> reduce_classified(model::Reduction& reduced, graph::Heap heap,
                                              graph::RetainingEdges retains, Classes classes,
                                              const Watch& watch = {});

/// An after side whose graph is freed: what comparing classes needs.
struct AfterReduction {
  base::Column<std::uint32_t> preorder;
  model::Reduction reduced;
  std::vector<model::InterfaceDefinition> interfaces;
};

[[nodiscard]] AfterReduction reduce_after(graph::Heap heap, const Watch& watch = {});

}  // namespace heapdiff::analysis
