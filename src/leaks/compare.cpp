#include "leaks/compare.hpp"

#include "base/pages.hpp"
#include "leaks/judging/verdict.hpp"

namespace heapdiff::leaks {
namespace {

/// What outlives the reductions of a comparison. Stays where it is: chains refer to it.
struct Outcome {
  diff::Comparison comparison;
  diff::ComparedNodes nodes;
  Findings findings;
  RetainedTrees trees;                                             ///< if they are asked for
  std::optional<base::Task<std::vector<diff::RowChains>>> chains;  ///< if any row is to get some
};

void start_chains(Outcome& compared, const HeldHeap& held, const DiffOptions& options,
                  const Watch& watch) {
  if (compared.comparison.rows_with_chains.empty()) return;
  compared.chains = base::start(options.threads, [&] {
    const Phase phase(watch, "chains");
    return diff::find_chains({held.heap, held.scripts, held.scopes, held.paths}, compared.nodes,
                             compared.comparison.rows_with_chains, options.chains_max);
  });
}

}  // namespace

void tell_engines_growth(diff::Rows& rows, const std::vector<std::int64_t>& before,
                         const std::vector<std::int64_t>& after) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    ByteDelta& sum = rows.changes[rows.row_of_before[i]].engine_size_delta;
    sum = sum - ByteDelta{before[i]};
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    rows.changes[rows.row_of_after[i]].engine_size_delta += ByteDelta{after[i]};
  }
}

namespace {

/// Where the heap has grown; empty if objects cannot be followed, or suspects are not wanted.
Findings find_growth(const diff::Comparison& comparison, const model::Reduction& before,
                     const AfterSide& side, const DiffOptions& options, const Watch& watch) {
  const model::Reduction& after = side.reduced();
  Findings findings;
  if (!options.suspects) return findings;
  Phase phase(watch, "growth");
  const diff::ComparedRoles roles =
      diff::compare_roles(before, after, comparison.pairs, options.threads);
  base::Task<void> measuring = base::start(options.threads, [&] {
    findings.engine_before = diff::measure_engine(before, roles.before);
    findings.engine_after = diff::measure_engine(after, roles.after);
  });
  if (!comparison.diff.lineage.can_follow()) {
    measuring.get();
    return findings;
  }
  // One text that is loaded as many scripts has one function.
  model::RowIndex index(model::RowIndex::ScriptKey::file);
  index.learn(before.table);
  index.learn(after.table);
  const auto row_of_before =
      index.add(before.table, name_functions(before.table, side.interfaces()));
  const auto row_of_after = index.add(after.table, name_functions(after.table, side.interfaces()));
  findings.rows = index.rows();
  const Sides sides{before,           after,          roles,
                    row_of_before,    row_of_after,   index.rows().size(),
                    comparison.pairs, side.preorder()};
  auto counting = base::start(options.threads, [&] { return AccumulationSearch(sides); });
  findings.growth = diff::attribute_growth(before, after, roles, comparison.pairs);
  findings.lengths_before = before.array_lengths;
  phase.next("accumulations");
  Accumulations accumulations = counting.get().run(findings.growth);
  findings.accumulations = std::move(accumulations.all);
  findings.net_by_row = std::move(accumulations.net_by_row);
  measuring.get();
  return findings;
}

/// The rest of a comparison whose objects are paired. Where the heap has grown does not depend on
/// what becomes of the classes, and takes longer: the classes are for another thread, and so are
/// their chains, if the graph is there already.
void compare_pairs(Outcome& compared, const model::Reduction& before, const AfterSide& after,
                   const HeldHeap* held, const DiffOptions& options, const Watch& watch) {
  diff::Comparison& comparison = compared.comparison;
  Findings& findings = compared.findings;
  base::Task<void> classing = base::start(options.threads, [&] {
    diff::compare_classes(comparison, before, after.reduced(), after.interfaces(), options, watch);
    compared.nodes = diff::place_in_graph(comparison, after.reduced().classes, after.preorder());
    comparison.classes.is_new.clear();
    if (comparison.groups) comparison.groups->is_new.clear();
    if (held != nullptr) start_chains(compared, *held, options, watch);
  });
  findings = find_growth(comparison, before, after, options, watch);
  classing.get();
  tell_engines_growth(comparison.table(), findings.engine_before.bytes,
                      findings.engine_after.bytes);
  if (options.pictures && comparison.diff.has_retained_sizes()) {
    const Phase phase(watch, "retained trees");
    compared.trees = grow_trees(
        &before, after.reduced(), comparison.pairs.partners, after.preorder(), after.interfaces(),
        comparison.diff.lineage.is_one_process(), findings.accumulations, options.threads);
  }
  comparison.pairs = {};
}

/// Puts suspects and table together, and states what no suspect explains.
Diff finish(Outcome&& compared, FoundSuspects suspects, const DiffOptions& options,
            std::optional<UnnamedGrowth::Accumulation> largest = {}) {
  Diff diff = diff::finish(std::move(compared.comparison));
  compared.trees.mark(suspects.origin);
  diff.retained_trees = std::move(compared.trees.trees);
  if (!options.suspects) return diff;
  diff.has_suspects = diff.lineage.can_follow();
  diff.suspects = std::move(suspects.all);
  diff.remainder =
      remainder_of(diff, compared.findings.engine_before, compared.findings.engine_after);
  judge(diff, std::move(largest));
  return diff;
}

/// Follows the new objects to their holders, for which chains are under way: suspects.
Diff explain(Outcome& compared, const HeldHeap& held, const DiffOptions& options,
             const Watch& watch) {
  diff::Comparison& comparison = compared.comparison;
  Phase phase(watch, "suspects");
  FoundSuspects suspects =
      find_suspects(held, compared.nodes, compared.findings, {options.ops, options.threads});
  phase.end();
  std::vector<diff::RowChains> held_rows;
  if (compared.chains) held_rows = compared.chains->get();
  for (std::size_t i = 0; i < held_rows.size(); ++i) {
    ClassChange& change = comparison.table().changes[comparison.rows_with_chains[i]];
    change.chains = std::move(held_rows[i].chains);
    change.other_chains_count = held_rows[i].other_count;
  }
  auto largest = largest_accumulation(held.heap, compared.nodes, compared.findings.accumulations,
                                      compared.findings.rows);
  return finish(std::move(compared), std::move(suspects), options, std::move(largest));
}

}  // namespace

