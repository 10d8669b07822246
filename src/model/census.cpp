#include "model/census.hpp"

namespace heapdiff::model {

std::vector<heapdiff::Population> count_rows(const base::Column<std::uint32_t>& ends,
                                             const base::SizeColumn& self_sizes,
                                             const base::Column<ClassIndex>& classes,
                                             std::span<const std::uint32_t> row_of,
                                             std::size_t row_count) {
  std::vector<heapdiff::Population> rows(row_count);
  std::vector<std::uint32_t> open_until(row_count, 0);
  struct Open {
    std::uint32_t end, row;
    std::uint64_t before;  // bytes of all objects in front of it
  };
  std::vector<Open> open;  // one of a row at most
  std::uint64_t sum = 0;
  const auto close = [&] {
    rows[open.back().row].retained += Bytes{sum - open.back().before};
    open.pop_back();
  };
  const auto size = static_cast<std::uint32_t>(ends.size());
  for (std::uint32_t i = 0; i < size; ++i) {
    while (!open.empty() && open.back().end <= i) close();
    const std::uint64_t self_size = self_sizes[i];
    if (self_size == 0) continue;
    const std::uint32_t row = row_of[classes[i].value];
    ++rows[row].count;
    rows[row].size += Bytes{self_size};
    const bool is_within_another = i < open_until[row];
    if (!is_within_another && ends[i] == i + 1) {
      rows[row].retained += Bytes{self_size};
    } else if (!is_within_another) {
      open.push_back({ends[i], row, sum});
      open_until[row] = ends[i];
    }
    sum += self_size;
  }
  while (!open.empty()) close();
  return rows;
}

}  // namespace heapdiff::model
