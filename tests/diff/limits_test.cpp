#include "heapdiff/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapdiff::diff {
namespace {

using Comparison = Limit::Comparison;
using Metric = Limit::Metric;

TEST(LimitRule, OfTheHeapNamesNoClass) {
  const auto limit = parse_limit("size > 1MiB");
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->metric, Metric::size);
  EXPECT_FALSE(limit->classes);
  EXPECT_EQ(limit->comparison, Comparison::greater);
  EXPECT_EQ(limit->value, 1048576);
}

TEST(LimitRule, NamesAClassOrAnExpression) {
  EXPECT_EQ(*parse_limit("count:Order>0")->classes->whole_name(), "Order");
  EXPECT_EQ(*parse_limit(" retained : My Class  <= 5 ")->classes->whole_name(), "My Class");
  EXPECT_TRUE(parse_limit("retained:/Cache$/ > 512KiB")->classes->matches("PageCache"));
}

TEST(LimitRule, KnowsSixComparisons) {
  const std::pair<const char*, Comparison> all[] = {
      {"count > 5", Comparison::greater},     {"count >= 5", Comparison::greater_equal},
      {"count < 5", Comparison::less},        {"count <= 5", Comparison::less_equal},
      {"count == 5", Comparison::equal},      {"count != 5", Comparison::not_equal},
      {"count>=5", Comparison::greater_equal}};
  for (const auto& [rule, comparison] : all) {
    EXPECT_EQ(parse_limit(rule)->comparison, comparison) << rule;
  }
}

TEST(LimitRule, ClassNamesMayHoldSigns) {
  const std::pair<const char*, const char*> all[] = {{"count:Map<K, V> > 5", "Map<K, V>"},
                                                     {"count:a=>b >= 5", "a=>b"},
                                                     {"count:{id, items} != 0", "{id, items}"},
                                                     {"count:a == b < 5", "a == b"},
                                                     {"count:<div> > 5", "<div>"},
                                                     {"count:(array) > 5", "(array)"},
                                                     {"count:system / Map > 5", "system / Map"},
                                                     {"count:a:b > 5", "a:b"},
                                                     {"count:中文! > 5", "中文!"}};
  for (const auto& [rule, name] : all) {
    const auto limit = parse_limit(rule);
    ASSERT_TRUE(limit) << rule << format_error(limit.error());
    EXPECT_EQ(*limit->classes->whole_name(), name);
    EXPECT_TRUE(limit->value == 5 || limit->value == 0);
  }
}

struct BadRule {
  const char* rule;
  const char* says;
};

TEST(LimitRule, AMistakeIsPointedAt) {
  const BadRule rules[] = {
      {"",
       "expected a metric: size, count or retained\n"
       "  \n"
       "  ^"},
      {"  bytes > 5",
       "expected a metric: size, count or retained\n"
       "    bytes > 5\n"
       "    ^"},
      {"size",
       "expected a comparison: >, >=, <, <=, == or !=\n"
       "  size\n"
       "      ^"},
      {"size 5MB",
       "expected a comparison: >, >=, <, <=, == or !=\n"
       "  size 5MB\n"
       "          ^"},
      {"size = 5",
       "expected a comparison: >, >=, <, <=, == or !=\n"
       "  size = 5\n"
       "       ^"},
      {"count ! 5",
       "expected a comparison: >, >=, <, <=, == or !=\n"
       "  count ! 5\n"
       "        ^"},
      {"size Map > 5",
       "expected ':' and a class, or a comparison\n"
       "  size Map > 5\n"
       "       ^"},
      {"size: > 5",
       "expected a class name or /expression/\n"
       "  size: > 5\n"
       "       ^"},
      {"size:/x(y/ > 5",
       "not a regular expression: missing ): x(y\n"
       "  size:/x(y/ > 5\n"
       "        ^"},
      {"count > 1.5",
       "expected a whole number of objects\n"
       "  count > 1.5\n"
       "          ^"},
      {"count > 5kB",
       "expected a whole number of objects\n"
       "  count > 5kB\n"
       "          ^"},
      {"size >",
       "expected a size such as 512KiB, 1.5MiB or 2MB\n"
       "  size >\n"
       "        ^"},
      {"size > lots",
       "expected a size such as 512KiB, 1.5MiB or 2MB\n"
       "  size > lots\n"
       "         ^"},
      {"size:Map<K>",
       "expected a size such as 512KiB, 1.5MiB or 2MB\n"
       "  size:Map<K>\n"
       "             ^"},
      {"size:中文 > much",
       "expected a size such as 512KiB, 1.5MiB or 2MB\n"
       "  size:中文 > much\n"
       "              ^"},
      {"size > \x1b[2J",
       "expected a size such as 512KiB, 1.5MiB or 2MB\n"
       "  size > \\x1b[2J\n"
       "         ^"},
  };
  for (const BadRule& bad : rules) {
    const auto limit = parse_limit(bad.rule);
    ASSERT_FALSE(limit) << bad.rule;
    EXPECT_EQ(limit.error().kind, ErrorKind::usage);
    EXPECT_EQ(limit.error().message, bad.says);
  }
}

