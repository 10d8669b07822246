#include "graph/values.hpp"

#include "base/printable.hpp"
#include "parse/texts.hpp"

namespace heapdiff::graph {

static_assert(value_bytes_shown + 4 <= parse::value_bytes_kept, "a code point has 4 bytes at most");

bool is_value(NodeType type) {
  switch (type) {
    case NodeType::string:
    case NodeType::concatenated_string:
    case NodeType::sliced_string:
    case NodeType::regexp:
    case NodeType::number:
    case NodeType::bigint:
    case NodeType::symbol:
    case NodeType::unknown:
      return true;
    case NodeType::hidden:
    case NodeType::array:
    case NodeType::object:
    case NodeType::code:
    case NodeType::closure:
    case NodeType::native:
    case NodeType::synthetic:
    case NodeType::object_shape:
    case NodeType::wasm_object:
      return false;
  }
  return true;
}

std::string shown_value(const Heap& heap, std::string_view value) {
  if (heap.hides_values) return std::string(hidden_value);
  const std::string_view start = base::cut_to_bytes(value, value_bytes_shown);
  return std::string(start) + (start.size() < value.size() ? "…" : "");
}

std::string shown_name(const Heap& heap, NodeIndex node) {
  const std::string_view name = heap.raw_name(node);
  return is_value(heap.nodes.types[node]) ? shown_value(heap, name) : std::string(name);
}

std::string shown_name(const Heap& heap, EdgeIndex edge) {
  const std::uint32_t name = heap.edges.name(edge);
  if (has_numeric_name(heap.edges.type(edge))) return std::to_string(name);
  const std::string_view text = heap.string(name);
  if (heap.edge_word(edge) != Word::weak_map_pair ||
      !is_value(heap.nodes.types[heap.edges.target(edge)])) {
    return std::string(text);
  }
  const std::string_view value = read_weak_map_pair(text)->value;
  const auto at = static_cast<std::size_t>(value.data() - text.data());
  return std::string(text.substr(0, at)) + shown_value(heap, value) +
         std::string(text.substr(at + value.size()));
}

}  // namespace heapdiff::graph
