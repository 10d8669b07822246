#include "model/retained_tree.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace heapdiff::model {

CountedTree count_by_class(const base::Column<std::uint32_t>& ends,
                           const base::SizeColumn& self_sizes,
                           const base::Column<ClassIndex>& classes, std::size_t class_count,
                           std::span<const std::uint32_t> wanted) {
  PathMerger merger;
  OpenRows open(class_count);
  struct Sum {
    std::uint64_t count = 0, bytes = 0;
  };
  std::vector<Sum> sums;
  CountedTree counted;
  std::uint32_t node = 0;
  for (std::uint32_t i = 0; i < ends.size(); ++i) {
    if (const std::uint64_t self_size = self_sizes[i]; self_size != 0) {
      node = open.enter(i, ends[i], classes[i].value, merger);
      if (node >= sums.size()) sums.resize(merger.size());
      ++sums[node].count;
      sums[node].bytes += self_size;
    }
    // What has no size is taken to be where the object before it is: its owner, as a rule.
    std::vector<std::uint32_t>& found = counted.of_wanted;
    if (found.size() < wanted.size() && wanted[found.size()] == i) found.push_back(node);
  }
  const std::vector<PathMerger::Placed> placed = merger.in_preorder(merger.by_label());
  counted.tree.nodes.resize(merger.size());
  counted.counts.resize(merger.size());
  for (std::uint32_t i = 0; i < merger.size(); ++i) {
    counted.tree.nodes[placed[i].place] = {ClassIndex(merger.label(i)), placed[i].end,
                                           sums[i].bytes};
    counted.counts[placed[i].place] = sums[i].count;
  }
  for (std::uint32_t& of : counted.of_wanted) of = merger.size() == 0 ? 0 : placed[of].place;
  return counted;
}

namespace {

struct OwnOfBoth {
  RetainedTree::Own before, after;
};

/// Returns the merger's node of each of the side's nodes.
std::vector<std::uint32_t> add_side(const SideByClass& side, std::size_t row_count,
                                    RetainedTree::Own OwnOfBoth::*member, PathMerger& merger,
                                    std::vector<OwnOfBoth>& owns) {
  OpenRows open(row_count);
  std::vector<std::uint32_t> node_of;
  for (std::uint32_t i = 0; i < side.tree.nodes.size(); ++i) {
    const ClassTree::Node& from = side.tree.nodes[i];
    const std::uint32_t node = open.enter(i, from.end, side.row_of[from.of.value], merger);
    if (node >= owns.size()) owns.resize(merger.size());
    RetainedTree::Own& own = owns[node].*member;
    own.size += Bytes{from.bytes};
    own.count += side.counts.empty() ? 0 : side.counts[i];
    node_of.push_back(node);
  }
  return node_of;
}

}  // namespace

GrownTree grow_tree(const SideByClass& before, const SideByClass& after, std::size_t row_count) {
  PathMerger merger;
  std::vector<OwnOfBoth> owns;
  add_side(before, row_count, &OwnOfBoth::before, merger, owns);
  GrownTree grown;
  grown.cell_of = add_side(after, row_count, &OwnOfBoth::after, merger, owns);
  const std::uint32_t count = merger.size();
  std::vector<RetainedTree::Cell> cells(count);
  // Children are numbered after their parents.
  for (std::uint32_t node = count; node-- > 0;) {
    RetainedTree::Cell& cell = cells[node];
    cell.row = merger.label(node);
    cell.own_before = owns[node].before;
    cell.own_after = owns[node].after;
    cell.before += cell.own_before.size;
    cell.after += cell.own_after.size;
    const std::int64_t delta = cell.own_delta().value;
    (delta < 0 ? cell.lost : cell.gained) +=
        Bytes{static_cast<std::uint64_t>(delta < 0 ? -delta : delta)};
    if (merger.parent(node) == PathMerger::top) continue;
    RetainedTree::Cell& parent = cells[merger.parent(node)];
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
  const std::vector<PathMerger::Placed> placed = merger.in_preorder(order);
  const auto has_counts = [](const SideByClass& side) {
    return !side.counts.empty() || side.tree.nodes.empty();
  };
  grown.tree.has_counts = has_counts(before) && has_counts(after);
  grown.tree.cells.resize(count);
  for (std::uint32_t node = 0; node < count; ++node) {
    cells[node].end = placed[node].end;
    grown.tree.cells[placed[node].place] = cells[node];
  }
  for (std::uint32_t& cell : grown.cell_of) cell = placed[cell].place;
  return grown;
}

}  // namespace heapdiff::model
