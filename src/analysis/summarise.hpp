#pragma once

#include "analysis/reduce.hpp"
#include "heapdiff/summary.hpp"

namespace heapdiff::analysis {

/// The order of classes in a report of one snapshot: total, so output never depends on chance.
[[nodiscard]] bool comes_first(const ClassSummary& a, const ClassSummary& b);

/// DevTools' Summary view and statistics of one snapshot. O(nodes + edges).
[[nodiscard]] Summary summarise(const Analysis& analysed, const Watch& watch = {});

/// The same where distances, and the places of nodes in the preorder, are known already.
[[nodiscard]] Summary summarise(const Analysis& analysed,
                                const base::IndexedColumn<NodeIndex, std::int32_t>& distances,
                                const base::IndexedColumn<NodeIndex, std::uint32_t>& positions,
                                const Watch& watch = {});

/// The same for a heap that is needed for nothing else: each column is freed after its last reader.
/// With one thread one thing is done after the other, which takes less memory.
[[nodiscard]] Summary summarise(graph::Heap heap, unsigned threads, const Watch& watch = {});

}  // namespace heapdiff::analysis
