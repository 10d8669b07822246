#include "query/triage.hpp"

#include "analysis/summarise.hpp"
#include "leaks/inspect.hpp"
#include "query/biggest.hpp"
#include "query/strings.hpp"

namespace heapdiff::query {
namespace {

constexpr std::size_t duplicates_told = 10;
constexpr std::size_t biggest_told = 10;

/// Texts by who holds them: slices only, or somebody else, too.
PinnedTexts measure_pinned(const graph::Heap& heap) {
  enum : std::uint8_t { is_sliced = 1, is_held = 2 };
  base::IndexedColumn<NodeIndex, std::uint8_t> marks(heap.nodes.size(), 0);
  PinnedTexts pinned;
  for (const NodeIndex node : heap.nodes.all()) {
    const bool is_slice = heap.nodes.types[node] == NodeType::sliced_string;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      const NodeIndex target = heap.edges.target(edge);
      if (!is_string_like(heap.nodes.types[target])) continue;
      if (heap.edges.type(edge) == EdgeType::weak) continue;
      marks[target] = marks[target] | (is_slice ? is_sliced : is_held);
    }
  }
  for (const NodeIndex node : heap.nodes.all()) {
    if (marks[node] == is_sliced) {
      ++pinned.texts;
      pinned.size += Bytes{heap.nodes.self_sizes[node.value]};
    }
    if (heap.nodes.types[node] != NodeType::sliced_string) continue;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      if (marks[heap.edges.target(edge)] != is_sliced) continue;
      ++pinned.slices;
      break;
    }
  }
  return pinned;
}

DetachedNodes measure_detached(const graph::Heap& heap) {
  DetachedNodes detached;
  for (const NodeIndex node : heap.nodes.all()) {
    // Node has natives that count as detached, too.
    std::string_view name = heap.raw_name(node);
    if (name.starts_with("Detached ")) name.remove_prefix(9);
    if (!heap.is_detached_native(node) || !name.starts_with('<')) continue;
    ++detached.count;
    detached.size += Bytes{heap.nodes.self_sizes[node.value]};
  }
  return detached;
}

}  // namespace

Triage triage(Session& session, const TriageOptions& options, const base::Watch& watch) {
  Triage triage;
  // Without all edges nobody knows who holds what.
  if (session.heap().has_all_edges()) {
    (void)session.paths();  // suspects follow them, too
    leaks::Inspection inspection =
        leaks::inspect(session.analysed(), {options.wants_advice, options.threads}, watch);
    triage.suspects = std::move(inspection.suspects);
    triage.kept = inspection.kept;
    triage.pinned = measure_pinned(session.heap());
  }
  triage.summary = analysis::summarise(session.analysed(), watch);
  base::Phase phase(watch, "strings");
  triage.duplicates = find_duplicates(session, duplicates_told);
  triage.detached = measure_detached(session.heap());
  phase.next("largest objects");
  triage.biggest = find_biggest(session, biggest_told);
  return triage;
}

}  // namespace heapdiff::query
