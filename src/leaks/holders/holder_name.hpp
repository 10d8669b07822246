#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "leaks/growth/accumulation.hpp"
#include "leaks/holders/name_search.hpp"

namespace heapdiff::leaks {

/// A holder's name as a developer would write it.
struct HolderName {
  Name name;          ///< empty where the way leads to no name
  std::string event;  ///< of an emitter, whose list of listeners the holder is
  /// Is the holder an emitter's table of events, each with a listener of its own?
  bool is_event_table = false;
  /// Is it an entry of a collection, one of many alike perhaps?
  bool is_entry = false;
};
[[nodiscard]] HolderName name_holder(const graph::Heap& heap, const scripts::ScriptNames& scripts,
                                     const NamePath& way);

/// A property as a step of a name: `.log`, or `["a b"]` if it cannot follow a dot.
[[nodiscard]] NameStep property_step(const graph::Heap& heap, std::string_view property);

/// rooms.get("a").log → rooms: the collection whose entries the names are.
[[nodiscard]] Name collection_of_entries(Name name);
/// With every key in it left out, so that names of entries of one collection are equal.
[[nodiscard]] Name without_keys(Name name);

/// The slot of a scope, or the property of an object, through which an accumulation hangs on it;
/// nothing where several do.
struct Slot {
  NameStep step;
  EdgeIndex edge;
};
[[nodiscard]] std::optional<Slot> slot_towards(const graph::Heap& heap, const NameSearch& names,
                                               NodeIndex holder, const Accumulation& found);

}  // namespace heapdiff::leaks
