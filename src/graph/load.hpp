#pragma once

#include <string>

#include "base/watch.hpp"
#include "graph/heap.hpp"
#include "input/source.hpp"

namespace heapdiff::graph {

/// Source → columns → heap. Errors: see `parse::parse_snapshot`.
[[nodiscard]] Result<Heap> load_heap(input::Source& source, unsigned threads = 1);

/// The same for a path, or "-" for standard input. Errors: those, and see `input::open_source`.
[[nodiscard]] Result<Heap> load_heap(const std::string& path, unsigned threads = 1,
                                     const base::Watch& watch = {});

}  // namespace heapdiff::graph
