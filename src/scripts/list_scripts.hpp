#pragma once

#include <vector>

#include "graph/heap.hpp"
#include "source_maps/script_maps.hpp"

namespace heapdiff::scripts {

/// The scripts of which closures live, by id, with what leads to their source maps: V8 keeps a
/// script's `sourceMappingURL` and its `debugId` in fields that snapshots show as nameless edges,
/// and its text, as far as the snapshot has it, may have them as comments. Scripts of a runtime and
/// of the engine are left out.
[[nodiscard]] std::vector<source_maps::Script> list_scripts(const graph::Heap& heap);

}  // namespace heapdiff::scripts
