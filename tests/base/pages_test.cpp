#include "base/pages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/column.hpp"

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

TEST(PageRecycling, WhatIsAskedForAsZeroIsZero) {
  const PageRecycling recycling;
  for (int round = 0; round < 3; ++round) {
    const Column<std::uint32_t> full(4 * mebi, 0xFFFFFFFF);
    EXPECT_EQ(full.back(), 0xFFFFFFFF);
    const Column<std::uint32_t> zero(3 * mebi);
    EXPECT_TRUE(std::all_of(zero.begin(), zero.end(), [](auto value) { return value == 0; }));
  }
}

// 5 MiB and 7 MiB released ─▶ one of 11 MiB ─▶ grown to 40 ─▶ shrunk to 3
TEST(PageRecycling, MemoryMadeOfPiecesGrowsAndShrinksLikeAny) {
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
TEST(PageRecycling, GrownMemoryHasSeamsOnlyBetweenHugePages) {
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

TEST(PageRecycling, ColumnsKeepTheirValuesWhateverOthersDo) {
  const PageRecycling recycling;
  std::mt19937 random(1);
  std::vector<Numbered> columns;
  for (int step = 0; step < 100; ++step) {
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
        if (columns.size() > 6) columns.erase(columns.begin() + random() % columns.size());
    }
    if (step % 10 == 0) {
      for (const Numbered& column : columns) ASSERT_TRUE(column.is_whole()) << "step " << step;
    }
  }
}

}  // namespace
}  // namespace heapdiff::base
