#include "query/new_objects.hpp"

#include <algorithm>
#include <utility>

namespace heapdiff::query {

FindReport find_new(Session& before, Session& after, const NamePattern& pattern,
                    std::size_t rows_max) {
  const model::Reduction& reduced_before = before.analysed().reduced;
  const std::vector<model::ClassName> classes_before =
      model::name_classes(reduced_before.table, after.analysed().interfaces);
  std::vector<bool> is_meant(classes_before.size());
  for (std::size_t i = 0; i < is_meant.size(); ++i) {
    is_meant[i] = pattern.matches(classes_before[i].name);
  }
  base::Column<std::uint32_t> ids;
  for (std::uint32_t position = 0; position < reduced_before.size(); ++position) {
    if (reduced_before.self_sizes[position] == 0) continue;
    if (is_meant[reduced_before.classes[position].value])
      ids.push_back(reduced_before.ids[position]);
  }
  std::sort(ids.begin(), ids.end());

  FindReport report;
  report.view = after.view();
  report.pattern = pattern.text();
  report.is_new = true;
  is_meant.assign(after.rows().size(), false);
  for (std::size_t row = 0; row < is_meant.size(); ++row) {
    is_meant[row] = pattern.matches(after.rows()[row].name);
  }
  std::vector<NodeIndex> found;
  for (const NodeIndex node : after.heap().nodes.all()) {
    const Bytes size = after.self_size(node);
    if (size.value == 0 || !is_meant[after.row_of(node)]) continue;
    if (std::binary_search(ids.begin(), ids.end(), after.heap().nodes.ids[node])) continue;
    found.push_back(node);
    report.size += size;
  }
  report.count = found.size();
  for (const NodeIndex node : largest_of(after, std::move(found), rows_max)) {
    report.objects.push_back(after.describe(node));
  }
  return report;
}

}  // namespace heapdiff::query
