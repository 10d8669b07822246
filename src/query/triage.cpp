#include "query/triage.hpp"

#include <algorithm>
#include <utility>

#include "analysis/summarise.hpp"
#include "base/parallel.hpp"
#include "leaks/heap_suspects.hpp"
#include "query/biggest.hpp"
#include "query/strings.hpp"

namespace heapdiff::query {
namespace {

constexpr std::size_t duplicates_told = 10;
constexpr std::size_t biggest_told = 10;

/// Texts by their holders: slices only, or others, too.
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
    if (heap.nodes.types[node] != NodeType::native || !heap.is_detached_dom(node)) continue;
    ++detached.count;
    detached.size += Bytes{heap.nodes.self_sizes[node.value]};
  }
  return detached;
}

/// The row that a suspect's elements are in where nothing is known of functions' places and of the
/// shapes of plain objects.
std::string row_without_edges(const Element& element) {
  if (element.is_function()) return "Function";
  return element.class_name.starts_with('{') ? "Object" : element.class_name;
}

/// The rows of one name, taken together; of plain objects, the rows of all shapes.
ClassSummary sum_of(const Summary& summary, const std::string& name) {
  ClassSummary sum;
  for (const ClassSummary& row : summary.classes) {
    if (row.name != name && !(name == "Object" && row.name.starts_with('{'))) continue;
    sum.count += row.count;
    sum.size += row.size;
  }
  return sum;
}

/// Sets what the suspects add up to, and what is larger than they are. What no suspect explains is
/// mostly the usual furniture: modules, and the strings and scopes of the code, 20 % or less in
/// healthy heaps of the corpora.
void judge(Triage& triage, std::optional<UnnamedGrowth::Accumulation> largest, Bytes kept) {
  constexpr double share_of_weak = 0.1, share_of_furniture = 0.3;
  const auto is_share = [&](ByteDelta size, double share_min) {
    return size.value > 0 &&
           static_cast<double>(size.value) >= share_min * static_cast<double>(kept.value);
  };
  const std::vector<Suspect>& all = triage.suspects;
  triage.unnamed.reset();
  if (std::any_of(all.begin(), all.end(),
                  [](const Suspect& s) { return s.confidence != Suspicion::weak; })) {
    triage.verdict = Verdict::leaks;
    return;
  }
  if (largest && is_share(largest->size, share_of_furniture)) triage.unnamed = std::move(largest);
  const bool has_weak = std::any_of(
      all.begin(), all.end(), [&](const Suspect& s) { return is_share(s.size, share_of_weak); });
  triage.verdict = has_weak || triage.unnamed ? Verdict::unnamed : Verdict::nothing;
}

}  // namespace

void lend_suspects(Triage& damaged, Triage whole) {
  std::vector<std::pair<Bytes, Suspect>> lent;
  for (Suspect& suspect : whole.suspects) {
    const std::string name = row_without_edges(suspect.element);
    const ClassSummary here = sum_of(damaged.summary, name);
    const ClassSummary there = sum_of(whole.summary, name);
    if (here.count == 0 || here.count < there.count) continue;
    const bool is_sure = here.count > there.count && suspect.confidence != Suspicion::weak;
    suspect.confidence = is_sure ? Suspicion::likely : Suspicion::weak;
    suspect.reasons.push_back({Reason::Kind::elsewhere, here.count, there.count, name});
    lent.emplace_back(here.size, std::move(suspect));
  }
  std::stable_sort(lent.begin(), lent.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.confidence, a.first) > std::pair(b.second.confidence, b.first);
  });
  for (auto& [size, suspect] : lent) {
    suspect.rank = static_cast<std::uint32_t>(damaged.suspects.size() + 1);
    damaged.suspects.push_back(std::move(suspect));
  }
  damaged.suspects_from = whole.summary.file;
  damaged.heap_of_suspects = whole.summary.size;
  judge(damaged, std::move(whole.unnamed), whole.kept);
}

Triage triage(Session& session, const TriageOptions& options, const Watch& watch) {
  Triage triage;
  base::Task<std::shared_ptr<const TextGroups>> grouping = base::start(options.threads, [&] {
    const Phase phase(watch, "strings");
    return group_texts(session);
  });
  // Without all edges, what holds what is unknown.
  if (session.heap().has_all_edges()) {
    // Suspects follow them, too.
    (void)session.paths();
    (void)session.scopes();
    leaks::HeapSuspects inspection =
        leaks::suspects_of_heap(session.analysed(), {options.threads, options.pictures}, watch);
    triage.suspects = std::move(inspection.suspects);
    triage.retained_trees = std::move(inspection.trees);
    triage.kept = inspection.kept;
    judge(triage, std::move(inspection.largest), triage.kept);
    triage.pinned = measure_pinned(session.heap());
  }
  {
    const Phase phase(watch, "distances");
    (void)session.distances();
  }
  triage.summary =
      analysis::summarise(session.analysed(), session.distances(), session.positions(), watch);
  triage.detached = measure_detached(session.heap());
  const std::shared_ptr<const TextGroups> texts = grouping.get();
  Phase phase(watch, "duplicates");
  triage.duplicates = find_duplicates(session, *texts, duplicates_told);
  phase.next("largest objects");
  triage.biggest = find_biggest(session, biggest_told);
  return triage;
}

}  // namespace heapdiff::query
