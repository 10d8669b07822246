#pragma once

#include "base/bits.hpp"
#include "graph/heap.hpp"

namespace heapdiff::graph {

/// Which edges keep their target alive: the one place that decides it, for dominators, retained
/// sizes and retaining paths alike. DevTools calls them essential edges (HeapSnapshot.ts,
/// `computeIsEssentialEdge`). Not retaining are:
///  - of the two edges to the value of a WeakMap entry, the one from the table: dropping either key
///    or table frees the value, and the key's edge is more informative;
///  - weak edges, and edges from a node to itself;
///  - shortcuts, but for the root's, which mark the global objects of users;
///  - edges from outside the page (debugger, console) into it, or what a developer looks at would
///    seem to be held by the tool that looks. The page is what the root's shortcuts and the
///    document trees reach. The root itself is exempt.
///
/// One bit an edge, and O(nodes + edges) to make.
class RetainingEdges {
 public:
  explicit RetainingEdges(const Heap& heap, unsigned threads = 1);
  [[nodiscard]] bool operator[](EdgeIndex edge) const { return retains_[edge]; }
  [[nodiscard]] const base::IndexedBits<EdgeIndex>& bits() const { return retains_; }

  /// Makes the node's edges hold nothing.
  void let_go(const Heap& heap, NodeIndex source);

  void clear() { retains_.clear(); }

  RetainingEdges() = default;
  /// All that there is, for storing it and restoring it.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    retains_.visit_parts(visit);
  }

 private:
  base::IndexedBits<EdgeIndex> retains_;
};

/// A child of the root that DevTools counts as the user's: anything but a synthetic node, and the
/// list of document trees (`isUserRoot`). REQUIRES: the root has an edge to it.
[[nodiscard]] bool is_user_root(const Heap& heap, NodeIndex child);

}  // namespace heapdiff::graph
