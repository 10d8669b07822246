#include "cli/compare_files.hpp"

#include <fmt/format.h>

#include "analysis/reduce.hpp"
#include "base/parallel.hpp"
#include "graph/load.hpp"
#include "leaks/compare.hpp"
#include "leaks/holder_census.hpp"

namespace heapdiff::cli {
namespace {

/// One of the files of a diff: loaded as a heap whose objects can be matched by id.
struct Side {
  const std::string& path;
  unsigned threads;
  bool hides_values;
  base::Watch watch;

  [[nodiscard]] Result<graph::Heap> load() const {
    Result<graph::Heap> heap = graph::load_heap(path, threads, watch, parse::Texts::cut());
    if (!heap) return heap;
    heap->hides_values = hides_values;
    if (Result<void> unique = diff::check_ids(*heap); !unique) return fail(unique.error());
    return heap;
  }
};

/// The before side is reduced while the after side is read; its graph is gone before the after side
/// is analysed.
Result<Diff> compare_fast(const Side& before, const Side& after, const DiffOptions& options,
                          const base::Watch& of_both) {
  Result<graph::Heap> heap_before = before.load();
  if (!heap_before) return fail(heap_before.error());
  std::future<model::Reduced> reducing =
      base::start(before.threads, [heap = std::move(*heap_before), &before]() mutable {
        return analysis::reduce(std::move(heap), before.watch);
      });
  if (before.threads == 1) reducing.wait();
  Result<graph::Heap> heap_after = after.load();
  model::Reduced reduced = reducing.get();
  if (!heap_after) return fail(heap_after.error());
  analysis::Analysed analysed = analysis::analyse(
      std::move(*heap_after), {after.threads, leaks::wants_paths(options)}, after.watch);
  analysed.heap.nodes.self_sizes = {};  // the reduction has them
  return leaks::compare(std::move(reduced), std::move(analysed), options, of_both);
}

/// What the second reading of a file must find again.
struct Likeness {
  std::uint32_t nodes, edges;
  std::uint64_t size;

  explicit Likeness(const graph::Heap& heap)
      : nodes(heap.nodes.size()), edges(heap.edges.size()), size(heap.nodes.self_size_total) {}
  friend bool operator==(const Likeness&, const Likeness&) = default;
};

/// What is left of both sides when their reductions are compared.
struct Rest {
  leaks::Compared compared;
  Likeness after;
};

Result<Rest> compare_reductions(const Side& before, const Side& after, const DiffOptions& options,
                                const base::Watch& of_both) {
  Result<graph::Heap> heap = before.load();
  if (!heap) return fail(heap.error());
  model::Reduced reduced_before = analysis::reduce(std::move(*heap), before.watch);
  heap = after.load();
  if (!heap) return fail(heap.error());
  const Likeness likeness(*heap);
  analysis::ReducedAfter reduced = analysis::reduce_after(std::move(*heap), after.watch);
  Result<leaks::Compared> compared = leaks::compare_reductions(
      reduced_before, {reduced.reduced, reduced.preorder, reduced.interfaces}, options, of_both);
  if (!compared) return fail(compared.error());
  return Rest{std::move(*compared), likeness};
}

/// No graph is alive beside another, or beside its own reduction: both sides are reduced and
/// compared, and then the after side is read again to follow objects to their holders.
Result<Diff> compare_lean(const Side& before, const Side& after, const DiffOptions& options,
                          const base::Watch& of_both) {
  Result<Rest> rest = compare_reductions(before, after, options, of_both);
  if (!rest) return fail(rest.error());
  if (!leaks::needs_graph(rest->compared)) {
    return leaks::conclude(std::move(rest->compared), options);
  }
  Result<graph::Heap> heap = after.load();
  if (!heap) return fail(heap.error());
  if (Likeness(*heap) != rest->after) {
    return fail({ErrorKind::io, after.path, "changed while it was read", std::nullopt, ""});
  }
  heap->nodes.self_sizes = {};  // nobody asks for them
  graph::propagate_detachedness(*heap);
  base::Phase phase(after.watch, "retaining paths");
  const graph::RetainingEdges retains(*heap);
  const analysis::ScriptNames scripts(*heap);
  const analysis::ScopeNames scopes(*heap);
  const analysis::RetainingPaths paths = leaks::wants_paths(options)
                                             ? analysis::find_retaining_paths(*heap, retains)
                                             : analysis::RetainingPaths{};
  phase.end();
  return leaks::explain(std::move(rest->compared), {*heap, retains, scripts, scopes, paths},
                        options, of_both);
}

/// Reads a side again for the collections that have names.
Result<std::vector<leaks::NamedCollection>> take_census(const Side& side) {
  Result<graph::Heap> heap = side.load();
  if (!heap) return fail(heap.error());
  const analysis::Analysed analysed =
      analysis::analyse(std::move(*heap), {side.threads}, side.watch);
  const base::Phase phase(side.watch, "holders");
  return leaks::take_holder_census(analysed, side.threads);
}

/// Two runs of one program share no objects, but their collections have the same names.
Result<void> compare_runs(Diff& diff, const Side& before, const Side& after,
                          const DiffOptions& options, const MemoryLimit& limit) {
  for (const Side* side : {&before, &after}) {
    const char* hindrance = nullptr;
    if (side->path == "-") hindrance = "standard input cannot be read again";
    if (!plan_single(side->path, side->threads, limit)) hindrance = "they do not fit into memory";
    if (hindrance == nullptr) continue;
    diff.notes.push_back(
        fmt::format("named collections of the two runs are not compared: {}", hindrance));
    return {};
  }
  const auto census_before = take_census(before);
  if (!census_before) return fail(census_before.error());
  const auto census_after = take_census(after);
  if (!census_after) return fail(census_after.error());
  leaks::add_suspects(diff, leaks::compare_holders(*census_before, *census_after, options));
  return {};
}

}  // namespace

Result<Diff> compare_files(const DiffCommand& command, const Plan& plan, const DiffOptions& options,
                           Terminal& terminal) {
  const bool hides_values = command.common.no_strings;
  const Side before{command.before, plan.threads, hides_values,
                    terminal.watch("before", command.before)};
  const Side after{command.after, plan.threads, hides_values,
                   terminal.watch("after", command.after)};
  const base::Watch of_both = terminal.watch("both", "");
  Result<Diff> diff = plan.kind == Plan::Kind::fast ? compare_fast(before, after, options, of_both)
                                                    : compare_lean(before, after, options, of_both);
  if (!diff || !options.suspects || diff->lineage.relation != Relation::rerun) return diff;
  if (Result<void> fine = compare_runs(*diff, before, after, options, plan.limit); !fine) {
    return fail(fine.error());
  }
  return diff;
}

}  // namespace heapdiff::cli
