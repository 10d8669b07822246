#include "export/write_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <limits>

#include "analysis/distances.hpp"
#include "analysis/dominator_tree.hpp"
#include "analysis/summarise.hpp"
#include "graph/values.hpp"
#include "leaks/heap_suspects.hpp"
#include "leaks/holders/holder_census.hpp"
#include "leaks/holders/holder_name.hpp"
#include "model/census.hpp"
#include "model/row_index.hpp"
#include "parse/schema.hpp"
#include "report/suspect_words.hpp"

namespace heapdiff::tables {
namespace {

constexpr std::uint64_t size_max = std::numeric_limits<std::int64_t>::max();

/// A text that may be missing: nothing where it is empty.
Value text_or_null(std::string_view text) { return text.empty() ? Value() : Value(text); }

/// "2026-11-30T06:20:16.123456Z"
std::string in_iso(std::int64_t nanoseconds) {
  constexpr std::int64_t second = 1'000'000'000;
  std::int64_t seconds = nanoseconds / second;
  std::int64_t rest = nanoseconds % second;
  if (rest < 0) {
    rest += second;
    --seconds;
  }
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return "";
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     rest / 1000);
}

/// What distances mean in SQL: nothing for the roots, for what only they reach, and for what
/// nothing reaches. The numbers that DevTools has there would spoil every average.
std::optional<std::int64_t> distance_or_nothing(std::int32_t distance) {
  if (distance < 0 || distance >= analysis::system_distance) return std::nullopt;
  return distance;
}

struct PlaceValues {
  explicit PlaceValues(const std::optional<Place>& place) {
    if (!place) return;
    script = text_or_null(place->file);
    line = place->line;
    column = place->column;
  }
  Value script, line, column;
};

/// One table from its begin to its end, with the first error kept.
class Rows {
 public:
  Rows(TableWriter& out, std::string_view table) : out_(out), table_(table_named(table)) {
    result_ = out_.begin(table_);
  }
  /// False where no more should come.
  template <class... Values>
  bool add(const Values&... values) {
    const Value row[] = {Value(values)...};
    if (result_) result_ = out_.row(row);
    return result_.has_value();
  }
  Result<void> end() {
    if (result_) result_ = out_.end();
    return result_;
  }

 private:
  TableWriter& out_;
  const Table& table_;
  Result<void> result_;
};

/// A row of `classes`, and which of the session's rows it is.
struct ClassRow {
  ClassSummary summary;
  std::uint32_t row = 0;
};

/// In the order of a summary; classes without an object that counts come last.
std::vector<ClassRow> order_classes(const std::vector<model::RowIndex::Row>& rows,
                                    const std::vector<heapdiff::Population>& counted,
                                    const std::vector<std::int32_t>& nearest, bool has_retained) {
  std::vector<ClassRow> all;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const Bytes retained = has_retained ? counted[row].retained : counted[row].size;
    all.push_back({{rows[row].name, rows[row].place, counted[row].count, counted[row].size,
                    retained, nearest[row]},
                   row});
  }
  std::sort(all.begin(), all.end(), [](const ClassRow& a, const ClassRow& b) {
    if ((a.summary.count == 0) != (b.summary.count == 0)) return b.summary.count == 0;
    if (analysis::comes_first(a.summary, b.summary)) return true;
    if (analysis::comes_first(b.summary, a.summary)) return false;
    return a.row < b.row;
  });
  return all;
}

Result<void> write_classes(const std::vector<ClassRow>& classes, bool has_retained,
                           TableWriter& out) {
  Rows rows(out, "classes");
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const ClassSummary& of = classes[i].summary;
    const PlaceValues place(of.place);
    const bool is_empty = of.count == 0;
    const bool is_known = has_retained && !is_empty;
    if (!rows.add(std::uint64_t{i}, std::string_view(of.name), place.script, place.line,
                  place.column, of.count, of.size.value,
                  has_retained ? Value(of.retained.value) : Value(),
                  is_known ? Value(distance_or_nothing(of.distance)) : Value())) {
      break;
    }
  }
  return rows.end();
}

