#pragma once

/// Makes a heapdiff::Snapshot a graph of the Boost Graph Library: a model of its BidirectionalGraph
/// and VertexListGraph concepts, for use with its algorithms. The only header that needs Boost.
/// Vertices are 0 … node_count − 1 in file order, so `boost::identity_property_map` is the vertex
/// index. All functions are O(1) except `source`, O(log nodes).
///
/// BGL's dominator tree recurses and needs about 740 bytes per node: on real heaps use
/// `heapdiff::analyze`.

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/property_map/property_map.hpp>
#include <utility>

#include "heapdiff/snapshot.hpp"

namespace heapdiff::bgl {

using Vertex = std::uint32_t;

/// An edge descriptor. It stores the source, so BGL's hot loops never search for it.
struct Edge {
  Vertex from = 0;
  EdgeIndex index;
  friend bool operator==(const Edge& a, const Edge& b) { return a.index == b.index; }
  friend bool operator!=(const Edge& a, const Edge& b) { return !(a == b); }
  friend bool operator<(const Edge& a, const Edge& b) { return a.index < b.index; }
};

struct ToOutEdge {
  Vertex from = 0;
  Edge operator()(std::uint32_t index) const { return {from, EdgeIndex(index)}; }
};

struct ToInEdge {
  const Snapshot* snapshot = nullptr;
  Edge operator()(const EdgeIndex& index) const { return {snapshot->source(index).value, index}; }
};

struct TraversalCategory : boost::bidirectional_graph_tag, boost::vertex_list_graph_tag {};

}  // namespace heapdiff::bgl

namespace boost {

template <>
struct graph_traits<heapdiff::Snapshot> {
  using vertex_descriptor = heapdiff::bgl::Vertex;
  using edge_descriptor = heapdiff::bgl::Edge;
  using directed_category = bidirectional_tag;
  using edge_parallel_category = allow_parallel_edge_tag;
  using traversal_category = heapdiff::bgl::TraversalCategory;
  using vertices_size_type = std::uint32_t;
  using edges_size_type = std::uint32_t;
  using degree_size_type = std::uint32_t;
  using vertex_iterator = counting_iterator<std::uint32_t>;
  using out_edge_iterator =
      transform_iterator<heapdiff::bgl::ToOutEdge, counting_iterator<std::uint32_t>,
                         heapdiff::bgl::Edge, heapdiff::bgl::Edge>;
  using in_edge_iterator = transform_iterator<heapdiff::bgl::ToInEdge, const heapdiff::EdgeIndex*,
                                              heapdiff::bgl::Edge, heapdiff::bgl::Edge>;
  static vertex_descriptor null_vertex() { return 0xFFFFFFFF; }
};

template <>
struct property_map<heapdiff::Snapshot, vertex_index_t> {
  using type = identity_property_map;
  using const_type = identity_property_map;
};

}  // namespace boost

namespace heapdiff {

using GraphTraits = boost::graph_traits<Snapshot>;

inline std::pair<GraphTraits::vertex_iterator, GraphTraits::vertex_iterator> vertices(
    const Snapshot& snapshot) {
  return {GraphTraits::vertex_iterator(0), GraphTraits::vertex_iterator(snapshot.node_count())};
}

inline std::uint32_t num_vertices(const Snapshot& snapshot) { return snapshot.node_count(); }

inline std::pair<GraphTraits::out_edge_iterator, GraphTraits::out_edge_iterator> out_edges(
    bgl::Vertex vertex, const Snapshot& snapshot) {
  const Snapshot::EdgeRange range = snapshot.out_edges_of(NodeIndex(vertex));
  using Count = boost::counting_iterator<std::uint32_t>;
  return {GraphTraits::out_edge_iterator(Count(range.first.value), {vertex}),
          GraphTraits::out_edge_iterator(Count(range.last.value), {vertex})};
}

inline std::uint32_t out_degree(bgl::Vertex vertex, const Snapshot& snapshot) {
  const Snapshot::EdgeRange range = snapshot.out_edges_of(NodeIndex(vertex));
  return range.last.value - range.first.value;
}

inline std::pair<GraphTraits::in_edge_iterator, GraphTraits::in_edge_iterator> in_edges(
    bgl::Vertex vertex, const Snapshot& snapshot) {
  const std::span<const EdgeIndex> edges = snapshot.in_edges_of(NodeIndex(vertex));
  return {GraphTraits::in_edge_iterator(edges.data(), {&snapshot}),
          GraphTraits::in_edge_iterator(edges.data() + edges.size(), {&snapshot})};
}

inline std::uint32_t in_degree(bgl::Vertex vertex, const Snapshot& snapshot) {
  return static_cast<std::uint32_t>(snapshot.in_edges_of(NodeIndex(vertex)).size());
}

inline std::uint32_t degree(bgl::Vertex vertex, const Snapshot& snapshot) {
  return out_degree(vertex, snapshot) + in_degree(vertex, snapshot);
}

inline bgl::Vertex source(const bgl::Edge& edge, const Snapshot&) { return edge.from; }

inline bgl::Vertex target(const bgl::Edge& edge, const Snapshot& snapshot) {
  return snapshot.target(edge.index).value;
}

inline boost::identity_property_map get(boost::vertex_index_t, const Snapshot&) { return {}; }

inline bgl::Vertex get(boost::vertex_index_t, const Snapshot&, bgl::Vertex vertex) {
  return vertex;
}

}  // namespace heapdiff
