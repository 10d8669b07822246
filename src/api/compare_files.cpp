#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "analysis/reduce.hpp"
#include "analysis/statistics.hpp"
#include "api/indexes.hpp"
#include "api/load_file.hpp"
#include "api/plan.hpp"
#include "api/saved_files.hpp"
#include "api/source_map_notes.hpp"
#include "base/pages.hpp"
#include "base/parallel.hpp"
#include "graph/load.hpp"
#include "heapdiff/files.hpp"
#include "leaks/compare.hpp"
#include "query/biggest.hpp"
#include "query/strings.hpp"

namespace heapdiff {
namespace api {
namespace {

/// On what both sides of a diff can be compared: where one has lost edges, or places in the source,
/// neither can use any.
struct Terms {
  bool edges = true, places = true;
  friend bool operator==(const Terms&, const Terms&) = default;

  void leave_out_what_is_lost(const Damage& damage) {
    edges = edges && damage.has_all_edges();
    places = places && damage.has_places;
  }
};

/// What the two sides have to agree on.
struct Agreement {
  Terms terms;   ///< by which both are loaded
  Terms wanted;  ///< what they should have been: then both are to be read again
  bool force = false;
};

/// One of the files of a diff.
struct OneSide {
  const std::string& path;
  const std::string& other;
  const ReadOptions& options;
  Watch watch;
  Monitor& monitor;
  Agreement& agreement;
  std::shared_ptr<source_maps::ScriptMaps> maps;
  std::optional<Statistics>& statistics;  ///< for a page

  /// Its own file alone, for the greatest part: what else there is may be read at the same time.
  [[nodiscard]] Result<graph::Heap> read(std::function<void()> has_graph = nullptr) const {
    return read_file(path, options, watch, parse::Texts::cut(), other, std::move(has_graph));
  }

  /// What depends on the other side, or on what both share.
  [[nodiscard]] Result<graph::Heap> finish(Result<graph::Heap> heap) const {
    if (!heap) return heap;
    if (Result<void> fine = take_source_maps(*heap, options, watch, maps); !fine) {
      return fail(fine.error());
    }
    if (Result<void> fine = check_damage(*heap); !fine) return fail(fine.error());
    if (!agreement.terms.edges) graph::drop_edges(*heap);
    if (options.pictures && heap->has_all_edges() && !statistics) {
      statistics = analysis::measure_statistics(*heap);
    }
    if (!agreement.terms.places) heap->locations = {};
    return heap;
  }

  [[nodiscard]] Result<graph::Heap> load() const { return finish(read()); }

  // From the index, if one is of use. Then the side lacks nothing.
  [[nodiscard]] Result<std::optional<analysis::Analysis>> indexed_analysis() const {
    return analysis_from_index({path, options, watch, monitor, maps}, options.threads,
                               parse::Texts::cut(), options.pictures ? &statistics : nullptr);
  }
  [[nodiscard]] Result<std::optional<model::Reduction>> indexed_reduction() const {
    return reduction_from_index({path, options, watch, monitor, maps}, options.threads,
                                options.pictures ? &statistics : nullptr);
  }

  /// For a side that is used for nothing else than its analysis.
  [[nodiscard]] Result<analysis::Analysis> analyse() const {
    Result<std::optional<analysis::Analysis>> indexed = indexed_analysis();
    if (!indexed) return fail(indexed.error());
    if (*indexed) return std::move(**indexed);
    Result<graph::Heap> heap = load();
    if (!heap) return fail(heap.error());
    return analysis::analyse(std::move(*heap), options.threads, watch);
  }

