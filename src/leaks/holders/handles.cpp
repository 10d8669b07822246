#include "leaks/holders/handles.hpp"

#include "graph/properties.hpp"

namespace heapdiff::leaks {

using graph::Heap;

std::string name_of_handle(const Heap& heap, NodeIndex native) {
  std::string_view name = heap.raw_name(native);
  constexpr std::string_view detached = "Detached ";
  constexpr std::string_view prefix = "Node / ";
  if (name.starts_with(detached)) name.remove_prefix(detached.size());
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return std::string(name);
}

NodeIndex object_of_handle(const Heap& heap, NodeIndex handle) {
  for (const char* name : {"<symbol owner_symbol>", "<symbol owner>"}) {
    const auto owner = graph::property(heap, handle, name);
    if (owner && heap.nodes.types[*owner] == NodeType::object) return *owner;
  }
  for (const EdgeIndex edge : heap.nodes.edges_of(handle)) {
    if (heap.edge_word(edge) != graph::Word::weak_map_pair) continue;
    if (heap.nodes.types[heap.edges.target(edge)] == NodeType::closure) {
      return heap.edges.target(edge);
    }
  }
  return handle;
}

}  // namespace heapdiff::leaks
