#include "graph/heap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/bits.hpp"
#include "base/parallel.hpp"
#include "base/radix_sort.hpp"

namespace heapdiff::graph {

namespace {

/// V8 writes −1, or 2^32 − 1 where its version drops signs, if a script's text has no lines.
bool is_known(const parse::Location& location) {
  constexpr std::uint32_t minus_one = std::numeric_limits<std::uint32_t>::max();
  return location.line != minus_one && location.column != minus_one;
}

/// By node, of several of one node the last. V8 writes most of them so.
base::Column<parse::Location> ascending(base::Column<parse::Location> in_file_order) {
  const parse::Location* const begin = in_file_order.data();
  const parse::Location* const end = begin + in_file_order.size();
  const auto is_behind = [](const auto& a, const auto& b) { return a.node >= b.node; };
  if (std::adjacent_find(begin, end, is_behind) == end) return in_file_order;
  std::uint32_t last = 0;
  for (const parse::Location& location : in_file_order) last = std::max(last, location.node);
  base::Bits have_one(last + std::size_t{1});
  for (const parse::Location& location : in_file_order) have_one.set(location.node);
  const base::Ranks ranks(have_one);
  auto by_node = base::Column<parse::Location>::for_overwrite(ranks.count());
  for (const parse::Location& location : in_file_order) by_node[ranks[location.node]] = location;
  return by_node;
}

}  // namespace

Locations::Locations(base::Column<parse::Location> in_file_order)
    : locations_(ascending(std::move(in_file_order))) {
  const auto* const end = std::remove_if(locations_.begin(), locations_.end(),
                                         [](const auto& location) { return !is_known(location); });
  locations_.resize(static_cast<std::size_t>(end - locations_.begin()));
  locations_.shrink_to_fit();
}

const parse::Location* Locations::find(NodeIndex node) const {
  const parse::Location* found = std::lower_bound(
      locations_.begin(), locations_.end(), node.value,
      [](const parse::Location& location, std::uint32_t n) { return location.node < n; });
  return found != locations_.end() && found->node == node.value ? found : nullptr;
}

std::optional<std::uint32_t> Heap::key_of(ObjectId id) const {
  const auto* wide = std::lower_bound(wide_ids.begin(), wide_ids.end(), id.value);
  if (wide != wide_ids.end() && *wide == id.value) {
    return first_wide_id + static_cast<std::uint32_t>(wide - wide_ids.begin());
  }
  const bool is_narrow = id.value <= std::numeric_limits<std::uint32_t>::max() &&
                         (wide_ids.empty() || id.value < first_wide_id);
  return is_narrow ? std::optional(static_cast<std::uint32_t>(id.value)) : std::nullopt;
}

NodeIndex Heap::source_of(EdgeIndex edge) const {
  const auto& starts = nodes.first_edges;
  if (!sources.empty()) return sources.source_of({starts.data(), starts.size()}, edge);
  const auto* after = std::upper_bound(starts.begin(), starts.end(), edge.value);
  return NodeIndex(static_cast<std::size_t>(after - starts.begin()) - 1);
}

std::optional<NodeIndex> Heap::internal_child(NodeIndex node, Word name) const {
  for (const EdgeIndex edge : nodes.edges_of(node)) {
    if (edges.type(edge) == EdgeType::internal && edge_word(edge) == name) {
      return edges.target(edge);
    }
  }
  return std::nullopt;
}

bool Heap::is_of_jsc() const { return vocabulary.has(Word::jsc_storage); }

bool Heap::is_engine_object(NodeIndex node) const {
  return producer.is_hermes && nodes.types[node] == NodeType::object &&
         !internal_child(node, Word::hidden_class);
}

bool Heap::is_detached_dom(NodeIndex node) const {
  constexpr std::string_view detached = "Detached ";
  std::string_view name = raw_name(node);
  if (nodes.has_detachedness) {
    if (!is_detached_native(node)) return false;
    if (name.starts_with(detached)) name.remove_prefix(detached.size());
    return name.starts_with('<') || name.starts_with("Text");
  }
  // Chromium up to 83 has no field for it: only the name shows it. Until 70 or so a tree is one
  // native without a size, "Detached DOM tree / 5 entries", below the objects that represent it.
  if (nodes.types[node] == NodeType::native) return name.starts_with(detached);
  if (nodes.types[node] != NodeType::object) return false;
  for (const EdgeIndex edge : nodes.edges_of(node)) {
    const NodeIndex target = edges.target(edge);
    if (edges.type(edge) == EdgeType::internal && string(edges.name(edge)) == "native" &&
        nodes.types[target] == NodeType::native && raw_name(target).starts_with(detached)) {
      return true;
    }
  }
  return false;
}

namespace {

/// Is any id there twice? One bit for each id that is small beside the number of nodes: V8 numbers
/// objects densely, so what is touched of them is a few per cent of the nodes' own memory. The
/// others, nodes of an embedder for the most part, are sorted.
bool has_duplicate_id(const Nodes& nodes) {
  constexpr std::uint64_t bits_a_node_max = 8;
  const std::uint64_t first_sorted = nodes.size() * bits_a_node_max;
  base::Bits is_seen(static_cast<std::size_t>(first_sorted));
  std::vector<std::uint32_t> sparse;
  for (const std::uint32_t id : nodes.ids) {
    if (id >= first_sorted) {
      sparse.push_back(id);
      continue;
    }
    if (is_seen[id]) return true;
    is_seen.set(id);
  }
  std::sort(sparse.begin(), sparse.end());
  return std::adjacent_find(sparse.begin(), sparse.end()) != sparse.end();
}

/// Of the types that the header does not list: see `parse::Schema`.
void note_undefined_types(Heap& heap) {
  const auto undefined = std::find(heap.unknown_node_types.begin(), heap.unknown_node_types.end(),
                                   parse::undefined_type);
  if (undefined == heap.unknown_node_types.end()) return;
  const auto type =
      static_cast<NodeType>(static_cast<std::size_t>(NodeType::unknown) +
                            static_cast<std::size_t>(undefined - heap.unknown_node_types.begin()));
  const auto count = std::count(heap.nodes.types.begin(), heap.nodes.types.end(), type);
  if (count == 0) return;
  heap.notes.push_back(fmt::format(
      "{} node{} of types that the header does not list; {} class is (undefined), as in DevTools",
      count, count == 1 ? " is" : "s are", count == 1 ? "its" : "their"));
}

}  // namespace

namespace {

/// One of its roots, each of which is a node below "(GC roots)".
bool has_roots_of_hermes(const Heap& heap) {
  if (heap.nodes.size() == 0) return false;
  for (const EdgeIndex of_root : heap.nodes.edges_of(heap.root)) {
    const NodeIndex group = heap.edges.target(of_root);
    if (heap.nodes.types[group] != NodeType::synthetic) continue;
    for (const EdgeIndex edge : heap.nodes.edges_of(group)) {
      const NodeIndex child = heap.edges.target(edge);
      if (heap.nodes.types[child] == NodeType::synthetic &&
          heap.name_word(child) == Word::hermes_modules) {
        return true;
      }
    }
  }
  return false;
}

bool has_named_global(const Heap& heap) {
  for (const NodeIndex node : heap.nodes.all()) {
    const NodeType type = heap.nodes.types[node];
    const bool is_object = type == NodeType::object || type == NodeType::native;
    if (is_object && heap.name_word(node) == Word::global_object) return true;
  }
  return false;
}

std::optional<NodeIndex> find_object_of_global_this(const Heap& heap) {
  if (!heap.vocabulary.has(Word::global_this)) return std::nullopt;
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.types[node] != NodeType::object) continue;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      const bool is_itself = heap.edges.target(edge) == node &&
                             heap.edges.type(edge) == EdgeType::property &&
                             heap.edge_word(edge) == Word::global_this;
      if (is_itself) return node;
    }
  }
  return std::nullopt;
}

}  // namespace

