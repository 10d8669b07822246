#include "base/pages.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/column.hpp"
#include "base/parallel.hpp"

namespace heapdiff::base {
namespace {

constexpr std::size_t mebi = std::size_t{1} << 20;

/// A column that knows what it should hold.
struct Numbered {
  std::uint32_t first;
  Column<std::uint32_t> values = {};

  void resize(std::size_t size) {
    const std::size_t kept = std::min(size, values.size());
    values.resize_for_overwrite(size);
    values.shrink_to_fit();
    for (std::size_t i = kept; i < size; ++i) values[i] = first + static_cast<std::uint32_t>(i);
  }

  [[nodiscard]] bool is_whole() const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] != first + static_cast<std::uint32_t>(i)) return false;
    }
    return true;
  }
};

/// With huge pages wanted from the start, or not.
class PageRecycled : public testing::TestWithParam<bool> {
 protected:
  PageRecycled() { huge_pages().want(GetParam()); }
  ~PageRecycled() override { huge_pages().want(true); }
};

INSTANTIATE_TEST_SUITE_P(PageRecycling, PageRecycled, testing::Bool(), [](const auto& param) {
  return param.param ? "HugePages" : "SmallPages";
});

TEST_P(PageRecycled, WhatIsAskedForAsZeroIsZero) {
  const PageRecycling recycling;
  for (int round = 0; round < 3; ++round) {
    const Column<std::uint32_t> full(4 * mebi, 0xFFFFFFFF);
    EXPECT_EQ(full.back(), 0xFFFFFFFF);
    const Column<std::uint32_t> zero(3 * mebi);
    EXPECT_TRUE(std::all_of(zero.begin(), zero.end(), [](auto value) { return value == 0; }));
  }
}

// 5 MiB and 7 MiB released ─▶ one of 11 MiB ─▶ grown to 40 ─▶ shrunk to 3
TEST_P(PageRecycled, MemoryMadeOfPiecesGrowsAndShrinksLikeAny) {
  const PageRecycling recycling;
  {
    Numbered a{1}, b{2};
    a.resize(5 * mebi / 4);
    b.resize(7 * mebi / 4);
  }
  Numbered column{3};
  for (const std::size_t size : {11 * mebi, 40 * mebi, 3 * mebi, 12345 * std::size_t{1}}) {
    column.resize(size / 4);
    ASSERT_TRUE(column.is_whole()) << size;
  }
}

// 24 MiB ─▶ one huge page was slow ─▶ grown to 80 MiB out of small ones, and of what is released
TEST_P(PageRecycled, MemoryOfBothKindsIsOne) {
  const PageRecycling recycling;
  Numbered column{5}, other{6};
  column.resize(6 * mebi);
  other.resize(3 * mebi);
  huge_pages().note(HugePages::worth + HugePages::excess_max * 2);
  EXPECT_FALSE(huge_pages().are_wanted());
  other.resize(2 * mebi);
  column.resize(20 * mebi);
  other = {};
  Numbered third{7};
  third.resize(5 * mebi);
  EXPECT_TRUE(column.is_whole());
  EXPECT_TRUE(third.is_whole());
}

/// Of the process, in bytes: memory of its own that is there.
std::size_t resident() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {  // "RssAnon:    1234 kB"
    if (line.starts_with("RssAnon:")) return std::stoull(line.substr(8)) * 1024;
  }
  return 0;
}

/// That the process has touched for the first time so far.
std::size_t pages_touched() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_minflt);
}

/// Columns of 1.5 MiB each.
std::vector<Numbered> columns_of_parts(std::uint32_t count) {
  std::vector<Numbered> columns;
  for (std::uint32_t i = 0; i < count; ++i) {
    columns.push_back({i});
    columns.back().resize(3 * mebi / 8);
  }
  return columns;
}

// 9 MiB released ─▶ 4 times 1.5 MiB, and 1 MiB: what is there serves them all
TEST_P(PageRecycled, PartsOfHugePagesAreUsedAgain) {
  if (!can_remap()) GTEST_SKIP() << "nothing is kept";
  const PageRecycling recycling;
  {
    Numbered released{8};
    released.resize(9 * mebi / 4);
  }
  const std::size_t before = resident(), touched_before = pages_touched();
  const std::vector<Numbered> columns = columns_of_parts(4);
  Numbered last{9};
  last.resize(mebi / 4);
  EXPECT_LT(resident(), before + mebi / 2);
  EXPECT_LT(pages_touched(), touched_before + 128);  // half a mebibyte of small ones
  for (const Numbered& column : columns) EXPECT_TRUE(column.is_whole());
}

