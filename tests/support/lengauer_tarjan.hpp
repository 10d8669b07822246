#pragma once

#include <limits>
#include <vector>

#include "analysis/depth_first.hpp"
#include "base/column.hpp"

namespace heapdiff::test {

/// The same as `analysis::find_dominators` by the algorithm that DevTools uses, as printed: T.
/// Lengauer, R. E. Tarjan: "A Fast Algorithm for Finding Dominators in a Flowgraph", TOPLAS 1
/// (1979), the simple version with path compression, O(m log n). Steps are the paper's; vertices
/// are depth-first numbers (from 0), so `vertex` and the renumbering of semi fall away. COMPRESS
/// keeps its path on a stack of its own instead of recursing. 24 bytes a node beside the result.
[[nodiscard]] inline base::Column<std::uint32_t> find_dominators_lengauer_tarjan(
    const analysis::FlowGraph& graph) {
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  const auto size = static_cast<std::uint32_t>(graph.size());
  base::Column<std::uint32_t> dom(size);
  base::Column<std::uint32_t> semi(size);
  base::Column<std::uint32_t> label(size);
  base::Column<std::uint32_t> ancestor(size, none);
  base::Column<std::uint32_t> bucket(size, none);          // first of each bucket
  base::Column<std::uint32_t> next_in_bucket(size, none);  // a vertex is in one bucket at a time
  std::vector<std::uint32_t> path;
  for (std::uint32_t v = 0; v < size; ++v) semi[v] = label[v] = v;

  const auto compress = [&](std::uint32_t v) {
    for (; ancestor[ancestor[v]] != none; v = ancestor[v]) path.push_back(v);
    while (!path.empty()) {
      v = path.back();
      path.pop_back();
      if (semi[label[ancestor[v]]] < semi[label[v]]) label[v] = label[ancestor[v]];
      ancestor[v] = ancestor[ancestor[v]];
    }
  };
  const auto eval = [&](std::uint32_t v) {
    if (ancestor[v] == none) return v;
    compress(v);
    return label[v];
  };

  std::size_t list = graph.first_other.size() - 1;
  for (std::uint32_t w = size; w-- > 1;) {
    // Step 2: semidominators, bottom up. What comes before w is not linked yet, so that EVAL gives
    // it back.
    const std::uint32_t parent = graph.parents[w];
    semi[w] = parent;
    if (graph.has_others[w]) --list;
    const std::uint32_t end = graph.has_others[w] ? graph.first_other[list + 1] : 0;
    for (std::uint32_t p = graph.first_other[list]; p < end; ++p) {
      const std::uint32_t u = eval(graph.others[p]);
      if (semi[u] < semi[w]) semi[w] = semi[u];
    }
    next_in_bucket[w] = bucket[semi[w]];
    bucket[semi[w]] = w;
    ancestor[w] = parent;  // LINK
    // Step 3: implicitly define immediate dominators.
    std::uint32_t v = bucket[parent];
    bucket[parent] = none;
    while (v != none) {
      const std::uint32_t next = next_in_bucket[v];
      const std::uint32_t u = eval(v);
      dom[v] = semi[u] < semi[v] ? u : parent;
      v = next;
    }
  }
  // Step 4: explicitly define them, top down.
  for (std::uint32_t w = 1; w < size; ++w) {
    if (dom[w] != semi[w]) dom[w] = dom[dom[w]];
  }
  return dom;
}

}  // namespace heapdiff::test
