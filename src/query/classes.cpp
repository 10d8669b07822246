#include "query/classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "analysis/summarise.hpp"
#include "base/printable.hpp"
#include "model/census.hpp"

namespace heapdiff::query {
namespace {

constexpr std::size_t alike_max = 5;

/// Classes whose name contains the text, ignoring case: the user may have meant one of them.
std::string name_classes_alike(Session& session, std::string_view text) {
  const auto lower = [](std::string_view name) {
    std::string result(name);
    for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
  };
  std::vector<std::string> names;
  for (const model::RowIndex::Row& row : session.rows()) {
    if (lower(row.name).find(lower(text)) != std::string::npos) names.push_back(row.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.empty()) return "heapdiff summary FILE lists classes; /PATTERN/ matches several";
  std::string hint = "there is ";
  for (std::size_t i = 0; i < names.size() && i < alike_max; ++i) {
    hint += (i == 0 ? "" : ", ") + base::cut_to_width(base::printable(names[i]), 60);
  }
  return names.size() > alike_max ? hint + " and others" : hint;
}

}  // namespace

Result<ClassReport> show_class(Session& session, const NamePattern& pattern, std::size_t rows_max,
                               std::size_t chains_max) {
  const analysis::Analysis& analysed = session.analysed();
  const model::Reduction& reduced = analysed.reduced;
  const std::vector<model::RowIndex::Row>& rows = session.rows();
  std::vector<bool> is_meant(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    is_meant[row] = pattern.matches(rows[row].name);

  ClassReport report;
  report.view = session.view();
  report.pattern = pattern.text();
  std::vector<NodeIndex> objects;
  std::vector<std::int32_t> nearest(rows.size(), std::numeric_limits<std::int32_t>::max());
  base::IndexedColumn<NodeIndex, std::uint32_t> groups(reduced.size(), no_group);
  std::uint32_t open_until = 0;
  for (std::uint32_t position = 0; position < reduced.size(); ++position) {
    const std::uint32_t row = session.row_of_class(reduced.classes[position]);
    const Bytes size{reduced.self_sizes[position]};
    if (!is_meant[row] || size.value == 0) continue;
    const NodeIndex node(analysed.preorder[position]);
    objects.push_back(node);
    groups[node] = 0;
    nearest[row] = std::min(nearest[row], session.distance(node));
    report.size += size;
    if (position < open_until) continue;
    report.retained += session.retained_size(node);
    open_until = reduced.ends[position];
  }
  report.count = objects.size();
  if (objects.empty()) {
    return fail({ErrorKind::usage, analysed.heap.file,
                 fmt::format("no object is of class {}", base::printable(pattern.text())),
                 std::nullopt, name_classes_alike(session, pattern.text())});
  }
  std::vector<std::uint32_t> row_of(reduced.table.size());
  for (std::uint32_t i = 0; i < row_of.size(); ++i) row_of[i] = session.row_of_class(ClassIndex(i));
  const std::vector<heapdiff::Population> counted =
      model::count_rows(reduced.ends, reduced.self_sizes, reduced.classes, row_of, rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!is_meant[row] || counted[row].count == 0) continue;
    report.classes.push_back({rows[row].name, rows[row].place, counted[row].count,
                              counted[row].size, counted[row].retained, nearest[row]});
  }
  std::sort(report.classes.begin(), report.classes.end(), analysis::comes_first);
  for (const NodeIndex node : largest_of(session, std::move(objects), rows_max)) {
    report.largest.push_back(session.describe(node));
  }
  if (chains_max > 0) {
    diff::RowChains held = find_holders(session, std::move(groups), 1, chains_max).front();
    report.chains = std::move(held.chains);
    report.other_chains_count = held.other_count;
  }
  return report;
}

FindReport find_objects(Session& session, const NamePattern& pattern, std::size_t rows_max) {
  const graph::Heap& heap = session.heap();
  const std::vector<model::RowIndex::Row>& rows = session.rows();
  std::vector<bool> is_class_meant(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    is_class_meant[row] = pattern.matches(rows[row].name);
  }
  // Names are shared by many nodes; each is matched once.
  enum class Match : std::uint8_t { unknown, no, yes };
  base::Column<Match> matches(heap.strings.size());
  const auto is_name_meant = [&](std::uint32_t name) {
    Match& match = matches[name];
    if (match == Match::unknown)
      match = pattern.matches(heap.string(name)) ? Match::yes : Match::no;
    return match == Match::yes;
  };
  FindReport report;
  report.view = session.view();
  report.pattern = pattern.text();
  std::vector<NodeIndex> found;
  for (const NodeIndex node : heap.nodes.all()) {
    const Bytes size = session.self_size(node);
    if (size.value == 0 || is_string_like(heap.nodes.types[node])) continue;
    if (!is_class_meant[session.row_of(node)] && !is_name_meant(heap.nodes.names[node])) continue;
    found.push_back(node);
    report.size += size;
  }
  report.count = found.size();
  for (const NodeIndex node : largest_of(session, std::move(found), rows_max)) {
    report.objects.push_back(session.describe(node));
  }
  return report;
}

}  // namespace heapdiff::query
