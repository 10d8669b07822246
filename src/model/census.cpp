#include "model/census.hpp"

namespace heapdiff::model {

std::vector<heapdiff::Population> count_rows(const base::Column<std::uint32_t>& ends,
                                             const base::SizeColumn& self_sizes,
                                             const base::Column<ClassIndex>& classes,
                                             std::span<const std::uint32_t> row_of,
                                             std::size_t row_count) {
  const std::size_t size = ends.size();
  auto sums = base::Column<std::uint64_t>::for_overwrite(size + 1);
  sums[0] = 0;
  for (std::size_t i = 0; i < size; ++i) sums[i + 1] = sums[i] + self_sizes[i];

  std::vector<heapdiff::Population> rows(row_count);
  std::vector<std::uint32_t> open_until(row_count, 0);
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint64_t self_size = sums[i + 1] - sums[i];
    if (self_size == 0) continue;
    const std::uint32_t row = row_of[classes[i].value];
    ++rows[row].count;
    rows[row].size += Bytes{self_size};
    if (i < open_until[row]) continue;
    rows[row].retained += Bytes{sums[ends[i]] - sums[i]};
    open_until[row] = ends[i];
  }
  return rows;
}

}  // namespace heapdiff::model
