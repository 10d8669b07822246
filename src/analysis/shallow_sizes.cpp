#include "analysis/shallow_sizes.hpp"

#include <limits>
#include <map>
#include <vector>

#include "analysis/roles.hpp"
#include "base/bits.hpp"
#include "graph/retaining_edges.hpp"

namespace heapdiff::analysis {
namespace {

using graph::Heap;

constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t several = nobody - 1;

bool has_user_root(const Heap& heap) {
  for (const EdgeIndex edge : heap.nodes.edges_of(heap.root)) {
    if (graph::is_user_root(heap, heap.edges.target(edge))) return true;
  }
  return false;
}

/// May its size move to an owner?
bool is_ownable(const Heap& heap, NodeIndex node) {
  switch (heap.nodes.types[node]) {
    case NodeType::hidden:
    case NodeType::array:
      return true;
    case NodeType::native:
      return heap.name_word(node) == graph::Word::external_string_data &&
             !heap.is_detached_native(node);
    default:
      return false;
  }
}

}  // namespace

void fold_shallow_sizes(Heap& heap) {
  if (!heap.has_all_edges() || !has_user_root(heap)) return;
  const graph::Nodes& nodes = heap.nodes;
  // What may still get an owner, or a second one. Most edges lead to something else.
  base::IndexedBits<NodeIndex> is_open(nodes.size());
  for (const NodeIndex node : nodes.all()) {
    if (is_ownable(heap, node)) is_open.set(node);
  }
  base::IndexedColumn<NodeIndex, std::uint32_t> owners(nodes.size(), nobody);
  std::vector<NodeIndex> pending;
  const auto follow = [&](EdgeIndex edge, std::uint32_t owner) {
    const NodeIndex target = heap.edges.target(edge);
    if (!is_open[target] || heap.edges.type(edge) == EdgeType::weak) return;
    std::uint32_t& known = owners[target];
    if (known == owner) return;
    known = known == nobody ? owner : several;
    if (known == several) is_open.clear(target);
    pending.push_back(target);
  };
  // All edges that lead to what is ownable, of sources that are not. These are few edges, so that
  // SourceWindows would take longer. A node is pending at most twice: when it gets an owner, and
  // when it gets a second one.
  NodeIndex source(std::uint32_t{0});
  base::NarrowColumn::Window window;
  base::for_each_word(heap.edges.size(), [&](std::size_t first, std::size_t count) {
    const std::uint64_t may_be =
        is_open.are_set(heap.edges.targets.window(first, count, window), count);
    base::for_each_bit(may_be, [&](unsigned i) {
      const EdgeIndex edge(first + i);
      while (nodes.first_edges[source.value + 1] <= edge.value) ++source.value;
      if (is_ownable(heap, source)) return;
      follow(edge, source.value);
      while (!pending.empty()) {
        const NodeIndex next = pending.back();
        pending.pop_back();
        const std::uint32_t owner = owners[next];
        for (const EdgeIndex below : nodes.edges_of(next)) follow(below, owner);
      }
    });
  });
  const auto does_move = [&](NodeIndex node) {
    const std::uint32_t owner = owners[node];
    if (owner == nobody || owner == several) return false;
    return nodes.types[NodeIndex(owner)] != NodeType::synthetic && owner != heap.root.value;
  };
  base::SizeColumn& sizes = heap.nodes.self_sizes;
  std::map<std::uint32_t, std::uint64_t> spent;
  for (const NodeIndex cell : find_spent_cells(heap)) {
    if (does_move(cell)) spent[owners[cell]] += sizes[cell.value];
  }
  heap.spent_sizes.clear();
  for (const auto& [owner, bytes] : spent) heap.spent_sizes.push_back({NodeIndex(owner), bytes});
  for (const NodeIndex node : nodes.all()) {
    if (!does_move(node)) continue;
    const std::uint32_t owner = owners[node];
    sizes.set(owner, sizes[owner] + sizes[node.value]);
    sizes.set(node.value, 0);
  }
}

}  // namespace heapdiff::analysis