Result<void> write_holders(const std::vector<leaks::NamedCollection>& holders, TableWriter& out) {
  Rows rows(out, "holders");
  for (std::size_t i = 0; i < holders.size(); ++i) {
    const leaks::NamedCollection& named = holders[i];
    const Holder& holder = named.holder;
    // As a saved summary has it: keys are a program's data.
    const std::string name = report::name_in_words(leaks::without_keys(holder.name));
    const std::string key = fmt::format("{:016x}", named.key);
    const std::string element = report::class_in_words(named.element);
    const PlaceValues place(holder.location);
    const Value script = holder.location ? place.script : text_or_null(holder.file);
    if (!rows.add(std::uint64_t{i}, std::string_view(name), std::string_view(key),
                  std::string_view(name_of(holder.kind)), text_or_null(holder.class_name),
                  text_or_null(holder.event), text_or_null(holder.function), script, place.line,
                  place.column, text_or_null(holder.made_by),
                  std::string_view(name_of(named.shape)), text_or_null(element), named.entries,
                  named.retained)) {
      break;
    }
  }
  return rows.end();
}

Result<void> write_suspects(const std::vector<Suspect>& suspects, TableWriter& out) {
  Rows rows(out, "suspects");
  for (const Suspect& s : suspects) {
    const Holder& holder = s.holder;
    const std::string name = report::name_in_words(holder.name);
    const std::string element = report::class_in_words(s.element);
    const PlaceValues place(holder.location);
    const Value script = holder.location ? place.script : text_or_null(holder.file);
    if (!rows.add(s.rank, std::string_view(name_of(s.shape)),
                  std::string_view(name_of(s.confidence)), text_or_null(name),
                  std::string_view(name_of(holder.kind)), text_or_null(holder.class_name),
                  holder.id.value, text_or_null(holder.event), text_or_null(holder.function),
                  script, place.line, place.column, text_or_null(holder.made_by),
                  std::string_view(element), s.entries_after, s.new_count, s.element.size.value,
                  s.element.retained.value, s.size.value)) {
      break;
    }
  }
  if (Result<void> done = rows.end(); !done) return done;
  Rows steps(out, "suspect_paths");
  for (const Suspect& s : suspects) {
    std::uint32_t number = 0;
    for (const ChainStep& step : s.path) {
      const PlaceValues place(step.place);
      if (!steps.add(s.rank, ++number, std::string_view(name_of(step.edge_type)),
                     std::string_view(step.edge), step.id.value, name_of(step.node_type),
                     std::string_view(step.node), place.script, place.line, place.column)) {
        return steps.end();
      }
    }
  }
  return steps.end();
}

