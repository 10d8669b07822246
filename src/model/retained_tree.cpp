#include "model/retained_tree.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace heapdiff::model {

RetainedTree::Own& TreeGrower::own(Side side, std::uint32_t node) {
  if (owns_.size() < merger_.size()) owns_.resize(merger_.size());
  return side == Side::before ? owns_[node].before : owns_[node].after;
}

std::vector<std::uint32_t> TreeGrower::add(Side side, const base::Column<std::uint32_t>& ends,
                                           const base::SizeColumn& self_sizes,
                                           const base::Column<ClassIndex>& classes,
                                           std::span<const std::uint32_t> row_of,
                                           std::span<const std::uint32_t> wanted) {
  OpenRows open(row_count_);
  std::vector<std::uint32_t> found;
  found.reserve(wanted.size());
  std::uint32_t node = PathMerger::top;
  for (std::uint32_t i = 0; i < ends.size(); ++i) {
    const std::uint64_t self_size = self_sizes[i];
    if (self_size != 0) {
      node = open.enter(i, ends[i], row_of[classes[i].value], merger_);
      RetainedTree::Own& of = own(side, node);
      ++of.count;
      of.size += Bytes{self_size};
    }
    // What has no size is where its owner is, which precedes it.
    if (found.size() < wanted.size() && wanted[found.size()] == i) found.push_back(node);
  }
  return found;
}

void TreeGrower::add(Side side, const ClassTree& tree, std::span<const std::uint32_t> row_of) {
  has_counts_ = false;
  OpenRows open(row_count_);
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    const ClassTree::Node& from = tree.nodes[i];
    const std::uint32_t node = open.enter(i, from.end, row_of[from.of.value], merger_);
    own(side, node).size += Bytes{from.bytes};
  }
}

TreeGrower::Grown TreeGrower::finish() && {
  const std::uint32_t count = merger_.size();
  owns_.resize(count);
  std::vector<RetainedTree::Cell> cells(count);
  // Children are numbered after their parents.
  for (std::uint32_t node = count; node-- > 0;) {
    RetainedTree::Cell& cell = cells[node];
    cell.row = merger_.label(node);
    cell.own_before = owns_[node].before;
    cell.own_after = owns_[node].after;
    cell.before += cell.own_before.size;
    cell.after += cell.own_after.size;
    const std::int64_t delta = cell.own_delta().value;
    (delta < 0 ? cell.lost : cell.gained) +=
        Bytes{static_cast<std::uint64_t>(delta < 0 ? -delta : delta)};
    if (merger_.parent(node) == PathMerger::top) continue;
    RetainedTree::Cell& parent = cells[merger_.parent(node)];
    parent.before += cell.before;
    parent.after += cell.after;
    parent.gained += cell.gained;
    parent.lost += cell.lost;
  }
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  const auto rank = [&](std::uint32_t node) {
    const RetainedTree::Cell& cell = cells[node];
    return std::tuple(~(cell.gained.value + cell.lost.value), ~cell.gained.value, cell.row);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return rank(a) < rank(b); });
  const std::vector<PathMerger::Placed> placed = merger_.in_preorder(order);
  Grown grown;
  grown.tree.has_counts = has_counts_;
  grown.tree.cells.resize(count);
  grown.cell_of.resize(count);
  for (std::uint32_t node = 0; node < count; ++node) {
    cells[node].end = placed[node].end;
    grown.tree.cells[placed[node].place] = cells[node];
    grown.cell_of[node] = placed[node].place;
  }
  return grown;
}

}  // namespace heapdiff::model
