#pragma once

#include "graph/heap.hpp"
#include "heapdiff/summary.hpp"

namespace heapdiff::analysis {

/// DevTools' statistics (`calculateStatistics`), after sizes were folded. O(nodes + edges).
[[nodiscard]] Statistics measure_statistics(const graph::Heap& heap);

}  // namespace heapdiff::analysis
