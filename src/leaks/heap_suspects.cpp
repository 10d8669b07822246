#include "leaks/heap_suspects.hpp"

#include <optional>

#include "analysis/dominator_tree.hpp"
#include "diff/match.hpp"
#include "leaks/compare.hpp"
#include "leaks/growth/baseline.hpp"
#include "leaks/judging/verdict.hpp"
#include "leaks/retained_trees.hpp"
#include "leaks/suspects.hpp"

namespace heapdiff::leaks {
namespace {

using analysis::Analysis;

/// Where the heap differs from one in which nothing has piled up.
struct Difference {
  Bytes kept;
  Findings findings;
  diff::ComparedNodes nodes;
};

/// Tells accumulations what V8 keeps for their items. Nobody knows of one snapshot whether that
/// came with them: Node's own modules have as much code, and nothing is suspected because of it.
void measure_internals(std::vector<Accumulation>& accumulations, const Analysis& analysed) {
  const model::Reduction& side = analysed.reduced;
  const auto sums = analysis::prefix_sums(side.size(), [&](std::uint32_t position) {
    return side.roles[position] == model::Role::engine ? side.kept_size(position) : 0;
  });
  const auto position_of = analysis::positions_of_nodes(analysed.preorder);
  for (Accumulation& found : accumulations) {
    std::uint32_t end = 0;
    for (const NodeIndex item : found.items) {  // in preorder: nested ones follow
      const std::uint32_t position = position_of[item];
      if (position < end) continue;
      end = side.ends[position];
      found.internals += static_cast<std::int64_t>(sums[end] - sums[position]);
    }
  }
}

Difference find_difference(const Analysis& analysed, const Watch& watch) {
  Phase phase(watch, "baseline");
  const model::Reduction& side = analysed.reduced;
  model::RowIndex functions_apart(model::RowIndex::ScriptKey::file);
  const std::vector<std::uint32_t> rows =
      functions_apart.add(side.table, name_functions(side.table, analysed.interfaces));
  Difference found;
  found.findings.rows = functions_apart.rows();
  const Baseline without = baseline_of(side, rows, found.findings.rows.size());
  found.kept = without.kept;
  phase.next("accumulations");
  // Of one snapshot nobody knows what came, and so whose the engine's records are.
  const diff::ComparedRoles compared = diff::compare_roles(without.before, side, {});
  found.findings.growth = diff::attribute_growth(without.before, side, compared, without.pairs);
  Accumulations accumulations =
      AccumulationSearch({without.before, side, compared, rows, rows, found.findings.rows.size(),
                          without.pairs, analysed.preorder})
          .run(found.findings.growth);
  found.findings.accumulations = std::move(accumulations.all);
  measure_internals(found.findings.accumulations, analysed);
  found.findings.net_by_row = std::move(accumulations.net_by_row);
  model::RowIndex classes(model::RowIndex::ScriptKey::id);
  const std::vector<std::uint32_t> class_rows =
      classes.add(side.table, model::name_classes(side.table, analysed.interfaces));
  for (const model::RowIndex::Row& row : classes.rows()) {
    found.nodes.class_names.push_back(row.name);
  }
  found.nodes.rows = base::NarrowColumn::for_overwrite(side.size(), classes.rows().size());
  found.nodes.are_new = base::IndexedColumn<NodeIndex, std::uint8_t>(side.size(), 0);
  for (std::uint32_t p = 0; p < side.size(); ++p) {
    const NodeIndex node(analysed.preorder[p]);
    found.nodes.rows.set(node, class_rows[side.classes[p].value]);
    found.nodes.are_new[node] = without.pairs.partners[p] == diff::nobody ? 1 : 0;
  }
  return found;
}

}  // namespace

HeapSuspects suspects_of_heap(const Analysis& analysed, const HeapSuspectOptions& options,
                              const Watch& watch) {
  HeapSuspects result;
  const Difference found = find_difference(analysed, watch);
  result.kept = found.kept;
  result.largest = largest_accumulation(analysed.heap, found.nodes, found.findings.accumulations,
                                        found.findings.rows);
  RetainedTrees trees;
  if (options.pictures) {
    const Phase phase(watch, "retained trees");
    trees = grow_trees(nullptr, analysed.reduced, {}, analysed.preorder, analysed.interfaces, true,
                       found.findings.accumulations, options.threads);
  }
  const Phase phase(watch, "suspects");
  std::optional<scripts::ScopeNames> found_scopes;
  if (!analysed.scopes) found_scopes.emplace(analysed.heap);
  const scripts::ScopeNames& scopes = analysed.scopes ? *analysed.scopes : *found_scopes;
  SuspectOptions suspect_options;
  suspect_options.threads = options.threads;
  suspect_options.kept = result.kept;
  FoundSuspects suspects =
      find_suspects({analysed.heap, analysed.retains, analysed.scripts, scopes, analysed.paths},
                    found.nodes, found.findings, suspect_options);
  trees.mark(suspects.origin);
  result.trees = std::move(trees.trees);
  result.suspects = std::move(suspects.all);
  return result;
}

}  // namespace heapdiff::leaks
