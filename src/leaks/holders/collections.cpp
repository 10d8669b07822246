#include "leaks/holders/collections.hpp"

#include <algorithm>

#include "graph/properties.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::internal;
using graph::property;

constexpr std::size_t prototypes_max = 8;
constexpr std::uint32_t dictionary_min = 16;

/// Map and Set by the methods on their prototypes: a Map's has `set`, a Set's `add`.
Collection kind_of_table(const Heap& heap, NodeIndex node) {
  NodeIndex at = node;
  for (std::size_t i = 0; i < prototypes_max; ++i) {
    const auto prototype = property(heap, at, "__proto__");
    if (!prototype) break;
    if (property(heap, *prototype, "clear")) {
      if (property(heap, *prototype, "add")) return Collection::set;
      if (property(heap, *prototype, "set")) return Collection::map;
    }
    at = *prototype;
  }
  return heap.raw_name(node).find("Set") != std::string_view::npos ? Collection::set
                                                                   : Collection::map;
}

bool has_many_properties(const Heap& heap, NodeIndex node) {
  std::uint32_t count = 0;
  for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
    const EdgeType type = heap.edges.type(edge);
    if (type == EdgeType::property || type == EdgeType::element) ++count;
    if (count > dictionary_min) return true;
  }
  return false;
}

}  // namespace

Collection collection_kind(const Heap& heap, NodeIndex node) {
  if (heap.nodes.types[node] == NodeType::closure) {
    return has_many_properties(heap, node) ? Collection::function : Collection::none;
  }
  if (heap.nodes.types[node] != NodeType::object) return Collection::none;
  const std::string_view name = heap.raw_name(node);
  if (name == "Array") return Collection::array;
  if (internal(heap, node, "table")) {
    return name.starts_with("Weak") ? Collection::weak_map : kind_of_table(heap, node);
  }
  // A Map of Hermes' has its entries in an object of the engine's.
  const auto storage = heap.producer.is_hermes ? internal(heap, node, "storage") : std::nullopt;
  if (storage && heap.is_engine_object(*storage)) {
    return name.starts_with("Weak") ? Collection::weak_map : kind_of_table(heap, node);
  }
  if (internal(heap, node, "backing_store") || internal(heap, node, "buffer")) {
    return Collection::buffer;
  }
  // A subclass of Array has elements, and `length` on its way up.
  if (internal(heap, node, "elements") && name.find("Array") != std::string_view::npos) {
    return Collection::array;
  }
  return has_many_properties(heap, node) ? Collection::dictionary : Collection::none;
}

HolderKind kind_of(Collection collection) {
  switch (collection) {
    case Collection::map:
      return HolderKind::map;
    case Collection::set:
      return HolderKind::set;
    case Collection::weak_map:
      return HolderKind::weak_map;
    case Collection::array:
      return HolderKind::array;
    case Collection::dictionary:
      return HolderKind::plain_object;
    case Collection::function:
      return HolderKind::function;
    case Collection::buffer:
      return HolderKind::buffer;
    case Collection::none:
      break;
  }
  return HolderKind::object;
}

}  // namespace heapdiff::leaks
