#include "analysis/node_rows.hpp"

#include <string>

#include "analysis/distances.hpp"
#include "graph/values.hpp"
#include "parse/schema.hpp"

namespace heapdiff::analysis {

void for_each_node(const Analysis& analysed, const std::function<bool(const NodeRow&)>& visit,
                   const Watch& watch) {
  Phase phase(watch, "distances");
  const graph::Heap& heap = analysed.heap;
  const model::Reduction& reduced = analysed.reduced;
  const auto distances = measure_distances(heap, analysed.set_aside);
  phase.next("retained sizes");
  const auto dominators = immediate_dominators(analysed.preorder, reduced.ends);
  const auto sums = prefix_sums(
      reduced.size(), [&](std::uint32_t position) { return reduced.self_sizes[position]; });
  const auto position_of = positions_of_nodes(analysed.preorder);
  const std::vector<model::ClassName> classes =
      model::name_classes(reduced.table, analysed.interfaces);

  phase.next("rows");
  std::string shown_name;
  for (const NodeIndex node : heap.nodes.all()) {
    const std::uint32_t position = position_of[node];
    shown_name = graph::shown_name(heap, node);
    if (heap.is_detached_native(node)) shown_name.insert(0, "Detached ");
    const NodeRow row{node,
                      heap.id(node),
                      parse::name_of(heap.nodes.types[node], heap.unknown_node_types),
                      shown_name,
                      classes[reduced.classes[position].value].name,
                      {reduced.self_sizes[position]},
                      {sums[reduced.ends[position]] - sums[position]},
                      distances[node],
                      heap.id(NodeIndex(dominators[node])),
                      heap.has_all_edges(),
                      heap.detachedness_of(node)};
    if (!visit(row)) return;
  }
}

}  // namespace heapdiff::analysis
