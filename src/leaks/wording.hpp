#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "leaks/accumulation.hpp"
#include "leaks/holders.hpp"

namespace heapdiff::leaks {

/// A holder's name as a developer would write it.
struct HolderWords {
  std::string name;   ///< "service.cache", "sockets[]", "rooms.get(…).log"
  std::string event;  ///< of an emitter, whose list of listeners the holder is
  /// Is the holder an emitter's table of events, each with a listener of its own?
  bool is_event_table = false;
  /// Is it an entry of a collection, one of many alike perhaps?
  bool is_entry = false;
};

/// Empty where the way leads to no name.
[[nodiscard]] HolderWords word_holder(const graph::Heap& heap, const NamedWay& way);

/// Can it stand behind a dot? Else it is a key, and written ["so"]. Symbols have no other form.
[[nodiscard]] bool is_property_name(std::string_view name);

/// "rooms.get(…).log" → "rooms": the collection whose entries the names are.
[[nodiscard]] std::string collection_of_entries(const std::string& name);
/// With every key and index in it left out, so that names of entries of one collection are equal.
[[nodiscard]] std::string without_keys(const std::string& name);

/// The slot of a scope, or the property of an object, through which an accumulation hangs on it;
/// nothing where several do.
struct Slot {
  std::string name;
  EdgeIndex edge;
};
[[nodiscard]] std::optional<Slot> slot_towards(const graph::Heap& heap, const HolderNames& names,
                                               NodeIndex holder, const Accumulation& found);

}  // namespace heapdiff::leaks
