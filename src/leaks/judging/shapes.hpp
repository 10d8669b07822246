#pragma once

#include "heapdiff/suspect.hpp"
#include "leaks/holders/collections.hpp"
#include "leaks/judging/evidence.hpp"

namespace heapdiff::leaks {

/// What decides a suspect's shape, all in one place.
struct ShapeFacts {
  const Accumulation& found;
  const Evidence& evidence;
  Collection holder = Collection::none;
  bool is_timer = false;         ///< items are timers, or records of them
  bool is_listener = false;      ///< held by an emitter's list
  bool is_dom_listener = false;  ///< held by a browser's list of listeners
  bool is_promise = false;       ///< items are reactions, suspended calls, or promises that wait
  bool is_reaction = false;      ///< of those: reactions, with no suspended call behind them
  bool is_suspended = false;     ///< of those: most have a suspended call behind them
  bool is_handled = false;       ///< no holder has a name, and native records keep them
  bool is_module = false;        ///< items are modules
  bool is_registration = false;  ///< items are cells of a FinalizationRegistry
  bool is_detached = false;      ///< items are, or consist of, detached nodes
  bool is_global = false;        ///< the holder is a property of the global object
  bool is_callback = false;      ///< items are functions that other code than theirs keeps
  bool is_unused = false;        ///< the payload is a variable that the item's code does not use
};

/// The shape if only the holder is known.
[[nodiscard]] LeakShape shape_of_collection(Collection holder);
[[nodiscard]] LeakShape shape_of(const ShapeFacts& facts);

}  // namespace heapdiff::leaks
