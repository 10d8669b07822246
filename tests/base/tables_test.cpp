#include <gtest/gtest.h>

#include <string>

#include "base/checked.hpp"
#include "base/name_table.hpp"
#include "base/radix_sort.hpp"
#include "base/string_pool.hpp"

namespace heapdiff::base {
namespace {

TEST(NameTable, EqualTextsHaveOneNumberInOrderOfAppearance) {
  NameTable names;
  EXPECT_EQ(names.intern("b"), 0u);
  EXPECT_EQ(names.intern("a"), 1u);
  EXPECT_EQ(names.intern("b"), 0u);
  EXPECT_EQ(names[1], "a");
}

TEST(NameTable, NumbersSurviveRehashing) {
  NameTable names;
  for (int i = 0; i < 10'000; ++i) names.intern(std::to_string(i));
  EXPECT_EQ(names.size(), 10'000u);
  for (std::uint32_t i = 0; i < 10'000; ++i) ASSERT_EQ(names.find(std::to_string(i)), i);
}

TEST(NameTable, WhatWasNeverInternedIsNone) {
  NameTable names;
  EXPECT_EQ(names.find("x"), NameTable::none);
  names.intern("y");
  EXPECT_EQ(names.find("x"), NameTable::none);
}

TEST(NameTable, TheEmptyTextAndTextsWithNulAreTextsLikeOthers) {
  NameTable names;
  const std::string with_nul("a\0b", 3);
  const std::uint32_t empty = names.intern("");
  const std::uint32_t nul = names.intern(with_nul);
  EXPECT_NE(nul, names.intern("a"));
  EXPECT_EQ(names.find(""), empty);
  EXPECT_EQ(names[nul], with_nul);
}

TEST(SequenceTable, AListIsNotItsPrefix) {
  SequenceTable<std::uint32_t> shapes;
  const std::uint32_t three[] = {1, 2, 3};
  const std::uint32_t all = shapes.intern(three);
  const std::uint32_t two = shapes.intern(std::span(three).first(2));
  EXPECT_NE(all, two);
  EXPECT_EQ(shapes[two].size(), 2u);
}

TEST(StringPool, TextsInPiecesAreJoined) {
  StringPool pool;
  pool.append("ab");
  pool.append("c");
  pool.finish();
  pool.finish();
  EXPECT_EQ(pool.size(), 2u);
  EXPECT_EQ(pool[0], "abc");
  EXPECT_EQ(pool[1], "");
}

TEST(StringPool, TextsAreShortenedInPlaceAndTheOpenOneStays) {
  StringPool pool;
  for (const char* text : {"first", "", "second"}) pool.add(text);
  pool.append("op");
  pool.shorten_each([](std::size_t i, std::string_view text) { return text.substr(0, 2 * i); });
  EXPECT_EQ(pool.open_text(), "op");
  pool.append("en");
  pool.shorten_open_text(3);
  pool.finish();
  ASSERT_EQ(pool.size(), 4u);
  EXPECT_EQ(pool[0], "");
  EXPECT_EQ(pool[1], "");
  EXPECT_EQ(pool[2], "seco");
  EXPECT_EQ(pool[3], "ope");
  EXPECT_EQ(pool.text_bytes(), 7u);
}

std::uint64_t pair(std::uint64_t high, std::uint64_t low) { return high << 32 | low; }

TEST(RadixSort, OrdersByTheHighHalfAndKeepsTheOrderOfEqualOnes) {
  Column<std::uint64_t> values;
  for (const std::uint64_t value : {pair(7, 1), pair(2, 9), pair(7, 0), pair(0, 5), pair(2, 3)}) {
    values.push_back(value);
  }
  sort_by_high_half(values);
  const std::vector<std::uint64_t> sorted(values.begin(), values.end());
  EXPECT_EQ(sorted, (std::vector{pair(0, 5), pair(2, 9), pair(2, 3), pair(7, 1), pair(7, 0)}));
}

TEST(RadixSort, EveryDigitCounts) {
  Column<std::uint64_t> values;
  for (const std::uint64_t high : {0xFF000000u, 0x00FF0000u, 0x0000FF00u, 0x000000FFu, 0u}) {
    values.push_back(pair(high, 0));
  }
  sort_by_high_half(values);
  EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
}

TEST(RadixSort, NothingAndOneAreSorted) {
  Column<std::uint64_t> values;
  sort_by_high_half(values);
  EXPECT_TRUE(values.empty());
  values.push_back(pair(3, 1));
  sort_by_high_half(values);
  EXPECT_EQ(values[0], pair(3, 1));
}

TEST(CheckedArithmetic, SaysNothingWhereTheResultDoesNotFit) {
  constexpr std::uint64_t largest = ~std::uint64_t{0};
  EXPECT_EQ(checked_add(largest - 1, 1), largest);
  EXPECT_EQ(checked_add(largest, 1), std::nullopt);
  EXPECT_EQ(checked_multiply(largest / 2, 2), largest - 1);
  EXPECT_EQ(checked_multiply(largest, 2), std::nullopt);
}

}  // namespace
}  // namespace heapdiff::base