// 1 MiB released ─▶ 4 MiB, for which it does not fit ─▶ it goes
TEST_P(PageRecycled, PagesThatAreKeptInVainGo) {
  if (!can_remap()) GTEST_SKIP() << "nothing is kept";
  const PageRecycling recycling;
  {
    Numbered released{7};
    released.resize(mebi / 4);
  }
  const std::size_t before = resident();
  Numbered column{8};
  column.resize(mebi);
  EXPECT_LT(resident(), before + 7 * mebi / 2);
}

// 8 times 1.5 MiB released ─▶ a mebibyte may wait for others
TEST_P(PageRecycled, FewPartsOfHugePagesAreKept) {
  const PageRecycling recycling;
  const std::size_t before = resident();
  columns_of_parts(8);
  EXPECT_LT(resident(), before + 2 * mebi);
}

TEST_P(PageRecycled, PagesThatNobodyWillWantCanBeReturned) {
  const PageRecycling recycling;
  const std::size_t before = resident();
  {
    Numbered released{8};
    released.resize(9 * mebi / 4);
  }
  return_kept_pages();
  EXPECT_LT(resident(), before + mebi);
  Numbered column{9};
  column.resize(2 * mebi);
  EXPECT_TRUE(column.is_whole());
}

TEST(HugePages, AreWantedUntilTheyCostMoreThanSmallOnes) {
  HugePages pages;
  for (int i = 0; i < 1000; ++i) pages.note(HugePages::worth);
  EXPECT_TRUE(pages.are_wanted());
  pages.note(HugePages::worth + HugePages::excess_max);
  EXPECT_TRUE(pages.are_wanted());
  pages.note(HugePages::worth + std::chrono::nanoseconds(1));
  EXPECT_FALSE(pages.are_wanted());
  pages.note(std::chrono::nanoseconds(1));
  EXPECT_FALSE(pages.are_wanted());
}

/// Where the mappings that the system keeps for [begin, begin + bytes) end within it.
std::vector<std::size_t> seams(const void* data, std::size_t bytes) {
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  std::vector<std::size_t> found;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {  // "first-end ..."
    const std::uintptr_t end = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
    if (end > begin && end < begin + bytes) found.push_back(end - begin);
  }
  return found;
}

// Linux before 6.17 moves no page together with one of another mapping.
TEST_P(PageRecycled, GrownMemoryHasSeamsOnlyBetweenHugePages) {
  const PageRecycling recycling;
  Numbered column{4};
  for (const std::size_t size : {3 * mebi, 7 * mebi + 4096, 13 * mebi, 40 * mebi}) {
    column.resize(size / 4);
    ASSERT_TRUE(column.is_whole());
    for (const std::size_t seam : seams(column.values.data(), size)) {
      EXPECT_EQ(seam % (2 * mebi), 0u) << size;
    }
  }
}

/// Makes columns, resizes and drops them; returns whether all kept their values.
bool shuffle_columns(std::uint32_t seed, int steps) {
  std::mt19937 random(seed);
  std::vector<Numbered> columns;
  for (int step = 0; step < steps; ++step) {
    const std::size_t size = random() % (3 * mebi);
    switch (random() % 4) {
      case 0:
      case 1:
        columns.push_back({static_cast<std::uint32_t>(random())});
        columns.back().resize(size);
        break;
      case 2:
        if (!columns.empty()) columns[random() % columns.size()].resize(size);
        break;
      default:
        if (columns.size() > 6)
          columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(random() % columns.size()));
    }
    if (step % 10 != 9) continue;
    const bool are_whole = std::all_of(columns.begin(), columns.end(),
                                       [](const Numbered& column) { return column.is_whole(); });
    if (!are_whole) return false;
  }
  return true;
}

TEST_P(PageRecycled, ColumnsKeepTheirValuesWhateverOthersDo) {
  const PageRecycling recycling;
  EXPECT_TRUE(shuffle_columns(1, 100));
}

TEST_P(PageRecycled, ColumnsKeepTheirValuesWhateverOtherThreadsDo) {
  const PageRecycling recycling(2);
  std::vector<Task<bool>> others;
  for (const std::uint32_t seed : {2u, 3u}) {
    others.push_back(start(3, [seed] { return shuffle_columns(seed, 40); }));
  }
  EXPECT_TRUE(shuffle_columns(4, 40));
  return_kept_pages();
  for (Task<bool>& other : others) EXPECT_TRUE(other.get());
}

}  // namespace
}  // namespace heapdiff::base
