#include "base/bits.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

namespace heapdiff {
namespace {

using base::Bits;

// Numbers whose answers differ: borders, and what a comparison of signed numbers would get wrong.
std::vector<std::uint32_t> numbers(std::size_t count) {
  std::mt19937 random(7);
  const std::vector<std::uint32_t> borders{0,  1,          31,         32,        63,
                                           64, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
  std::vector<std::uint32_t> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(i % 3 == 0 ? borders[random() % borders.size()]
                             : static_cast<std::uint32_t>(random()));
  }
  return all;
}

TEST(Bits, HoldWhatWasSetAndNothingElse) {
  Bits bits(130);
  for (const std::size_t i : {0u, 63u, 64u, 129u}) bits.set(i);
  bits.clear(64);
  EXPECT_EQ(bits.count(), 3u);
  EXPECT_TRUE(bits[63]);
  EXPECT_FALSE(bits[64]);
  EXPECT_FALSE(bits[62]);
  EXPECT_EQ(bits.capacity(), 192u);
}

TEST(Bits, AreFilledByTheWordWithARestAtTheEnd) {
  Bits bits(70);
  std::vector<std::size_t> asked;
  bits.fill_words(0, 70, [&](std::size_t first, std::size_t count) {
    asked.push_back(first);
    asked.push_back(count);
    return std::uint64_t{1} << (count - 1);
  });
  EXPECT_EQ(asked, (std::vector<std::size_t>{0, 64, 64, 6}));
  EXPECT_EQ(bits.count(), 2u);
  EXPECT_TRUE(bits[63]);
  EXPECT_TRUE(bits[69]);
}

TEST(Bits, AreFilledFromTheMiddleOn) {
  Bits bits(200);
  bits.set(0);
  std::vector<std::size_t> asked;
  bits.fill_words(64, 200, [&](std::size_t first, std::size_t count) {
    asked.push_back(first);
    asked.push_back(count);
    return std::uint64_t{1};
  });
  EXPECT_EQ(asked, (std::vector<std::size_t>{64, 64, 128, 64, 192, 8}));
  EXPECT_EQ(bits.count(), 4u);
  EXPECT_TRUE(bits[192]);
}

TEST(Bits, AscendingElementsAreAsAnyOthers) {
  Bits bits(300);
  for (std::size_t i = 60; i < 200; ++i) bits.set(i);
  const auto check = [&](std::vector<std::uint32_t> elements) {
    EXPECT_EQ(bits.are_set_ascending(elements.data(), elements.size()),
              bits.are_set(elements.data(), elements.size()));
  };
  check({0, 0, 5, 59});       // none
  check({60, 61, 64, 199});   // all
  check({59, 60, 61});        // the first is not
  check({198, 199, 200});     // the last is not
  check({61, 64, 250, 299});  // none of the last word
  check({60});
  check({299});
  std::vector<std::uint32_t> many(64);
  std::iota(many.begin(), many.end(), 60u);
  check(many);
  std::iota(many.begin(), many.end(), 150u);
  check(many);
}

TEST(Ranks, TellHowManyAreSetBefore) {
  Bits bits(130);
  for (const std::size_t i : {0u, 63u, 64u, 129u}) bits.set(i);
  const base::Ranks ranks(bits);
  EXPECT_EQ(ranks[0], 0u);
  EXPECT_EQ(ranks[1], 1u);
  EXPECT_EQ(ranks[63], 1u);
  EXPECT_EQ(ranks[64], 2u);
  EXPECT_EQ(ranks[65], 3u);
  EXPECT_EQ(ranks[129], 3u);
  EXPECT_EQ(ranks.count(), 4u);
}

TEST(Bits, AreVisitedInOrder) {
  std::vector<unsigned> seen;
  base::for_each_bit(std::uint64_t{1} << 63 | 5, [&](unsigned i) { seen.push_back(i); });
  EXPECT_EQ(seen, (std::vector<unsigned>{0, 2, 63}));
}

// Of every length, so that whole vectors and what is left over are met in each instruction set.
TEST(Masks, AnswerAsOneByOne) {
  constexpr std::size_t members = 1000;
  Bits is_member(members);
  for (std::size_t i = 0; i < members; i += 3) is_member.set(i);
  for (std::size_t count = 0; count <= 64; ++count) {
    const std::vector<std::uint32_t> values = numbers(count);
    std::vector<std::uint32_t> small;
    small.reserve(count);
    for (const std::uint32_t value : values) small.push_back(value % members);
    constexpr std::uint32_t kinds = 0b1010'0000'0000'0101;
    constexpr std::uint32_t first = 0x7FFFFFF0, last = 0xC0000000;
    std::vector<std::uint32_t> others = values;
    for (std::size_t i = 0; i < count; i += 3) ++others[i];
    std::uint64_t of_kinds = 0, of_range = 0, of_set = 0, of_equal = 0, of_sample = 0;
    for (std::size_t i = 0; i < count; ++i) {
      of_kinds |= std::uint64_t{kinds >> (values[i] >> 28) & 1} << i;
      of_range |= std::uint64_t{values[i] >= first && values[i] <= last} << i;
      of_set |= std::uint64_t{is_member[small[i]]} << i;
      of_equal |= std::uint64_t{values[i] == others[i]} << i;
      of_sample |= std::uint64_t{base::scramble(values[i]) <= last} << i;
    }
    EXPECT_EQ(base::mask_of_kinds(values.data(), count, 28, kinds), of_kinds) << count;
    EXPECT_EQ(base::mask_of_range(values.data(), count, first, last), of_range) << count;
    EXPECT_EQ(is_member.are_set(small.data(), count), of_set) << count;
    EXPECT_EQ(base::mask_of_equal(values.data(), others.data(), count), of_equal) << count;
    EXPECT_EQ(base::mask_of_sample(values.data(), count, last), of_sample) << count;
  }
}

}  // namespace
}  // namespace heapdiff
