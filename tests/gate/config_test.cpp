#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapdiff/gate.hpp"

// heapdiff.toml, and suppressions.

namespace heapdiff {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* text = R"(
[options]
ops = 1000
all = true
baseline = "leaks.toml"

[[rule]]
rule = "suspects >= likely"

[[ignore]]
element = "/^Histogram/"
reason = "kept by design"

[profile.nightly.options]
ops = 20_000

[[profile.nightly.rule]]
rule = "size/op > 64B"

[profile.other]
)";

std::vector<std::string> options_of(const Config& config) {
  std::vector<std::string> words;
  for (const Config::Default& entry : config.options) {
    words.push_back(entry.option + "=" + entry.value);
  }
  return words;
}

std::vector<std::string> rules_of(const Config& config) {
  std::vector<std::string> rules;
  for (const Rule& rule : config.rules) rules.push_back(rule.text);
  return rules;
}

TEST(Configuration, HasOptionsRulesAndExemptions) {
  const auto config = parse_config(text, "heapdiff.toml");
  ASSERT_TRUE(config) << format_error(config.error());
  EXPECT_THAT(options_of(*config), ElementsAre("all=true", "baseline=leaks.toml", "ops=1000"));
  EXPECT_EQ(config->options.back().place, "line 3, column 7");
  EXPECT_THAT(rules_of(*config), ElementsAre("suspects >= likely"));
  ASSERT_EQ(config->exemptions.size(), 1u);
  EXPECT_EQ(config->exemptions[0].of, Exemption::Of::element);
  EXPECT_TRUE(config->exemptions[0].pattern.matches("HistogramOfTimes"));
  EXPECT_EQ(config->exemptions[0].reason, "kept by design");
}

TEST(Configuration, OfAProfileHasItsOptionsInsteadAndItsRulesBesides) {
  const auto config = parse_config(text, "heapdiff.toml", "nightly");
  ASSERT_TRUE(config) << format_error(config.error());
  EXPECT_THAT(options_of(*config), ElementsAre("all=true", "baseline=leaks.toml", "ops=20000"));
  EXPECT_THAT(rules_of(*config), ElementsAre("suspects >= likely", "size/op > 64B"));
  EXPECT_FALSE(parse_config(text, "heapdiff.toml", "daily"));
}

std::string trouble(const char* config) {
  const auto parsed = parse_config(config, "heapdiff.toml");
  return parsed ? "none" : parsed.error().path + ": " + parsed.error().message;
}

TEST(Configuration, MistakesNameTheirPlaceInUnusedProfilesToo) {
  EXPECT_THAT(trouble("[option]\n"),
              HasSubstr("line 1, column 2: option is not known here; did you mean options?"));
  EXPECT_THAT(trouble("[[rule]]\nrule = \"size > x\"\n"),
              HasSubstr("line 2, column 8: expected a size"));
  EXPECT_THAT(trouble("[[profile.a.rule]]\nrule = \"size > x\"\n"),
              HasSubstr("line 2, column 8: expected a size"));
  EXPECT_THAT(trouble("[[ignore]]\nholder = \"/(/\"\nreason = \"r\"\n"),
              HasSubstr("line 2, column 10: not a regular expression"));
  EXPECT_THAT(trouble("[[ignore]]\nreason = \"r\"\n"),
              HasSubstr("expected a holder or an element"));
  EXPECT_THAT(trouble("[options]\nops = [1]\n"),
              HasSubstr("line 2, column 7: ops is a string, a number, true or false"));
  EXPECT_THAT(trouble("rule = 5\n"), HasSubstr("[[rule]] is meant"));
}

TEST(Suppressions, HaveTheCommentAboveThemAsReason) {
  const auto all = parse_suppressions(
      "# by design\n# of old\nleak:cache\n\n# of nothing\n\n  leak:/^a$/  \r\n", "s");
  ASSERT_TRUE(all) << format_error(all.error());
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[0].reason, "by design of old");
  EXPECT_TRUE((*all)[0].pattern.matches("my.cache.of"));
  EXPECT_EQ((*all)[0].of, Exemption::Of::any);
  EXPECT_FALSE((*all)[1].pattern.matches("ab"));
  const auto wrong = parse_suppressions("leak:a\nrace:b\n", "s");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("line 2, column 1: expected leak: and a pattern"));
  EXPECT_FALSE(parse_suppressions("leak:\n", "s"));
}

}  // namespace
}  // namespace heapdiff
