#include "graph/retaining_edges.hpp"

#include <vector>

#include "base/parallel.hpp"
#include "graph/edge_sources.hpp"

namespace heapdiff::graph {
namespace {

bool is_document_trees(const Heap& heap, NodeIndex node) {
  return heap.nodes.types[node] == NodeType::synthetic &&
         heap.name_word(node) == Word::document_dom_trees;
}

/// DevTools' `markPageOwnedNodes`. In the file's order as far as that goes: what a node leads to
/// mostly stands behind it, and comes when the walk gets there.
base::IndexedBits<NodeIndex> mark_page(const Heap& heap) {
  base::IndexedBits<NodeIndex> is_in_page(heap.nodes.size());
  for (const EdgeIndex edge : heap.nodes.edges_of(heap.root)) {
    const NodeIndex child = heap.edges.target(edge);
    const EdgeType type = heap.edges.type(edge);
    const bool is_seed =
        type == EdgeType::shortcut || (type == EdgeType::element && is_document_trees(heap, child));
    if (is_seed) is_in_page.set(child);
  }
  std::vector<NodeIndex> behind;  // the walk has passed them
  for (const NodeIndex at : heap.nodes.all()) {
    if (!is_in_page[at]) continue;
    for (NodeIndex node = at;;) {
      for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
        const NodeIndex target = heap.edges.target(edge);
        if (is_in_page[target] || heap.edges.type(edge) == EdgeType::weak) continue;
        is_in_page.set(target);
        if (target < at) behind.push_back(target);
      }
      if (behind.empty()) break;
      node = behind.back();
      behind.pop_back();
    }
  }
  return is_in_page;
}

constexpr std::uint32_t bit_of(EdgeType type) {
  return std::uint32_t{1} << static_cast<unsigned>(type);
}

/// Is it the table's edge to the value of a WeakMap entry, rather than the key's?
bool is_from_table(const Heap& heap, NodeIndex source, EdgeIndex edge) {
  if (heap.edge_word(edge) != Word::weak_map_pair) return false;
  const auto pair = read_weak_map_pair(heap.string(heap.edges.name(edge)));
  return pair && pair->table_id == heap.nodes.ids[source];
}

}  // namespace

bool is_user_root(const Heap& heap, NodeIndex child) {
  return heap.nodes.types[child] != NodeType::synthetic || is_document_trees(heap, child);
}

RetainingEdges::RetainingEdges(const Heap& heap, unsigned threads) : retains_(heap.edges.size()) {
  const Edges& edges = heap.edges;
  constexpr std::uint32_t by_type = ~(bit_of(EdgeType::weak) | bit_of(EdgeType::shortcut));
  const auto is_in_page = mark_page(heap);
  const auto pairs = heap.vocabulary.range_of(Word::weak_map_pair);
  base::in_halves(threads, edges.size(), [&](std::size_t begin, std::size_t end) {
    SourceWindows sources({heap.nodes.first_edges.data(), heap.nodes.first_edges.size()});
    base::NarrowColumn::Window window;
    retains_.fill_words(begin, end, [&](std::size_t first, std::size_t count) {
      const std::uint32_t* const targets = edges.targets.window(first, count, window);
      const std::uint32_t* const from = sources.next(first, count);
      const std::uint64_t to_page = is_in_page.are_set(targets, count);
      const std::uint64_t into_page =
          to_page == 0 ? 0 : to_page & ~is_in_page.are_set_ascending(from, count);
      std::uint64_t retains = edges.labels.have_types(first, count, by_type) & ~into_page &
                              ~base::mask_of_equal(from, targets, count);
      if (!pairs) return retains;
      const std::uint64_t are_of_pairs =
          edges.labels.have_names(first, count, EdgeType::internal, pairs->first, pairs->second);
      base::for_each_bit(retains & are_of_pairs, [&](unsigned i) {
        if (is_from_table(heap, NodeIndex(from[i]), EdgeIndex(first + i))) {
          retains &= ~(std::uint64_t{1} << i);
        }
      });
      return retains;
    });
  });
  // The root holds the page, and what its shortcuts lead to.
  for (const EdgeIndex edge : heap.nodes.edges_of(heap.root)) {
    if (edges.type(edge) != EdgeType::weak && edges.target(edge) != heap.root) retains_.set(edge);
  }
}

void RetainingEdges::let_go(const Heap& heap, NodeIndex source) {
  for (const EdgeIndex edge : heap.nodes.edges_of(source)) {
    retains_.clear(edge);
  }
}

}  // namespace heapdiff::graph
