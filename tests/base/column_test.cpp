#include "base/column.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/size_column.hpp"

namespace heapdiff::base {
namespace {

// From one MiB on a column is a mapping of its own: 131,072 values of eight bytes.
constexpr std::uint64_t at_the_mapping_threshold = (std::uint64_t{1} << 20) / 8;

TEST(Column, ValuesSurviveTheGrowthIntoAMapping) {
  Column<std::uint64_t> column;
  for (std::uint64_t i = 0; i < 4 * at_the_mapping_threshold; ++i) column.push_back(i * 7);
  ASSERT_EQ(column.size(), 4 * at_the_mapping_threshold);
  for (std::uint64_t i = 0; i < column.size(); ++i) ASSERT_EQ(column[i], i * 7);
}

TEST(Column, ValuesSurviveTheWayBackToTheAllocator) {
  Column<std::uint64_t> column(2 * at_the_mapping_threshold, 5);
  column.resize(3);
  column.shrink_to_fit();
  EXPECT_EQ(column.size(), 3u);
  EXPECT_EQ(column[2], 5u);
}

TEST(Column, ANewColumnIsZeroOnBothSidesOfTheThreshold) {
  for (const std::uint64_t size : {std::uint64_t{3}, 2 * at_the_mapping_threshold}) {
    const Column<std::uint64_t> column(size);
    EXPECT_EQ(column[0], 0u);
    EXPECT_EQ(column[size - 1], 0u);
  }
}

// [1 2 3] ─ shrink to 1 ─▶ [1] ─ grow to 3 ─▶ [1 0 0]
TEST(Column, ElementsThatComeBackAreZero) {
  Column<int> column;
  for (const int value : {1, 2, 3}) column.push_back(value);
  column.resize(1);
  column.resize(3);
  EXPECT_EQ(column[0], 1);
  EXPECT_EQ(column[1], 0);
  EXPECT_EQ(column[2], 0);
}

TEST(Column, AMovedFromColumnIsEmpty) {
  Column<int> from(10, 1);
  const Column<int> to = std::move(from);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the question
  EXPECT_EQ(to.size(), 10u);
}

TEST(Column, AppendingManyEqualsPushingEach) {
  const std::vector<int> values(300'000, 9);
  Column<int> column;
  column.push_back(8);
  column.append(values.data(), values.size());
  column.append(nullptr, 0);
  EXPECT_EQ(column.size(), 300'001u);
  EXPECT_EQ(column[0], 8);
  EXPECT_EQ(column.back(), 9);
}

TEST(SizeColumn, SizesBeyondFourGibibytesAreKept) {
  const std::uint64_t all[] = {0, 1, 0xFFFFFFFE, 0xFFFFFFFF, 0x100000000, std::uint64_t{1} << 53};
  SizeColumn sizes(std::size(all));
  for (std::size_t i = 0; i < sizes.size(); ++i) sizes.set(i, all[i]);
  for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(sizes[i], all[i]);
}

TEST(SizeColumn, ALargeSizeCanBecomeSmallAndLargeAgain) {
  SizeColumn sizes(1);
  sizes.set(0, 5'000'000'000);
  sizes.set(0, 8);
  EXPECT_EQ(sizes[0], 8u);
  sizes.set(0, 6'000'000'000);
  EXPECT_EQ(sizes[0], 6'000'000'000u);
}

}  // namespace
}  // namespace heapdiff::base
