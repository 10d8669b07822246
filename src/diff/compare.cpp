#include "diff/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "diff/chains.hpp"
#include "diff/lineage.hpp"
#include "diff/match.hpp"
#include "model/census.hpp"
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

/// Largest growth first; then what retains more growth; then by name and place, so that the order
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

/// About how many objects an operation, if that is a ratio such as leaks have: within 2 %, and of
/// 16 objects at least.
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

Result<void> check_ids(const graph::Heap& heap) {
  const auto& duplicate = heap.duplicate_id;
  if (!duplicate) return {};
  return fail(
      {ErrorKind::malformed, heap.file,
       fmt::format("nodes {} and {} both have the id {}, so objects cannot be matched by id",
                   duplicate->first.value, duplicate->second.value, duplicate->id.value),
       std::nullopt, "heapdiff summary reads such a file"});
}

Result<Comparison> compare_classes(const model::Reduced& before, const model::Reduced& after,
                                   std::span<const model::InterfaceDefinition> interfaces,
                                   const DiffOptions& options, const base::Watch& watch) {
  base::Phase phase(watch, "lineage");
  Comparison comparison;
  Diff& diff = comparison.diff;
  Lineage& lineage = diff.lineage;
  lineage = find_lineage(before, after);
  const bool can_follow = lineage.can_follow();
  const auto accept = [&]() -> Result<void> {
    Result<void> related = check_lineage(lineage, before.side, after.side);
    if (related || !options.force) return related;
    diff.notes.push_back(fmt::format("{}: {}; compared because of --force", after.side.file,
                                     related.error().message));
    return {};
  };
  if (!can_follow) {
    if (Result<void> accepted = accept(); !accepted) return fail(accepted.error());
  }

  phase.next("class rows");
  // Shape names come from the after side and are applied to both, as in DevTools.
  model::RowIndex index(can_follow ? model::RowIndex::ScriptKey::id
                                   : model::RowIndex::ScriptKey::file);
  comparison.row_of_before = index.add(before.table, model::name_classes(before.table, interfaces));
  comparison.row_of_after = index.add(after.table, model::name_classes(after.table, interfaces));
  const std::vector<std::uint32_t>& row_of_before = comparison.row_of_before;
  const std::vector<std::uint32_t>& row_of_after = comparison.row_of_after;
  const std::size_t row_count = index.rows().size();

  phase.next("match");
  Matches matches{std::vector<ClassChange>(row_count),
                  base::Column<std::uint8_t>(can_follow ? 0 : after.size()),
                  {}};
  if (can_follow) {
    comparison.partners = pair_by_id(before, after);
    matches =
        match_by_id(before, row_of_before, after, row_of_after, row_count, comparison.partners);
    lineage.order = matches.order;
    judge_order(lineage);
    if (Result<void> accepted = accept(); !accepted) return fail(accepted.error());
  }
  comparison.is_new = std::move(matches.is_new);
  phase.next("retained sizes");
  const auto counted_before =
      model::count_rows(before.ends, before.self_sizes, before.classes, row_of_before, row_count);
  const auto counted_after =
      model::count_rows(after.ends, after.self_sizes, after.classes, row_of_after, row_count);
  diff.ops = options.ops;
  for (std::size_t row = 0; row < row_count; ++row) {
    ClassChange& change = matches.rows[row];
    change.name = index.rows()[row].name;
    change.place = index.rows()[row].place;
    change.before = counted_before[row];
    change.after = counted_after[row];
    change.is_engine = !change.place && model::is_engine_class(change.name);
    if (diff.ops) change.ops_factor = find_ops_factor(change.count_delta(), *diff.ops);
  }

  phase.next("order");
  diff.before = before.side;
  diff.after = after.side;
  for (const auto* side : {&before, &after}) {
    for (const std::string& note : side->notes) diff.notes.push_back(side->side.file + ": " + note);
  }
  comparison.rows = std::move(matches.rows);
  comparison.order = sort_rows(comparison.rows, options.sort);
  // Without ids no object is known to be new.
  if (options.chains_max == 0 || !can_follow) return comparison;
  for (const std::uint32_t row : comparison.order) {
    const ClassChange& change = comparison.rows[row];
    if (change.before.count == 0 && change.after.count == 0) continue;
    if (comparison.rows_with_chains.size() >= options.chains_for) break;
    if (change.is_unchanged()) continue;
    if (options.wants_chains && !options.wants_chains(change.name)) continue;
    comparison.rows_with_chains.push_back(row);
  }
  return comparison;
}

ComparedNodes place_in_graph(const Comparison& comparison, const base::Column<ClassIndex>& classes,
                             const base::Column<std::uint32_t>& preorder) {
  const std::size_t size = preorder.size();
  ComparedNodes nodes{base::Column<std::uint32_t>::for_overwrite(size),
                      base::Column<std::uint8_t>::for_overwrite(size)};
  for (std::size_t position = 0; position < size; ++position) {
    const NodeIndex node(preorder[position]);
    nodes.rows[node] = comparison.row_of_after[classes[position].value];
    nodes.are_new[node] = comparison.is_new.empty() ? 0 : comparison.is_new[position];
  }
  return nodes;
}

Diff finish(Comparison comparison) {
  Diff diff = std::move(comparison.diff);
  for (const std::uint32_t row : comparison.order) {
    ClassChange& change = comparison.rows[row];
    if (change.before.count == 0 && change.after.count == 0) continue;
    diff.classes.push_back(std::move(change));
  }
  diff.is_balanced = do_books_balance(diff);
  return diff;
}

}  // namespace heapdiff::diff
