#include "analysis/reduce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/roles.hpp"
#include "analysis/shallow_sizes.hpp"
#include "base/bits.hpp"
#include "base/masks.hpp"
#include "base/printable.hpp"
#include "base/radix_sort.hpp"
#include "base/stable_hash.hpp"
#include "parse/texts.hpp"

namespace heapdiff::analysis {
namespace {

using graph::Heap;

constexpr std::size_t fingerprint_marks_max = 50'000;
constexpr std::size_t telling_text_units = 6;
constexpr std::uint32_t prefetch_distance = 16;

/// As many of the items as are marked, those with the smallest scrambled ids. They stay in their
/// order, so that what is looked up for them comes in the file's.
std::vector<std::uint32_t> with_smallest(const std::vector<std::uint32_t>& scrambled,
                                         std::vector<std::uint32_t> items) {
  if (items.size() <= fingerprint_marks_max) return items;
  std::vector<std::uint32_t> sorted = scrambled;
  const auto last = sorted.begin() + fingerprint_marks_max - 1;
  std::nth_element(sorted.begin(), last, sorted.end());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size() && kept < fingerprint_marks_max; ++i) {
    if (scrambled[i] <= *last) items[kept++] = items[i];
  }
  items.resize(kept);
  return items;
}

/// Of `count` items those with the smallest scrambled ids, ascending by item: a sample that depends
/// on nothing but ids, so the samples of two snapshots overlap as much as the snapshots do. Only
/// objects of the JavaScript heap. `ids_of(first, count)` points at those of up to 64 items.
template <class IdsOf, class IsTelling>
std::vector<std::uint32_t> sample_by_id(std::size_t count, IdsOf&& ids_of, IsTelling&& is_telling) {
  constexpr std::uint64_t everything = std::uint64_t{1} << 32;
  std::vector<std::uint32_t> items, scrambled;  // in the same order
  // Scrambled ids are spread evenly, so twice as many as are wanted lie below a limit, and
  // most of them serve; where they are too few, twice the limit.
  std::uint64_t limit = std::min(
      everything, 2 * fingerprint_marks_max * (everything / std::max<std::size_t>(count, 1)));
  for (;; limit = std::min(everything, 2 * limit)) {
    items.clear();
    scrambled.clear();
    const auto last = static_cast<std::uint32_t>(limit - 1);
    base::for_each_word(count, [&](std::size_t first, std::size_t size) {
      const std::uint32_t* const ids = ids_of(first, size);
      base::for_each_bit(base::mask_of_sample(ids, size, last), [&](unsigned i) {
        const auto item = static_cast<std::uint32_t>(first + i);
        if (ids[i] % 2 == 0 || !is_telling(item)) return;
        items.push_back(item);
        scrambled.push_back(base::scramble(ids[i]));
      });
    });
    if (items.size() >= fingerprint_marks_max || limit == everything) break;
  }
  return with_smallest(scrambled, std::move(items));
}

/// No code among the marks: its names change as functions are compiled. And no name that was lost:
/// one that was borrowed proves nothing.
std::vector<model::Fingerprint::Mark> mark_objects(const Heap& heap) {
  std::vector<model::Fingerprint::Mark> marks;
  const auto is_telling = [&](std::uint32_t node) {
    const NodeType type = heap.nodes.types[NodeIndex(node)];
    if (heap.is_lost(heap.nodes.names[NodeIndex(node)])) return false;
    return type == NodeType::string || type == NodeType::object || type == NodeType::closure ||
           type == NodeType::regexp;
  };
  const auto ids_of = [&](std::size_t first, std::size_t) { return heap.nodes.ids.data() + first; };
  const std::vector<std::uint32_t> sample = sample_by_id(heap.nodes.size(), ids_of, is_telling);
  const auto name_of = [&](std::size_t i) { return heap.nodes.names[NodeIndex(sample[i])]; };
  marks.reserve(sample.size());
  for (std::size_t i = 0; i < sample.size(); ++i) {
    constexpr std::size_t ahead = prefetch_distance, half = ahead / 2;
    if (i + ahead < sample.size()) heap.strings.prefetch(name_of(i + ahead));
    if (i + half < sample.size()) heap.strings.prefetch_text(name_of(i + half));
    const NodeIndex node(sample[i]);
    // Of a long text the start, which is all that may have been kept.
    const std::string_view name = parse::start_of_value(heap.raw_name(node));
    const NodeType type = heap.nodes.types[node];
    marks.push_back(
        {heap.nodes.ids[node],
         base::fold_hash(base::stable_hash(name) * 31 + static_cast<std::uint64_t>(type)),
         type == NodeType::string && base::utf16_length(name) >= telling_text_units});
  }
  return marks;
}

std::vector<model::Fingerprint::Mark> mark_places(const Heap& heap) {
  std::vector<model::Fingerprint::Mark> marks;
  const auto& all = heap.locations.all();
  const auto id_of = [&](std::size_t i) { return heap.nodes.ids[NodeIndex(all[i].node)]; };
  std::array<std::uint32_t, 64> ids;
  const auto ids_of = [&](std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) ids[i] = id_of(first + i);
    return ids.data();
  };
  for (const std::uint32_t i :
       sample_by_id(all.size(), ids_of, [](std::uint32_t) { return true; })) {
    const std::uint64_t line = std::uint64_t{all[i].line} << 32 | all[i].column;
    marks.push_back(
        {id_of(i),
         base::fold_hash(line * 0x9E3779B97F4A7C15u + all[i].script_id * 0xC2B2AE3D27D4EB4Fu),
         false});
  }
  return marks;
}

