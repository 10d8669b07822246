#pragma once

#include "heapdiff/suspect.hpp"
#include "leaks/evidence.hpp"
#include "leaks/lookup.hpp"

namespace heapdiff::leaks {

/// What decides a suspect's shape, all in one place.
struct ShapeFacts {
  const Accumulation& found;
  const Evidence& evidence;
  Collection holder = Collection::none;
  bool is_timer = false;           ///< items are timers, or records of them
  bool is_listener = false;        ///< held by an emitter's list
  bool is_dom_listener = false;    ///< held by a native list of listeners
  bool is_promise = false;         ///< items are promises, reactions, suspended calls
  bool is_detached = false;        ///< items are, or consist of, detached nodes
  bool is_accidental_global = false;
  bool is_unused_variable = false; ///< the payload is a variable that the item's code does not use
};

[[nodiscard]] LeakShape shape_of(const ShapeFacts& facts);

}  // namespace heapdiff::leaks
