#include "analysis/statistics.hpp"

#include <algorithm>

namespace heapdiff::analysis {
namespace {

using graph::Heap;
using graph::Word;

/// How many edges of any type lead to a node, counted up to two.
base::IndexedColumn<NodeIndex, std::uint8_t> count_to_two(const Heap& heap) {
  base::IndexedColumn<NodeIndex, std::uint8_t> counts(heap.nodes.size(), 0);
  for (const std::uint32_t target : heap.edges.targets) {
    std::uint8_t& count = counts[NodeIndex(target)];
    count = std::min<std::uint8_t>(static_cast<std::uint8_t>(count + 1), 2);
  }
  return counts;
}

}  // namespace

Statistics measure_statistics(const Heap& heap) {
  const auto retainer_counts = count_to_two(heap);
  const std::uint64_t extra = heap.extra_native_bytes.value_or(0);
  Statistics sums;
  sums.total = Bytes{heap.nodes.self_size_total + extra};
  sums.native = Bytes{extra};
  for (const NodeIndex node : heap.nodes.all()) {
    const Bytes size{heap.nodes.self_sizes[node.value]};
    const NodeType type = heap.nodes.types[node];
    if (type == NodeType::hidden) {
      sums.system += size;
    } else if (type == NodeType::native) {
      sums.native += size;
      if (heap.name_word(node) == Word::array_buffer_data && !heap.is_detached_native(node)) {
        sums.typed_arrays += size;
      }
    } else if (type == NodeType::code) {
      sums.code += size;
    } else if (is_string_like(type)) {
      sums.strings += size;
    } else if (heap.name_word(node) == Word::array_class) {
      sums.js_arrays += size;
      const auto elements = heap.internal_child(node, Word::elements);
      if (elements && retainer_counts[*elements] == 1) {
        sums.js_arrays += Bytes{heap.nodes.self_sizes[elements->value]};
      }
    }
  }
  return sums;
}

}  // namespace heapdiff::analysis