 private:
  /// What is missing must not look as if it were gone, or new.
  [[nodiscard]] Result<void> check_damage(const graph::Heap& heap) const {
    if (!heap.damage) return {};
    const auto refuse = [&](const std::string& why, std::vector<WayOut> ways_out) {
      return fail({ErrorKind::mismatch, heap.file, why, std::nullopt, "", std::move(ways_out)});
    };
    const Damage& damage = *heap.damage;
    if (!damage.has_all_nodes()) {
      return refuse(fmt::format("only {} of its nodes could be read, so heapdiff cannot tell what "
                                "is gone, what is new and what has grown",
                                damage.nodes.kept),
                    {{WayOut::Kind::look_at_salvaged}});
    }
    if (damage.names.lost > 0 && damage.borrowed_from.empty() && !agreement.force) {
      return refuse(
          fmt::format("the names of {} of its {} nodes are lost, and no other snapshot lends any: "
                      "its classes cannot be compared",
                      damage.node_names.lost, damage.node_names.all),
          {{WayOut::Kind::borrow_names}, {WayOut::Kind::force}});
    }
    agreement.wanted.leave_out_what_is_lost(damage);
    if (agreement.wanted != agreement.terms) {
      return fail({ErrorKind::mismatch, heap.file,
                   "edges or places are missing, so that both sides have to be compared without, "
                   "and standard input cannot be read again",
                   std::nullopt, "give paths"});
    }
    return {};
  }
};

/// Of names that both sides have lost, it is unknown which are the same.
Result<void> check_names(const std::optional<Damage>& before, const graph::Heap& after,
                         const Agreement& agreement) {
  if (!before || !after.damage || agreement.force) return {};
  const std::uint64_t of_before = before->node_names.missing();
  const std::uint64_t of_after = after.damage->node_names.missing();
  if (of_before == 0 || of_after == 0) return {};
  return fail({ErrorKind::mismatch,
               after.file,
               fmt::format("the names of {} nodes are lost here, and of {} before: their classes "
                           "cannot be compared",
                           of_after, of_before),
               std::nullopt,
               "",
               {{WayOut::Kind::borrow_names}, {WayOut::Kind::force}}});
}

/// The before side, whose graph nobody else needs: it is read and reduced beside the caller where a
/// thread is free for that, and at once where none is.
class Reducing {
 public:
  /// REQUIRES: a side without a reduction out of its index.
  explicit Reducing(const OneSide& side)
      : task_(base::start(side.options.threads, [this, &side]() -> Result<model::Reduction> {
          Result<graph::Heap> heap = load(side);
          if (!heap) return fail(heap.error());
          model::Reduction reduced = analysis::reduce(std::move(*heap), side.watch);
          run_next();
          return reduced;
        })) {
    task_.finish_if_put_off();
  }
  explicit Reducing(model::Reduction reduced)
      : task_(base::start(1, [reduced = std::move(reduced)]() mutable -> Result<model::Reduction> {
          return std::move(reduced);
        })) {
    has_graph_.give();
    has_heap_.give();
    is_reduced_ = true;
  }

  /// Returns when strings are all that is still to be read. Errors: those met until then.
  [[nodiscard]] Result<void> wait_for_graph() const {
    has_graph_.wait();
    return has_heap_.is_given() ? wait_for_heap() : Result<void>();
  }
  /// Returns when all is read.
  [[nodiscard]] Result<void> wait_for_heap() const {
    has_heap_.wait();
    if (error_) return fail(*error_);
    return {};
  }
  /// REQUIRES: all is read.
  [[nodiscard]] const std::optional<Damage>& damage() const { return damage_; }

  /// What has to wait until the side's graph is gone: runs it at once, or where the side is reduced
  /// when it is, while the caller helps others in `get`. Once; not where reducing fails.
  void then(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex_);
      if (!is_reduced_) {
        next_ = std::move(work);
        return;
      }
    }
    work();
  }

  /// Once.
  [[nodiscard]] Result<model::Reduction> get() {
    has_heap_.wait();  // reading is what the caller can help with
    return task_.get();
  }

 private:
  /// Whatever happens, nobody waits in vain. The last to be given is `has_graph_`.
  struct AtLast {
    base::Signal& signal;
    ~AtLast() { signal.give(); }
  };

  Result<graph::Heap> load(const OneSide& side) {
    const AtLast has_graph{has_graph_}, has_heap{has_heap_};
    Result<graph::Heap> heap = side.finish(side.read([this] { has_graph_.give(); }));
    if (heap) {
      damage_ = heap->damage;
    } else {
      error_ = heap.error();
    }
    return heap;
  }

  void run_next() {
    {
      const std::lock_guard lock(mutex_);
      is_reduced_ = true;
    }
    if (next_) next_();
  }

