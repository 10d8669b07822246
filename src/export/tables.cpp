#include "export/tables.hpp"

#include <algorithm>
#include <cassert>

namespace heapdiff::tables {
namespace {

using enum ColumnKind;

const std::vector<Table> table_list{
    {.name = "snapshot",
     .columns = {{"file", text},
                 {"taken", text},
                 {"source", text},
                 {"nodes"},
                 {"edges"},
                 {"self_size"},
                 {"extra_native_bytes"},
                 {"damage", text}},
     .is_of_fleets = true,
     .is_of_summaries = true},
    {.name = "classes",
     .columns = {{"class_id"},
                 {"class", text},
                 {"script", text},
                 {"line_number"},
                 {"column_number"},
                 {"count"},
                 {"self_size"},
                 {"retained_size"},
                 {"distance"}},
     .key = {"class_id"},
     .indexes = {"class"},
     .is_of_fleets = true,
     .is_of_summaries = true},
    {.name = "holders",
     .columns = {{"holder_id"},
                 {"holder", text},
                 {"holder_key", text},
                 {"kind", text},
                 {"class", text},
                 {"event", text},
                 {"function", text},
                 {"script", text},
                 {"line_number"},
                 {"column_number"},
                 {"made_by", text},
                 {"shape", text},
                 {"element", text},
                 {"entries"},
                 {"retained_size"}},
     .key = {"holder_id"},
     .is_of_fleets = true,
     .is_of_summaries = true},
    {.name = "suspects",
     .columns = {{"suspect"},
                 {"shape", text},
                 {"confidence", text},
                 {"holder", text},
                 {"kind", text},
                 {"class", text},
                 {"id"},
                 {"event", text},
                 {"function", text},
                 {"script", text},
                 {"line_number"},
                 {"column_number"},
                 {"made_by", text},
                 {"element", text},
                 {"entries"},
                 {"count"},
                 {"self_size"},
                 {"retained_size"},
                 {"charged_size"}},
     .key = {"suspect"},
     .is_of_fleets = true},
    {.name = "suspect_paths",
     .columns = {{"suspect"},
                 {"step"},
                 {"edge_type", text},
                 {"edge", text},
                 {"id"},
                 {"type", text},
                 {"class", text},
                 {"script", text},
                 {"line_number"},
                 {"column_number"}},
     .key = {"suspect", "step"}},
    {.name = "locations",
     .columns = {{"location"},
                 {"name", text},
                 {"script", text},
                 {"line_number"},
                 {"column_number"},
                 {"package", text},
                 {"owner", text}},
     .key = {"location"}},
    {.name = "strings", .columns = {{"string"}, {"text", text}}, .key = {"string"}},
    {.name = "nodes",
     .columns = {{"node"},
                 {"id"},
                 {"type", text_of_node_type},
                 {"class", text_of_class, "class_id"},
                 {"name", text_of_string, "string"},
                 {"self_size"},
                 {"retained_size"},
                 {"distance"},
                 {"dominator"},
                 {"detachedness"},
                 {"location"}},
     .key = {"node"},
     .indexes = {"id", "class_id"}},
    {.name = "edges",
     .columns = {{"from_node"},
                 {"ordinal"},
                 {"type", text_of_edge_type},
                 {"name", text_of_string, "string"},
                 {"number"},
                 {"to_node"},
                 {"retains"}},
     .key = {"from_node", "ordinal"},
     .indexes = {"to_node"}},
    {.name = "dominators",
     .columns = {{"position"}, {"node"}, {"dominator"}, {"last"}},
     .key = {"position"},
     .indexes = {"node", "dominator"}},
};

const std::vector<View> view_list{
    {"children",
     R"(SELECT d.dominator AS node, n.node AS child, n.id, n.type, n.class, n.name, n.self_size, n.retained_size
FROM dominators d JOIN nodes n ON n.node = d.node
WHERE d.dominator IS NOT NULL)"},
    {"dominated",
     R"(SELECT d.node, below.node AS dominated
FROM dominators d JOIN dominators below ON below.position BETWEEN d.position AND d.last)"},
    {"retainers",
     R"(SELECT e.to_node AS node, e.type AS edge_type, e.name AS edge, e.number, e.retains,
 n.node AS retainer, n.id, n.type, n.class, n.name, n.self_size, n.retained_size, n.distance
FROM edges e JOIN nodes n ON n.node = e.from_node)"},
    {"retained_by_class",
     R"(SELECT class_id, class, count(*) AS count, sum(self_size) AS self_size,
 sum(CASE WHEN before IS NULL OR before < position THEN retained_size ELSE 0 END) AS retained_size
FROM (SELECT n.class_id, n.class, n.self_size, n.retained_size, d.position,
 max(d.last) OVER (PARTITION BY n.class_id ORDER BY d.position
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
 FROM nodes n JOIN dominators d ON d.node = n.node WHERE n.self_size > 0) AS instances
GROUP BY class_id, class)"},
};

}  // namespace

std::span<const Table> all_tables() { return table_list; }
std::span<const View> all_views() { return view_list; }

std::vector<const Table*> tables_of(Subject subject) {
  std::vector<const Table*> tables;
  for (const Table& table : table_list) {
    if (table.is_of_summaries || subject == Subject::snapshot) tables.push_back(&table);
  }
  return tables;
}

const Table& table_named(std::string_view name) {
  const auto found = std::find_if(table_list.begin(), table_list.end(),
                                  [&](const Table& table) { return table.name == name; });
  assert(found != table_list.end());
  return *found;
}

}  // namespace heapdiff::tables
