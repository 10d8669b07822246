#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "graph/retaining_edges.hpp"

namespace heapdiff::leaks {

/// An edge that keeps a node alive, and where it comes from; or that of a WeakMap's table to a
/// value, which the key keeps alive.
struct InEdge {
  NodeIndex source;
  EdgeIndex edge;
};

/// The edges that lead to a few nodes. A heap has no table of them, which would be as large as the
/// edges themselves; those requested together are found by one pass over all edges.
class Retainers {
 public:
  Retainers(const graph::Heap& heap, const graph::RetainingEdges& retains, unsigned threads)
      : heap_(heap), retains_(retains), threads_(threads) {}

  /// Requests the node's edges.
  void want(NodeIndex node);
  /// Finds the edges of all that were wanted since. O(edges), where anything was.
  void fetch();
  /// The first edges to a node, in file order: at most `edges_max`, and at most `alike_max` of one
  /// type and name. Empty where they were not fetched.
  [[nodiscard]] std::span<const InEdge> of(NodeIndex node) const;
  [[nodiscard]] bool has(NodeIndex node) const { return found_.contains(node.value); }

  /// What has more retainers (an empty string, a prototype) is shared by everything.
  static constexpr std::size_t edges_max = 256;
  static constexpr std::size_t alike_max = 8;

 private:
  const graph::Heap& heap_;
  const graph::RetainingEdges& retains_;
  unsigned threads_;
  std::unordered_map<std::uint32_t, std::vector<InEdge>> found_;
  std::vector<std::uint32_t> wanted_;
};

}  // namespace heapdiff::leaks
