#include "heapdiff/gate.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapdiff {
namespace {

using Comparison = Rule::Comparison;
using Metric = Rule::Metric;

TEST(Rules, OfTheHeapNamesNoClass) {
  const auto limit = parse_rule("size > 1MiB");
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->metric, Metric::size);
  EXPECT_FALSE(limit->classes);
  EXPECT_EQ(limit->comparison, Comparison::greater);
  EXPECT_EQ(limit->value, 1048576);
}

TEST(Rules, NamesAClassOrAnExpression) {
  EXPECT_EQ(*parse_rule("count:Order>0")->classes->whole_name(), "Order");
  EXPECT_EQ(*parse_rule(" retained : My Class  <= 5 ")->classes->whole_name(), "My Class");
  EXPECT_TRUE(parse_rule("retained:/Cache$/ > 512KiB")->classes->matches("PageCache"));
}

TEST(Rules, KnowsSixComparisons) {
  const std::pair<const char*, Comparison> all[] = {
      {"count > 5", Comparison::greater},     {"count >= 5", Comparison::greater_equal},
      {"count < 5", Comparison::less},        {"count <= 5", Comparison::less_equal},
      {"count == 5", Comparison::equal},      {"count != 5", Comparison::not_equal},
      {"count>=5", Comparison::greater_equal}};
  for (const auto& [rule, comparison] : all) {
    EXPECT_EQ(parse_rule(rule)->comparison, comparison) << rule;
  }
}

TEST(Rules, ClassNamesMayHoldSigns) {
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
    const auto limit = parse_rule(rule);
    ASSERT_TRUE(limit) << rule << format_error(limit.error());
    EXPECT_EQ(*limit->classes->whole_name(), name);
    EXPECT_TRUE(limit->value == 5 || limit->value == 0);
  }
}

struct BadRule {
  const char* rule;
  const char* says;
};

