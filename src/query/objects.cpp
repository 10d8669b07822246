#include "query/objects.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "graph/values.hpp"
#include "parse/schema.hpp"

namespace heapdiff::query {
namespace {

using graph::Heap;

/// Of the engine, as opposed to what a program wrote.
bool is_of_engine(EdgeType type) {
  return type != EdgeType::property && type != EdgeType::element && type != EdgeType::context;
}

template <class Comes>
std::vector<EdgeIndex> first_of(std::vector<EdgeIndex> edges, std::size_t rows_max,
                                Comes&& comes_first) {
  const std::size_t kept = std::min(rows_max, edges.size());
  std::partial_sort(edges.begin(), edges.begin() + static_cast<std::ptrdiff_t>(kept), edges.end(),
                    comes_first);
  edges.resize(kept);
  return edges;
}

Reference describe_edge(Session& session, EdgeIndex edge, NodeIndex source, NodeIndex other) {
  const Heap& heap = session.heap();
  Reference reference;
  reference.edge = graph::shown_name(heap, edge);
  reference.edge_type = heap.edges.type(edge);
  reference.object = session.describe(other);
  reference.is_retaining = session.analysed().retains[edge];
  reference.is_set_aside = session.is_set_aside(source) && heap.edges.type(edge) != EdgeType::weak;
  return reference;
}

/// DevTools shows neither "nowhere" nor the engine's own distances; they come last.
std::uint32_t distance_rank(std::int32_t distance) {
  return static_cast<std::uint32_t>(distance);  // −5 is beyond all others
}

}  // namespace

Result<ObjectReport> show_object(Session& session, ObjectId id, std::size_t rows_max) {
  const Result<NodeIndex> node = session.find(id);
  if (!node) return fail(node.error());
  const Heap& heap = session.heap();
  ObjectReport report;
  report.view = session.view();
  report.object = session.describe(*node);
  report.detachedness = heap.detachedness_of(*node);
  report.dominator = heap.id(session.dominator(*node));
  std::vector<EdgeIndex> edges;
  for (const EdgeIndex edge : heap.nodes.edges_of(*node)) edges.push_back(edge);
  report.references_count = edges.size();
  edges = first_of(std::move(edges), rows_max, [&](EdgeIndex a, EdgeIndex b) {
    const bool of_engine_a = is_of_engine(heap.edges.type(a));
    const bool of_engine_b = is_of_engine(heap.edges.type(b));
    if (of_engine_a != of_engine_b) return of_engine_b;
    const Bytes size_a = session.retained_size(heap.edges.target(a));
    const Bytes size_b = session.retained_size(heap.edges.target(b));
    return std::tuple(size_b, a) < std::tuple(size_a, b);
  });
  for (const EdgeIndex edge : edges) {
    report.references.push_back(describe_edge(session, edge, *node, heap.edges.target(edge)));
  }
  return report;
}

Result<RetainersReport> find_retainers(Session& session, ObjectId id, std::size_t rows_max) {
  const Result<NodeIndex> node = session.find(id);
  if (!node) return fail(node.error());
  const Heap& heap = session.heap();
  RetainersReport report;
  report.view = session.view();
  report.object = session.describe(*node);
  struct InEdge {
    NodeIndex source;
    EdgeIndex edge;
  };
  std::vector<InEdge> edges;
  const auto& targets = heap.edges.targets;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i] != node->value) continue;
    edges.push_back({heap.source_of(EdgeIndex(i)), EdgeIndex(i)});
  }
  report.retainers_count = edges.size();
  const std::size_t kept = std::min(rows_max, edges.size());
  const auto key_of = [&](const InEdge& in) {
    const std::uint32_t row = session.row_of(in.source);
    return std::tuple<bool, std::uint32_t, const std::string&, std::uint32_t, EdgeIndex>(
        !session.analysed().retains[in.edge], distance_rank(session.distance(in.source)),
        session.rows()[row].name, heap.nodes.ids[in.source], in.edge);
  };
  std::partial_sort(edges.begin(), edges.begin() + static_cast<std::ptrdiff_t>(kept), edges.end(),
                    [&](const InEdge& a, const InEdge& b) { return key_of(a) < key_of(b); });
  for (std::size_t i = 0; i < kept; ++i) {
    report.retainers.push_back(
        describe_edge(session, edges[i].edge, edges[i].source, edges[i].source));
  }
  return report;
}

Result<DominatorsReport> find_dominators_of(Session& session, ObjectId id, std::size_t rows_max) {
  const Result<NodeIndex> node = session.find(id);
  if (!node) return fail(node.error());
  const analysis::Analysis& analysed = session.analysed();
  DominatorsReport report;
  report.view = session.view();
  report.object = session.describe(*node);
  for (NodeIndex at = *node; at != analysed.heap.root;) {
    at = session.dominator(at);
    if (report.dominators_count++ < rows_max) report.dominators.push_back(session.describe(at));
  }
  const std::uint32_t position = session.position_of(*node);
  const auto& ends = analysed.reduced.ends;
  std::vector<NodeIndex> children;
  for (std::uint32_t child = position + 1; child < ends[position]; child = ends[child]) {
    children.emplace_back(analysed.preorder[child]);
  }
  report.children_count = children.size();
  std::uint64_t others = report.object.retained.value - report.object.size.value;
  for (const NodeIndex child : largest_of(session, std::move(children), rows_max)) {
    report.children.push_back(session.describe(child));
    others -= report.children.back().retained.value;
  }
  report.other_children_retained = {others};
  return report;
}

}  // namespace heapdiff::query
