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
    const parse::LabelLayout layout(random.below(2) == 0 ? 3 : 4);
    base::NarrowColumn packed(layout.bytes());
    packed.resize_for_overwrite(100);
    parse::EdgeLabels::Escaped escaped;
    std::vector<std::pair<EdgeType, std::uint32_t>> expected(packed.size());
    // Backwards: several threads give the escaped names in any order.
    for (std::uint32_t i = 100; i-- > 0;) {
      expected[i] = {
          static_cast<EdgeType>(random.below(static_cast<std::size_t>(EdgeType::unknown) + 1)),
          random.pick({0u, 77u, (1u << 20) - 2, (1u << 20) - 1, 1u << 20, (1u << 23) - 2,
                       (1u << 23) - 1, 1u << 23, (1u << 28) - 2, (1u << 28) - 1, 1u << 28,
                       (1u << 31) - 2, (1u << 31) - 1, 1u << 31, 0xFFFFFFFFu})};
      const auto& [type, name] = expected[i];
      packed.set(i, parse::EdgeLabels::pack(layout, type, name, i, escaped));
    }
    parse::EdgeLabels labels(std::move(packed), std::move(escaped));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(std::pair(labels.type(i), labels.name(i)), expected[i]);
    }
    for (std::uint32_t types = 0; types < 1u << 9; types += 37) {
      const std::uint64_t have = labels.have_types(11, 60, types);
      for (unsigned i = 0; i < 60; ++i) {
        const auto type = static_cast<unsigned>(labels.type(11 + i));
        EXPECT_EQ(have >> i & 1, types >> type & 1);
      }
    }
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::uint32_t lower = expected[i].second - std::min(expected[i].second, 9u);
      labels.lower_name(i, lower);
      EXPECT_EQ(std::pair(labels.type(i), labels.name(i)), std::pair(expected[i].first, lower));
    }
  });
}

TEST(ColumnLaws, LabelsHoldWhatTheirLayoutSays) {
  using parse::LabelLayout;
  EXPECT_EQ(LabelLayout(3).limit_of(EdgeType::element), 8'388'607u);
  EXPECT_EQ(LabelLayout(3).limit_of(EdgeType::property), 1'048'575u);
  EXPECT_EQ(LabelLayout(4).limit_of(EdgeType::element), 2'147'483'647u);
  EXPECT_EQ(LabelLayout(4).limit_of(EdgeType::property), 268'435'455u);
  // A quarter more names than those of nodes are expected.
  EXPECT_EQ(LabelLayout::for_nodes_named_up_to(800'000), LabelLayout(3));
  EXPECT_EQ(LabelLayout::for_nodes_named_up_to(850'000), LabelLayout(4));
}

TEST(ColumnLaws, ANarrowColumnIsLikeAVector) {
  for_seeds(300, [](std::uint64_t seed) {
    Random random(seed);
    const std::uint64_t limit = random.pick({std::uint64_t{1}, std::uint64_t{1} << 24,
                                             (std::uint64_t{1} << 24) + 1, std::uint64_t{1} << 32});
    auto column = base::NarrowColumn::below(limit);
    EXPECT_EQ(column.width(), limit <= base::NarrowColumn::narrow_end ? 3u : 4u);
    std::vector<std::uint32_t> expected;
    const auto any = [&] { return static_cast<std::uint32_t>(random.any() % limit); };
    for (std::uint64_t count = random.below(200); count > 0; --count) {
      expected.push_back(any());
      column.push_back(expected.back());
    }
    const std::size_t more = random.below(700);
    const std::size_t first = expected.size();
    column.resize_for_overwrite(first + more);
    for (std::size_t i = 0; i < more; ++i) expected.push_back(any());
    // From behind, so that what is written must not touch what follows.
    const std::size_t middle = first + more / 2;
    column.set_many(middle, expected.data() + middle, expected.size() - middle);
    column.set_many(first, expected.data() + first, middle - first);
    for (std::size_t i = expected.size(); i-- > 0;) {
      if (random.below(3) > 0) continue;
      expected[i] = any();
      column.set(i, expected[i]);
    }
    const auto moved = std::move(column);
    ASSERT_EQ(moved.size(), expected.size());
    EXPECT_TRUE(std::equal(moved.begin(), moved.end(), expected.begin(), expected.end()));
    base::NarrowColumn::Window buffer;
    for (std::size_t at = 0; at < expected.size(); at += 64) {
      const std::size_t count = std::min<std::size_t>(64, expected.size() - at);
      const std::uint32_t* const window = moved.window(at, count, buffer);
      EXPECT_TRUE(std::equal(window, window + count, expected.begin() + static_cast<long>(at)));
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
