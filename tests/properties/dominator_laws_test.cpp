#include <gtest/gtest.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <limits>
#include <set>
#include <vector>

#include "analysis/dominator_tree.hpp"
#include "analysis/dominators.hpp"
#include "properties/seeds.hpp"
#include "support/lengauer_tarjan.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

using graph::Heap;
using graph::RetainingEdges;

/// What flows into dominators, plainly: retaining edges, and edges from the root to nodes that no
/// retaining edge leads to.
std::vector<std::vector<std::size_t>> successors_of(const Heap& heap,
                                                    const RetainingEdges& retains) {
  std::vector<std::vector<std::size_t>> successors(heap.nodes.size());
  std::vector<bool> is_retained(heap.nodes.size(), false);
  for (const NodeIndex node : heap.nodes.all()) {
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      if (!retains[edge]) continue;
      successors[node.value].push_back(heap.edges.target(edge).value);
      is_retained[heap.edges.target(edge).value] = true;
    }
  }
  for (std::size_t i = 0; i < successors.size(); ++i) {
    if (!is_retained[i] && i != heap.root.value) successors[heap.root.value].push_back(i);
  }
  return successors;
}

std::vector<bool> reached_without(const std::vector<std::vector<std::size_t>>& successors,
                                  std::size_t root, std::size_t removed) {
  std::vector<bool> is_reached(successors.size(), false);
  std::vector<std::size_t> pending;
  if (root != removed) {
    is_reached[root] = true;
    pending.push_back(root);
  }
  while (!pending.empty()) {
    const std::size_t node = pending.back();
    pending.pop_back();
    for (const std::size_t next : successors[node]) {
      if (next == removed || is_reached[next]) continue;
      is_reached[next] = true;
      pending.push_back(next);
    }
  }
  return is_reached;
}

constexpr std::size_t nobody = std::numeric_limits<std::size_t>::max();

/// By definition: d dominates v if v is out of reach when d is taken out. The immediate one is the
/// dominator that all others dominate, so it has the most dominators itself. Unreachable nodes go
/// to the root.
std::vector<std::size_t> dominators_by_definition(
    const std::vector<std::vector<std::size_t>>& successors, std::size_t root) {
  const std::size_t n = successors.size();
  const std::vector<bool> is_reached = reached_without(successors, root, nobody);
  std::vector<std::vector<std::size_t>> dominators(n);
  for (std::size_t d = 0; d < n; ++d) {
    const std::vector<bool> still_reached = reached_without(successors, root, d);
    for (std::size_t v = 0; v < n; ++v) {
      if (v != d && is_reached[d] && is_reached[v] && !still_reached[v]) dominators[v].push_back(d);
    }
  }
  std::vector<std::size_t> immediate(n, root);
  for (std::size_t v = 0; v < n; ++v) {
    for (const std::size_t d : dominators[v]) {
      if (dominators[d].size() + 1 == dominators[v].size()) immediate[v] = d;
    }
  }
  return immediate;
}

/// The form that takes depth-first numbers, preset to the largest: the short form leaves them
/// undefined for unreachable vertices and goes wrong. Recurses, so not for deep graphs.
std::vector<std::size_t> dominators_by_boost(
    const std::vector<std::vector<std::size_t>>& successors, std::size_t root) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
  Graph graph(successors.size());
  for (std::size_t from = 0; from < successors.size(); ++from) {
    for (const std::size_t to : successors[from]) boost::add_edge(from, to, graph);
  }
  const std::size_t n = successors.size();
  const auto index = boost::get(boost::vertex_index, graph);
  const auto map_on = [&](auto& values) {
    return boost::make_iterator_property_map(values.begin(), index);
  };
  std::vector<std::size_t> numbers(n, std::numeric_limits<std::size_t>::max());
  std::vector<std::size_t> parents(n, boost::graph_traits<Graph>::null_vertex());
  std::vector<std::size_t> by_number(parents);
  std::vector<std::size_t> dominators(n, boost::graph_traits<Graph>::null_vertex());
  boost::lengauer_tarjan_dominator_tree(graph, root, index, map_on(numbers), map_on(parents),
                                        by_number, map_on(dominators));
  for (std::size_t& dominator : dominators) {
    if (dominator == boost::graph_traits<Graph>::null_vertex()) dominator = root;
  }
  return dominators;
}

