#include "analysis/path_steps.hpp"

#include <charconv>

#include "graph/values.hpp"
#include "parse/schema.hpp"

namespace heapdiff::analysis {

bool is_told_by_name(NodeType type) {
  return type == NodeType::closure || type == NodeType::synthetic || type == NodeType::code;
}

EntryRole entry_role(const graph::Heap& heap, const PathEdge& step) {
  const auto [holder, edge, above] = step;
  if (!above || heap.nodes.types[holder] != NodeType::array ||
      heap.edge_word(*above) != graph::Word::table || heap.edges.type(edge) != EdgeType::internal) {
    return EntryRole::none;
  }
  const std::uint32_t first = heap.nodes.first_edges[holder.value];
  const std::uint32_t last = heap.nodes.first_edges[holder.value + 1];
  const auto slot_of = [&](std::uint32_t e) -> std::optional<std::uint32_t> {
    if (e < first || e >= last || heap.edges.type(EdgeIndex(e)) != EdgeType::internal) {
      return std::nullopt;
    }
    const std::string_view name = heap.string(heap.edges.name(EdgeIndex(e)));
    std::uint32_t slot = 0;
    const auto [end, status] = std::from_chars(name.data(), name.data() + name.size(), slot);
    if (status != std::errc{} || end != name.data() + name.size()) return std::nullopt;
    return slot;
  };
  const auto slot = slot_of(edge.value);
  if (!slot) return EntryRole::none;
  if (edge.value > 0) {
    const auto before = slot_of(edge.value - 1);
    if (before && *before + 1 == *slot) return EntryRole::value;
  }
  const auto behind = slot_of(edge.value + 1);
  return behind && *behind == *slot + 1 ? EntryRole::key : EntryRole::value;
}

ChainStep describe_step(const StepContext& context, const PathEdge& path_edge,
                        const std::string& class_name) {
  const graph::Heap& heap = context.heap;
  const NodeIndex holder = path_edge.holder;
  const EdgeIndex edge = path_edge.edge;
  ChainStep step;
  step.edge = graph::shown_name(heap, edge);
  step.edge_type = heap.edges.type(edge);
  if (step.edge_type == EdgeType::context) {
    const auto variable =
        context.scopes.original_variable(heap, context.scripts, holder, step.edge);
    if (variable) step.edge = variable->name;
  } else if (step.edge_type == EdgeType::property) {
    step.edge = context.scripts.property_name(heap, holder, step.edge);
  }
  step.role = entry_role(heap, path_edge);
  const NodeType node_type = heap.nodes.types[holder];
  if (holder == heap.root) {
    step.node = "(root)";
  } else {
    step.node = is_told_by_name(node_type) ? context.scripts.name_of(heap, holder) : class_name;
  }
  step.node_type = parse::kind_of(node_type, heap.unknown_node_types);
  step.id = heap.id(holder);
  step.place = context.scripts.place_of(heap, holder);
  step.scope = context.scopes.label_of(heap, context.scripts, holder);
  return step;
}

}  // namespace heapdiff::analysis