/// What has an edge for each entry of the engine's table of strings, in its order: the root called
/// so, or, in Node 12 and 14, the array that this holds.
std::optional<NodeIndex> find_table_of_strings(const Heap& heap) {
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.types[node] != NodeType::synthetic ||
        heap.name_word(node) != graph::Word::internalized_strings) {
      continue;
    }
    const auto edges = heap.nodes.edges_of(node);
    if (edges.size() == 1) {
      const NodeIndex only = heap.edges.target(*edges.begin());
      if (heap.nodes.types[only] == NodeType::array) return only;
    }
    return node;
  }
  return std::nullopt;
}

/// Those of two snapshots overlap where both are below the smaller limit, and keep their order.
std::vector<std::uint32_t> list_interned(const Heap& heap) {
  constexpr std::uint64_t everything = std::uint64_t{1} << 32;
  constexpr std::uint64_t interned_max = 16'384;
  std::vector<std::uint32_t> hashes;
  const std::optional<NodeIndex> table = find_table_of_strings(heap);
  if (!table) return hashes;
  const auto edges = heap.nodes.edges_of(*table);
  const std::uint64_t limit =
      everything * interned_max / std::max<std::uint64_t>(edges.size(), interned_max);
  for (const EdgeIndex edge : edges) {
    const NodeIndex string = heap.edges.target(edge);
    if (heap.nodes.types[string] != NodeType::string) continue;
    if (heap.is_lost(heap.nodes.names[string])) continue;
    const std::uint32_t hash =
        base::fold_hash(base::stable_hash(parse::start_of_value(heap.raw_name(string))));
    if (hash < limit) hashes.push_back(hash);
  }
  return hashes;
}

void sort_by_id(std::vector<model::Fingerprint::Mark>& marks) {
  base::Column<std::uint64_t> by_id(marks.size());
  for (std::size_t i = 0; i < marks.size(); ++i) by_id[i] = std::uint64_t{marks[i].id} << 32 | i;
  base::sort_by_high_half(by_id);
  std::vector<model::Fingerprint::Mark> sorted;
  sorted.reserve(marks.size());
  for (const std::uint64_t key : by_id) sorted.push_back(marks[static_cast<std::uint32_t>(key)]);
  marks = std::move(sorted);
}

