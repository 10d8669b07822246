#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "graph/heap.hpp"
#include "heapdiff/suspect.hpp"

namespace heapdiff::leaks {

/// Small questions about single nodes, asked of a few samples: names are compared as texts.

[[nodiscard]] std::string edge_text(const graph::Heap& heap, EdgeIndex edge);
/// The first edge of that type and name.
[[nodiscard]] std::optional<NodeIndex> child(const graph::Heap& heap, NodeIndex node, EdgeType type,
                                             std::string_view name);
[[nodiscard]] std::optional<NodeIndex> property(const graph::Heap& heap, NodeIndex node,
                                                std::string_view name);
[[nodiscard]] std::optional<NodeIndex> internal(const graph::Heap& heap, NodeIndex node,
                                                std::string_view name);
/// Is the edge `internal N` or `hidden N`: a slot?
[[nodiscard]] std::optional<std::uint32_t> slot_number(const graph::Heap& heap, EdgeIndex edge);

/// Is it the edge of a WeakMap's table to the value of an entry, rather than that of the key?
[[nodiscard]] bool is_weak_map_value(const graph::Heap& heap, NodeIndex source, EdgeIndex edge);

/// What an object is to a program, by its graph rather than by its name: a subclass of Map has a
/// Map's table and finds Map's methods on its prototypes.
enum class Collection {
  none,
  map,
  set,
  weak_map,
  array,
  dictionary,  ///< an object with many properties
  function,    ///< a function with many, used as a dictionary
  buffer,      ///< ArrayBuffer and views of it
};
[[nodiscard]] Collection collection_kind(const graph::Heap& heap, NodeIndex node);

/// What a holder of that kind is; an object for none.
[[nodiscard]] HolderKind kind_of(Collection collection);

}  // namespace heapdiff::leaks
