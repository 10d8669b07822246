#pragma once

#include <cstdint>

namespace heapdiff::model {

/// What a node is to the question of what a program keeps, as opposed to what the engine does for
/// it. One byte a node.
enum class Role : std::uint8_t {
  value,     ///< made by the program
  text,      ///< a string, number or symbol: the engine's own where an engine's node dominates it
  store,     ///< holds what belongs to its owner: elements, properties, a table, a list of timers
  context,   ///< the variables of a scope
  off_heap,  ///< bytes outside the JavaScript heap
  engine,    ///< code, hidden classes, feedback: grows while a program warms up
  owned,     ///< the same, but dominated by an object of the program that came or went: part of it
  spent,     ///< a cell of a FinalizationRegistry whose object is gone: the engine's, with all that
             ///< it dominates, as soon as dominators are known
  boundary,  ///< the root, the engine's roots, the global object: holds everything, explains
             ///< nothing
  last = boundary,
};

}  // namespace heapdiff::model