TEST(Rules, AMistakeIsPointedAt) {
  const BadRule rules[] = {
      {"",
       "expected a metric: size, count, retained, off-heap, suspects, new-classes, verdict or slope\n"
       "  \n"
       "  ^"},
      {"  bytes > 5",
       "expected a metric: size, count, retained, off-heap, suspects, new-classes, verdict or slope\n"
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
       "expected ':' and a class, '@' and a holder, /op, or a comparison\n"
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
    const auto limit = parse_rule(bad.rule);
    ASSERT_FALSE(limit) << bad.rule;
    EXPECT_EQ(limit.error().kind, ErrorKind::usage);
    EXPECT_EQ(limit.error().message, bad.says);
  }
}

TEST(Rules, AreForOneOperationWhereTheyEndInOp) {
  EXPECT_TRUE(parse_rule("size/op > 0.5B")->is_per_op);
  EXPECT_DOUBLE_EQ(parse_rule("size/op > 0.5kB")->value, 500);
  EXPECT_DOUBLE_EQ(parse_rule("count:Session/op > 0.01")->value, 0.01);
  EXPECT_EQ(*parse_rule("count:Session/op > 0.01")->classes->whole_name(), "Session");
  EXPECT_TRUE(parse_rule("retained:/Cache$//op > 64B")->classes->matches("PageCache"));
  EXPECT_FALSE(parse_rule("count:/op/ > 1")->is_per_op);
  EXPECT_FALSE(parse_rule("suspects/op > 1"));
}

TEST(Rules, OfSuspectsHaveAClassAndAHolder) {
  const auto both = parse_rule("count:Session@store.cache/op > 1");
  ASSERT_TRUE(both);
  EXPECT_EQ(*both->classes->whole_name(), "Session");
  EXPECT_EQ(*both->holders->whole_name(), "store.cache");
  EXPECT_TRUE(both->is_per_op);
  EXPECT_TRUE(parse_rule("size:/^S/@/cache/ > 1kB")->holders->matches("my.cache"));
  EXPECT_EQ(*parse_rule("size@cache[] > 1kB")->holders->whole_name(), "cache[]");
  EXPECT_FALSE(parse_rule("new-classes@cache > 1"));
  EXPECT_FALSE(parse_rule("off-heap:Buffer > 1"));
}

TEST(Rules, OfSuspectsAndVerdictsTakeWords) {
  const auto sure = parse_rule("suspects >= likely");
  ASSERT_TRUE(sure);
  EXPECT_TRUE(sure->is_of_confidence);
  EXPECT_EQ(sure->value, static_cast<double>(Suspicion::likely));
  EXPECT_FALSE(parse_rule("suspects > 2")->is_of_confidence);
  EXPECT_EQ(parse_rule("verdict == leaks")->value, static_cast<double>(Verdict::leaks));
  EXPECT_FALSE(parse_rule("verdict > leaks"));
  EXPECT_FALSE(parse_rule("verdict == leak"));
  EXPECT_FALSE(parse_rule("suspects >= sure"));
}

TEST(Sizes, HasUnitsAsUsersWriteThem) {
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

TEST(Sizes, OtherTextsAreNone) {
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

GateOptions rule(const char* text) {
  GateOptions options;
  options.rules.push_back(*parse_rule(text));
  return options;
}

std::vector<std::string> crossings(const Diff& diff, const char* text) {
  const Result<Gate> gate = judge_diff(diff, rule(text));
  if (!gate) return {gate.error().message};
  std::vector<std::string> texts;
  for (const Crossing& crossing : gate->crossings) {
    texts.push_back(fmt::format("{} {:g}", crossing.subject, crossing.measured));
  }
  EXPECT_EQ(gate->passes(), texts.empty());
  return texts;
}

// A grew from 1 to 4 objects, AB from 2 to 3, C shrank from 5 to 1: all together by 0.
TEST(Gate, MeasuresTheHeapOrEachClassThatMatches) {
  const Diff diff = diff_with({change("A", 1, 4), change("AB", 2, 3), change("C", 5, 1)});
  EXPECT_THAT(crossings(diff, "count > 0"), testing::IsEmpty());
  EXPECT_THAT(crossings(diff, "count >= 0"), testing::ElementsAre("the heap 0"));
  EXPECT_THAT(crossings(diff, "count:A > 0"), testing::ElementsAre("A 3"));
  EXPECT_THAT(crossings(diff, "size:/^A/ > 5"), testing::ElementsAre("A 30", "AB 10"));
  EXPECT_THAT(crossings(diff, "retained:C < -300"), testing::ElementsAre("C -400"));
  EXPECT_THAT(crossings(diff, "retained > -1"), testing::ElementsAre("the heap 0"));
}

TEST(Gate, IsCrossedOnlyBeyondItsValue) {
  const Diff diff = diff_with({change("A", 0, 5)});
  EXPECT_THAT(crossings(diff, "count:A > 5"), testing::IsEmpty());
  EXPECT_THAT(crossings(diff, "count:A > 4"), testing::ElementsAre("A 5"));
}

TEST(Gate, ANameThatNoObjectHasHasGrownByNothing) {
  const Diff diff = diff_with({change("A", 0, 5)});
  EXPECT_THAT(crossings(diff, "count:Missing > 0"), testing::IsEmpty());
  EXPECT_THAT(crossings(diff, "count:Missing < 1"), testing::ElementsAre("Missing 0"));
  EXPECT_THAT(crossings(diff, "count:/Missing/ < 1"), testing::IsEmpty());
}

/// Can a rule be checked where one side is damaged?
bool can_check(const char* text, const Damage& damage) {
  Diff diff;
  diff.after.damage = damage;
  return judge_diff(diff, rule(text)).has_value();
}

// The sum of all sizes takes all nodes, what counts takes the edges too, and a class its name.
TEST(Gate, OfADamagedFileTakesAllThatItIsAbout) {
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
}  // namespace heapdiff
