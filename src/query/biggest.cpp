#include "query/biggest.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace heapdiff::query {
namespace {

using model::Role;

// Reports show six holders; a path can be a million steps long.
constexpr std::size_t steps_told_max = 32;

bool is_candidate(Role role) {
  return role == Role::value || role == Role::text || role == Role::context ||
         role == Role::off_heap;
}

/// An object of the list, by its position in the dominator tree's preorder.
struct ListRow {
  std::uint32_t position;
  std::size_t rank;
};

/// In preorder, those whose subtree is still open dominate; the last of them is the nearest.
void mark_nested(std::vector<ListRow> listed, const base::Column<std::uint32_t>& ends,
                 std::vector<BigObject>& objects) {
  std::sort(listed.begin(), listed.end(),
            [](const ListRow& a, const ListRow& b) { return a.position < b.position; });
  std::vector<ListRow> open;
  for (const ListRow& one : listed) {
    while (!open.empty() && ends[open.back().position] <= one.position) open.pop_back();
    if (!open.empty()) objects[one.rank].inside = objects[open.back().rank].object.id;
    open.push_back(one);
  }
}

/// The sizes of all that a node leads to, weak references apart: it keeps no more than that.
/// Nothing where that is much, or where edges were lost on the way.
std::optional<Bytes> bound_retained(const graph::Heap& heap, NodeIndex node) {
  constexpr std::size_t nodes_max = 1'000'000;
  std::unordered_set<std::uint32_t> reached{node.value};
  std::vector<NodeIndex> open{node};
  Bytes sum;
  while (!open.empty()) {
    const NodeIndex at = open.back();
    open.pop_back();
    if (at.value >= heap.damage->nodes_with_edges || reached.size() > nodes_max) return {};
    sum += Bytes{heap.nodes.self_sizes[at.value]};
    for (const EdgeIndex edge : heap.nodes.edges_of(at)) {
      const NodeIndex target = heap.edges.target(edge);
      if (heap.edges.type(edge) == EdgeType::weak) continue;
      if (reached.insert(target.value).second) open.push_back(target);
    }
  }
  return sum;
}

}  // namespace

BiggestReport find_biggest(Session& session, std::size_t rows_max, Nested nested) {
  const analysis::Analysis& analysed = session.analysed();
  const model::Reduction& reduced = analysed.reduced;
  BiggestReport report;
  report.view = session.view();
  report.heap = {analysed.heap.nodes.self_size_total};
  // In preorder, a subtree that is taken whole is skipped at once.
  std::vector<NodeIndex> candidates;
  for (std::uint32_t position = 1; position < reduced.size();) {
    const bool is_taken = is_candidate(reduced.roles[position]);
    if (is_taken) candidates.emplace_back(analysed.preorder[position]);
    position = is_taken && nested == Nested::left_out ? reduced.ends[position] : position + 1;
  }
  std::vector<ListRow> listed;
  for (const NodeIndex node : largest_of(session, std::move(candidates), rows_max)) {
    listed.push_back({session.position_of(node), report.objects.size()});
    report.objects.push_back(
        {session.describe(node), {}, session.path_of(node, steps_told_max), {}});
    if (!session.heap().has_all_edges()) {
      report.objects.back().retained_max = bound_retained(session.heap(), node);
    }
  }
  mark_nested(listed, reduced.ends, report.objects);
  return report;
}

}  // namespace heapdiff::query
