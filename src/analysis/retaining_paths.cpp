#include "analysis/retaining_paths.hpp"

#include <array>
#include <deque>
#include <limits>
#include <utility>

namespace heapdiff::analysis {
namespace {

using graph::Heap;
using graph::Word;

constexpr std::uint32_t cost_named = 2;
constexpr std::uint32_t cost_least = cost_named;
constexpr std::uint32_t cost_internal = 3;
constexpr std::uint32_t cost_outer_context = 4;
constexpr std::uint32_t cost_incidental = 40;  // true, but no reason why the object is kept
constexpr std::uint32_t cost_engine = 60;
constexpr std::uint32_t cost_engine_root = 200;
constexpr std::uint32_t cost_nameless =
    60;  // from such a root straight to data: no name on the way
constexpr std::uint32_t cost_max = cost_engine_root + cost_nameless + cost_incidental;

/// Records of the engine that no developer knows, by the name of a hidden node.
bool is_engine_record(std::string_view name) {
  return !(name.starts_with("system / PromiseReaction") || name.starts_with("system / Cell") ||
           name.starts_with("system / WeakCell") || name.starts_with("system / JSProxy") ||
           name.starts_with("system / SourceTextModule") ||
           name.starts_with("system / PropertyArray") ||
           name.starts_with("system / NativeContext"));
}

bool is_engine_array(std::string_view name) {
  return name.starts_with("(map ") || name.starts_with("(transition") ||
         name.starts_with("(feedback") || name.starts_with("(constant pool") ||
         name.starts_with("(object boilerplate");
}

/// The engine's own roots: handles, the stack of the moment at which the snapshot was written, the
/// string table. They reach everything in a step or two and explain nothing.
bool is_engine_root(const Heap& heap, NodeIndex node) {
  return heap.nodes.types[node] == NodeType::synthetic && node != heap.root;
}

std::uint32_t cost_of_edge(const Heap& heap, EdgeIndex edge) {
  switch (heap.edges.type(edge)) {
    case EdgeType::context:
      return cost_named;
    case EdgeType::element:
      return cost_named;
    case EdgeType::property:
      switch (heap.edge_word(edge)) {
        case Word::back_link:
        case Word::proto:
        case Word::constructor:
        case Word::prototype:
          return cost_incidental;
        default:
          return cost_named;
      }
    case EdgeType::internal:
      switch (heap.edge_word(edge)) {
        case Word::map:
        case Word::code:
        case Word::shared:
        case Word::feedback_cell:
        case Word::scope_info:
          return cost_incidental;
        case Word::previous:
          return cost_outer_context;
        default:
          return cost_internal;
      }
    default:
      return cost_internal;
  }
}

/// What leaving a node costs on top of the edge.
class LeavingCosts {
 public:
  explicit LeavingCosts(const Heap& heap)
      : heap_(heap), arrays_(heap.strings.size()), records_(heap.strings.size()) {}

  std::uint32_t operator()(NodeIndex node) {
    if (is_engine_root(heap_, node)) return cost_engine_root;
    return is_engines(node) ? cost_engine : 0;
  }

 private:
  enum class Known : std::uint8_t { not_yet, no, yes };

  bool is_engines(NodeIndex node) {
    switch (heap_.nodes.types[node]) {
      case NodeType::code:
      case NodeType::object_shape:
        return true;
      case NodeType::hidden:
        return look_up(records_, node, is_engine_record);
      case NodeType::array:
        return look_up(arrays_, node, is_engine_array);
      default:
        return false;
    }
  }

  /// Many nodes share few names.
  bool look_up(base::Column<Known>& known, NodeIndex node, bool (*judge)(std::string_view)) {
    const std::uint32_t string = heap_.nodes.names[node];
    if (known[string] == Known::not_yet) {
      known[string] = judge(heap_.string(string)) ? Known::yes : Known::no;
    }
    return known[string] == Known::yes;
  }

  const Heap& heap_;
  base::Column<Known> arrays_, records_;  // by string
};

/// What reaching each node costs by the best way known. Costs are only compared where all are
/// within `cost_max` of the present one, so two bytes of each are enough.
class ReachingCosts {
 public:
  explicit ReachingCosts(std::size_t nodes) : costs_(nodes, unreached) {}