std::vector<std::size_t> dominators_of(const Heap& heap, const RetainingEdges& retains) {
  const auto tree = analysis::build_dominator_tree(analysis::search_depth_first(heap, retains));
  std::vector<std::size_t> result;
  for (const std::uint32_t d : analysis::immediate_dominators(tree.nodes, tree.ends))
    result.push_back(d);
  return result;
}

Heap random_heap(std::uint64_t seed, std::size_t nodes_max) {
  Random random(seed);
  Shape shape;
  shape.nodes_max = nodes_max;
  return load_valid(write_file(random_file(random, shape)));
}

TEST(DominatorLaws, DominatorsAreWhatTheDefinitionSays) {
  for_seeds(6000, [](std::uint64_t seed) {
    const Heap heap = random_heap(seed, 28);
    const RetainingEdges retains(heap);
    const auto expected = dominators_by_definition(successors_of(heap, retains), heap.root.value);
    EXPECT_EQ(dominators_of(heap, retains), expected);
  });
}

TEST(DominatorLaws, DominatorsAreThoseOfBoost) {
  for_seeds(3000, [](std::uint64_t seed) {
    const Heap heap = random_heap(seed, seed % 10 == 0 ? 1000 : 40);
    const RetainingEdges retains(heap);
    const auto expected = dominators_by_boost(successors_of(heap, retains), heap.root.value);
    EXPECT_EQ(dominators_of(heap, retains), expected);
  });
}

TEST(DominatorLaws, TheSameEdgesRetainOnAnyNumberOfThreads) {
  for_seeds(300, [](std::uint64_t seed) {
    const Heap heap = random_heap(seed, 300);
    const RetainingEdges alone(heap), halves(heap, 2);
    for (std::uint32_t edge = 0; edge < heap.edges.size(); ++edge) {
      ASSERT_EQ(halves[EdgeIndex(edge)], alone[EdgeIndex(edge)]) << edge;
    }
  });
}

TEST(DominatorLaws, SemiNcaEqualsLengauerTarjan) {
  for_seeds(3000, [](std::uint64_t seed) {
    const Heap heap = random_heap(seed, seed % 10 == 0 ? 1500 : 60);
    analysis::FlowGraph flow = analysis::search_depth_first(heap, RetainingEdges(heap)).flow;
    const auto expected = find_dominators_lengauer_tarjan(flow);
    const auto found = analysis::find_dominators(std::move(flow));
    ASSERT_EQ(found.size(), expected.size());
    EXPECT_TRUE(std::equal(found.begin(), found.end(), expected.begin()));
  });
}

TEST(DominatorLaws, DepthFirstNumbersEveryNodeOnceAndParentsFirst) {
  for_seeds(2000, [](std::uint64_t seed) {
    const Heap heap = random_heap(seed, 60);
    const auto order = analysis::search_depth_first(heap, RetainingEdges(heap));
    ASSERT_EQ(order.numbers.size(), heap.nodes.size());
    EXPECT_EQ(order.numbers[heap.root], 0u);
    const auto nodes = order.nodes();
    EXPECT_EQ(std::set<std::uint32_t>(nodes.begin(), nodes.end()).size(), heap.nodes.size());
    ASSERT_LE(order.flow.size(), heap.nodes.size());
    const analysis::FlowGraph& flow = order.flow;
    ASSERT_EQ(flow.first_other.size(), flow.has_others.count() + 1);
    EXPECT_EQ(flow.first_other[0], 0u);
    EXPECT_EQ(flow.first_other.back(), flow.others.size());
    std::size_t list = 0;
    for (std::uint32_t i = 0; i < flow.size(); ++i) {
      EXPECT_LE(flow.parents[i], i - (i > 0 ? 1 : 0));
      if (!flow.has_others[i]) continue;
      EXPECT_LT(flow.first_other[list], flow.first_other[list + 1]);
      for (std::uint32_t p = flow.first_other[list]; p < flow.first_other[list + 1]; ++p) {
        EXPECT_NE(flow.others[p], i);
        EXPECT_LT(flow.others[p], flow.size());
      }
      ++list;
    }
  });
}