/// Which strings of a heap are written, and what is left of them where values are hidden.
class Texts {
 public:
  explicit Texts(const graph::Heap& heap) : heap_(heap), is_used_(heap.strings.size()) {
    for (const NodeIndex node : heap.nodes.all()) {
      if (!hides(node)) is_used_[heap.nodes.names[node]] = 1;
    }
    for (const NodeIndex node : heap.nodes.all()) {
      for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
        if (has_numeric_name(heap.edges.type(edge))) continue;
        std::uint8_t& use = is_used_[heap.edges.name(edge)];
        if (heap.hides_values && has_value_in_name(edge)) use = 2;
        if (use == 0) use = 1;
      }
    }
  }

  [[nodiscard]] Value of(NodeIndex node) const {
    return hides(node) ? hidden() : string(heap_.nodes.names[node]);
  }
  [[nodiscard]] Value of(EdgeIndex edge) const {
    if (has_numeric_name(heap_.edges.type(edge))) return {};
    const std::uint32_t name = heap_.edges.name(edge);
    return is_used_[name] == 2 ? hidden() : string(name);
  }

  Result<void> write(TableWriter& out) const {
    Rows rows(out, "strings");
    const auto count = static_cast<std::uint32_t>(heap_.strings.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      if (is_used_[i] == 1 && !rows.add(i, heap_.string(i))) return rows.end();
    }
    if (heap_.hides_values) rows.add(count, graph::hidden_value);
    return rows.end();
  }

 private:
  [[nodiscard]] bool hides(NodeIndex node) const {
    return heap_.hides_values && graph::is_value(heap_.nodes.types[node]);
  }
  /// The name of a WeakMap's entry has the value in it.
  [[nodiscard]] bool has_value_in_name(EdgeIndex edge) const {
    return heap_.edge_word(edge) == graph::Word::weak_map_pair;
  }
  [[nodiscard]] Value string(std::uint32_t i) const { return {i, heap_.string(i)}; }
  /// One text more than the file has.
  [[nodiscard]] Value hidden() const {
    return {static_cast<std::uint32_t>(heap_.strings.size()), graph::hidden_value};
  }

  const graph::Heap& heap_;
  base::Column<std::uint8_t> is_used_;  // 0: by nothing, 1: yes, 2: only hidden
};

/// Places of functions and constructors, each once, and which of them each class has.
struct Locations {
  explicit Locations(const analysis::Analysis& analysed)
      : rows(model::RowIndex::ScriptKey::id, GroupBy::place) {
    const model::ClassTable& table = analysed.reduced.table;
    row_of_class = rows.add(table, model::name_classes(table, analysed.interfaces));
  }

  /// Nothing for a class that has no place.
  [[nodiscard]] Value of(ClassIndex index) const {
    const std::uint32_t row = row_of_class[index.value];
    return rows.rows()[row].place ? Value(row) : Value();
  }

  Result<void> write(TableWriter& out) const {
    Rows written(out, "locations");
    for (std::uint32_t i = 0; i < rows.rows().size(); ++i) {
      const model::RowIndex::Row& row = rows.rows()[i];
      if (!row.place) continue;
      const PlaceValues place(row.place);
      const std::string_view package = scripts::package_of_script(row.place->file);
      if (!written.add(i, std::string_view(row.name), place.script, place.line, place.column,
                       text_or_null(package), std::string_view(name_of(row.place->owner)))) {
        break;
      }
    }
    return written.end();
  }

  model::RowIndex rows;
  std::vector<std::uint32_t> row_of_class;
};

/// What `nodes` and `dominators` are read from; made when all else is done.
struct NodeColumns {
  explicit NodeColumns(const analysis::Analysis& analysed)
      : distances(analysis::measure_distances(analysed.heap, analysed.set_aside)),
        positions(analysis::positions_of_nodes(analysed.preorder)),
        dominators(analysis::immediate_dominators(analysed.preorder, analysed.reduced.ends)),
        sums(analysis::prefix_sums(analysed.reduced.size(), [&](std::uint32_t position) {
          return analysed.reduced.self_sizes[position];
        })) {}

  base::IndexedColumn<NodeIndex, std::int32_t> distances;
  base::IndexedColumn<NodeIndex, std::uint32_t> positions, dominators;
  base::Column<std::uint64_t> sums;
};

