#include "graph/properties.hpp"

#include <charconv>

#include "graph/values.hpp"

namespace heapdiff::graph {

std::string edge_text(const Heap& heap, EdgeIndex edge) { return shown_name(heap, edge); }

std::optional<NodeIndex> child(const Heap& heap, NodeIndex node, EdgeType type,
                               std::string_view name) {
  for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
    if (heap.edges.type(edge) == type && heap.string(heap.edges.name(edge)) == name) {
      return heap.edges.target(edge);
    }
  }
  return std::nullopt;
}

std::optional<NodeIndex> property(const Heap& heap, NodeIndex node, std::string_view name) {
  return child(heap, node, EdgeType::property, name);
}

std::optional<NodeIndex> internal(const Heap& heap, NodeIndex node, std::string_view name) {
  return child(heap, node, EdgeType::internal, name);
}

std::optional<std::uint32_t> slot_number(const Heap& heap, EdgeIndex edge) {
  const EdgeType type = heap.edges.type(edge);
  if (type == EdgeType::hidden || type == EdgeType::element) return heap.edges.name(edge);
  if (type != EdgeType::internal) return std::nullopt;
  const std::string_view name = heap.string(heap.edges.name(edge));
  std::uint32_t slot = 0;
  const auto [end, status] = std::from_chars(name.data(), name.data() + name.size(), slot);
  if (status != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return slot;
}

bool is_weak_map_value(const Heap& heap, NodeIndex source, EdgeIndex edge) {
  return heap.nodes.types[source] == NodeType::array && heap.edge_word(edge) == Word::weak_map_pair;
}

}  // namespace heapdiff::graph