  base::Signal has_graph_, has_heap_;
  std::mutex mutex_;  // guards the next two until it is reduced
  bool is_reduced_ = false;
  std::function<void()> next_;
  std::optional<Error> error_;
  std::optional<Damage> damage_;
  base::Task<Result<model::Reduction>> task_;  // the last, since it uses the others
};

Result<std::unique_ptr<Reducing>> begin_reduction(const OneSide& before) {
  Result<std::optional<model::Reduction>> indexed = before.indexed_reduction();
  if (!indexed) return fail(indexed.error());
  if (*indexed) return std::make_unique<Reducing>(std::move(**indexed));
  return std::make_unique<Reducing>(before);
}

/// The before side is reduced while the after side is read; its graph is gone before the after side
/// is searched, which takes the most memory.
Result<Diff> compare_fast(const OneSide& before, const OneSide& after, const DiffOptions& options,
                          const Watch& of_both) {
  const base::PageRecycling recycling(after.options.threads);
  Result<std::unique_ptr<Reducing>> begun = begin_reduction(before);
  if (!begun) return fail(begun.error());
  Reducing& reducing = **begun;
  // What is lost on one side changes how the other is loaded, and what is piped in is not read in
  // vain.
  const bool is_apart = !after.options.salvage && after.path != "-";
  if (Result<void> fine = is_apart ? reducing.wait_for_graph() : reducing.wait_for_heap(); !fine) {
    return fail(fine.error());
  }
  Result<std::optional<analysis::Analysis>> indexed = after.indexed_analysis();
  if (indexed && *indexed) {
    Result<model::Reduction> reduced = reducing.get();
    if (!reduced) return fail(reduced.error());
    return leaks::compare(std::move(*reduced), std::move(**indexed), options, of_both);
  }
  // Texts take the most memory before they are cut: those of one side at a time.
  const auto when_graph_is_read = [&reducing] { (void)reducing.wait_for_heap(); };
  Result<graph::Heap> heap_after = indexed ? after.read(when_graph_is_read) : fail(indexed.error());
  if (Result<void> fine = reducing.wait_for_heap(); !fine) return fail(fine.error());
  heap_after = after.finish(std::move(heap_after));
  if (!heap_after) return fail(heap_after.error());
  if (Result<void> fine = check_names(reducing.damage(), *heap_after, after.agreement); !fine) {
    return fail(fine.error());
  }
  // Beside the dominators, where a thread is free for that; alone they take less memory later.
  const bool is_beside = leaks::wants_paths(options) && after.options.threads > 1;
  const auto paths = is_beside ? analysis::Paths::now : analysis::Paths::later;
  analysis::Analyser analyser(std::move(*heap_after), after.options.threads, after.watch, paths);
  reducing.then([&analyser] { analyser.search(); });
  Result<model::Reduction> reduced = reducing.get();
  if (!reduced) return fail(reduced.error());
  analysis::Analysis analysed = std::move(analyser).finish();
  analysed.heap.nodes.self_sizes = {};  // the reduction has them
  return leaks::compare(std::move(*reduced), std::move(analysed), options, of_both);
}

/// What the second reading of a file must find again.
struct Likeness {
  std::uint32_t nodes, edges;
  std::uint64_t size;

  explicit Likeness(const graph::Heap& heap)
      : nodes(heap.nodes.size()), edges(heap.edges.size()), size(heap.nodes.self_size_total) {}
  friend bool operator==(const Likeness&, const Likeness&) = default;
};

/// An after side that is reduced, and read again for its graph.
class SideToReadAgain final : public leaks::AfterSide {
 public:
  SideToReadAgain(const OneSide& side, graph::Heap heap)
      : side_(side),
        likeness_(heap),
        reduced_(analysis::reduce_after(std::move(heap), side.watch)) {}

  [[nodiscard]] const model::Reduction& reduced() const override { return reduced_->reduced; }
  [[nodiscard]] const base::Column<std::uint32_t>& preorder() const override {
    return reduced_->preorder;
  }
  [[nodiscard]] std::span<const model::InterfaceDefinition> interfaces() const override {
    return reduced_->interfaces;
  }
  void drop_ids() override { reduced_->reduced.ids.clear(); }
  void drop_columns() override { reduced_.reset(); }

  [[nodiscard]] Result<leaks::HeldHeap> graph(const DiffOptions& options, const Watch&) override {
    Result<graph::Heap> heap = side_.load();
    if (!heap) return fail(heap.error());
    if (Likeness(*heap) != likeness_) {
      return fail({ErrorKind::io, side_.path, "changed while it was being read", std::nullopt, ""});
    }
    heap_ = std::move(*heap);
    heap_->nodes.self_sizes = {};  // not needed any more
    graph::propagate_detachedness(*heap_);
    graph::prepare_sources(*heap_);
    const Phase phase(side_.watch, "retaining paths");
    following_.emplace(*heap_, leaks::wants_paths(options));
    return leaks::HeldHeap{*heap_, following_->retains, following_->scripts, following_->scopes,
                           following_->paths};
  }