model::Fingerprint take_fingerprint(const Heap& heap) {
  model::Fingerprint fingerprint{mark_objects(heap), mark_places(heap), heap.meta_hash,
                                 list_interned(heap)};
  sort_by_id(fingerprint.marks);
  sort_by_id(fingerprint.places);
  return fingerprint;
}

std::vector<model::ArrayLength> measure_arrays(const Heap& heap) {
  std::vector<model::ArrayLength> lengths;
  if (heap.nodes.ids.empty()) return lengths;
  for (const NodeIndex node : heap.nodes.all()) {
    const auto edges = heap.nodes.edges_of(node);
    if (edges.size() < model::array_length_told || heap.nodes.types[node] != NodeType::object ||
        heap.name_word(node) != graph::Word::array_class) {
      continue;
    }
    std::uint32_t elements = 0;
    for (const EdgeIndex edge : edges) elements += heap.edges.type(edge) == EdgeType::element;
    if (elements >= model::array_length_told) lengths.push_back({heap.nodes.ids[node], elements});
  }
  std::sort(lengths.begin(), lengths.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return lengths;
}

std::optional<Lineage::UnusableIds> unusable_ids_of(const Heap& heap) {
  if (const auto& found = heap.duplicate_id) {
    return Lineage::UnusableIds{heap.file, found->id, std::pair(found->first, found->second)};
  }
  // Memory is used again, and then another object has the id.
  if (!heap.wide_ids.empty()) {
    return Lineage::UnusableIds{heap.file, {heap.wide_ids[0]}, std::nullopt};
  }
  return std::nullopt;
}

/// A reduction's facts about the snapshot as a whole, beside the sums of `gather`.
void describe(const Heap& heap, model::Reduction& reduced) {
  reduced.side = {
      heap.file, heap.nodes.size(),       heap.edges.size(), 0,  Bytes{heap.nodes.self_size_total},
      {},        heap.extra_native_bytes, heap.damage,       {}, std::nullopt};
  reduced.fingerprint = take_fingerprint(heap);
  reduced.unusable_ids = unusable_ids_of(heap);
  reduced.notes = heap.notes;
  reduced.array_lengths = measure_arrays(heap);
}

/// What a file holds that nothing in it reaches: V8 collects garbage before it writes, so that
/// there next to nothing is. Nothing where it is little.
std::optional<std::string> note_unreached(std::span<const NodeIndex> unreached,
                                          const graph::Nodes& nodes, bool is_of_jsc) {
  // Below, these are nodes of the engine's own: 8 in Node 22, 80 in Chromium.
  constexpr std::uint64_t objects_min = 500, share_min_percent = 2;
  std::uint64_t objects = 0, bytes = 0;
  for (const NodeIndex node : unreached) {
    const std::uint64_t size = nodes.self_sizes[node.value];
    objects += size != 0 ? 1 : 0;
    bytes += size;
  }
  const std::uint64_t bytes_min = nodes.self_size_total / 100 * share_min_percent;
  if (objects < objects_min || bytes < bytes_min) return std::nullopt;
  return fmt::format(
      "no retaining path leads to {} objects of {} bytes: {}", objects, bytes,
      is_of_jsc
          ? "JavaScriptCore does not write what Maps, Sets and WeakMaps hold, so that it "
            "cannot be followed to its holder"
          : "garbage that was not collected, or held from outside the heap, or only by "
            "references that DevTools does not count (heapdiff-model(7), RETAINING EDGES); who "
            "else holds what they refer to cannot be told");
}

/// Makes stores and texts that the engine's nodes dominate the engine's, from the top down: names
/// in scope infos, constant pools, tables of positions. And all that spent cells dominate, since it
/// goes with them.
void settle_roles(const base::Column<std::uint32_t>& ends, base::Column<model::Role>& roles) {
  using model::Role;
  struct Open {
    std::uint32_t end;
    bool is_engine, is_spent;
  };
  std::vector<Open> open;
  for (std::uint32_t position = 0; position < roles.size(); ++position) {
    while (!open.empty() && open.back().end <= position) open.pop_back();
    Role& role = roles[position];
    const bool is_dependent = role == Role::store || role == Role::text;
    const bool is_spent = role == Role::spent || (!open.empty() && open.back().is_spent);
    const bool is_engines = is_dependent && !open.empty() && open.back().is_engine;
    if (is_spent || is_engines) role = Role::engine;
    if (ends[position] > position + 1) {
      open.push_back({ends[position], role == Role::engine, is_spent});
    }
  }
}

/// The heap's spent sizes by position.
std::vector<model::SpentSize> place_spent_sizes(const Heap& heap, const DominatorTree& tree) {
  std::vector<model::SpentSize> placed;
  if (heap.spent_sizes.empty()) return placed;
  for (std::uint32_t position = 0; position < tree.size(); ++position) {
    const NodeIndex node(tree.nodes[position]);
    const auto found = std::lower_bound(
        heap.spent_sizes.begin(), heap.spent_sizes.end(), node,
        [](const graph::SpentSize& spent, NodeIndex owner) { return spent.owner < owner; });
    if (found == heap.spent_sizes.end() || found->owner != node) continue;
    placed.push_back({position, found->bytes});
  }
  return placed;
}

/// Calls `put(position, node)` for each node in preorder. Preorder jumps about in file order;
/// `prefetch(node)` asks for what will be wanted, which hides most of the waiting.
template <class Prefetch, class Put>
void for_each_in_order(const base::Column<std::uint32_t>& preorder, Prefetch&& prefetch,
                       Put&& put) {
  const auto size = static_cast<std::uint32_t>(preorder.size());
  for (std::uint32_t position = 0; position < size; ++position) {
    if (position + prefetch_distance < size) prefetch(preorder[position + prefetch_distance]);
    put(position, NodeIndex(preorder[position]));
  }
}

/// Of all nodes.
struct Sums {
  std::uint64_t objects = 0;
  Bytes off_heap;
};

/// Copies what a diff needs of each node into preorder, takes the tree's ends over, and uses the
/// classes and roles up. What `describe` writes is left alone.
Sums gather(const Heap& heap, DominatorTree& tree, Classes classes, Roles roles,
            model::Reduction& reduced, unsigned threads) {
  const graph::Nodes& nodes = heap.nodes;
  const std::uint32_t size = tree.size();
  reduced.spent_sizes = place_spent_sizes(heap, tree);
  const bool has_ids = !nodes.ids.empty();
  if (has_ids) reduced.ids.resize_for_overwrite(size);
  reduced.self_sizes.resize_for_overwrite(size);
  reduced.classes.resize_for_overwrite(size);
  reduced.roles.resize_for_overwrite(size);
  reduced.ends = std::move(tree.ends);
  reduced.table = std::move(classes.table);
  Sums sums;
  auto others = base::start(threads, [&] {
    for_each_in_order(
        tree.nodes,
        [&](std::uint32_t node) {
          __builtin_prefetch(classes.class_of.data() + node);
          __builtin_prefetch(roles.data() + node);
        },
        [&](std::uint32_t position, NodeIndex node) {
          reduced.classes[position] = classes.class_of[node];
          reduced.roles[position] = roles[node];
          if (roles[node] == model::Role::off_heap) {
            sums.off_heap += Bytes{nodes.self_sizes[node.value]};
          }
        });
    settle_roles(reduced.ends, reduced.roles);
  });
  for_each_in_order(
      tree.nodes,
      [&](std::uint32_t node) {
        if (has_ids) __builtin_prefetch(nodes.ids.data() + node);
        nodes.self_sizes.prefetch(node);
      },
      [&](std::uint32_t position, NodeIndex node) {
        const std::uint64_t self_size = nodes.self_sizes[node.value];
        if (has_ids) reduced.ids[position] = nodes.ids[node];
        reduced.self_sizes.init(position, self_size);
        if (self_size != 0) ++sums.objects;
      });
  others.get();
  sums.off_heap += Bytes{heap.extra_native_bytes.value_or(0)};
  return sums;
}

void take_sums(Side& side, const Sums& sums) {
  side.objects = sums.objects;
  side.off_heap = sums.off_heap;
}

}  // namespace

