#pragma once

#include <span>
#include <vector>

#include "base/column.hpp"
#include "heapdiff/diff.hpp"
#include "model/side.hpp"

namespace heapdiff::diff {

/// What matching by id finds out.
struct Matches {
  std::vector<ClassChange> rows;      ///< added, deleted, allocated, freed, resized
  base::Column<std::uint8_t> is_new;  ///< by position of the after side: counts as added
};

/// An object is the same where id and row agree and it has a size on both sides; what changed its
/// class was deleted from one row and added to another, as in DevTools.
[[nodiscard]] Matches match_by_id(const model::Reduced& before,
                                  std::span<const std::uint32_t> row_of_before,
                                  const model::Reduced& after,
                                  std::span<const std::uint32_t> row_of_after,
                                  std::size_t row_count);

}  // namespace heapdiff::diff
