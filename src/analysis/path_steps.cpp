#include "analysis/path_steps.hpp"

#include "parse/schema.hpp"

namespace heapdiff::analysis {

bool is_told_by_name(NodeType type) {
  return type == NodeType::closure || type == NodeType::synthetic || type == NodeType::code;
}

ChainStep describe_step(const graph::Heap& heap, const ScriptNames& scripts, NodeIndex holder,
                        EdgeIndex edge, const std::string& class_name) {
  ChainStep step;
  const EdgeType type = heap.edges.type(edge);
  const std::uint32_t name = heap.edges.name(edge);
  step.edge = has_numeric_name(type) ? std::to_string(name) : std::string(heap.string(name));
  step.edge_type = parse::name_of(type);
  const NodeType node_type = heap.nodes.types[holder];
  if (holder == heap.root) {
    step.node = "(root)";
  } else {
    step.node = is_told_by_name(node_type) ? std::string(heap.raw_name(holder)) : class_name;
  }
  step.node_type = parse::name_of(node_type, heap.unknown_node_types);
  step.id = {heap.nodes.ids[holder]};
  step.place = scripts.place_of(heap, holder);
  return step;
}

std::optional<NodeIndex> holder_of(const graph::Heap& heap, const RetainingPaths& paths,
                                   NodeIndex node) {
  const std::uint32_t edge = paths.edges[node];
  if (edge == RetainingPaths::no_edge) return std::nullopt;
  return heap.source_of(EdgeIndex(edge));
}

}  // namespace heapdiff::analysis
