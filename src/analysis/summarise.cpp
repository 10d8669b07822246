#include "analysis/summarise.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "analysis/distances.hpp"
#include "analysis/shallow_sizes.hpp"
#include "analysis/statistics.hpp"
#include "base/parallel.hpp"
#include "model/census.hpp"
#include "model/row_index.hpp"

namespace heapdiff::analysis {

bool comes_first(const ClassSummary& a, const ClassSummary& b) {
  const auto place = [](const ClassSummary& c) {
    return c.place ? std::tuple(c.place->file, c.place->line, c.place->column)
                   : std::tuple(std::string(), 0u, 0u);
  };
  return std::tuple(b.retained, a.name, place(a)) < std::tuple(a.retained, b.name, place(b));
}

namespace {

/// The rows of classes, from what is known of each.
void add_rows(Summary& summary, const model::Reduction& reduced,
              std::span<const model::InterfaceDefinition> interfaces,
              const std::vector<std::int32_t>& nearest_of_class) {
  model::RowIndex index(model::RowIndex::ScriptKey::id);
  const std::vector<std::uint32_t> row_of =
      index.add(reduced.table, model::name_classes(reduced.table, interfaces));
  const std::vector<heapdiff::Population> counted = model::count_rows(
      reduced.ends, reduced.self_sizes, reduced.classes, row_of, index.rows().size());
  std::vector<std::int32_t> nearest(counted.size(), std::numeric_limits<std::int32_t>::max());
  for (std::size_t one = 0; one < nearest_of_class.size(); ++one) {
    nearest[row_of[one]] = std::min(nearest[row_of[one]], nearest_of_class[one]);
  }
  for (std::size_t row = 0; row < counted.size(); ++row) {
    if (counted[row].count == 0) continue;
    // Rows are ordered by what is known.
    const Bytes retained = summary.has_retained_sizes() ? counted[row].retained : counted[row].size;
    summary.classes.push_back({index.rows()[row].name, index.rows()[row].place, counted[row].count,
                               counted[row].size, retained, nearest[row]});
  }
  std::sort(summary.classes.begin(), summary.classes.end(), comes_first);
}

/// A summary's facts about the heap as a whole, once sizes are folded.
Summary start_summary(const graph::Heap& heap) {
  return {heap.file,
          heap.nodes.size(),
          heap.edges.size(),
          Bytes{heap.nodes.self_size_total},
          heap.extra_native_bytes,
          measure_statistics(heap),
          {},
          heap.notes,
          heap.damage};
}

/// The least distance of an object of each class that has a size.
template <class ClassOf>
std::vector<std::int32_t> find_nearest(
    const graph::Heap& heap, std::size_t class_count, ClassOf&& class_of,
    const base::IndexedColumn<NodeIndex, std::int32_t>& distances) {
  std::vector<std::int32_t> nearest(class_count, std::numeric_limits<std::int32_t>::max());
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.self_sizes[node.value] == 0) continue;
    std::int32_t& least = nearest[class_of(node).value];
    least = std::min(least, distances[node]);
  }
  return nearest;
}

}  // namespace

Summary summarise(const Analysis& analysed, const Watch& watch) {
  Phase phase(watch, "distances");
  const auto distances = measure_distances(analysed.heap, analysed.set_aside);
  phase.end();
  return summarise(analysed, distances, positions_of_nodes(analysed.preorder), watch);
}

Summary summarise(const Analysis& analysed,
                  const base::IndexedColumn<NodeIndex, std::int32_t>& distances,
                  const base::IndexedColumn<NodeIndex, std::uint32_t>& positions,
                  const Watch& watch) {
  Phase phase(watch, "statistics");
  const model::Reduction& reduced = analysed.reduced;
  const auto class_of = [&](NodeIndex node) { return reduced.classes[positions[node]]; };
  const std::vector<std::int32_t> nearest =
      find_nearest(analysed.heap, reduced.table.size(), class_of, distances);
  Summary summary = start_summary(analysed.heap);
  phase.next("retained sizes");
  add_rows(summary, reduced, analysed.interfaces, nearest);
  if (analysed.heap.source_maps) summary.source_maps = analysed.heap.source_maps->uses();
  return summary;
}

Summary summarise(graph::Heap heap, unsigned threads, const Watch& watch) {
  heap.allocation_stacks = {};
  Phase phase(watch, "detachedness");
  graph::propagate_detachedness(heap);
  phase.next("retaining edges");
  graph::RetainingEdges retains(heap);
  heap.nodes.ids.clear();
  phase.end();

  std::vector<model::InterfaceDefinition> interfaces;
  Summary summary;
  base::Task<Classes> naming = base::start(threads, [&] {
    Phase part(watch, "shallow sizes");
    fold_shallow_sizes(heap);
    part.next("class names");
    Classes classes = classify(heap, scripts::ScriptNames(heap));
    interfaces = infer_interfaces(heap, std::exchange(classes.properties, {}));
    part.next("statistics");
    summary = start_summary(heap);
    if (heap.source_maps) summary.source_maps = heap.source_maps->uses();
    return classes;
  });
  if (naming.finish_if_put_off()) {
    heap.locations = {};
    heap.nodes.detachedness.clear();
  }
  phase.next("distances");
  std::vector<std::int32_t> nearest;
  Classes classes;
  {
    const auto distances = measure_distances(heap);
    phase.end();
    classes = naming.get();
    const auto class_of = [&](NodeIndex node) { return classes.class_of[node]; };
    nearest = find_nearest(heap, classes.table.size(), class_of, distances);
  }
  model::Reduction reduced;
  reduce_classified(reduced, std::move(heap), std::move(retains), std::move(classes), watch);
  phase.next("retained sizes");
  add_rows(summary, reduced, interfaces, nearest);
  return summary;
}

}  // namespace heapdiff::analysis