TEST(DominatorLaws, PreorderRangesNest) {
  for_seeds(2000, [](std::uint64_t seed) {
    const Heap heap = random_heap(seed, 60);
    const auto tree =
        analysis::build_dominator_tree(analysis::search_depth_first(heap, RetainingEdges(heap)));
    ASSERT_EQ(tree.size(), heap.nodes.size());
    EXPECT_EQ(tree.nodes[0], heap.root.value);
    EXPECT_EQ(tree.ends[0], tree.size());
    std::vector<std::uint32_t> open;
    for (std::uint32_t p = 0; p < tree.size(); ++p) {
      while (!open.empty() && open.back() <= p) open.pop_back();
      EXPECT_GT(tree.ends[p], p);
      if (!open.empty()) {
        EXPECT_LE(tree.ends[p], open.back());
      }
      open.push_back(tree.ends[p]);
    }
    EXPECT_EQ(std::set<std::uint32_t>(tree.nodes.begin(), tree.nodes.end()).size(), tree.size());
  });
}

/// A heap of objects without sizes, whose edges are properties. Node 0 is the root.
Heap plain_graph(std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& edges,
                 EdgeType type = EdgeType::property) {
  FileModel file;
  file.strings = {"x"};
  file.nodes.resize(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    file.nodes[i].id = static_cast<std::uint32_t>(2 * i + 1);
    file.nodes[i].self_size = 8;
  }
  for (const auto& [from, to] : edges) file.nodes[from].edges.push_back({type, 0, to});
  return load_valid(write_file(file));
}

TEST(KnownGraphs, TheLengauerTarjanPaperFigureGivesItsDominators) {
  // Figure 1 of the paper; the dominator tree is its figure 2. R is the root.
  enum Vertex : std::size_t { R, A, B, C, D, E, F, G, H, I, J, K, L };
  const Heap heap = plain_graph(
      13, {{R, A}, {R, B}, {R, C}, {A, D}, {B, A}, {B, D}, {B, E}, {C, F}, {C, G}, {D, L}, {E, H},
           {F, I}, {G, I}, {G, J}, {H, E}, {H, K}, {I, K}, {J, I}, {K, I}, {K, R}, {L, H}});
  const std::vector<std::size_t> expected{R, R, R, R, R, R, C, C, R, R, G, R, D};
  EXPECT_EQ(dominators_of(heap, RetainingEdges(heap)), expected);
}

TEST(KnownGraphs, ANodeOnTwoCrossingPathsIsDominatedByTheRoot) {
  // root ─▶ a ─▶ b ─▶ c      The simple answer "b" is wrong for c, and so is "a".
  //   │     └──────────▶ c
  //   └───▶ d ─▶ e ─▶ b
  enum Vertex : std::size_t { root, a, b, c, d, e };
  const Heap heap = plain_graph(6, {{root, a}, {root, d}, {a, b}, {a, c}, {d, e}, {e, b}, {b, c}});
  const std::vector<std::size_t> expected{root, root, root, root, root, d};
  EXPECT_EQ(dominators_of(heap, RetainingEdges(heap)), expected);
}

TEST(KnownGraphs, AMillionNodesDeepChainWithAnEdgeBackDoesNotRecurse) {
  constexpr std::size_t count = 1'000'000;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (std::size_t i = 0; i + 1 < count; ++i) edges.emplace_back(i, i + 1);
  edges.emplace_back(count - 1, 1);
  const Heap heap = plain_graph(count, edges);
  const auto tree =
      analysis::build_dominator_tree(analysis::search_depth_first(heap, RetainingEdges(heap)));
  for (std::uint32_t p = 0; p < count; ++p) {
    ASSERT_EQ(tree.nodes[p], p);
    ASSERT_EQ(tree.ends[p], count);
  }
}

TEST(KnownGraphs, ANodeOnlyWeaklyHeldCountsAsHeldByTheRoot) {
  // root ─▶ a ┄▷ b ─▶ c
  enum Vertex : std::size_t { root, a, b, c };
  FileModel file = model_of(plain_graph(4, {{root, a}, {a, b}, {b, c}}));
  file.nodes[a].edges[0].type = EdgeType::weak;
  const Heap heap = load_valid(write_file(file));
  const std::vector<std::size_t> expected{root, root, root, b};
  EXPECT_EQ(dominators_of(heap, RetainingEdges(heap)), expected);
}

TEST(KnownGraphs, ADeadCycleIsDominatedByTheRootAndHasNoInfluence) {
  // root ─▶ a ─▶ b    x ⇄ y ─▶ b
  enum Vertex : std::size_t { root, a, b, x, y };
  const Heap heap = plain_graph(5, {{root, a}, {a, b}, {x, y}, {y, x}, {y, b}});
  const std::vector<std::size_t> expected{root, root, a, root, root};
  EXPECT_EQ(dominators_of(heap, RetainingEdges(heap)), expected);
}

}  // namespace
}  // namespace heapdiff::test