 private:
  /// What following objects takes beside their heap.
  struct Following {
    Following(const graph::Heap& heap, bool wants_paths)
        : retains(heap), scripts(heap), scopes(heap) {
      if (wants_paths) paths = analysis::find_retaining_paths(heap, retains);
    }
    graph::RetainingEdges retains;
    scripts::ScriptNames scripts;
    scripts::ScopeNames scopes;
    analysis::RetainingPaths paths;
  };

  const OneSide& side_;
  Likeness likeness_;
  std::optional<analysis::AfterReduction> reduced_;  // until it is compared
  std::optional<graph::Heap> heap_;
  std::optional<Following> following_;
};

/// No graph is alive beside another, or beside its own reduction: both sides are reduced and
/// compared, and then the after side is read again to follow objects to their holders.
Result<Diff> compare_lean(const OneSide& before, const OneSide& after, const DiffOptions& options,
                          const Watch& of_both) {
  Result<std::unique_ptr<Reducing>> reducing = begin_reduction(before);
  if (!reducing) return fail(reducing.error());
  Result<model::Reduction> reduced_before = (*reducing)->get();
  if (!reduced_before) return fail(reduced_before.error());
  Result<std::optional<analysis::Analysis>> indexed = after.indexed_analysis();
  if (!indexed) return fail(indexed.error());
  if (*indexed) {
    return leaks::compare(std::move(*reduced_before), std::move(**indexed), options, of_both);
  }
  Result<graph::Heap> heap = after.load();
  if (!heap) return fail(heap.error());
  if (Result<void> fine = check_names(reduced_before->side.damage, *heap, after.agreement); !fine) {
    return fail(fine.error());
  }
  return leaks::compare(std::move(*reduced_before), SideToReadAgain(after, std::move(*heap)),
                        options, of_both);
}

/// Reads a side again for the collections that have names.
Result<leaks::Run> take_run(const OneSide& side, const DiffOptions& options) {
  Result<analysis::Analysis> analysed = side.analyse();
  if (!analysed) return fail(analysed.error());
  const Phase phase(side.watch, "holders");
  return leaks::take_run(std::move(*analysed), options);
}

/// Where no object can be followed, collections still have the same names.
Result<void> compare_runs(Diff& diff, const OneSide& before, const OneSide& after,
                          const DiffOptions& options, const MemoryLimit& limit) {
  for (const OneSide* side : {&before, &after}) {
    const char* hindrance = nullptr;
    if (side->path == "-") hindrance = "standard input cannot be read again";
    if (!plan_single(side->path, Purpose::classes, {side->options.threads, limit}))
      hindrance = "they do not fit in memory";
    if (hindrance == nullptr) continue;
    diff.notes.push_back(
        fmt::format("named collections of the two sides are not compared: {}", hindrance));
    return {};
  }
  const Result<leaks::Run> run_before = take_run(before, options);
  if (!run_before) return fail(run_before.error());
  const Result<leaks::Run> run_after = take_run(after, options);
  if (!run_after) return fail(run_after.error());
  leaks::compare_runs(diff, *run_before, *run_after, options);
  return {};
}

/// What a page shows of the after side alone. Comparing has used its graph up, so it is read again.
Result<void> look_at_after(Diff& diff, const OneSide& after, const MemoryLimit& limit) {
  constexpr std::size_t rows_max = 10;
  const bool can_reread = after.path != "-";
  if (!can_reread ||
      !plan_single(after.path, Purpose::duplicates, {after.options.threads, limit})) {
    diff.notes.push_back(fmt::format("largest objects and repeated strings are not listed: {}",
                                     can_reread ? "the snapshot does not fit in memory"
                                                : "standard input cannot be read again"));
    return {};
  }
  Result<analysis::Analysis> analysed = after.analyse();
  if (!analysed) return fail(analysed.error());
  query::Session session(std::move(*analysed));
  const Phase phase(after.watch, "largest objects");
  diff.biggest = query::find_biggest(session, rows_max);
  diff.duplicates = query::find_duplicates(session, rows_max);
  return {};
}

/// How one side is read: with the maps that are for it alone, too.
ReadOptions reading_of(const ReadOptions& reading, const std::vector<std::string>& maps_of_side) {
  ReadOptions options = reading;
  std::vector<std::string>& paths = options.source_maps.paths;
  paths.insert(paths.end(), maps_of_side.begin(), maps_of_side.end());
  return options;
}

Result<Diff> compare_as_planned(const std::string& before_path, const std::string& after_path,
                                DiffOptions options, const ReadOptions& reading, const Plan& plan,
                                Monitor& monitor) {
  Agreement agreement{{}, {}, options.force};
  const ReadOptions of_before = reading_of(reading, reading.source_maps.before_paths);
  const ReadOptions of_after = reading_of(reading, reading.source_maps.after_paths);
  const auto files = std::make_shared<source_maps::MapFiles>();
  const auto maps_of = [&](const ReadOptions& of_side) {
    return std::make_shared<source_maps::ScriptMaps>(of_side.source_maps, files);
  };
  std::optional<Statistics> statistics_before, statistics_after;
  const OneSide before{
      before_path, after_path, of_before,          monitor.watch("before", before_path),
      monitor,     agreement,  maps_of(of_before), statistics_before};
  const OneSide after{
      after_path, before_path, of_after,          monitor.watch("after", after_path),
      monitor,    agreement,   maps_of(of_after), statistics_after};
  const Watch of_both = monitor.watch("both", "");
  const auto compare_both = [&] {
    return plan.kind == Plan::Kind::fast ? compare_fast(before, after, options, of_both)
                                         : compare_lean(before, after, options, of_both);
  };
  Result<Diff> diff = compare_both();
  // Each side may leave something out, so they are read three times at most.
  const bool can_reread = before_path != "-" && after_path != "-";
  while (!diff && can_reread && agreement.wanted != agreement.terms) {
    agreement.terms = agreement.wanted;
    if (!agreement.terms.edges) {  // without edges there are no holders
      options.chains_max = 0;
      options.suspects = false;
    }
    diff = compare_both();
  }
  if (!diff) return diff;
  if (options.suspects && diff->lineage.shares_names()) {
    Result<void> fine = compare_runs(*diff, before, after, options, plan.limit);
    if (!fine) return fail(fine.error());
  }
  if (options.pictures && diff->has_retained_sizes()) {
    Result<void> fine = look_at_after(*diff, after, plan.limit);
    if (!fine) return fail(fine.error());
  }
  diff->before.statistics = statistics_before;
  diff->after.statistics = statistics_after;
  diff->before.source_maps = before.maps->uses();
  diff->after.source_maps = after.maps->uses();
  add_mangled_note(diff->notes, diff->suspects, *after.maps);
  add_source_map_notes(diff->notes, diff->before.source_maps);
  add_source_map_notes(diff->notes, diff->after.source_maps);
  return diff;
}

/// Where a side is a saved summary, the other is made one: no object can be followed.
Result<Diff> compare_summaries(const std::string& before, const std::string& after,
                               const DiffOptions& options, const ReadOptions& reading,
                               Monitor& monitor) {
  const Result<saved::SavedSummary> of_before =
      summary_of(before, reading_of(reading, reading.source_maps.before_paths), monitor, "before");
  if (!of_before) return fail(of_before.error());
  const Result<saved::SavedSummary> of_after =
      summary_of(after, reading_of(reading, reading.source_maps.after_paths), monitor, "after");
  if (!of_after) return fail(of_after.error());
  return saved::compare(*of_before, *of_after, options);
}

}  // namespace
}  // namespace api

Result<Diff> compare_files(const std::string& before, const std::string& after, DiffOptions options,
                           const ReadOptions& reading, Monitor* monitor) {
  Monitor& follows = api::monitor_or_nobody(monitor);
  options.threads = reading.threads;
  options.pictures = reading.pictures;
  if (api::is_saved_file(before) || api::is_saved_file(after)) {
    return api::compare_summaries(before, after, options, reading, follows);
  }
  const Result<Plan> plan = api::plan_diff(before, after, api::means_of(reading, follows));
  if (!plan) return fail(plan.error());
  follows.planned(*plan);
  return api::compare_as_planned(before, after, std::move(options), reading, *plan, follows);
}

}  // namespace heapdiff
