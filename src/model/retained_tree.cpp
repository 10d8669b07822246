#include "model/retained_tree.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace heapdiff::model {

namespace {

/// What is added up at a node.
struct Sums {
  std::uint64_t count = 0, bytes = 0;
  RetainedTree::Own earlier;
};

/// Walks a heap. `add(position, size, sums)` adds what there is of a position whose size is not 0.
template <class Add>
CountedTree count_nodes(const PreorderHeap& heap, bool has_earlier,
                        std::span<const std::uint32_t> wanted, Add&& add) {
  PathMerger merger;
  OpenRows open(heap.class_count);
  std::vector<Sums> sums;
  CountedTree counted;
  counted.tree.totals.resize(heap.class_count);
  std::uint32_t node = 0;
  for (std::uint32_t i = 0; i < heap.ends.size(); ++i) {
    if (const std::uint64_t size = heap.self_sizes[i]; size != 0) {
      ClassTree::Total& total = counted.tree.totals[heap.classes[i].value];
      ++total.count;
      total.bytes += size;
      node = open.enter(i, heap.ends[i], heap.classes[i].value, merger);
      if (node >= sums.size()) sums.resize(merger.size());
      add(i, size, sums[node]);
    }
    // What has no size is taken to be where the object before it is: its owner, as a rule.
    std::vector<std::uint32_t>& found = counted.of_wanted;
    if (found.size() < wanted.size() && wanted[found.size()] == i) found.push_back(node);
  }
  const std::vector<PathMerger::Placed> placed = merger.in_preorder(merger.by_label());
  counted.tree.nodes.resize(merger.size());
  counted.counts.resize(merger.size());
  if (has_earlier) counted.earlier.resize(merger.size());
  for (std::uint32_t i = 0; i < merger.size(); ++i) {
    const std::uint32_t place = placed[i].place;
    counted.tree.nodes[place] = {ClassIndex(merger.label(i)), placed[i].end, sums[i].bytes};
    counted.counts[place] = sums[i].count;
    if (has_earlier) counted.earlier[place] = sums[i].earlier;
  }
  for (std::uint32_t& of : counted.of_wanted) of = merger.size() == 0 ? 0 : placed[of].place;
  return counted;
}

}  // namespace

CountedTree count_by_class(const PreorderHeap& heap, std::span<const std::uint32_t> wanted) {
  return count_nodes(heap, false, wanted, [](std::uint32_t, std::uint64_t size, Sums& sums) {
    ++sums.count;
    sums.bytes += size;
  });
}

CountedPair count_pairs(const PreorderHeap& before, const PreorderHeap& after,
                        const base::Column<std::uint32_t>& partners,
                        std::span<const std::uint32_t> wanted) {
  base::Column<std::uint8_t> is_counted(before.ends.size(), 0);
  CountedPair pair;
  pair.after =
      count_nodes(after, true, wanted, [&](std::uint32_t i, std::uint64_t size, Sums& sums) {
        ++sums.count;
        sums.bytes += size;
        const std::uint32_t partner = partners[i];
        const std::uint64_t earlier = partner < before.ends.size() ? before.self_sizes[partner] : 0;
        if (earlier == 0) return;
        is_counted[partner] = 1;
        ++sums.earlier.count;
        sums.earlier.size += Bytes{earlier};
      });
  pair.before =
      count_nodes(before, false, {}, [&](std::uint32_t i, std::uint64_t size, Sums& sums) {
        if (is_counted[i] != 0) return;
        ++sums.count;
        sums.bytes += size;
      });
  return pair;
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
    if (!side.earlier.empty()) {
      owns[node].before.size += side.earlier[i].size;
      owns[node].before.count += side.earlier[i].count;
    }
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
  std::vector<std::uint32_t> by_place(count);
  for (std::uint32_t node = 0; node < count; ++node) by_place[placed[node].place] = node;
  // What is below a cell that holds nothing holds nothing either. Ends are those of all cells until
  // it is known how many of them stay.
  std::vector<std::uint32_t> stays(count + 1, 0);
  for (std::uint32_t place = 0; place < count; ++place) {
    const RetainedTree::Cell& cell = cells[by_place[place]];
    const bool is_empty = cell.before.value == 0 && cell.after.value == 0;
    stays[place + 1] = stays[place] + (is_empty ? 0 : 1);
    if (is_empty) continue;
    grown.tree.cells.push_back(cell);
    grown.tree.cells.back().end = placed[by_place[place]].end;
  }
  for (RetainedTree::Cell& cell : grown.tree.cells) cell.end = stays[cell.end];
  for (std::uint32_t& cell : grown.cell_of) cell = stays[placed[cell].place];
  return grown;
}

}  // namespace heapdiff::model