Producer recognise_producer(const Heap& heap) {
  Producer producer;
  producer.is_hermes = has_roots_of_hermes(heap);
  if (!has_named_global(heap)) producer.global = find_object_of_global_this(heap);
  return producer;
}

Heap build_heap(parse::Columns columns, std::string file, unsigned threads) {
  Heap heap;
  heap.nodes.types = std::move(columns.nodes.types);
  heap.nodes.names = std::move(columns.nodes.names);
  heap.nodes.ids = std::move(columns.nodes.ids);
  heap.wide_ids = std::move(columns.nodes.wide_ids);
  heap.first_wide_id = columns.nodes.first_wide_id;
  heap.nodes.self_sizes = std::move(columns.nodes.self_sizes);
  heap.nodes.first_edges = std::move(columns.nodes.first_edges);
  heap.nodes.has_detachedness = !columns.nodes.detachedness.empty();
  heap.nodes.detachedness = std::move(columns.nodes.detachedness);
  heap.nodes.self_size_total = columns.nodes.self_size_total;
  heap.edges.targets = std::move(columns.edges.targets);
  heap.edges.labels = std::move(columns.edges.labels);
  heap.strings = std::move(columns.strings);
  heap.are_values_cut = columns.are_values_cut;
  auto duplicate_id = base::start(threads, [&] { return find_duplicate_id(heap.nodes); });
  heap.vocabulary = Vocabulary(heap.strings);
  heap.scopes = std::move(columns.scopes);
  heap.locations = Locations(std::move(columns.locations));
  heap.root = NodeIndex(columns.schema.root_index / columns.schema.node.width());
  heap.producer = recognise_producer(heap);
  heap.unknown_node_types = std::move(columns.schema.unknown_node_types);
  heap.extra_native_bytes = columns.schema.extra_native_bytes;
  heap.meta_hash = columns.schema.meta_hash;
  heap.file = std::move(file);
  heap.notes = std::move(columns.notes);
  heap.damage = std::move(columns.damage);
  heap.lost_strings = std::move(columns.lost_strings);
  heap.allocation_stacks =
      AllocationStacks(std::move(columns.nodes.trace_ids), std::move(columns.trace_tree),
                       std::move(columns.trace_functions), heap.notes);
  note_undefined_types(heap);
  heap.duplicate_id = duplicate_id.get();
  if (heap.duplicate_id) {
    heap.duplicate_id->id = heap.id_of(static_cast<std::uint32_t>(heap.duplicate_id->id.value));
    heap.notes.push_back(fmt::format("nodes {} and {} both have the id {}",
                                     heap.duplicate_id->first.value,
                                     heap.duplicate_id->second.value, heap.duplicate_id->id.value));
  }
  return heap;
}