Result<void> write_nodes(const analysis::Analysis& analysed, const NodeColumns& columns,
                         const std::vector<ClassRow>& classes,
                         const std::vector<std::uint32_t>& class_of_index, const Texts& texts,
                         const Locations& locations, TableWriter& out) {
  const graph::Heap& heap = analysed.heap;
  const model::Reduction& reduced = analysed.reduced;
  const bool has_retention = heap.has_all_edges();
  Rows rows(out, "nodes");
  for (const NodeIndex node : heap.nodes.all()) {
    const std::uint32_t position = columns.positions[node];
    const ClassIndex index = reduced.classes[position];
    const std::uint32_t class_id = class_of_index[index.value];
    const auto type = static_cast<std::uint32_t>(heap.nodes.types[node]);
    Value retained, distance, dominator;
    if (has_retention) {
      retained = columns.sums[reduced.ends[position]] - columns.sums[position];
      distance = distance_or_nothing(columns.distances[node]);
      if (position != 0) dominator = columns.dominators[node];
    }
    if (!rows.add(node.value, heap.id(node).value,
                  Value(type, parse::name_of(heap.nodes.types[node], heap.unknown_node_types)),
                  Value(class_id, classes[class_id].summary.name), texts.of(node),
                  std::uint64_t{reduced.self_sizes[position]}, retained, distance, dominator,
                  static_cast<std::uint32_t>(heap.detachedness_of(node)), locations.of(index))) {
      break;
    }
  }
  return rows.end();
}

Result<void> write_edges(const analysis::Analysis& analysed, const Texts& texts, TableWriter& out) {
  const graph::Heap& heap = analysed.heap;
  Rows rows(out, "edges");
  for (const NodeIndex node : heap.nodes.all()) {
    std::uint32_t ordinal = 0;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      const EdgeType type = heap.edges.type(edge);
      const bool has_number = has_numeric_name(type);
      if (!rows.add(node.value, ordinal++, Value(static_cast<std::uint32_t>(type), name_of(type)),
                    texts.of(edge), has_number ? Value(heap.edges.name(edge)) : Value(),
                    heap.edges.target(edge).value, analysed.retains[edge] ? 1 : 0)) {
        return rows.end();
      }
    }
  }
  return rows.end();
}

Result<void> write_dominators(const analysis::Analysis& analysed, const NodeColumns& columns,
                              TableWriter& out) {
  Rows rows(out, "dominators");
  const std::uint32_t size = analysed.heap.has_all_edges() ? analysed.reduced.size() : 0;
  for (std::uint32_t position = 0; position < size; ++position) {
    const NodeIndex node(analysed.preorder[position]);
    if (!rows.add(position, node.value, position == 0 ? Value() : Value(columns.dominators[node]),
                  analysed.reduced.ends[position] - 1)) {
      break;
    }
  }
  return rows.end();
}

Result<void> start(const std::string& file, const Head& head, TableWriter& out,
                   std::string& taken) {
  std::vector<std::pair<std::string_view, std::string_view>> labels;
  for (const ExportLabel& label : head.labels) labels.emplace_back(label.name, label.value);
  if (head.modified) taken = in_iso(*head.modified);
  const std::optional<std::string_view> when =
      taken.empty() ? std::nullopt : std::optional<std::string_view>(taken);
  return out.start({file, when, labels});
}

/// Of a summary that heapdiff did not write: no heap has as much.
Error too_large(const std::string& file, std::uint64_t size) {
  return {ErrorKind::limit, file,
          fmt::format("its objects have {} bytes, but numbers of SQL go up to {}", size, size_max),
          std::nullopt, ""};
}

}  // namespace

