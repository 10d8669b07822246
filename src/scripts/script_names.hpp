#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/heap.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/types.hpp"
#include "scripts/original_names.hpp"
#include "scripts/script_origin.hpp"

namespace heapdiff::scripts {

/// The script that a shared function belongs to.
[[nodiscard]] std::optional<NodeIndex> script_of_shared(const graph::Heap& heap, NodeIndex shared);

/// The name of the script that a shared function belongs to; empty if the file does not have it.
/// A view into the heap's strings.
[[nodiscard]] std::string_view script_name_of_shared(const graph::Heap& heap, NodeIndex shared);

/// A script and what the heap calls it.
struct NamedScript {
  std::uint32_t id = 0;
  std::string_view name = {};  ///< empty if it has none
};

/// The scripts that closures come from, in the order of their first closures. Names are views into
/// the heap's strings.
[[nodiscard]] std::vector<NamedScript> name_scripts(const graph::Heap& heap);

/// The scripts that closures come from, by script id: the file has no such table, but a closure's
/// location holds the id, and its internal edges `shared` and `script` lead to a node that carries
/// the name. Where source maps are known, places and names are those of the original sources.
class ScriptNames {
 public:
  explicit ScriptNames(const graph::Heap& heap) : ScriptNames(heap, name_scripts(heap)) {}
  /// Of a part of a heap, where the scripts of the whole heap are known. Views of their names last
  /// as long as this.
  ScriptNames(const graph::Heap& part, const std::vector<NamedScript>& scripts);

  /// The generated script's name, a view into the heap's strings. Empty if no closure reveals it.
  [[nodiscard]] std::string_view operator[](std::uint32_t script_id) const;

  /// The place of a node, counted from 1; nothing where the file has no location for it.
  [[nodiscard]] std::optional<Place> place_of(const graph::Heap& heap, NodeIndex node) const;

  /// A place in a script of the heap; line and column count from 0.
  [[nodiscard]] Place place_in(std::uint32_t script_id, TextPlace place) const;

  /// The same for a script that is known by its name alone.
  [[nodiscard]] Place place_in(std::string_view script, TextPlace place) const;

  /// Of a frame of an allocation's stack, which has the generated script's name and place.
  void map_frame(StackFrame& frame) const;

  /// What developers call a function or a class that is declared at a node's location: the name
  /// that the node has, unless a source map knows a better one.
  [[nodiscard]] std::string name_of(const graph::Heap& heap, NodeIndex node) const;
  [[nodiscard]] std::string name_at(std::uint32_t script_id, TextPlace place,
                                    std::string_view generated) const;

  /// The same for a place that a source map led to.
  [[nodiscard]] std::string name_at(const Place::Generated& place,
                                    std::string_view generated) const;

  /// What developers call a property of an object: of names only private ones are minified, and
  /// those only if the class itself declares them.
  [[nodiscard]] std::string property_name(const graph::Heap& heap, NodeIndex object,
                                          std::string_view generated) const;

  /// Null where no source maps are looked for.
  [[nodiscard]] OriginalNames* originals() const { return originals_.get(); }
  [[nodiscard]] Place place_of_origin(const OriginalNames::Origin& origin) const;

  /// Whose a script of the heap, or an original source, is.
  [[nodiscard]] ScriptOwner owner_of(std::string_view script) const {
    return origin_.owner_of(script);
  }
  /// As people look for it.
  [[nodiscard]] std::string short_name(std::string_view script) const {
    return std::string(origin_.short_name(script));
  }

 private:
  std::unordered_map<std::uint32_t, std::string_view> names_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;  // the first of each name
  ScriptOrigin origin_;
  std::shared_ptr<OriginalNames> originals_;
};

}  // namespace heapdiff::scripts
