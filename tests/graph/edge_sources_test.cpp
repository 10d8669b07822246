#include "graph/edge_sources.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace heapdiff::graph {
namespace {

/// Node by node, as the lists say it: asked edge by edge, and 64 at a time, all of them
/// or some, from the first on or from a later one.
void expect_sources(const std::vector<std::uint32_t>& degrees) {
  std::vector<std::uint32_t> borders{0};
  std::vector<std::uint32_t> expected;
  for (std::uint32_t node = 0; node < degrees.size(); ++node) {
    expected.insert(expected.end(), degrees[node], node);
    borders.push_back(static_cast<std::uint32_t>(expected.size()));
  }
  const EdgeSources sources(borders);
  for (std::uint32_t edge = 0; edge < expected.size(); ++edge) {
    ASSERT_EQ(sources.source_of(borders, EdgeIndex(edge)), NodeIndex(expected[edge])) << edge;
  }
  for (const std::size_t step : {1u, 3u}) {
    for (const std::size_t begin : {0u, 128u}) {
      SourceWindows windows(borders);
      for (std::size_t first = begin; first < expected.size(); first += 64 * step) {
        const std::size_t count = std::min(std::size_t{64}, expected.size() - first);
        const std::uint32_t* const got = windows.next(first, count);
        ASSERT_TRUE(std::equal(got, got + count, expected.data() + first)) << first << ' ' << step;
      }
    }
  }
}

TEST(EdgeSources, AreFoundAcrossTheBordersOfBlocks) {
  expect_sources({1});
  expect_sources({64, 1});
  expect_sources({63, 2, 63, 0, 0, 1});
  expect_sources({0, 0, 1000, 0, 0, 1, 0});
}

TEST(EdgeSources, AreFoundBehindManyNodesWithoutEdges) {
  std::vector<std::uint32_t> degrees(10'000, 0);
  degrees[0] = 3;
  degrees[9'000] = 70;
  expect_sources(degrees);
}

TEST(EdgeSources, AreFoundInListsOfAnyLength) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint32_t> degrees(1 + random() % 60);
    for (std::uint32_t& degree : degrees) {
      degree = random() % 3 == 0
                   ? 0
                   : static_cast<std::uint32_t>(random() % (random() % 2 == 0 ? 5 : 90));
    }
    expect_sources(degrees);
  }
}

// Lists that a damaged index has. ASan sees what is read beside them.
TEST(EdgeSources, AreNodesWhateverTheBordersHold) {
  const std::vector<std::uint32_t> falling{900, 0xFFFFFFFF, 3, 100};
  const EdgeSources sources(falling);
  for (std::uint32_t edge = 0; edge < falling.back(); ++edge) {
    EXPECT_LT(sources.source_of(falling, EdgeIndex(edge)).value, falling.size() - 1) << edge;
  }
}

TEST(EdgeSources, OfNothingAreEmpty) {
  EXPECT_TRUE(EdgeSources().empty());
  EXPECT_TRUE(EdgeSources(std::vector<std::uint32_t>{0}).empty());
}

}  // namespace
}  // namespace heapdiff::graph