Result<void> write_snapshot(analysis::Analysis analysed, const Head& head, unsigned threads,
                            TableWriter& out, const Watch& watch) {
  const graph::Heap& heap = analysed.heap;
  std::string taken;
  const std::string file = std::filesystem::path(heap.file).filename().string();
  if (Result<void> done = start(file, head, out, taken); !done) return done;
  const bool has_retention = heap.has_all_edges();
  {
    Rows rows(out, "snapshot");
    rows.add(std::string_view(file), text_or_null(taken), std::string_view("snapshot"),
             heap.nodes.size(), heap.edges.size(), heap.nodes.self_size_total,
             heap.extra_native_bytes,
             heap.damage ? Value(std::string_view(heap.damage->problem)) : Value());
    if (Result<void> done = rows.end(); !done) return done;
  }

  std::vector<Suspect> suspects;
  std::vector<leaks::NamedCollection> holders;
  if (has_retention) {
    Phase phase(watch, "retaining paths");
    analysed.paths = analysis::find_retaining_paths(heap, analysed.retains);
    phase.end();
    suspects = leaks::suspects_of_heap(analysed, {threads, false}, watch).suspects;
    phase.next("holders");
    holders = leaks::take_holder_census(analysed, threads);
    analysed.paths = {};
  }

  Phase phase(watch, "distances");
  const model::Reduction& reduced = analysed.reduced;
  const NodeColumns columns(analysed);
  phase.next("classes");
  model::RowIndex index(model::RowIndex::ScriptKey::id);
  const std::vector<std::uint32_t> row_of =
      index.add(reduced.table, model::name_classes(reduced.table, analysed.interfaces));
  const std::vector<heapdiff::Population> counted = model::count_rows(
      reduced.ends, reduced.self_sizes, reduced.classes, row_of, index.rows().size());
  std::vector<std::int32_t> nearest(counted.size(), std::numeric_limits<std::int32_t>::max());
  for (std::uint32_t position = 0; position < reduced.size(); ++position) {
    if (reduced.self_sizes[position] == 0) continue;
    std::int32_t& least = nearest[row_of[reduced.classes[position].value]];
    least = std::min(least, columns.distances[NodeIndex(analysed.preorder[position])]);
  }
  const std::vector<ClassRow> classes =
      order_classes(index.rows(), counted, nearest, has_retention);
  std::vector<std::uint32_t> class_of_row(classes.size());
  for (std::uint32_t i = 0; i < classes.size(); ++i) class_of_row[classes[i].row] = i;
  std::vector<std::uint32_t> class_of_index(row_of.size());
  for (std::size_t i = 0; i < row_of.size(); ++i) class_of_index[i] = class_of_row[row_of[i]];

  if (Result<void> done = write_classes(classes, has_retention, out); !done) return done;
  if (Result<void> done = write_holders(holders, out); !done) return done;
  if (Result<void> done = write_suspects(suspects, out); !done) return done;
  phase.next("tables");
  const Texts texts(heap);
  const Locations locations(analysed);
  if (Result<void> done = locations.write(out); !done) return done;
  if (Result<void> done = texts.write(out); !done) return done;
  if (Result<void> done =
          write_nodes(analysed, columns, classes, class_of_index, texts, locations, out);
      !done) {
    return done;
  }
  if (Result<void> done = write_edges(analysed, texts, out); !done) return done;
  if (Result<void> done = write_dominators(analysed, columns, out); !done) return done;
  phase.next("indexes");
  return out.finish();
}

Result<void> write_summary(const saved::SavedSummary& summary, const Head& head, TableWriter& out) {
  const Side& side = summary.side;
  if (side.size.value > size_max) return fail(too_large(side.file, side.size.value));
  std::string taken;
  const std::string& file = summary.origin.snapshot.empty() ? side.file : summary.origin.snapshot;
  if (Result<void> done = start(file, head, out, taken); !done) return done;
  Rows rows(out, "snapshot");
  rows.add(std::string_view(file), text_or_null(taken), std::string_view("summary"), side.nodes,
           side.edges, side.size.value, side.extra_native_bytes, Value());
  if (Result<void> done = rows.end(); !done) return done;

  model::RowIndex index(model::RowIndex::ScriptKey::id);
  const std::vector<std::uint32_t> row_of =
      index.add(summary.table, model::name_classes(summary.table, summary.interfaces));
  const std::vector<heapdiff::Population> counted =
      model::count_rows(summary.tree, row_of, index.rows().size());
  const std::vector<std::int32_t> nearest(counted.size(), analysis::no_distance);  // not saved
  if (Result<void> done =
          write_classes(order_classes(index.rows(), counted, nearest, true), true, out);
      !done) {
    return done;
  }
  if (Result<void> done = write_holders(summary.collections, out); !done) return done;
  return out.finish();
}

}  // namespace heapdiff::tables
