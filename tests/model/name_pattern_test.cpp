#include "heapdiff/name_pattern.hpp"

#include <gtest/gtest.h>

namespace heapdiff::model {
namespace {

using Meaning = NamePattern::PlainText;

TEST(NamePattern, PlainTextIsAPartOrTheWholeOfAName) {
  const auto part = NamePattern::parse("Map", Meaning::is_part_of_name);
  EXPECT_TRUE(part->matches("WeakMap"));
  EXPECT_FALSE(part->matches("map"));
  const auto whole = NamePattern::parse("Map", Meaning::is_whole_name);
  EXPECT_TRUE(whole->matches("Map"));
  EXPECT_FALSE(whole->matches("WeakMap"));
}

TEST(NamePattern, TextBetweenSlashesIsAnExpression) {
  const auto pattern = NamePattern::parse("/^(Weak)?Map$/", Meaning::is_whole_name);
  EXPECT_TRUE(pattern->matches("WeakMap"));
  EXPECT_FALSE(pattern->matches("MapIterator"));
  EXPECT_EQ(pattern->whole_name(), nullptr);
}

TEST(NamePattern, OneSlashIsPlainText) {
  EXPECT_TRUE(NamePattern::parse("/", Meaning::is_part_of_name)->matches("Node / X"));
  EXPECT_TRUE(NamePattern::parse("system / Map", Meaning::is_whole_name)->matches("system / Map"));
}

TEST(NamePattern, ABadExpressionIsRefusedWithItsPlace) {
  const auto pattern = NamePattern::parse("/a(b/", Meaning::is_part_of_name);
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().kind, ErrorKind::usage);
  EXPECT_EQ(pattern.error().message, "not a regular expression: missing ): a(b");
}

TEST(NamePattern, AnExpressionThatOthersWouldNeverFinishTakesNoTime) {
  const auto pattern = NamePattern::parse("/(a+)+$/", Meaning::is_part_of_name);
  EXPECT_FALSE(pattern->matches(std::string(100'000, 'a') + "!"));
}

}  // namespace
}  // namespace heapdiff::model
