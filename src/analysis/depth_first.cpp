#include "analysis/depth_first.hpp"

#include <limits>
#include <vector>

namespace heapdiff::analysis {
namespace {

constexpr std::uint32_t unreached = std::numeric_limits<std::uint32_t>::max();

using NodeColumn = base::IndexedColumn<NodeIndex, std::uint32_t>;

NodeColumn count_retainers(const graph::Heap& heap, const graph::RetainingEdges& retains) {
  NodeColumn counts(heap.nodes.size(), 0);
  for (std::uint32_t edge = 0; edge < heap.edges.size(); ++edge) {
    if (retains[EdgeIndex(edge)]) ++counts[heap.edges.target(EdgeIndex(edge))];
  }
  return counts;
}

/// The search, with the place in each open node's edge list kept on a stack of our own.
class Search {
 public:
  Search(const graph::Heap& heap, const graph::RetainingEdges& retains)
      : heap_(heap), retains_(retains), numbers(heap.nodes.size(), unreached) {
    order.nodes.reserve(heap.nodes.size());
    order.flow.parents.reserve(heap.nodes.size());
  }

  void run(NodeIndex start) {
    open(start, 0);
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      if (frame.next_edge == frame.last_edge) {
        stack_.pop_back();
        continue;
      }
      const EdgeIndex edge(frame.next_edge++);
      if (!retains_[edge]) continue;
      const NodeIndex target = heap_.edges.target(edge);
      if (numbers[target] == unreached) open(target, frame.number);
    }
  }

 private:
  struct Frame {
    std::uint32_t next_edge, last_edge, number;
  };

  void open(NodeIndex node, std::uint32_t parent) {
    const auto number = static_cast<std::uint32_t>(order.nodes.size());
    numbers[node] = number;
    order.nodes.push_back(node.value);
    order.flow.parents.push_back(parent);
    stack_.push_back(
        {heap_.nodes.first_edges[node.value], heap_.nodes.first_edges[node.value + 1], number});
  }

  const graph::Heap& heap_;
  const graph::RetainingEdges& retains_;
  std::vector<Frame> stack_;

 public:
  NodeColumn numbers;  ///< node → number
  DepthFirstOrder order;
};

}  // namespace

DepthFirstOrder search_depth_first(const graph::Heap& heap, const graph::RetainingEdges& retains) {
  NodeColumn retainer_counts = count_retainers(heap, retains);
  Search search(heap, retains);
  search.run(heap.root);
  for (const NodeIndex node : heap.nodes.all()) {
    if (retainer_counts[node] == 0 && search.numbers[node] == unreached) search.run(node);
  }
  DepthFirstOrder order = std::move(search.order);
  NodeColumn numbers = std::move(search.numbers);

  // Reverse edges by counting sort. While they are filled in, entry i + 1 is where the next
  // predecessor of i goes; when all are in place, that is where those of i end.
  FlowGraph& flow = order.flow;
  const std::size_t reached = order.nodes.size();
  flow.first_predecessor.resize_for_overwrite(reached + 1);
  flow.first_predecessor[0] = 0;
  std::uint32_t start = 0;
  for (std::size_t number = 0; number < reached; ++number) {
    flow.first_predecessor[number + 1] = start;
    start += retainer_counts[NodeIndex(order.nodes[number])];
  }
  retainer_counts.clear();
  order.nodes.clear();  // the inverse of `numbers`: made again when the memory peak is over
  flow.predecessors.resize_for_overwrite(start);
  for (const NodeIndex source : heap.nodes.all()) {
    // An unreached source has no influence; its slot holds the target itself, which says nothing.
    const std::uint32_t from = numbers[source];
    for (const EdgeIndex edge : heap.nodes.edges_of(source)) {
      if (!retains[edge]) continue;
      const std::uint32_t to = numbers[heap.edges.target(edge)];
      if (to == unreached) continue;
      flow.predecessors[flow.first_predecessor[to + 1]++] = from != unreached ? from : to;
    }
  }

  order.nodes.resize_for_overwrite(heap.nodes.size());
  std::size_t next_unreached = reached;
  for (const NodeIndex node : heap.nodes.all()) {
    const std::uint32_t number = numbers[node];
    order.nodes[number != unreached ? number : next_unreached++] = node.value;
  }
  return order;
}

}  // namespace heapdiff::analysis
