#include "analysis/distances.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "graph/retaining_edges.hpp"

namespace heapdiff::analysis {
namespace {

using graph::Heap;
using graph::Word;

/// The number that an edge's name starts with, as JavaScript's parseInt finds it.
std::optional<std::uint64_t> leading_number(const Heap& heap, EdgeIndex edge) {
  const std::uint32_t name = heap.edges.name(edge);
  if (has_numeric_name(heap.edges.type(edge))) return name;
  const std::string_view text = heap.string(name);
  std::uint64_t number = 0;
  const auto status = std::from_chars(text.data(), text.data() + text.size(), number).ec;
  return status == std::errc{} ? std::optional(number) : std::nullopt;
}

class DistanceSearch {
 public:
  DistanceSearch(const Heap& heap, std::span<const NodeIndex> set_aside)
      : heap_(heap), set_aside_(set_aside), distances(heap.nodes.size(), no_distance) {}

  void start_at(NodeIndex node, std::int32_t distance) {
    distances[node] = distance;
    next_.push_back(node);
  }

  void run() {
    while (!next_.empty()) {
      std::swap(level_, next_);
      next_.resize(0);
      for (const NodeIndex source : level_) {
        if (std::binary_search(set_aside_.begin(), set_aside_.end(), source)) continue;
        const std::int32_t distance = distances[source] + 1;
        for (const EdgeIndex edge : heap_.nodes.edges_of(source)) {
          if (heap_.edges.type(edge) == EdgeType::weak) continue;
          const NodeIndex target = heap_.edges.target(edge);
          if (distances[target] != no_distance || !may_pass(source, edge)) continue;
          start_at(target, distance);
        }
      }
    }
  }

 private:
  bool may_pass(NodeIndex source, EdgeIndex edge) {
    const NodeType type = heap_.nodes.types[source];
    if (type == NodeType::hidden && heap_.edge_word(edge) == Word::sloppy_function_map &&
        heap_.name_word(source) == Word::native_context) {
      return false;
    }
    if (type == NodeType::array && heap_.name_word(source) == Word::map_descriptors) {
      // Maps share descriptor arrays, so the link to a descriptor may be of another map.
      const auto number = leading_number(heap_, edge);
      return !number || *number < 2 || *number % 3 != 1;
    }
    if (heap_.edges.type(edge) == EdgeType::internal &&
        heap_.edge_word(edge) == Word::weak_map_pair) {
      // Of an entry's two edges the second one met counts: max(table, key) + 1.
      const std::string_view name = heap_.string(heap_.edges.name(edge));
      const std::string_view pair = graph::read_weak_map_pair(name)->pair;
      if (half_met_.erase(pair) == 0) {
        half_met_.insert(pair);
        return false;
      }
    }
    return true;
  }

  const Heap& heap_;
  std::span<const NodeIndex> set_aside_;
  base::Column<NodeIndex> level_, next_;           // nodes of one distance, and of the next
  std::unordered_set<std::string_view> half_met_;  // lives through both phases

 public:
  base::IndexedColumn<NodeIndex, std::int32_t> distances;
};

}  // namespace

base::IndexedColumn<NodeIndex, std::int32_t> measure_distances(
    const Heap& heap, std::span<const NodeIndex> set_aside) {
  DistanceSearch search(heap, set_aside);
  bool has_user_roots = false;
  for (const EdgeIndex edge : heap.nodes.edges_of(heap.root)) {
    const NodeIndex child = heap.edges.target(edge);
    if (!graph::is_user_root(heap, child)) continue;
    has_user_roots = true;
    if (search.distances[child] == no_distance) search.start_at(child, 1);
  }
  search.run();
  search.start_at(heap.root, has_user_roots ? system_distance : 0);
  search.run();
  return std::move(search.distances);
}

}  // namespace heapdiff::analysis