base::Column<std::uint32_t> reduce_classified(model::Reduction& reduced, Heap heap,
                                              graph::RetainingEdges retains, Classes classes,
                                              const Watch& watch) {
  Roles roles = assign_roles(heap);
  const bool is_of_jsc = heap.is_of_jsc();
  // Names and types are not read from here on, and each column is freed as soon as possible.
  heap.strings = {};
  heap.vocabulary = {};
  heap.locations = {};
  heap.nodes.types.clear();
  heap.nodes.names.clear();
  heap.nodes.detachedness.clear();
  heap.edges.labels = {};
  Phase phase(watch, "depth-first search");
  DepthFirstOrder order = search_depth_first(heap, retains);
  heap.edges.targets.clear();
  heap.nodes.first_edges.clear();
  retains.clear();
  const bool has_all_edges = heap.has_all_edges();
  if (auto note = note_unreached(order.unreached(), heap.nodes, is_of_jsc); note && has_all_edges) {
    reduced.notes.push_back(std::move(*note));
  }
  phase.next("dominators");
  DominatorTree tree = build_dominator_tree(std::move(order));
  phase.next("reduction");
  take_sums(reduced.side, gather(heap, tree, std::move(classes), std::move(roles), reduced, 1));
  return std::move(tree.nodes);
}