std::vector<model::ClassName> name_functions(
    const model::ClassTable& table, std::span<const model::InterfaceDefinition> interfaces) {
  std::vector<model::ClassName> names = model::name_classes(table, interfaces);
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    const model::ClassTable::Entry& entry = table[ClassIndex(i)];
    if (entry.function == model::none) continue;
    names[i] = {std::string(table.names[entry.function]) + "()", entry.place, true};
  }
  return names;
}

bool wants_paths(const DiffOptions& options) {
  return options.suspects || (options.chains_max > 0 && options.chains_for > 0);
}

void LoadedSide::begin(const DiffOptions& options, const Watch& watch) {
  // Of the graph, which comparing does not look at.
  following_ = base::start(options.threads, [this, is_wanted = wants_paths(options), watch] {
    if (is_wanted && analysed_->paths.empty()) {
      const Phase phase(watch, "retaining paths");
      paths_ = analysis::find_retaining_paths(analysed_->heap, analysed_->retains);
    }
    if (analysed_->scopes) return;
    const Phase phase(watch, "scopes");
    scopes_.emplace(analysed_->heap);
  });
}

Result<HeldHeap> LoadedSide::graph(const DiffOptions&, const Watch&) {
  following_.get();
  return HeldHeap{analysed_->heap, analysed_->retains, analysed_->scripts,
                  analysed_->scopes ? *analysed_->scopes : *scopes_,
                  analysed_->paths.empty() ? paths_ : analysed_->paths};
}

