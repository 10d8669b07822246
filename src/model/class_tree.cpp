#include "model/class_tree.hpp"

namespace heapdiff::model {

std::vector<heapdiff::Population> count_rows(const ClassTree& tree,
                                             std::span<const std::uint32_t> row_of,
                                             std::size_t row_count) {
  std::vector<heapdiff::Population> rows(row_count);
  for (std::size_t i = 0; i < tree.totals.size(); ++i) {
    heapdiff::Population& row = rows[row_of[i]];
    row.count += tree.totals[i].count;
    row.size += Bytes{tree.totals[i].bytes};
  }
  const std::size_t size = tree.nodes.size();
  std::vector<std::uint64_t> sums(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) sums[i + 1] = sums[i] + tree.nodes[i].bytes;
  std::vector<std::uint32_t> open_until(row_count, 0);
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint32_t row = row_of[tree.nodes[i].of.value];
    if (i < open_until[row]) continue;
    const std::uint32_t end = tree.nodes[i].end;
    rows[row].retained += Bytes{sums[end] - sums[i]};
    open_until[row] = end;
  }
  return rows;
}

}  // namespace heapdiff::model
