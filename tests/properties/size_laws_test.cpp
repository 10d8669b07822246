#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "analysis/distances.hpp"
#include "analysis/node_rows.hpp"
#include "analysis/shallow_sizes.hpp"
#include "analysis/summarise.hpp"
#include "properties/seeds.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

using analysis::Analysis;
using graph::Heap;

std::uint64_t sum_of_sizes(const Heap& heap) {
  std::uint64_t sum = 0;
  for (const NodeIndex node : heap.nodes.all()) sum += heap.nodes.self_sizes[node.value];
  return sum;
}

Analysis random_analysed(std::uint64_t seed, const Shape& shape = {}) {
  Random random(seed);
  return analysis::analyse(load_valid(write_file(random_file(random, shape))));
}

/// What is kept of a NodeRow, whose views end with the visit.
struct KeptRow {
  std::uint64_t id, dominator;
  std::string class_name;
  Bytes self, retained;
};

std::vector<KeptRow> rows_of(const Analysis& analysed) {
  std::vector<KeptRow> rows;
  analysis::for_each_node(analysed, [&](const NodeRow& row) {
    rows.push_back(
        {row.id.value, row.dominator.value, std::string(row.class_name), row.self, row.retained});
    return true;
  });
  return rows;
}

TEST(SizeLaws, FoldingKeepsTheSumOfSizes) {
  for_seeds(3000, [](std::uint64_t seed) {
    Random random(seed);
    Heap heap = load_valid(write_file(random_file(random, {})));
    const std::uint64_t before = sum_of_sizes(heap);
    EXPECT_EQ(before, heap.nodes.self_size_total);
    graph::propagate_detachedness(heap);
    analysis::fold_shallow_sizes(heap);
    EXPECT_EQ(sum_of_sizes(heap), before);
  });
}

TEST(SizeLaws, FoldingMovesSizesOnlyAwayFromHiddenArrayAndNativeNodes) {
  for_seeds(2000, [](std::uint64_t seed) {
    Random random(seed);
    Heap heap = load_valid(write_file(random_file(random, {})));
    std::vector<std::uint64_t> before;
    for (const NodeIndex node : heap.nodes.all()) {
      before.push_back(heap.nodes.self_sizes[node.value]);
    }
    analysis::fold_shallow_sizes(heap);
    for (const NodeIndex node : heap.nodes.all()) {
      const std::uint64_t after = heap.nodes.self_sizes[node.value];
      const NodeType type = heap.nodes.types[node];
      if (after < before[node.value]) {
        EXPECT_EQ(after, 0u);
        EXPECT_TRUE(type == NodeType::hidden || type == NodeType::array ||
                    type == NodeType::native);
      } else if (after > before[node.value]) {
        EXPECT_NE(type, NodeType::synthetic);
        EXPECT_NE(node, heap.root);
      }
    }
  });
}

TEST(SizeLaws, TheRootRetainsEverything) {
  for_seeds(2000, [](std::uint64_t seed) {
    const Analysis analysed = random_analysed(seed);
    const auto rows = rows_of(analysed);
    EXPECT_EQ(rows[analysed.heap.root.value].retained.value, sum_of_sizes(analysed.heap));
  });
}

TEST(SizeLaws, ANodeRetainsItselfAndWhatItsDominatedChildrenRetain) {
  for_seeds(2000, [](std::uint64_t seed) {
    const auto rows = rows_of(random_analysed(seed));
    std::map<std::uint64_t, std::uint64_t> expected;  // by id
    for (const KeptRow& row : rows) {
      expected[row.id] += row.self.value;
      if (row.dominator != row.id) expected[row.dominator] += row.retained.value;
    }
    for (const KeptRow& row : rows) EXPECT_EQ(row.retained.value, expected[row.id]);
  });
}

TEST(SizeLaws, ReducingAndAnalysingAgree) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = write_file(random_file(random, {}));
    const model::Reduction reduced = analysis::reduce(load_valid(text));
    const Analysis analysed = analysis::analyse(load_valid(text));
    ASSERT_EQ(reduced.size(), analysed.reduced.size());
    for (std::uint32_t p = 0; p < reduced.size(); ++p) {
      EXPECT_EQ(reduced.ids[p], analysed.reduced.ids[p]);
      EXPECT_EQ(reduced.self_sizes[p], analysed.reduced.self_sizes[p]);
      EXPECT_EQ(reduced.ends[p], analysed.reduced.ends[p]);
      EXPECT_EQ(reduced.classes[p], analysed.reduced.classes[p]);
    }
  });
}

TEST(SizeLaws, ClassRowsOfASummaryAddUpToTheHeap) {
  for_seeds(2000, [](std::uint64_t seed) {
    const Analysis analysed = random_analysed(seed);
    const Summary summary = analysis::summarise(analysed);
    std::uint64_t count = 0;
    Bytes size;
    for (const ClassSummary& row : summary.classes) {
      count += row.count;
      size += row.size;
      EXPECT_GE(row.retained, row.size);
      EXPECT_LE(row.retained, summary.size);
    }
    EXPECT_EQ(size, summary.size);
    EXPECT_EQ(count, analysed.reduced.side.objects);
  });
}

TEST(SizeLaws, AClassRetainsWhatItsTopmostInstancesRetain) {
  Shape shape;
  shape.has_locations = false;  // so that a name is a row
  for_seeds(2000, [&](std::uint64_t seed) {
    const Analysis analysed = random_analysed(seed, shape);
    const auto rows = rows_of(analysed);
    std::map<std::uint64_t, const KeptRow*> by_id;
    for (const KeptRow& row : rows) by_id[row.id] = &row;
    std::map<std::string, Bytes> expected;
    for (const KeptRow& row : rows) {
      if (row.self.value == 0) continue;
      bool is_topmost = true;
      for (const KeptRow* at = &row; at->dominator != at->id;) {
        at = by_id[at->dominator];
        if (at->class_name == row.class_name && at->self.value != 0) is_topmost = false;
      }
      Bytes& retained = expected[row.class_name];
      if (is_topmost) retained += row.retained;
    }
    std::map<std::string, Bytes> found;
    for (const ClassSummary& row : analysis::summarise(analysed).classes) {
      found[row.name] = row.retained;
    }
    EXPECT_EQ(found, expected);
  });
}

TEST(SizeLaws, ADistanceIsAtMostOneMoreThanThatOfAHolder) {
  for_seeds(2000, [](std::uint64_t seed) {
    const Analysis analysed = random_analysed(seed);
    const Heap& heap = analysed.heap;
    const auto distances = analysis::measure_distances(heap);
    for (const NodeIndex node : heap.nodes.all()) {
      if (distances[node] == analysis::no_distance) continue;
      for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
        const EdgeType type = heap.edges.type(edge);
        // Internal edges and those of arrays have exceptions of their own.
        const bool is_plain = type != EdgeType::weak && type != EdgeType::internal &&
                              heap.nodes.types[node] != NodeType::array &&
                              heap.nodes.types[node] != NodeType::hidden;
        const std::int32_t distance = distances[heap.edges.target(edge)];
        if (!is_plain || heap.edges.target(edge) == heap.root) continue;
        EXPECT_NE(distance, analysis::no_distance);
        EXPECT_LE(distance, distances[node] + 1);
      }
    }
  });
}

}  // namespace
}  // namespace heapdiff::test
