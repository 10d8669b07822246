#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/dominator_tree.hpp"
#include "properties/seeds.hpp"
#include "support/programs.hpp"
#include "support/random_heap.hpp"
#include "support/suspects.hpp"

namespace heapdiff::test {
namespace {

/// An edge of a kind that may name something, or none.
void add_random_edge(Heap& heap, Random& random, const std::string& from, const std::string& to) {
  const std::string name = random.pick({"owner", "next", "cache", "_events", "a b"});
  switch (random.below(5)) {
    case 0:
      heap.context(from, to, name);
      break;
    case 1:
      heap.element(from, to, static_cast<std::uint32_t>(random.below(9)));
      break;
    case 2:
      heap.internal(from, to, random.pick({"context", "table", "elements", "previous", "4"}));
      break;
    default:
      heap.edge(from, to, name);
  }
}

/// A program that keeps items in an Array or Map, among a few objects, functions and scopes that
/// hold each other, the container and some items at random; items hold some of them.
Heap random_program(std::uint64_t seed, int items) {
  Random random(seed);
  const bool is_map = random.chance(50);
  Heap heap = is_map ? table(program(), "list") : array(program());
  std::vector<std::string> others{"module", "list"};
  const std::size_t count = 3 + random.below(8);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string label = fmt::format("other{}", i);
    switch (random.below(4)) {
      case 0:
        heap.node(label, 32).named("system / Context");
        if (random.chance(70)) heap.internal(label, "scope", "scope_info");
        break;
      case 1:
        heap.closure(label, 64).at(7, static_cast<std::uint32_t>(i) + 2, 1);
        heap.script(label, random.chance(80) ? "/app/app.js" : "node:events");
        break;
      case 2:
        heap.array(label, 16).named("");
        break;
      default:
        heap.node(label, 16).named(random.pick({"Service", "Module", "Object", "process"}));
    }
    others.push_back(label);
  }
  // Something must hold the container; what holds the others is left to chance.
  heap.context("module", random.chance(50) ? "list" : "other0", "kept");
  heap.edge("other0", "list", "pending");
  for (std::size_t i = 0; i < count * 2; ++i) {
    add_random_edge(heap, random, random.pick(others), random.pick(others));
  }
  if (random.chance(30)) heap.edge("root", random.pick(others));
  for (int i = 0; i < items; ++i) {
    const std::string item = fmt::format("Item#{}", i);
    heap.node(item, 1000).id(id_of(1, i));
    if (is_map) {
      hold_in_table(heap, "list", item, i);
    } else {
      hold_in_list(heap, item, i);
    }
    if (i % 10 == 0) add_random_edge(heap, random, item, random.pick(others));
  }
  return heap;
}

/// Does `above` dominate `node`, and is another node?
bool dominates(const base::IndexedColumn<NodeIndex, std::uint32_t>& dominators, NodeIndex above,
               NodeIndex node) {
  for (NodeIndex at = node;;) {
    const NodeIndex next(dominators[at]);
    if (next == at) return false;
    if (next == above) return true;
    at = next;
  }
}

/// What is reached through the holder alone neither names it nor holds it.
TEST(HolderLaws, NoStepOfASuspectsPathLeavesWhatTheHolderDominates) {
  std::size_t suspects = 0, others = 0;
  for_seeds(1000, [&](std::uint64_t seed) {
    const Heap before = random_program(seed, 40), after = random_program(seed, 160);
    const analysis::Analysis graph = analysed(after);
    const auto dominators = analysis::immediate_dominators(graph.preorder, graph.reduced.ends);
    const auto node_of = [&](ObjectId id) {
      const auto& ids = graph.heap.nodes.ids;
      std::uint32_t node = 0;
      while (ids[NodeIndex(node)] != id.value) ++node;
      return NodeIndex(node);
    };
    DiffOptions options;
    options.force = true;
    for (const Suspect& suspect : diff_of(before, after, options).suspects) {
      ++suspects;
      const NodeIndex holder = node_of(suspect.holder.id);
      // The steps from an item up to the holder come first, where there are any.
      auto step = std::find_if(suspect.path.begin(), suspect.path.end(),
                               [&](const ChainStep& s) { return s.id == suspect.holder.id; });
      step = step == suspect.path.end() ? suspect.path.begin() : step + 1;
      for (; step != suspect.path.end(); ++step) {
        ++others;
        EXPECT_FALSE(dominates(dominators, holder, node_of(step->id)))
            << holder_name(suspect) << " by " << step->edge << " of " << step->node;
      }
    }
  });
  EXPECT_GT(suspects, 500u);
  EXPECT_GT(others, 1000u);
}

}  // namespace
}  // namespace heapdiff::test
