#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>

#include "graph/heap.hpp"
#include "heapdiff/types.hpp"
#include "scripts/script_origin.hpp"

namespace heapdiff::scripts {

/// The script that a shared function belongs to.
[[nodiscard]] std::optional<NodeIndex> script_of_shared(const graph::Heap& heap, NodeIndex shared);

/// The name of the script that a shared function belongs to; empty if the file does not have it.
/// A view into the heap's strings.
[[nodiscard]] std::string_view script_name_of_shared(const graph::Heap& heap, NodeIndex shared);

/// Names of the scripts that closures come from, by script id. The file has no such table: a
/// closure's location holds the id, and its internal edges `shared` and `script` lead to a node
/// that carries the name. Views into the heap's strings.
class ScriptNames {
 public:
  explicit ScriptNames(const graph::Heap& heap);

  /// Empty if no closure reveals it.
  [[nodiscard]] std::string_view operator[](std::uint32_t script_id) const;

  /// The place of a node, counted from 1; nothing where the file has no location for it.
  [[nodiscard]] std::optional<Place> place_of(const graph::Heap& heap, NodeIndex node) const;

  /// A place in a script of the heap, counted from 1.
  [[nodiscard]] Place place_in(std::string_view script, std::uint32_t line,
                               std::uint32_t column) const;

  /// Whose a script of the heap is.
  [[nodiscard]] ScriptOwner owner_of(std::string_view script) const {
    return origin_.owner_of(script);
  }
  /// As people look for it.
  [[nodiscard]] std::string short_name(std::string_view script) const {
    return std::string(origin_.short_name(script));
  }

 private:
  std::unordered_map<std::uint32_t, std::string_view> names_;
  ScriptOrigin origin_;
};

}  // namespace heapdiff::scripts
