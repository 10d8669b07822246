#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "graph/heap.hpp"

namespace heapdiff::graph {

/// Questions about single nodes, for a few samples only: names are compared as texts.

[[nodiscard]] std::string edge_text(const Heap& heap, EdgeIndex edge);
/// The first edge of that type and name.
[[nodiscard]] std::optional<NodeIndex> child(const Heap& heap, NodeIndex node, EdgeType type,
                                             std::string_view name);
[[nodiscard]] std::optional<NodeIndex> property(const Heap& heap, NodeIndex node,
                                                std::string_view name);
[[nodiscard]] std::optional<NodeIndex> internal(const Heap& heap, NodeIndex node,
                                                std::string_view name);
/// Is the edge `internal N` or `hidden N`: a slot?
[[nodiscard]] std::optional<std::uint32_t> slot_number(const Heap& heap, EdgeIndex edge);

/// Is it the edge of a WeakMap's table to the value of an entry, rather than that of the key?
[[nodiscard]] bool is_weak_map_value(const Heap& heap, NodeIndex source, EdgeIndex edge);

}  // namespace heapdiff::graph
