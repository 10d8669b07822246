#include "analysis/summarise.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "analysis/distances.hpp"
#include "analysis/statistics.hpp"
#include "model/census.hpp"
#include "model/row_index.hpp"

namespace heapdiff::analysis {
namespace {

/// Order of rows and of equal rows: a total order, so that output never depends on chance.
bool comes_first(const ClassSummary& a, const ClassSummary& b) {
  const auto place = [](const ClassSummary& c) {
    return c.place ? std::tuple(c.place->file, c.place->line, c.place->column)
                   : std::tuple(std::string(), 0u, 0u);
  };
  return std::tuple(b.retained, a.name, place(a)) < std::tuple(a.retained, b.name, place(b));
}

}  // namespace

Summary summarise(const Analysed& analysed, const base::Watch& watch) {
  base::Phase phase(watch, "retained sizes");
  const graph::Heap& heap = analysed.heap;
  const model::Reduced& reduced = analysed.reduced;
  model::RowIndex index(model::RowIndex::ScriptKey::id);
  const std::vector<std::uint32_t> row_of =
      index.add(reduced.table, model::name_classes(reduced.table, analysed.interfaces));
  const std::vector<heapdiff::Population> counted = model::count_rows(
      reduced.ends, reduced.self_sizes, reduced.classes, row_of, index.rows().size());

  phase.next("distances");
  const auto distances = measure_distances(heap);
  std::vector<std::int32_t> nearest(counted.size(), std::numeric_limits<std::int32_t>::max());
  for (std::uint32_t position = 0; position < reduced.size(); ++position) {
    if (reduced.self_sizes[position] == 0) continue;
    std::int32_t& least = nearest[row_of[reduced.classes[position].value]];
    least = std::min(least, distances[NodeIndex(analysed.preorder[position])]);
  }

  phase.next("statistics");
  Summary summary{heap.file,
                  heap.nodes.size(),
                  heap.edges.size(),
                  Bytes{heap.nodes.self_size_total},
                  heap.extra_native_bytes,
                  measure_statistics(heap),
                  {},
                  heap.notes};
  for (std::size_t row = 0; row < counted.size(); ++row) {
    if (counted[row].count == 0) continue;
    summary.classes.push_back({index.rows()[row].name, index.rows()[row].place, counted[row].count,
                               counted[row].size, counted[row].retained, nearest[row]});
  }
  std::sort(summary.classes.begin(), summary.classes.end(), comes_first);
  return summary;
}

}  // namespace heapdiff::analysis
