#pragma once

#include <cstdint>
#include <span>

#include "diff/chains.hpp"
#include "leaks/growth/accumulation.hpp"
#include "model/row_index.hpp"

namespace heapdiff::leaks {

/// A collection whose store has grown holds something new that others hold as well, such as texts
/// that the engine keeps once each: the dominator tree does not show them below it.
void adopt_members(const graph::Heap& heap, const diff::ComparedNodes& nodes,
                   std::span<const model::RowIndex::Row> rows,
                   std::span<const std::int64_t> net_by_row, Accumulation& found);

}  // namespace heapdiff::leaks
