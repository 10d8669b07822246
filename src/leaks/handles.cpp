#include "leaks/handles.hpp"

#include "leaks/lookup.hpp"

namespace heapdiff::leaks {

using graph::Heap;
using graph::Word;

std::optional<NodeIndex> native_handle_of(const Heap& heap, const Retainers& retainers,
                                          NodeIndex object) {
  for (const InEdge& in : retainers.of(object)) {
    if (heap.name_word(in.source) == Word::native_handle) return in.source;
  }
  return std::nullopt;
}

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
    const auto owner = property(heap, handle, name);
    if (owner && heap.nodes.types[*owner] == NodeType::object) return *owner;
  }
  return handle;
}

}  // namespace heapdiff::leaks
