#include "leaks/lookup.hpp"

#include <algorithm>
#include <charconv>

#include "graph/values.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;

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

std::string edge_text(const Heap& heap, EdgeIndex edge) { return graph::shown_name(heap, edge); }

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
  return heap.nodes.types[source] == NodeType::array &&
         heap.edge_word(edge) == graph::Word::weak_map_pair;
}

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
