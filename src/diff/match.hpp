#pragma once

#include <span>
#include <vector>

#include "base/bits.hpp"
#include "base/column.hpp"
#include "heapdiff/diff.hpp"
#include "model/side.hpp"

namespace heapdiff::diff {

inline constexpr std::uint32_t nobody = 0xFFFFFFFF;

/// The objects that both sides have. Empty where objects cannot be followed.
struct Pairs {
  /// By position of the after side: the position of its partner before, or `nobody`.
  base::Column<std::uint32_t> partners;
  base::Bits survivors;  ///< by position of the before side: has it a partner?

  [[nodiscard]] bool empty() const { return partners.empty(); }
};

/// Pairs objects with the same id. Objects without a size of their own (stores, folded into their
/// owners) count, too. O(nodes); 4 bytes a node, and while it pairs 4 bytes for every other id.
/// REQUIRES: no id twice on one side.
[[nodiscard]] Pairs pair_by_id(const model::Reduction& before, const model::Reduction& after,
                               unsigned threads);

/// How objects that only one side has are numbered. O(nodes).
[[nodiscard]] Lineage::Order find_order(const model::Reduction& before,
                                        const model::Reduction& after, const Pairs& pairs,
                                        unsigned threads);

/// What matching by id finds out.
struct Matches {
  std::vector<ClassChange> rows;      ///< added, deleted, allocated, freed, resized
  base::Column<std::uint8_t> is_new;  ///< by position of the after side: counts as added
};

/// An object is the same where id and row agree and it has a size on both sides; what changed its
/// class was deleted from one row and added to another, as in DevTools.
[[nodiscard]] Matches match_by_id(const model::Reduction& before,
                                  std::span<const std::uint32_t> row_of_before,
                                  const model::Reduction& after,
                                  std::span<const std::uint32_t> row_of_after,
                                  std::size_t row_count,
                                  const base::Column<std::uint32_t>& partners);

}  // namespace heapdiff::diff
