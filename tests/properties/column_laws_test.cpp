#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/column.hpp"
#include "base/name_table.hpp"
#include "base/radix_sort.hpp"
#include "base/size_column.hpp"
#include "parse/edge_labels.hpp"
#include "properties/seeds.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

TEST(ColumnLaws, RadixSortEqualsAStableSort) {
  for_seeds(1500, [](std::uint64_t seed) {
    Random random(seed);
    const std::uint64_t key_mask =
        random.pick<std::uint64_t>({0, 3, 0xFF00, 0xFF0000FF, 0xFFFFFFFF});
    const std::uint64_t key_base = random.pick<std::uint64_t>({0, 0xAB000000});
    std::vector<std::uint64_t> expected(random.below(600));
    base::Column<std::uint64_t> values;
    for (std::uint64_t& value : expected) {
      value = ((random.any() & key_mask) | key_base) << 32 | (random.any() & 0xFFFFFFFF);
      values.push_back(value);
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](std::uint64_t a, std::uint64_t b) { return a >> 32 < b >> 32; });
    base::sort_by_high_half(values);
    EXPECT_EQ(std::vector<std::uint64_t>(values.begin(), values.end()), expected);
  });
}

TEST(ColumnLaws, ASizeColumnHoldsWhatWasPutIn) {
  for_seeds(500, [](std::uint64_t seed) {
    Random random(seed);
    const auto any_size = [&]() -> std::uint64_t {
      return random.pick<std::uint64_t>(
          {0, 1, 0xFFFFFFFE, 0xFFFFFFFF, 0x100000000, std::numeric_limits<std::int64_t>::max()});
    };
    std::vector<std::uint64_t> expected(30);
    base::SizeColumn column(expected.size());
    for (std::size_t i = 0; i < 100; ++i) {
      const std::size_t at = random.below(expected.size());
      expected[at] = any_size();
      column.set(at, expected[at]);
    }
    ASSERT_EQ(column.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(column[i], expected[i]);
  });
}

TEST(ColumnLaws, EdgeLabelsHoldWhatWasPutIn) {
  for_seeds(500, [](std::uint64_t seed) {
    Random random(seed);
    base::Column<std::uint32_t> packed(100);
    parse::EdgeLabels::Escaped escaped;
    std::vector<std::pair<EdgeType, std::uint32_t>> expected(packed.size());
    // Backwards: several threads give the escaped names in any order.
    for (std::uint32_t i = 100; i-- > 0;) {
      expected[i] = {
          static_cast<EdgeType>(random.below(static_cast<std::size_t>(EdgeType::unknown) + 1)),
          random.pick({0u, 77u, (1u << 28) - 2, (1u << 28) - 1, 1u << 28, 0xFFFFFFFFu})};
      packed[i] = parse::EdgeLabels::pack(expected[i].first, expected[i].second, i, escaped);
    }
    const parse::EdgeLabels labels(std::move(packed), std::move(escaped));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(std::pair(labels.type(i), labels.name(i)), expected[i]);
    }
  });
}

TEST(ColumnLaws, AColumnGrowsLikeAVectorAcrossTheBorderToMappings) {
  for_seeds(60, [](std::uint64_t seed) {
    Random random(seed);
    base::Column<std::uint32_t> column;
    std::vector<std::uint32_t> expected;
    for (std::size_t step = 0; step < 40; ++step) {
      const auto value = static_cast<std::uint32_t>(random.any());
      switch (random.below(6)) {
        case 0:
          expected.resize(random.below(1'200'000));
          column.resize(expected.size());
          break;
        case 1: {
          const std::vector<std::uint32_t> more(random.below(200'000), value);
          expected.insert(expected.end(), more.begin(), more.end());
          column.append(more.data(), more.size());
          break;
        }
        case 2:
          column.shrink_to_fit();
          break;
        case 3:
          column.reserve(random.below(600'000));
          break;
        default:
          expected.push_back(value);
          column.push_back(value);
          break;
      }
    }
    EXPECT_TRUE(std::equal(column.begin(), column.end(), expected.begin(), expected.end()));
  });
}

TEST(ColumnLaws, ANameTableNumbersDistinctTextsInOrder) {
  for_seeds(200, [](std::uint64_t seed) {
    Random random(seed);
    base::NameTable table;
    std::map<std::string, std::uint32_t> expected;
    EXPECT_EQ(table.find("x"), base::NameTable::none);
    for (std::size_t i = 0; i < 400; ++i) {
      const std::string text(random.below(4), static_cast<char>('a' + random.below(20)));
      const auto number =
          expected.try_emplace(text, static_cast<std::uint32_t>(expected.size())).first->second;
      EXPECT_EQ(table.intern(text), number);
      EXPECT_EQ(table.find(text), number);
      EXPECT_EQ(table[number], text);
    }
    EXPECT_EQ(table.size(), expected.size());
  });
}

}  // namespace
}  // namespace heapdiff::test
