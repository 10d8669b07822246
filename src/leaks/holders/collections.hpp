#pragma once

#include "graph/heap.hpp"
#include "heapdiff/suspect.hpp"

namespace heapdiff::leaks {

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
