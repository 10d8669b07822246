#pragma once

#include "graph/heap.hpp"

namespace heapdiff::analysis {

/// Gives the size of each backing store and hidden record that exactly one object owns to that
/// object: DevTools' `calculateShallowSizes`, so an array's elements count as the array's. The
/// sum of all sizes stays the same. Does nothing where the root has no user root (a snapshot that
/// shows internals), or where edges are missing. O(nodes + edges) time, 8 bytes a node while it
/// runs.
void fold_shallow_sizes(graph::Heap& heap);

}  // namespace heapdiff::analysis