namespace {

/// Reduces to `after.reduced` and finds the tree's preorder; shape names, too, if they are wanted.
AfterReduction reduce_any(Heap heap, bool wants_interfaces, const Watch& watch) {
  AfterReduction after;
  heap.allocation_stacks = {};  // about single objects, which a reduction does not have
  Phase phase(watch, "detachedness");
  graph::propagate_detachedness(heap);
  phase.next("retaining edges");
  graph::RetainingEdges retains(heap);
  phase.next("shallow sizes");
  fold_shallow_sizes(heap);
  phase.next("class names");
  Classes classes = classify(heap, scripts::ScriptNames(heap));
  const PropertyLists properties = std::exchange(classes.properties, {});
  if (wants_interfaces) after.interfaces = infer_interfaces(heap, properties);
  phase.next("fingerprint");
  describe(heap, after.reduced);
  phase.end();
  after.preorder = reduce_classified(after.reduced, std::move(heap), std::move(retains),
                                     std::move(classes), watch);
  return after;
}

}  // namespace

namespace {

std::unique_ptr<Heap> prepare(Heap heap, unsigned threads, const Watch& watch) {
  const Phase phase(watch, "detachedness");
  auto preparing = base::start(threads, [&] { graph::prepare_sources(heap); });
  graph::propagate_detachedness(heap);
  preparing.get();
  return std::make_unique<Heap>(std::move(heap));
}

scripts::ScriptNames name_scripts(const Heap& heap, const Watch& watch) {
  const Phase phase(watch, "script names");
  return scripts::ScriptNames(heap);
}

graph::RetainingEdges find_retaining_edges(const Heap& heap, unsigned threads, const Watch& watch) {
  const Phase phase(watch, "retaining edges");
  return graph::RetainingEdges(heap, threads);
}

}  // namespace

// Names and sizes on one side, dominators on the other: neither reads what the other writes. Paths
// come first: what the search for them takes beside its result is then gone, and classes are not
// yet there, when dominators take the most. Whoever is done first does what else there is.
Analyser::Analyser(Heap heap, unsigned threads, const Watch& watch, Paths when)
    : threads_(threads),
      watch_(watch),
      heap_(prepare(std::move(heap), threads, watch)),
      scripts_(name_scripts(*heap_, watch)) {
  if (when == Paths::later) start_naming();
  retains_ = find_retaining_edges(*heap_, threads, watch);
  if (when == Paths::now) {
    start_following();
    start_naming();
  }
  start_marking();
  if (when == Paths::now) start_scoping();
}

