#include "analysis/depth_first.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace heapdiff::analysis {
namespace {

constexpr std::uint32_t unnumbered = std::numeric_limits<std::uint32_t>::max();

/// The search, with the place in each open node's edge list kept on a stack of our own.
class Search {
 public:
  Search(const graph::Heap& heap, const graph::RetainingEdges& retains)
      : heap_(heap), retains_(retains), numbers_(heap.nodes.size(), unnumbered) {
    const std::size_t size = heap.nodes.size();
    order_.nodes.resize_for_overwrite(size);
    order_.flow.parents.resize_for_overwrite(size);
    order_.flow.earliest.resize_for_overwrite(size);
    order_.flow.first_later.resize_for_overwrite(size + 1);
  }

  DepthFirstOrder run() {
    reach_from(heap_.root);
    order_.from_root = reached_;
    if (reached_ < heap_.nodes.size()) reach_unheld();
    list_later();
    if (reached_ < heap_.nodes.size()) append_unreached();
    return std::move(order_);
  }

 private:
  struct Frame {
    std::uint32_t next_edge, last_edge, number;
  };

  void reach_from(NodeIndex start) {
    FlowGraph& flow = order_.flow;
    open(start, 0);
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const std::uint32_t from = frame.number;
      std::uint32_t next = unnumbered;
      std::uint32_t edge = frame.next_edge;
      for (; edge < frame.last_edge; ++edge) {
        if (!retains_[EdgeIndex(edge)]) continue;
        const NodeIndex target = heap_.edges.target(EdgeIndex(edge));
        const std::uint32_t to = numbers_[target];
        if (to == unnumbered) {
          if (is_leaf(target)) {  // most are: strings and numbers
            number(target, from);
            continue;
          }
          next = target.value;
          break;
        }
        if (to > from) {
          flow.earliest[to] = std::min(flow.earliest[to], from);
        } else {
          ++flow.first_later[to];
        }
      }
      if (next == unnumbered) {
        stack_.pop_back();
      } else {
        frame.next_edge = edge + 1;
        open(NodeIndex(next), from);
      }
    }
  }

  /// What nothing holds counts as held by the root. Only what is unreached can hold it.
  void reach_unheld() {
    base::IndexedColumn<NodeIndex, std::uint8_t> is_held(heap_.nodes.size());
    for (const NodeIndex node : heap_.nodes.all()) {
      if (numbers_[node] != unnumbered) continue;
      for (const EdgeIndex edge : heap_.nodes.edges_of(node)) {
        if (retains_[edge]) is_held[heap_.edges.target(edge)] = 1;
      }
    }
    for (const NodeIndex node : heap_.nodes.all()) {
      if (numbers_[node] == unnumbered && is_held[node] == 0) reach_from(node);
    }
  }

  [[nodiscard]] bool is_leaf(NodeIndex node) const {
    return heap_.nodes.first_edges[node.value] == heap_.nodes.first_edges[node.value + 1];
  }

  std::uint32_t number(NodeIndex node, std::uint32_t parent) {
    const std::uint32_t number = reached_++;
    numbers_[node] = number;
    order_.nodes[number] = node.value;
    order_.flow.parents[number] = parent;
    order_.flow.earliest[number] = parent;
    order_.flow.first_later[number] = 0;
    return number;
  }

  void open(NodeIndex node, std::uint32_t parent) {
    const std::uint32_t first_edge = heap_.nodes.first_edges[node.value];
    const std::uint32_t last_edge = heap_.nodes.first_edges[node.value + 1];
    stack_.push_back({first_edge, last_edge, number(node, parent)});
    // Targets are anywhere. While the search is below the first, the others come.
    constexpr std::uint32_t ahead = 8;
    for (std::uint32_t edge = first_edge; edge < std::min(last_edge, first_edge + ahead); ++edge) {
      __builtin_prefetch(numbers_.data() + heap_.edges.targets[edge]);
    }
  }

  /// Reverse edges by counting sort. Counts become starts; while edges are filled in, entry i is
  /// where the next predecessor of i goes, and when all are in place, where those of i end: which
  /// is where those of i + 1 start.
  void list_later() {
    FlowGraph& flow = order_.flow;
    std::uint32_t start = 0;
    for (std::uint32_t number = 0; number < reached_; ++number) {
      start += std::exchange(flow.first_later[number], start);
    }
    flow.later.resize_for_overwrite(start);
    for (const NodeIndex source : heap_.nodes.all()) {
      const std::uint32_t from = numbers_[source];
      if (from == unnumbered) continue;
      for (const EdgeIndex edge : heap_.nodes.edges_of(source)) {
        if (!retains_[edge]) continue;
        const std::uint32_t to = numbers_[heap_.edges.target(edge)];
        if (to < from) flow.later[flow.first_later[to]++] = from;
      }
    }
    for (std::uint32_t number = reached_; number > 0; --number) {
      flow.first_later[number] = flow.first_later[number - 1];
    }
    flow.first_later[0] = 0;
    flow.first_later.resize_for_overwrite(reached_ + std::size_t{1});
    flow.parents.resize_for_overwrite(reached_);
    flow.earliest.resize_for_overwrite(reached_);
  }

  void append_unreached() {
    std::uint32_t next = reached_;
    for (const NodeIndex node : heap_.nodes.all()) {
      if (numbers_[node] == unnumbered) order_.nodes[next++] = node.value;
    }
  }

  const graph::Heap& heap_;
  const graph::RetainingEdges& retains_;
  std::vector<Frame> stack_;
  std::uint32_t reached_ = 0;
  base::IndexedColumn<NodeIndex, std::uint32_t> numbers_;  // node → number
  DepthFirstOrder order_;
};

}  // namespace

DepthFirstOrder search_depth_first(const graph::Heap& heap, const graph::RetainingEdges& retains) {
  return Search(heap, retains).run();
}

}  // namespace heapdiff::analysis
