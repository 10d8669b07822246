#include "diff/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "diff/chains.hpp"
#include "diff/lineage.hpp"
#include "model/census.hpp"
#include "model/dump_name.hpp"
#include "model/engine_classes.hpp"
#include "model/row_index.hpp"

namespace heapdiff::diff {
namespace {

std::int64_t sort_value(const ClassChange& change, SortKey key) {
  switch (key) {
    case SortKey::count:
      return change.count_delta();
    case SortKey::retained:
      return change.retained_delta().value;
    case SortKey::size:
      break;
  }
  return change.size_delta().value;
}

/// Largest growth first; then what retains more growth; then by name and place, so the order
/// is total. Returns the permutation of rows.
std::vector<std::uint32_t> sort_rows(const std::vector<ClassChange>& rows, SortKey key) {
  std::vector<std::uint32_t> order(rows.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto rank = [&](std::uint32_t i) {
    const ClassChange& row = rows[i];
    return std::tuple(-sort_value(row, key), -row.retained_delta().value, -row.count_delta());
  };
  const auto label = [&](std::uint32_t i) {
    const ClassChange& row = rows[i];
    const Place place = row.place.value_or(Place{});
    return std::tuple(row.name, place.file, place.line, place.column, i);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto rank_a = rank(a);
    const auto rank_b = rank(b);
    return rank_a != rank_b ? rank_a < rank_b : label(a) < label(b);
  });
  return order;
}

/// The law of every table: each row adds up, where its objects could be followed, and the rows add
/// up to the heap.
bool do_books_balance(const Diff& diff) {
  ByteDelta sizes;
  std::int64_t counts = 0;
  for (const ClassChange& row : diff.classes) {
    const ByteDelta moved = (row.allocated - row.freed) + row.resized;
    const std::int64_t came =
        static_cast<std::int64_t>(row.added) - static_cast<std::int64_t>(row.deleted);
    const bool adds_up = row.size_delta() == moved && row.count_delta() == came;
    if (diff.lineage.can_follow() && !adds_up) return false;
    sizes += row.size_delta();
    counts += row.count_delta();
  }
  return sizes == diff.size_delta() && counts == diff.count_delta();
}

}  // namespace

std::optional<OpsFactor> find_ops_factor(std::int64_t count_delta, std::uint64_t ops) {
  constexpr std::int64_t count_min = 16;
  constexpr double tolerance = 0.02;
  if (count_delta < count_min) return std::nullopt;
  for (const OpsFactor factor : {OpsFactor{1, 1}, {2, 1}, {3, 1}, {4, 1}, {1, 2}, {1, 3}, {1, 4}}) {
    const double expected = static_cast<double>(ops) * factor.numerator;
    const double found = static_cast<double>(count_delta) * factor.denominator;
    if (std::abs(found - expected) <= expected * tolerance) return factor;
  }
  return std::nullopt;
}

namespace {

/// Names of both sides' classes. Shape names come from the after side and are applied to both, as
/// in DevTools.
struct Names {
  std::vector<model::ClassName> before, after;
};

const model::ClassTable& table_of(const model::Outline& side) { return side.table; }
const model::ClassTable& table_of(const ClassSide& side) { return side.outline.table; }

std::vector<Population> count_rows(const model::Reduction& side,
                                   std::span<const std::uint32_t> row_of, std::size_t count) {
  return model::count_rows(side.ends, side.self_sizes, side.classes, row_of, count);
}

std::vector<Population> count_rows(const ClassSide& side, std::span<const std::uint32_t> row_of,
                                   std::size_t count) {
  return model::count_rows(side.tree, row_of, count);
}

/// Objects of a class in both, one by one, where they can be followed.
void match_rows(Rows& rows, std::size_t count, const model::Reduction& before,
                const model::Reduction& after, const Comparison& comparison) {
  if (!comparison.diff.lineage.can_follow()) return rows.changes.resize(count);
  Matches matches = match_by_id(before, rows.row_of_before, after, rows.row_of_after, count,
                                comparison.pairs.partners);
  rows.changes = std::move(matches.rows);
  rows.is_new = std::move(matches.is_new);
}

void match_rows(Rows& rows, std::size_t count, const ClassSide&, const ClassSide&,
                const Comparison&) {
  rows.changes.resize(count);
}

/// Puts the objects of both sides into rows and compares these. Without partners no object is
/// followed.
template <class AnySide>
Rows compare_rows(const AnySide& before, const AnySide& after, const Names& names, GroupBy group_by,
                  const Comparison& comparison, Phase& phase) {
  using ScriptKey = model::RowIndex::ScriptKey;
  const Diff& diff = comparison.diff;
  model::RowIndex index(diff.lineage.is_one_process() ? ScriptKey::id : ScriptKey::file, group_by);
  index.learn(table_of(before));
  index.learn(table_of(after));
  Rows rows;
  rows.row_of_before = index.add(table_of(before), names.before);
  rows.row_of_after = index.add(table_of(after), names.after);
  const std::size_t count = index.rows().size();

  phase.next("match");
  match_rows(rows, count, before, after, comparison);
  phase.next("retained sizes");
  const auto counted_before = count_rows(before, rows.row_of_before, count);
  const auto counted_after = count_rows(after, rows.row_of_after, count);
  for (std::size_t row = 0; row < count; ++row) {
    ClassChange& change = rows.changes[row];
    change.name = index.rows()[row].name;
    change.place = index.rows()[row].place;
    change.before = counted_before[row];
    change.after = counted_after[row];
    change.is_engine = !change.place && model::is_engine_class(change.name);
    if (diff.ops) change.ops_factor = find_ops_factor(change.count_delta(), *diff.ops);
  }
  return rows;
}

/// Rows that are to get chains, from the top.
std::vector<std::uint32_t> choose_rows_with_chains(const std::vector<ClassChange>& changes,
                                                   const std::vector<std::uint32_t>& order,
                                                   const DiffOptions& options) {
  std::vector<std::uint32_t> chosen;
  if (options.chains_max == 0) return chosen;
  for (const std::uint32_t row : order) {
    const ClassChange& change = changes[row];
    if (change.before.count == 0 && change.after.count == 0) continue;
    if (chosen.size() >= options.chains_for) break;
    if (change.is_unchanged()) continue;
    if (options.wants_chains && !options.wants_chains(change.name)) continue;
    if (change.is_engine && !options.chains_of_engine) continue;
    chosen.push_back(row);
  }
  return chosen;
}

/// The files' ids do not show it, perhaps for want of evidence; their names do.
void note_reversed_names(Diff& diff, const Side& before, const Side& after) {
  const std::optional<Lineage::Dumps>& dumps = diff.lineage.dumps;
  const bool is_news =
      dumps && dumps->are_reversed() && diff.lineage.relation == Relation::same_process;
  if (!is_news) return;
  diff.notes.push_back(fmt::format(
      "the names say that {} was written before {}: dumps {:03} and {:03} of process {}; were they "
      "given the wrong way round?",
      after.file, before.file, dumps->second, dumps->first, dumps->process));
}

}  // namespace

namespace {

/// The rest of a comparison's beginning, when the lineage is known.
Result<Comparison> begin(Comparison comparison, const model::Outline& before,
                         const model::Outline& after, const DiffOptions& options) {
  Diff& diff = comparison.diff;
  if (diff.lineage.is_one_process()) {
    diff.lineage.dumps = model::compare_dump_names(before.side.file, after.side.file);
    note_reversed_names(diff, before.side, after.side);
  }
  if (Result<void> related = check_lineage(diff.lineage, before.side, after.side); !related) {
    if (!options.force) return fail(related.error());
    diff.notes.push_back(fmt::format("{}: {}; they are compared all the same", after.side.file,
                                     related.error().message));
  }
  diff.ops = options.ops;
  diff.group_by = options.group_by;
  diff.before = before.side;
  diff.after = after.side;
  for (const auto* side : {&before, &after}) {
    for (const std::string& note : side->notes) diff.notes.push_back(side->side.file + ": " + note);
  }
  return comparison;
}

template <class AnySide>
void compare_any_classes(Comparison& comparison, const AnySide& before, const AnySide& after,
                         std::span<const model::InterfaceDefinition> interfaces,
                         const DiffOptions& options, const Watch& watch) {
  Phase phase(watch, "class rows");
  const Names names{model::name_classes(table_of(before), interfaces),
                    model::name_classes(table_of(after), interfaces)};
  comparison.classes = compare_rows(before, after, names, GroupBy::class_name, comparison, phase);
  if (options.group_by != GroupBy::class_name) {
    comparison.groups = compare_rows(before, after, names, options.group_by, comparison, phase);
  }
  phase.next("order");
  const std::vector<ClassChange>& changes = comparison.table().changes;
  comparison.order = sort_rows(changes, options.sort);
  // Without ids no object is known to be new.
  if (comparison.diff.lineage.can_follow()) {
    comparison.rows_with_chains = choose_rows_with_chains(changes, comparison.order, options);
  }
}

}  // namespace

Result<Comparison> pair_objects(const model::Reduction& before, const model::Reduction& after,
                                const DiffOptions& options, const Watch& watch) {
  Phase phase(watch, "lineage");
  Comparison comparison;
  Lineage& lineage = comparison.diff.lineage;
  lineage = find_lineage(before, after);
  if (lineage.can_follow()) {
    phase.next("pair by id");
    comparison.pairs = pair_by_id(before, after, options.threads);
    lineage.order = find_order(before, after, comparison.pairs, options.threads);
    judge_order(lineage);
  }
  return begin(std::move(comparison), before, after, options);
}

Result<Comparison> relate_classes(const ClassSide& before, const ClassSide& after,
                                  const DiffOptions& options) {
  Comparison comparison;
  Lineage& lineage = comparison.diff.lineage;
  lineage = find_lineage(before.outline, after.outline);
  lineage.has_ids = false;
  // Ids of a process only rise.
  const bool is_reversed = lineage.relation == Relation::same_process &&
                           lineage.confidence != Confidence::undecided &&
                           before.id_max.value > after.id_max.value;
  if (is_reversed) lineage.relation = Relation::reversed;
  return begin(std::move(comparison), before.outline, after.outline, options);
}

void compare_classes(Comparison& comparison, const model::Reduction& before,
                     const model::Reduction& after,
                     std::span<const model::InterfaceDefinition> interfaces,
                     const DiffOptions& options, const Watch& watch) {
  compare_any_classes(comparison, before, after, interfaces, options, watch);
}

void compare_classes(Comparison& comparison, const ClassSide& before, const ClassSide& after,
                     std::span<const model::InterfaceDefinition> interfaces,
                     const DiffOptions& options) {
  compare_any_classes(comparison, before, after, interfaces, options, {});
}

namespace {

/// The rows of a table by node of the after side, and which nodes count as added.
void place_rows(const Rows& rows, const base::Column<ClassIndex>& classes,
                const base::Column<std::uint32_t>& preorder,
                base::IndexedNarrowColumn<NodeIndex>& row_of,
                base::IndexedColumn<NodeIndex, std::uint8_t>& are_new) {
  const std::size_t size = preorder.size();
  row_of = base::NarrowColumn::for_overwrite(size, rows.changes.size());
  are_new = base::Column<std::uint8_t>::for_overwrite(size);
  for (std::size_t position = 0; position < size; ++position) {
    const NodeIndex node(preorder[position]);
    row_of.set(node, rows.row_of_after[classes[position].value]);
    are_new[node] = rows.is_new.empty() ? 0 : rows.is_new[position];
  }
}

}  // namespace

ComparedNodes place_in_graph(const Comparison& comparison, const base::Column<ClassIndex>& classes,
                             const base::Column<std::uint32_t>& preorder) {
  ComparedNodes nodes;
  place_rows(comparison.classes, classes, preorder, nodes.rows, nodes.are_new);
  for (const ClassChange& row : comparison.classes.changes) nodes.class_names.push_back(row.name);
  if (comparison.groups) {
    place_rows(*comparison.groups, classes, preorder, nodes.groups, nodes.are_new_in_groups);
  }
  return nodes;
}

Diff finish(Comparison comparison) {
  Diff diff = std::move(comparison.diff);
  for (const std::uint32_t row : comparison.order) {
    ClassChange& change = comparison.table().changes[row];
    if (change.before.count == 0 && change.after.count == 0) continue;
    diff.classes.push_back(std::move(change));
  }
  diff.is_balanced = do_books_balance(diff);
  return diff;
}

}  // namespace heapdiff::diff