void Analyser::start_naming() {
  naming_ = base::start(threads_, [this] {
    Phase phase(watch_, "shallow sizes");
    fold_shallow_sizes(*heap_);
    phase.next("class names");
    Classification named;
    named.classes = classify(*heap_, scripts_);
    named.interfaces = infer_interfaces(*heap_, std::exchange(named.classes.properties, {}));
    named.roles = assign_roles(*heap_);
    return named;
  });
}

void Analyser::start_following() {
  if (!heap_->has_all_edges()) return;
  following_ = base::start(threads_, [this] {
    const Phase phase(watch_, "retaining paths");
    return find_retaining_paths(*heap_, retains_);
  });
}

void Analyser::start_marking() {
  marking_ = base::start(threads_, [this] {
    const Phase phase(watch_, "fingerprint");
    describe(*heap_, reduced_);
  });
}

void Analyser::start_scoping() {
  scoping_ = base::start(threads_, [this] {
    const Phase phase(watch_, "scopes");
    return scripts::ScopeNames(*heap_);
  });
}

void Analyser::search() {
  Phase phase(watch_, "depth-first search");
  DepthFirstOrder order = search_depth_first(*heap_, retains_);
  unreached_ = order.unreached();
  phase.next("dominators");
  tree_ = build_dominator_tree(std::move(order));
}

Analysis Analyser::finish() && {
  // Scopes take longer than whatever is still to be waited for; comparing has the time for them.
  if (scoping_ && scoping_->drop_unless_begun()) scoping_.reset();
  Classification named = naming_.get();  // with one thread, it is done now
  Phase phase(watch_, "reduction");
  const Sums sums =
      gather(*heap_, tree_, std::move(named.classes), std::move(named.roles), reduced_, threads_);
  phase.end();
  marking_.get();
  take_sums(reduced_.side, sums);
  if (const auto note = note_unreached(unreached_, heap_->nodes, heap_->is_of_jsc());
      note && heap_->has_all_edges()) {
    heap_->notes.push_back(*note);
    reduced_.notes.push_back(*note);
  }
  RetainingPaths paths;
  if (following_) paths = following_->get();
  std::optional<scripts::ScopeNames> scopes;
  if (scoping_) scopes = scoping_->get();
  return {std::move(*heap_),      std::move(retains_), std::move(scripts_),
          std::move(tree_.nodes), std::move(reduced_), std::move(named.interfaces),
          std::move(paths),       std::move(scopes)};
}

Analysis analyse(Heap heap, unsigned threads, const Watch& watch, Paths when) {
  Analyser analyser(std::move(heap), threads, watch, when);
  analyser.search();
  return std::move(analyser).finish();
}

void set_aside(Analysis& analysed, std::vector<NodeIndex> nodes) {
  const Heap& heap = analysed.heap;
  model::Reduction& reduced = analysed.reduced;
  Classes classes;
  classes.class_of.resize_for_overwrite(heap.nodes.size());
  for (std::uint32_t position = 0; position < reduced.size(); ++position) {
    classes.class_of[NodeIndex(analysed.preorder[position])] = reduced.classes[position];
  }
  classes.table = std::move(reduced.table);
  analysed.retains = graph::RetainingEdges(heap);
  for (const NodeIndex node : nodes) analysed.retains.let_go(heap, node);
  DominatorTree tree = build_dominator_tree(search_depth_first(heap, analysed.retains));
  reduced.self_sizes = {};
  take_sums(reduced.side, gather(heap, tree, std::move(classes), assign_roles(heap), reduced, 1));
  analysed.preorder = std::move(tree.nodes);
  analysed.paths = {};
  analysed.set_aside = std::move(nodes);
}

model::Reduction reduce(Heap heap, const Watch& watch) {
  return reduce_any(std::move(heap), false, watch).reduced;
}

AfterReduction reduce_after(Heap heap, const Watch& watch) {
  return reduce_any(std::move(heap), true, watch);
}

}  // namespace heapdiff::analysis