  /// Is that less than what is known, at a time when the present cost is `now`?
  [[nodiscard]] bool is_better(NodeIndex node, std::uint32_t cost, std::uint32_t now) const {
    const std::uint16_t known = costs_[node];
    if (known >= settled) return known == unreached;
    // How far ahead of the present cost each is.
    return ((cost - now) & mask) < ((known - now) & mask);
  }
  void lower(NodeIndex node, std::uint32_t cost) { costs_[node] = narrow(cost); }
  /// Takes a node out whose turn it is; false if it had its turn at a lower cost.
  [[nodiscard]] bool settle(NodeIndex node, std::uint32_t now) {
    std::uint16_t& known = costs_[node];
    if (known != narrow(now)) return false;
    known = settled;
    return true;
  }

 private:
  static constexpr std::uint32_t mask = 0x7FFF;
  static constexpr std::uint16_t settled = 0x8000, unreached = 0xFFFF;
  static_assert(cost_max < mask / 2);
  static std::uint16_t narrow(std::uint32_t cost) {
    return static_cast<std::uint16_t>(cost & mask);
  }

  base::IndexedColumn<NodeIndex, std::uint16_t> costs_;
};

/// Functions and contexts name what they hold; a handle to the data itself names nothing.
bool has_names(const Heap& heap, NodeIndex node) {
  return heap.nodes.types[node] == NodeType::closure ||
         heap.nodes.types[node] == NodeType::synthetic ||
         heap.name_word(node) == Word::system_context ||
         heap.name_word(node) == Word::native_context;
}

}  // namespace

RetainingPaths find_retaining_paths(const Heap& heap, const graph::RetainingEdges& retains) {
  base::NarrowColumn edges = RetainingPaths::column_for(heap.edges.size());
  edges.fill_with_largest(heap.nodes.size());
  ReachingCosts costs(heap.nodes.size());
  LeavingCosts cost_of_leaving(heap);
  constexpr std::size_t ahead = 8;

  // All pending costs lie within cost_max of the current one, so a ring of buckets holds them.
  // Blocks of a queue go as its nodes have their turn.
  std::array<std::deque<NodeIndex>, cost_max + 1> ring;
  std::size_t pending = 1;
  costs.lower(heap.root, 0);
  ring[0].push_back(heap.root);
  // What is beyond 2^32 steps' worth counts as unreached; no heap has such a path.
  constexpr std::uint32_t cost_limit = std::numeric_limits<std::uint32_t>::max() - 2 * cost_max;
  for (std::uint32_t cost = 0; pending > 0 && cost < cost_limit; ++cost) {
    std::deque<NodeIndex>& bucket = ring[cost % ring.size()];
    for (; !bucket.empty(); bucket.pop_front(), --pending) {
      // Nodes of one cost are anywhere in the file: the next ones are prefetched.
      if (2 * ahead < bucket.size()) heap.nodes.prefetch_edges_of(bucket[2 * ahead]);
      if (ahead < bucket.size()) heap.edges.prefetch(heap.nodes.edges_of(bucket[ahead]));
      const NodeIndex node = bucket.front();
      if (!costs.settle(node, cost)) continue;  // reached more cheaply since
      const std::uint32_t leaving = cost + cost_of_leaving(node);
      const bool is_from_engine = is_engine_root(heap, node);
      for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
        const NodeIndex target = heap.edges.target(edge);
        if (!costs.is_better(target, leaving + cost_least, cost) || !retains[edge]) continue;
        const bool is_nameless = is_from_engine && !has_names(heap, target);
        const std::uint32_t reached =
            leaving + cost_of_edge(heap, edge) + (is_nameless ? cost_nameless : 0);
        if (!costs.is_better(target, reached, cost)) continue;
        costs.lower(target, reached);
        edges.set(target.value, edge.value);
        ring[reached % ring.size()].push_back(target);
        ++pending;
      }
    }
  }
  return RetainingPaths(std::move(edges));
}

}  // namespace heapdiff::analysis
