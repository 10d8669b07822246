#pragma once

#include <cstdint>
#include <span>

#include "diff/match.hpp"
#include "heapdiff/units.hpp"
#include "model/side.hpp"

namespace heapdiff::leaks {

/// A single snapshot beside the heap as it would be without what has piled up in it, so that what
/// is known of growth serves for one snapshot, too.
struct Baseline {
  /// Sizes, ends, classes and roles of what is left; its table is empty.
  model::Reduction before;
  diff::Pairs pairs;  ///< all but what accumulated are in both
  Bytes kept;         ///< by the program: all but the engine's own
};

/// Objects pile up where 16 or more alike hang below one container, in which none is much larger
/// than the others, where objects of a class hold each other in a list or tree, and where a single
/// object is large by itself. All from 1 % of what the program keeps on, and from
/// `diff::growth_bytes_min` on. `rows` are the rows by class. O(n log n), for n nodes.
[[nodiscard]] Baseline baseline_of(const model::Reduction& side,
                                   std::span<const std::uint32_t> rows, std::size_t row_count);

}  // namespace heapdiff::leaks
