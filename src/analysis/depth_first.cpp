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
      : heap_(heap),
        left_(retains.bits().copy()),
        numbers_(heap.nodes.size(), unnumbered),
        parents_(Column::for_overwrite(heap.nodes.size())),
        first_other_(Column::for_overwrite(heap.nodes.size() + std::size_t{1})) {}

  DepthFirstOrder run() {
    reach_from(heap_.root);
    const std::uint32_t from_root = reached_;
    if (reached_ < heap_.nodes.size()) reach_unheld();
    Column others = list_others();
    parents_.resize_for_overwrite(reached_);
    base::Bits has_others = leave_out_empty_lists();
    if (reached_ < heap_.nodes.size()) number_unreached();
    return {
        std::move(numbers_),
        {std::move(parents_), std::move(has_others), std::move(first_other_), std::move(others)},
        from_root};
  }

 private:
  using Column = base::Column<std::uint32_t>;
  struct Frame {
    std::uint32_t next_edge, last_edge, number;
  };

  void reach_from(NodeIndex start) {
    open(start, 0);
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const std::uint32_t from = frame.number;
      std::uint32_t next = unnumbered;
      std::uint32_t edge = frame.next_edge;
      for (; edge < frame.last_edge; ++edge) {
        if (!left_[EdgeIndex(edge)]) continue;
        const NodeIndex target = heap_.edges.target(EdgeIndex(edge));
        const std::uint32_t to = numbers_[target];
        if (to != unnumbered) {
          ++first_other_[to];
          continue;
        }
        left_.clear(EdgeIndex(edge));
        if (is_leaf(target)) {  // most are: strings and numbers
          number(target, from);
          continue;
        }
        next = target.value;
        break;
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
    base::IndexedBits<NodeIndex> is_held(heap_.nodes.size());
    for_each_edge_left([&](NodeIndex source, NodeIndex target) {
      if (numbers_[source] == unnumbered) is_held.set(target);
    });
    for (const NodeIndex node : heap_.nodes.all()) {
      if (numbers_[node] == unnumbered && !is_held[node]) reach_from(node);
    }
  }

  [[nodiscard]] bool is_leaf(NodeIndex node) const {
    return heap_.nodes.first_edges[node.value] == heap_.nodes.first_edges[node.value + 1];
  }

  std::uint32_t number(NodeIndex node, std::uint32_t parent) {
    const std::uint32_t number = reached_++;
    numbers_[node] = number;
    parents_[number] = parent;
    first_other_[number] = 0;
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

  /// Calls `visit(source, target)` in the file's order, for all but the edges of the search tree.
  template <class Visit>
  void for_each_edge_left(Visit&& visit) const {
    const base::Column<std::uint32_t>& borders = heap_.nodes.first_edges;
    graph::SourceWindows sources({borders.data(), borders.size()});
    base::for_each_word(heap_.edges.size(), [&](std::size_t first, std::size_t count) {
      const std::uint64_t left = left_.words()[first / 64];
      if (left == 0) return;
      const std::uint32_t* const from = sources.next(first, count);
      base::for_each_bit(left, [&](unsigned i) {
        visit(NodeIndex(from[i]), heap_.edges.target(EdgeIndex(first + i)));
      });
    });
  }

  /// Reverse edges by counting sort. Counts become starts; while edges are filled in, entry i is
  /// where the next predecessor of i goes, and when all are in place, where those of i end.
  Column list_others() {
    std::uint32_t start = 0;
    for (std::uint32_t number = 0; number < reached_; ++number) {
      start += std::exchange(first_other_[number], start);
    }
    Column others = Column::for_overwrite(start);
    for_each_edge_left([&](NodeIndex source, NodeIndex target) {
      const std::uint32_t from = numbers_[source];
      if (from != unnumbered) others[first_other_[numbers_[target]]++] = from;
    });
    return others;
  }

  /// Of ends, makes the starts of the lists that have something.
  base::Bits leave_out_empty_lists() {
    base::Bits has_others(reached_);
    std::uint32_t lists = 0, start = 0;
    for (std::uint32_t number = 0; number < reached_; ++number) {
      const std::uint32_t end = first_other_[number];
      if (end == start) continue;
      has_others.set(number);
      first_other_[lists++] = start;
      start = end;
    }
    first_other_[lists++] = start;
    first_other_.resize_for_overwrite(lists);
    first_other_.shrink_to_fit();
    return has_others;
  }

  void number_unreached() {
    std::uint32_t next = reached_;
    for (std::uint32_t& number : numbers_) {
      if (number == unnumbered) number = next++;
    }
  }

  const graph::Heap& heap_;
  base::IndexedBits<EdgeIndex> left_;  // what retains, but for the edges of the search tree
  std::vector<Frame> stack_;
  std::uint32_t reached_ = 0;
  base::IndexedColumn<NodeIndex, std::uint32_t> numbers_;  // node → number
  Column parents_;                                         // see FlowGraph
  Column first_other_;  // by number: first how many, then where they go, then where they end
};

}  // namespace

base::Column<std::uint32_t> DepthFirstOrder::nodes() const {
  auto nodes = base::Column<std::uint32_t>::for_overwrite(numbers.size());
  for (std::uint32_t node = 0; node < numbers.size(); ++node)
    nodes[numbers[NodeIndex(node)]] = node;
  return nodes;
}

std::vector<NodeIndex> DepthFirstOrder::unreached() const {
  std::vector<NodeIndex> unreached;
  base::for_each_word(numbers.size(), [&](std::size_t first, std::size_t count) {
    const std::uint64_t are =
        base::mask_of_range(numbers.data() + first, count, from_root, unnumbered);
    base::for_each_bit(are, [&](unsigned i) { unreached.emplace_back(first + i); });
  });
  return unreached;
}

DepthFirstOrder search_depth_first(const graph::Heap& heap, const graph::RetainingEdges& retains) {
  return Search(heap, retains).run();
}

}  // namespace heapdiff::analysis