TEST(LimitSize, HasUnitsAsUsersWriteThem) {
  const std::pair<const char*, std::int64_t> all[] = {{"1000", 1000},     {"0", 0},
                                                      {"-5", -5},         {"5B", 5},
                                                      {"200 kB", 200000}, {"1KB", 1000},
                                                      {"64K", 65536},     {"64k", 65536},
                                                      {"1KiB", 1024},     {"1.5MiB", 1572864},
                                                      {"2M", 2097152},    {"2MB", 2000000},
                                                      {"1GiB", 1 << 30},  {"0.5GB", 500000000},
                                                      {" 7 B ", 7}};
  for (const auto& [text, bytes] : all) EXPECT_EQ(parse_size(text), bytes) << text;
}

TEST(LimitSize, OtherTextsAreNone) {
  for (const char* text : {"", "B", "lots", "5TB", "1e3", "5 apples", "0x10", "inf", "nan",
                           "99999999999999999999", "1..5", "--5"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
}

Diff diff_with(std::vector<ClassChange> classes) {
  Diff diff;
  for (ClassChange& change : classes) {
    diff.before.objects += change.before.count;
    diff.after.objects += change.after.count;
    diff.before.size += change.before.size;
    diff.after.size += change.after.size;
  }
  diff.classes = std::move(classes);
  return diff;
}

ClassChange change(std::string name, std::uint64_t before, std::uint64_t after) {
  ClassChange change;
  change.name = std::move(name);
  change.before = {before, Bytes{before * 10}, Bytes{before * 100}};
  change.after = {after, Bytes{after * 10}, Bytes{after * 100}};
  return change;
}

std::vector<std::string> crossings(const Diff& diff, const char* rule) {
  const std::vector<Limit> limits{*parse_limit(rule)};
  std::vector<std::string> texts;
  for (const Crossing& crossing : find_crossings(diff, limits)) {
    texts.push_back(crossing.subject + " " + std::to_string(crossing.growth));
  }
  return texts;
}

// A grew from 1 to 4 objects, AB from 2 to 3, C shrank from 5 to 1: all together by 0.
TEST(Limit, MeasuresTheHeapOrEachClassThatMatches) {
  const Diff diff = diff_with({change("A", 1, 4), change("AB", 2, 3), change("C", 5, 1)});
  EXPECT_THAT(crossings(diff, "count > 0"), testing::IsEmpty());
  EXPECT_THAT(crossings(diff, "count >= 0"), testing::ElementsAre("the heap 0"));
  EXPECT_THAT(crossings(diff, "count:A > 0"), testing::ElementsAre("A 3"));
  EXPECT_THAT(crossings(diff, "size:/^A/ > 5"), testing::ElementsAre("A 30", "AB 10"));
  EXPECT_THAT(crossings(diff, "retained:C < -300"), testing::ElementsAre("C -400"));
  EXPECT_THAT(crossings(diff, "retained > -1"), testing::ElementsAre("the heap 0"));
}

TEST(Limit, IsCrossedOnlyBeyondItsValue) {
  const Diff diff = diff_with({change("A", 0, 5)});
  EXPECT_THAT(crossings(diff, "count:A > 5"), testing::IsEmpty());
  EXPECT_THAT(crossings(diff, "count:A > 4"), testing::ElementsAre("A 5"));
}

TEST(Limit, ANameThatNoObjectHasHasGrownByNothing) {
  const Diff diff = diff_with({change("A", 0, 5)});
  EXPECT_THAT(crossings(diff, "count:Missing > 0"), testing::IsEmpty());
  EXPECT_THAT(crossings(diff, "count:Missing < 1"), testing::ElementsAre("Missing 0"));
  EXPECT_THAT(crossings(diff, "count:/Missing/ < 1"), testing::IsEmpty());
}

/// Can a rule be checked where one side is damaged?
bool can_check(const char* rule, const Damage& damage) {
  Diff diff;
  diff.after.damage = damage;
  return check_limits(diff, {*parse_limit(rule)}).has_value();
}

// The sum of all sizes takes all nodes, what counts takes the edges too, and a class its name.
TEST(Limit, OfADamagedFileTakesAllThatItIsAbout) {
  Damage damage;
  damage.nodes = {10, 10};
  damage.edges = {20, 20};
  EXPECT_TRUE(can_check("size:A > 1", damage));
  damage.names.lost = 1;
  EXPECT_FALSE(can_check("size:A > 1", damage));
  EXPECT_TRUE(can_check("count > 1", damage));
  EXPECT_TRUE(can_check("size > 1", damage));
  damage.names.borrowed = 1;
  EXPECT_TRUE(can_check("size:A > 1", damage));
  damage.edges.kept = 19;
  EXPECT_FALSE(can_check("size:A > 1", damage));
  EXPECT_FALSE(can_check("count > 1", damage));
  EXPECT_TRUE(can_check("size > 1", damage));
  damage.nodes.kept = 9;
  EXPECT_FALSE(can_check("size > 1", damage));
}

}  // namespace
}  // namespace heapdiff::diff
