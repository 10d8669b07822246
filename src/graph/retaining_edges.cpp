#include "graph/retaining_edges.hpp"

#include <vector>

namespace heapdiff::graph {
namespace {

bool is_document_trees(const Heap& heap, NodeIndex node) {
  return heap.nodes.types[node] == NodeType::synthetic &&
         heap.name_word(node) == Word::document_dom_trees;
}

/// DevTools' `markPageOwnedNodes`.
base::IndexedColumn<NodeIndex, std::uint8_t> mark_page(const Heap& heap) {
  base::IndexedColumn<NodeIndex, std::uint8_t> is_in_page(heap.nodes.size());
  std::vector<NodeIndex> pending;
  const auto mark = [&](NodeIndex node) {
    if (is_in_page[node] != 0) return;
    is_in_page[node] = 1;
    pending.push_back(node);
  };
  for (const EdgeIndex edge : heap.nodes.edges_of(heap.root)) {
    const NodeIndex child = heap.edges.target(edge);
    const EdgeType type = heap.edges.type(edge);
    const bool is_seed =
        type == EdgeType::shortcut || (type == EdgeType::element && is_document_trees(heap, child));
    if (is_seed) mark(child);
  }
  while (!pending.empty()) {
    const NodeIndex node = pending.back();
    pending.pop_back();
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      if (heap.edges.type(edge) != EdgeType::weak) mark(heap.edges.target(edge));
    }
  }
  return is_in_page;
}

}  // namespace

bool is_user_root(const Heap& heap, NodeIndex child) {
  return heap.nodes.types[child] != NodeType::synthetic || is_document_trees(heap, child);
}

RetainingEdges::RetainingEdges(const Heap& heap)
    : bits_((std::size_t{heap.edges.size()} + 63) / 64, 0) {
  const auto is_in_page = mark_page(heap);
  for (const NodeIndex source : heap.nodes.all()) {
    for (const EdgeIndex edge : heap.nodes.edges_of(source)) {
      const EdgeType type = heap.edges.type(edge);
      const NodeIndex target = heap.edges.target(edge);
      if (type == EdgeType::weak || source == target) continue;
      if (type == EdgeType::internal && heap.edge_word(edge) == Word::weak_map_pair) {
        const auto pair = read_weak_map_pair(heap.string(heap.edges.name(edge)));
        if (pair && pair->table_id == heap.nodes.ids[source]) continue;
      }
      if (source != heap.root) {
        if (type == EdgeType::shortcut) continue;
        if (is_in_page[target] != 0 && is_in_page[source] == 0) continue;
      }
      bits_[edge.value / 64] |= std::uint64_t{1} << (edge.value % 64);
    }
  }
}

void RetainingEdges::let_go(const Heap& heap, NodeIndex source) {
  for (const EdgeIndex edge : heap.nodes.edges_of(source)) {
    bits_[edge.value / 64] &= ~(std::uint64_t{1} << (edge.value % 64));
  }
}

}  // namespace heapdiff::graph
