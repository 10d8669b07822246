#include "model/class_tree.hpp"

#include "model/path_merger.hpp"

namespace heapdiff::model {

ClassTree merge_by_class(const base::Column<std::uint32_t>& ends,
                         const base::SizeColumn& self_sizes,
                         const base::Column<ClassIndex>& classes, std::size_t class_count) {
  ClassTree tree;
  tree.totals.resize(class_count);
  PathMerger merger;
  OpenRows open(class_count);
  std::vector<std::uint64_t> bytes;
  for (std::uint32_t i = 0; i < ends.size(); ++i) {
    const std::uint64_t self_size = self_sizes[i];
    if (self_size == 0) continue;
    const ClassIndex of = classes[i];
    ++tree.totals[of.value].count;
    tree.totals[of.value].bytes += self_size;
    const std::uint32_t node = open.enter(i, ends[i], of.value, merger);
    bytes.resize(merger.size(), 0);
    bytes[node] += self_size;
  }
  const std::vector<PathMerger::Placed> placed = merger.in_preorder(merger.by_label());
  tree.nodes.resize(merger.size());
  for (std::uint32_t node = 0; node < merger.size(); ++node) {
    tree.nodes[placed[node].place] = {ClassIndex(merger.label(node)), placed[node].end,
                                      bytes[node]};
  }
  return tree;
}

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
