#include "source_maps/mappings.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/mappings_text.hpp"

namespace heapdiff::source_maps {
namespace {

using test::MappingsText;

Mappings indexed(const std::string& text, std::uint32_t sources = 10, std::uint32_t names = 10) {
  Result<Mappings> made = Mappings::index(text, sources, names);
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  return std::move(*made);
}

std::string problem(const std::string& text, std::uint32_t sources = 1, std::uint32_t names = 1) {
  const Result<Mappings> made = Mappings::index(text, sources, names);
  return made ? "" : made.error().message;
}

TEST(Mappings, AreFoundByLineAndColumn) {
  MappingsText text;
  text.segment(0, 0, 5, 2).segment(10, 1, 7, 4, 3).line().line().segment(4, 0, 6, 0);
  const Mappings mappings = indexed(text.text());
  EXPECT_EQ(mappings.lines(), 3u);
  EXPECT_EQ(mappings.find(0, 0), (Segment{0, 0, 5, 2}));
  EXPECT_EQ(mappings.find(0, 9), (Segment{0, 0, 5, 2}));
  EXPECT_EQ(mappings.find(0, 10), (Segment{10, 1, 7, 4, 3}));
  EXPECT_EQ(mappings.find(0, 4'000'000), (Segment{10, 1, 7, 4, 3}));
  EXPECT_EQ(mappings.find(1, 0), std::nullopt);
  EXPECT_EQ(mappings.find(2, 3), std::nullopt);
  EXPECT_EQ(mappings.find(2, 4), (Segment{4, 0, 6, 0}));
  EXPECT_EQ(mappings.find(3, 0), std::nullopt);
}

TEST(Mappings, OfNothingEndWhatIsBefore) {
  MappingsText text;
  text.segment(0, 0, 0, 0).segment(5).segment(9, 0, 1, 0);
  const Mappings mappings = indexed(text.text());
  EXPECT_FALSE(mappings.find(0, 5)->has_source());
  EXPECT_FALSE(mappings.find(0, 8)->has_source());
  EXPECT_TRUE(mappings.find(0, 9)->has_source());
}

TEST(Mappings, ATheSameColumnTheFirstCountsAndElsewhereTheLast) {
  MappingsText text;
  text.segment(3, 0, 1, 0).segment(3, 0, 2, 0).segment(8, 0, 3, 0);
  const Mappings mappings = indexed(text.text());
  EXPECT_EQ(mappings.find(0, 3)->original_line, 1u);
  EXPECT_EQ(mappings.find(0, 4)->original_line, 2u);
}

TEST(Mappings, ALineOutOfOrderIsSearchedWhole) {
  MappingsText text;
  text.segment(20, 0, 1, 0).segment(5, 0, 2, 0).segment(12, 0, 3, 0).line().segment(1, 0, 9, 0);
  const Mappings mappings = indexed(text.text());
  EXPECT_EQ(mappings.find(0, 4), std::nullopt);
  EXPECT_EQ(mappings.find(0, 6)->original_line, 2u);
  EXPECT_EQ(mappings.find(0, 13)->original_line, 3u);
  EXPECT_EQ(mappings.find(0, 25)->original_line, 1u);
  EXPECT_EQ(mappings.find(1, 1)->original_line, 9u);

  MappingsText backwards;
  for (std::uint32_t i = 0; i < 300; ++i) backwards.segment(3000 - 10 * i, 0, i, 0);
  const Mappings long_line = indexed(backwards.text());
  for (std::uint32_t i = 0; i < 300; ++i) {
    EXPECT_EQ(long_line.find(0, 3000 - 10 * i + 5)->original_line, i);
  }
}

/// Lookups start at checkpoints; whether they do is not to be seen.
TEST(Mappings, EverySegmentOfALongLineIsFound) {
  MappingsText text;
  for (std::uint32_t line = 0; line < 3; ++line) {
    for (std::uint32_t i = 0; i < 1000; ++i) text.segment(i * 3 + 1, i % 7, i, line, i % 9);
    text.line();
  }
  const Mappings mappings = indexed(text.text());
  EXPECT_EQ(mappings.segments(), 3000u);
  for (std::uint32_t line = 0; line < 3; ++line) {
    EXPECT_EQ(mappings.find(line, 0), std::nullopt);
    for (std::uint32_t i = 0; i < 1000; ++i) {
      const Segment expected{i * 3 + 1, i % 7, i, line, i % 9};
      ASSERT_EQ(mappings.find(line, i * 3 + 1), expected) << line << ":" << i;
      ASSERT_EQ(mappings.find(line, i * 3 + 3), expected) << line << ":" << i;
    }
  }
}

TEST(Mappings, EmptyLinesBetweenAreNoSegments) {
  MappingsText text;
  text.segment(0, 0, 1, 0);
  for (int i = 0; i < 5000; ++i) text.line();
  text.segment(2, 0, 7, 0);
  const Mappings mappings = indexed(text.text());
  EXPECT_EQ(mappings.find(0, 5)->original_line, 1u);
  for (const std::uint32_t line : {1u, 63u, 64u, 65u, 4999u}) {
    EXPECT_EQ(mappings.find(line, 0), std::nullopt) << line;
  }
  EXPECT_EQ(mappings.find(5000, 1), std::nullopt);
  EXPECT_EQ(mappings.find(5000, 2)->original_line, 7u);
}

TEST(Mappings, WhatIsWrongHasALineAndASegment) {
  EXPECT_EQ(problem("AAAA;AAAA,AA"),
            "\"mappings\", line 2, segment 2: has neither one, four nor five numbers");
  EXPECT_EQ(problem("AAAAAA"),
            "\"mappings\", line 1, segment 1: has neither one, four nor five numbers");
  EXPECT_EQ(problem("AA?A"),
            "\"mappings\", line 1, segment 1: has a character that is no base64 digit");
  EXPECT_EQ(problem("D"), "\"mappings\", line 1, segment 1: leads to a negative number");
  EXPECT_EQ(problem("ACAA"),
            "\"mappings\", line 1, segment 1: points to source 2, and there are 1");
  EXPECT_EQ(problem("AAAAC"), "\"mappings\", line 1, segment 1: points to name 2, and there are 1");
  EXPECT_EQ(problem("gggggggC"),
            "\"mappings\", line 1, segment 1: has a number that does not fit 31 bits");
  EXPECT_EQ(problem("+/////D,C"),
            "\"mappings\", line 1, segment 2: has a number that does not fit 31 bits");
  EXPECT_EQ(problem("g"),
            "\"mappings\", line 1, segment 1: has neither one, four nor five numbers");
}

TEST(Mappings, LongLinesOutOfOrderAreRefused) {
  MappingsText text;
  text.segment(9, 0, 0, 0).segment(3, 0, 0, 0);
  for (std::uint32_t i = 0; text.text().size() <= (1u << 20); ++i) text.segment(4 + i, 0, 0, 0);
  EXPECT_NE(problem(text.text()).find("the limit for such lines is 1048576"), std::string::npos)
      << problem(text.text());
}

}  // namespace
}  // namespace heapdiff::source_maps
