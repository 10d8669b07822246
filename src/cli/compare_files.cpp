#include "cli/compare_files.hpp"

#include "analysis/reduce.hpp"
#include "base/parallel.hpp"
#include "diff/compare.hpp"
#include "graph/load.hpp"

namespace heapdiff::cli {
namespace {

/// One of the files of a diff: loaded as a heap whose objects can be matched by id.
struct Side {
  const std::string& path;
  unsigned threads;
  base::Watch watch;

  [[nodiscard]] Result<graph::Heap> load() const {
    Result<graph::Heap> heap = graph::load_heap(path, threads, watch, parse::Texts::cut());
    if (!heap) return heap;
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
  const model::Reduced reduced = reducing.get();
  if (!heap_after) return fail(heap_after.error());
  const analysis::Analysed analysed = analysis::analyse(
      std::move(*heap_after), {after.threads, options.chains_max > 0}, after.watch);
  return diff::compare(reduced, analysed, options, of_both);
}

/// What the second reading of a file must find again.
struct Likeness {
  std::uint32_t nodes, edges;
  std::uint64_t size;

  explicit Likeness(const graph::Heap& heap)
      : nodes(heap.nodes.size()), edges(heap.edges.size()), size(heap.nodes.self_size_total) {}
  friend bool operator==(const Likeness&, const Likeness&) = default;
};

/// What is left of both sides when their classes are compared.
struct Compared {
  diff::Comparison comparison;
  diff::ComparedNodes nodes;
  Likeness after;
};

Result<Compared> compare_reductions(const Side& before, const Side& after,
                                    const DiffOptions& options, const base::Watch& of_both) {
  Result<graph::Heap> heap = before.load();
  if (!heap) return fail(heap.error());
  const model::Reduced reduced_before = analysis::reduce(std::move(*heap), before.watch);
  heap = after.load();
  if (!heap) return fail(heap.error());
  const Likeness likeness(*heap);
  const analysis::ReducedAfter reduced_after =
      analysis::reduce_after(std::move(*heap), after.watch);
  Result<diff::Comparison> comparison = diff::compare_classes(
      reduced_before, reduced_after.reduced, reduced_after.interfaces, options, of_both);
  if (!comparison) return fail(comparison.error());
  diff::ComparedNodes nodes =
      diff::place_in_graph(*comparison, reduced_after.reduced.classes, reduced_after.preorder);
  comparison->is_new.clear();
  return Compared{std::move(*comparison), std::move(nodes), likeness};
}

/// No graph is alive beside another, or beside its own reduction: both sides are reduced and
/// compared, and then the after side is read again for its paths.
Result<Diff> compare_lean(const Side& before, const Side& after, const DiffOptions& options,
                          const base::Watch& of_both) {
  Result<Compared> compared = compare_reductions(before, after, options, of_both);
  if (!compared) return fail(compared.error());
  diff::Comparison& comparison = compared->comparison;
  if (comparison.rows_with_chains.empty()) return diff::finish(std::move(comparison));

  Result<graph::Heap> heap = after.load();
  if (!heap) return fail(heap.error());
  if (Likeness(*heap) != compared->after) {
    return fail({ErrorKind::io, after.path, "changed while it was read", std::nullopt, ""});
  }
  heap->nodes.self_sizes = {};  // no path asks for them
  heap->nodes.detachedness.clear();
  base::Phase phase(after.watch, "retaining paths");
  const analysis::ScriptNames scripts(*heap);
  const analysis::RetainingPaths paths =
      analysis::find_retaining_paths(*heap, graph::RetainingEdges(*heap));
  phase.end();
  const base::Phase of_chains(of_both, "chains");
  diff::find_chains({*heap, scripts, paths}, compared->nodes, comparison.rows,
                    comparison.rows_with_chains, options.chains_max);
  return diff::finish(std::move(comparison));
}

}  // namespace

Result<Diff> compare_files(const DiffCommand& command, const Plan& plan, const DiffOptions& options,
                           Terminal& terminal) {
  const Side before{command.before, plan.threads, terminal.watch("before", command.before)};
  const Side after{command.after, plan.threads, terminal.watch("after", command.after)};
  const base::Watch of_both = terminal.watch("both", "");
  return plan.kind == Plan::Kind::fast ? compare_fast(before, after, options, of_both)
                                       : compare_lean(before, after, options, of_both);
}

}  // namespace heapdiff::cli
