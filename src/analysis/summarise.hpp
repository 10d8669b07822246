#pragma once

#include "analysis/reduce.hpp"
#include "heapdiff/summary.hpp"

namespace heapdiff::analysis {

/// DevTools' Summary view and statistics of one snapshot. O(nodes + edges).
[[nodiscard]] Summary summarise(const Analysed& analysed, const base::Watch& watch = {});

}  // namespace heapdiff::analysis