std::optional<DuplicateId> find_duplicate_id(const Nodes& nodes) {
  if (!has_duplicate_id(nodes)) return std::nullopt;
  base::Column<std::uint64_t> by_id(nodes.size());
  for (const NodeIndex node : nodes.all()) {
    by_id[node.value] = std::uint64_t{nodes.ids[node]} << 32 | node.value;
  }
  base::sort_by_high_half(by_id);
  for (std::size_t i = 1; i < by_id.size(); ++i) {
    if (by_id[i] >> 32 != by_id[i - 1] >> 32) continue;
    return DuplicateId{{static_cast<std::uint32_t>(by_id[i] >> 32)},
                       NodeIndex(static_cast<std::uint32_t>(by_id[i - 1])),
                       NodeIndex(static_cast<std::uint32_t>(by_id[i]))};
  }
  return std::nullopt;
}

void prepare_sources(Heap& heap) {
  heap.sources = EdgeSources({heap.nodes.first_edges.data(), heap.nodes.first_edges.size()});
}

void drop_edges(Heap& heap) {
  heap.sources = {};
  heap.edges = {};
  heap.nodes.first_edges.fill(0);
}

void propagate_detachedness(Heap& heap) {
  Nodes& nodes = heap.nodes;
  const bool is_any_known =
      std::any_of(nodes.detachedness.begin(), nodes.detachedness.end(),
                  [](Detachedness known) { return known != Detachedness::unknown; });
  if (!is_any_known) return nodes.detachedness.clear();
  base::IndexedColumn<NodeIndex, std::uint8_t> is_visited(nodes.size());
  std::vector<NodeIndex> attached, detached;

  const auto visit = [&](NodeIndex node, Detachedness state) {
    if (is_visited[node] != 0) return;
    is_visited[node] = 1;
    // State never passes through JavaScript: every way into the embedder starts at a node that
    // knows its own.
    if (nodes.types[node] != NodeType::native) return;
    nodes.detachedness[node] = state;
    (state == Detachedness::attached ? attached : detached).push_back(node);
  };
  const auto visit_children = [&](NodeIndex node, Detachedness state) {
    for (const EdgeIndex edge : nodes.edges_of(node)) {
      const EdgeType type = heap.edges.type(edge);
      if (type == EdgeType::hidden || type == EdgeType::invisible || type == EdgeType::weak)
        continue;
      visit(heap.edges.target(edge), state);
    }
  };

  for (const NodeIndex node : nodes.all()) {
    const Detachedness seed = nodes.detachedness[node];
    if (seed != Detachedness::unknown) visit(node, seed);
  }
  while (!attached.empty()) {
    const NodeIndex node = attached.back();
    attached.pop_back();
    visit_children(node, Detachedness::attached);
  }
  // Each node is visited once, so nothing found detached is still to become attached here.
  while (!detached.empty()) {
    const NodeIndex node = detached.back();
    detached.pop_back();
    visit_children(node, Detachedness::detached);
  }
}

}  // namespace heapdiff::graph
