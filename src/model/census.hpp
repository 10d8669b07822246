#pragma once

#include <span>
#include <vector>

#include "base/column.hpp"
#include "base/size_column.hpp"
#include "heapdiff/diff.hpp"
#include "heapdiff/index.hpp"

namespace heapdiff::model {

/// Counts, shallow and retained sizes per row, where `row_of` has the row of each class.
///
/// An instance adds its retained size unless another instance of the same row dominates it
/// (DevTools, `calculateClassesRetainedSize`): in preorder a row is "open" until the end of the
/// last subtree that was added. Objects of size 0 neither count nor open. O(nodes).
[[nodiscard]] std::vector<heapdiff::Population> count_rows(const base::Column<std::uint32_t>& ends,
                                                           const base::SizeColumn& self_sizes,
                                                           const base::Column<ClassIndex>& classes,
                                                           std::span<const std::uint32_t> row_of,
                                                           std::size_t row_count);

}  // namespace heapdiff::model
