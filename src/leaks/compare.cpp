#include "leaks/compare.hpp"

#include "base/parallel.hpp"

namespace heapdiff::leaks {
namespace {

/// Names of classes, but that functions are told apart by name and place: `tick()`.
std::vector<model::ClassName> name_functions(
    const model::ClassTable& table, std::span<const model::InterfaceDefinition> interfaces) {
  std::vector<model::ClassName> names = model::name_classes(table, interfaces);
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    const model::ClassTable::Entry& entry = table[ClassIndex(i)];
    if (entry.function == model::none) continue;
    names[i] = {std::string(table.names[entry.function]) + "()", entry.place};
  }
  return names;
}

}  // namespace

Result<Compared> compare_reductions(const model::Reduced& before, const model::Reduced& after,
                                    const base::Column<std::uint32_t>& preorder,
                                    std::span<const model::InterfaceDefinition> interfaces,
                                    const DiffOptions& options, const base::Watch& watch) {
  Result<diff::Comparison> comparison =
      diff::compare_classes(before, after, interfaces, options, watch);
  if (!comparison) return fail(comparison.error());
  Compared compared{std::move(*comparison), {}, {}};
  if (options.suspects && compared.comparison.diff.lineage.can_follow()) {
    base::Phase phase(watch, "growth");
    diff::Comparison& c = compared.comparison;
    compared.findings.growth = diff::attribute_growth(before, after, c.partners);
    phase.next("accumulations");
    model::RowIndex index(model::RowIndex::ScriptKey::id);
    const auto row_of_before = index.add(before.table, name_functions(before.table, interfaces));
    const auto row_of_after = index.add(after.table, name_functions(after.table, interfaces));
    compared.findings.rows = index.rows();
    compared.findings.accumulations =
        find_accumulations({before, after, row_of_before, row_of_after, index.rows().size(),
                            c.partners, preorder},
                           compared.findings.growth);
  }
  compared.comparison.partners.clear();
  compared.nodes = diff::place_in_graph(compared.comparison, after.classes, preorder);
  compared.comparison.is_new.clear();
  return compared;
}

bool needs_graph(const Compared& compared) {
  return !compared.comparison.rows_with_chains.empty() ||
         !compared.findings.accumulations.empty();
}

Diff explain(Compared compared, const HeldHeap& held, const DiffOptions& options,
             const base::Watch& watch) {
  diff::Comparison& comparison = compared.comparison;
  std::vector<Suspect> suspects;
  {
    const base::Phase phase(watch, "suspects");
    suspects = find_suspects(held, compared.nodes, comparison.rows, compared.findings,
                             {options.ops, options.advice, options.threads});
  }
  if (!comparison.rows_with_chains.empty()) {
    const base::Phase phase(watch, "chains");
    diff::find_chains({held.heap, held.scripts, held.scopes, held.paths}, compared.nodes,
                      comparison.rows, comparison.rows_with_chains, options.chains_max);
  }
  Diff diff = diff::finish(std::move(comparison));
  diff.suspects = std::move(suspects);
  diff.remainder = remainder_of(diff, compared.findings.growth);
  return diff;
}

Result<Diff> compare(const model::Reduced& before, const analysis::Analysed& after,
                     const DiffOptions& options, const base::Watch& watch) {
  // Paths take longest, and nothing else needs them.
  const bool wants_chains = options.chains_max > 0 && options.chains_for > 0;
  const bool has_paths = !after.paths.edges.empty();
  std::future<analysis::RetainingPaths> paths = base::start(options.threads, [&] {
    if (!wants_chains || has_paths) return analysis::RetainingPaths{};
    const base::Phase part(watch, "retaining paths");
    return analysis::find_retaining_paths(after.heap, after.retains);
  });
  Result<Compared> compared = compare_reductions(before, after.reduced, after.preorder,
                                                 after.interfaces, options, watch);
  if (!compared) return fail(compared.error());
  const analysis::RetainingPaths found = paths.get();
  const analysis::ScopeNames scopes(after.heap);
  return explain(std::move(*compared),
                 {after.heap, after.retains, after.scripts, scopes, has_paths ? after.paths : found},
                 options, watch);
}

}  // namespace heapdiff::leaks
