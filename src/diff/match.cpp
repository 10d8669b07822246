#include "diff/match.hpp"

#include <limits>

#include "base/radix_sort.hpp"

namespace heapdiff::diff {
namespace {

/// Objects that have a size, ascending by id: id in the upper half, position in the lower.
base::Column<std::uint64_t> sort_by_id(const model::Reduced& side) {
  base::Column<std::uint64_t> keys;
  keys.reserve(side.size());
  for (std::uint32_t position = 0; position < side.size(); ++position) {
    if (side.self_sizes[position] == 0) continue;
    keys.push_back(std::uint64_t{side.ids[position]} << 32 | position);
  }
  base::sort_by_high_half(keys);
  return keys;
}

/// One side on its way through the merge.
struct Cursor {
  const model::Reduced& side;
  std::span<const std::uint32_t> row_of;
  base::Column<std::uint64_t> keys;
  std::size_t next = 0;

  [[nodiscard]] std::uint64_t id() const {
    return next < keys.size() ? keys[next] >> 32 : std::numeric_limits<std::uint64_t>::max();
  }
  [[nodiscard]] std::uint32_t position() const { return static_cast<std::uint32_t>(keys[next]); }
  [[nodiscard]] std::uint32_t row() const { return row_of[side.classes[position()].value]; }
  [[nodiscard]] Bytes size() const { return {side.self_sizes[position()]}; }
  [[nodiscard]] bool is_done() const { return next == keys.size(); }
};

}  // namespace

Matches match_by_id(const model::Reduced& before_side, std::span<const std::uint32_t> row_of_before,
                    const model::Reduced& after_side, std::span<const std::uint32_t> row_of_after,
                    std::size_t row_count) {
  Matches matches{std::vector<ClassChange>(row_count),
                  base::Column<std::uint8_t>(after_side.size())};
  Cursor before{before_side, row_of_before, sort_by_id(before_side)};
  Cursor after{after_side, row_of_after, sort_by_id(after_side)};

  while (!before.is_done() || !after.is_done()) {
    const std::uint64_t id_before = before.id();
    const std::uint64_t id_after = after.id();
    const bool is_same = id_before == id_after && before.row() == after.row();
    if (is_same) {
      matches.rows[after.row()].resized += after.size() - before.size();
    } else {
      if (id_before <= id_after) {
        ClassChange& row = matches.rows[before.row()];
        ++row.deleted;
        row.freed += before.size();
      }
      if (id_after <= id_before) {
        ClassChange& row = matches.rows[after.row()];
        ++row.added;
        row.allocated += after.size();
        matches.is_new[after.position()] = 1;
      }
    }
    if (id_before <= id_after) ++before.next;
    if (id_after <= id_before) ++after.next;
  }
  return matches;
}

}  // namespace heapdiff::diff
