#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/column.hpp"
#include "heapdiff/index.hpp"

namespace heapdiff::graph {

/// Tells where an edge comes from, with a look at a table and a few borders of edge lists beside
/// each other, where a search of all borders would miss the cache at every step. A byte for 16
/// edges.
class EdgeSources {
 public:
  EdgeSources() = default;
  /// `borders` are `Nodes::first_edges`. Whatever they hold, no look is outside of them.
  explicit EdgeSources(std::span<const std::uint32_t> borders) {
    if (borders.size() < 2) return;
    const auto nodes = static_cast<std::uint32_t>(borders.size() - 1);
    const std::size_t blocks = borders.back() / edges_a_block + std::size_t{1};
    first_sources_.resize_for_overwrite(blocks + 1);
    std::size_t block = 0;
    for (std::uint32_t node = 0; node < nodes; ++node) {
      while (block < blocks && block * edges_a_block < borders[node + std::size_t{1}]) {
        first_sources_[block++] = node;
      }
    }
    for (; block <= blocks; ++block) first_sources_[block] = nodes - 1;
  }

  [[nodiscard]] bool empty() const { return first_sources_.empty(); }

  /// REQUIRES: the borders that it was made for, and one of their edges.
  [[nodiscard]] NodeIndex source_of(std::span<const std::uint32_t> borders, EdgeIndex edge) const {
    const std::size_t block = edge.value / edges_a_block;
    // What the next block begins with may begin in this one.
    const std::uint32_t* const first = borders.data() + first_sources_[block] + 1;
    const std::uint32_t* const last = borders.data() + first_sources_[block + 1] + 1;
    const std::uint32_t* const end = std::upper_bound(first, std::max(first, last), edge.value);
    return NodeIndex(static_cast<std::size_t>(end - borders.data()) - 1);
  }

 private:
  static constexpr std::uint32_t edges_a_block = 64;

  base::Column<std::uint32_t> first_sources_;  ///< of each block: the node of its first edge
};

/// The same for passes over all edges, 64 at a time: a node for each edge, in order.
class SourceWindows {
 public:
  /// `borders` are `Nodes::first_edges`, which ascend.
  explicit SourceWindows(std::span<const std::uint32_t> borders) : borders_(borders) {}

  /// Of the edges [first, first + count), count <= 64. REQUIRES: edges behind those asked for
  /// before.
  [[nodiscard]] const std::uint32_t* next(std::size_t first, std::size_t count) {
    const std::size_t last = first + count;
    while (borders_[node_ + 1] < first) ++node_;
    // Most nodes have no edges or a few, which of the two cannot be guessed. So each is written a
    // fixed number of times, and the next one over what is too much.
    for (std::size_t at = first;; at = borders_[++node_]) {
      std::uint32_t* const to = window_.data() + (at - first);
      const auto node = static_cast<std::uint32_t>(node_);
      for (std::size_t i = 0; i < usual_edges; ++i) to[i] = node;
      const std::size_t end = std::min<std::size_t>(borders_[node_ + 1], last);
      for (std::size_t i = usual_edges; at + i < end; ++i) to[i] = node;
      if (end == last) return window_.data();
    }
  }

 private:
  static constexpr std::size_t usual_edges = 8;

  std::span<const std::uint32_t> borders_;
  std::size_t node_ = 0;
  std::array<std::uint32_t, 64 + usual_edges> window_;
};

}  // namespace heapdiff::graph
