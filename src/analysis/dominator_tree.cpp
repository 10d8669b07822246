#include "analysis/dominator_tree.hpp"

#include <utility>
#include <vector>

#include "analysis/dominators.hpp"

namespace heapdiff::analysis {

DominatorTree build_dominator_tree(DepthFirstOrder order) {
  const base::Column<std::uint32_t> dominators = find_dominators(std::move(order.flow));
  const base::Column<std::uint32_t> nodes = order.nodes();
  order.numbers.clear();
  const auto total = static_cast<std::uint32_t>(nodes.size());
  const auto reached = static_cast<std::uint32_t>(dominators.size());

  // A dominator has a smaller number than what it dominates: descending order meets children before
  // parents and sums sizes up; ascending order meets parents first and hands positions down.
  // Of a node that is placed, the size makes room for where its next child goes.
  base::Column<std::uint32_t> sizes(total, 1);
  const auto dominator_of = [&](std::uint32_t i) { return i < reached ? dominators[i] : 0; };
  for (std::uint32_t i = total; i-- > 1;) sizes[dominator_of(i)] += sizes[i];

  using Column = base::Column<std::uint32_t>;
  DominatorTree tree{Column::for_overwrite(total), Column::for_overwrite(total)};
  Column& next_free = sizes;
  next_free[0] = 1;
  tree.nodes[0] = nodes[0];
  tree.ends[0] = total;
  for (std::uint32_t i = 1; i < total; ++i) {
    std::uint32_t& free = next_free[dominator_of(i)];
    const std::uint32_t position = std::exchange(free, free + sizes[i]);
    tree.nodes[position] = nodes[i];
    tree.ends[position] = free;
    next_free[i] = position + 1;
  }
  return tree;
}

base::IndexedColumn<NodeIndex, std::uint32_t> positions_of_nodes(
    const base::Column<std::uint32_t>& nodes) {
  base::IndexedColumn<NodeIndex, std::uint32_t> positions =
      base::Column<std::uint32_t>::for_overwrite(nodes.size());
  for (std::uint32_t p = 0; p < nodes.size(); ++p) positions[NodeIndex(nodes[p])] = p;
  return positions;
}

base::IndexedColumn<NodeIndex, std::uint32_t> immediate_dominators(
    const base::Column<std::uint32_t>& nodes, const base::Column<std::uint32_t>& ends) {
  base::IndexedColumn<NodeIndex, std::uint32_t> dominators =
      base::Column<std::uint32_t>::for_overwrite(nodes.size());
  std::vector<std::uint32_t> open{0};
  for (std::uint32_t position = 0; position < nodes.size(); ++position) {
    while (ends[open.back()] <= position) open.pop_back();
    dominators[NodeIndex(nodes[position])] = nodes[open.back()];
    if (open.back() != position) open.push_back(position);
  }
  return dominators;
}

}  // namespace heapdiff::analysis