Result<Diff> compare(BeforeSide&& before, AfterSide&& after, const DiffOptions& options,
                     const Watch& watch) {
  after.begin(options, watch);
  Result<diff::Comparison> pairs =
      diff::pair_objects(before.reduced(), after.reduced(), options, watch);
  if (!pairs) return fail(pairs.error());
  before.drop_ids();
  after.drop_ids();
  // With one thread, what following objects takes comes when the columns are gone.
  std::optional<HeldHeap> held;
  const auto follow = [&]() -> Result<void> {
    Result<HeldHeap> graph = after.graph(options, watch);
    if (!graph) return fail(graph.error());
    held.emplace(*graph);
    return {};
  };
  if (options.threads > 1 && after.has_graph()) {
    if (Result<void> fine = follow(); !fine) return fail(fine.error());
  }
  Outcome compared{std::move(*pairs), {}, {}, {}, {}};
  compare_pairs(compared, before.reduced(), after, held ? &*held : nullptr, options, watch);
  before.drop_columns();
  after.drop_columns();
  // Dropped where nobody finds the time.
  const base::Task<void> returning = base::start(options.threads, base::return_kept_pages);
  const bool needs_graph =
      !compared.comparison.rows_with_chains.empty() || !compared.findings.accumulations.empty();
  if (!needs_graph) return finish(std::move(compared), {}, options);
  if (!held) {
    if (Result<void> fine = follow(); !fine) return fail(fine.error());
    start_chains(compared, *held, options, watch);
  }
  return explain(compared, *held, options, watch);
}

void compare_named(Diff& diff, const NamedSide& before, const NamedSide& after,
                   const DiffOptions& options) {
  std::vector<std::uint32_t> marked;
  if (options.suspects && diff.lineage.shares_names()) {
    FoundSuspects found =
        compare_holders(before.collections, after.collections, diff.lineage, options);
    for (const std::size_t i : found.origin) marked.push_back(after.collections[i].tree_node);
    add_suspects(diff, std::move(found.all));
  }
  if (!options.pictures || !diff.has_retained_sizes()) return;
  diff.retained_trees =
      grow_trees(before.tree, after.tree, after.interfaces, diff.lineage.is_one_process(), marked);
}

namespace {

/// The collections that names lead to, and where a page shows them.
struct Census {
  std::vector<NamedCollection> collections;
  model::CountedTree tree;
};

Census take_census(const analysis::Analysis& analysed, const DiffOptions& options) {
  Census census;
  census.collections = take_holder_census(analysed, options.threads);
  if (options.pictures) census.tree = place_in_tree(census.collections, analysed.reduced);
  return census;
}

}  // namespace

Run take_run(analysis::Analysis analysed, const DiffOptions& options) {
  Census census = take_census(analysed, options);
  return {std::move(census.collections), std::move(census.tree), std::move(analysed.reduced.table),
          std::move(analysed.interfaces)};
}

void compare_runs(Diff& diff, const Run& before, const Run& after, const DiffOptions& options) {
  const auto side = [](const Run& run) {
    return NamedSide{run.collections, {run.table, run.tree.tree, run.tree.counts}, run.interfaces};
  };
  compare_named(diff, side(before), side(after), options);
}

Result<Diff> compare_loaded(const analysis::Analysis& before, const analysis::Analysis& after,
                            const DiffOptions& options) {
  Result<Diff> diff = compare(before.reduced, after, options);
  if (diff && options.suspects && diff->lineage.shares_names()) {
    const Census of_before = take_census(before, options), of_after = take_census(after, options);
    const auto side = [](const analysis::Analysis& analysed, const Census& census) {
      return NamedSide{census.collections,
                       {analysed.reduced.table, census.tree.tree, census.tree.counts},
                       analysed.interfaces};
    };
    compare_named(*diff, side(before, of_before), side(after, of_after), options);
  }
  return diff;
}

}  // namespace heapdiff::leaks
