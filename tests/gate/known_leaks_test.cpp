#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapdiff/gate.hpp"
#include "support/suspects.hpp"

// Fingerprints, files of known leaks, and what they let pass.

namespace heapdiff::test {
namespace {

using Standing = GatedSuspect::Standing;
using std::chrono::year_month_day;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr year_month_day day = std::chrono::year(2026) / 11 / 29;

/// A Map of the program's that grew by 1,000 Sessions of 100 bytes.
Suspect sessions(std::string_view holder = "sessions") {
  Suspect suspect;
  suspect.rank = 1;
  suspect.shape = LeakShape::unbounded_map;
  suspect.confidence = Suspicion::strong;
  suspect.holder = variable(holder);
  suspect.holder.file = "/home/ci/app/src/store.js";
  suspect.holder.short_file = "store.js";
  suspect.element.class_name = "Session";
  suspect.element.location = Place{"/home/ci/app/src/session.js", 7, 3};
  suspect.new_count = 1000;
  suspect.size = {100'000};
  return suspect;
}

Diff diff_with(std::vector<Suspect> suspects) {
  Diff diff;
  diff.has_suspects = true;
  diff.verdict = Verdict::leaks;
  diff.suspects = std::move(suspects);
  return diff;
}

std::string fingerprint(const Suspect& suspect, const std::string& root = "/home/ci/app") {
  return fingerprints_of({suspect}, root).at(0);
}

/// A fingerprint that a change of the suspect must, or must not, change.
bool changes(const std::function<void(Suspect&)>& change) {
  Suspect other = sessions();
  change(other);
  return fingerprint(other) != fingerprint(sessions());
}

TEST(Fingerprints, AreTheSameInOtherRunsAndAfterLinesHaveMoved) {
  EXPECT_THAT(fingerprint(sessions()), testing::MatchesRegex("1-[0-9a-f]{16}"));
  EXPECT_FALSE(changes([](Suspect& s) { s.holder.id = {99}; }));
  EXPECT_FALSE(changes([](Suspect& s) { s.element.location->line = 70; }));
  EXPECT_FALSE(changes([](Suspect& s) { s.new_count = 5; }));
  EXPECT_FALSE(changes([](Suspect& s) { s.size = {5}; }));
  EXPECT_FALSE(changes([](Suspect& s) { s.confidence = Suspicion::likely; }));
  EXPECT_FALSE(changes([](Suspect& s) { s.rank = 3; }));
}

TEST(Fingerprints, AreOthersForOtherLeaks) {
  EXPECT_TRUE(changes([](Suspect& s) { s.shape = LeakShape::unbounded_set; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.holder.kind = HolderKind::set; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.holder.name[0].text = "users"; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.holder.event = "data"; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.holder.function = "open"; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.holder.file = "/home/ci/app/src/other.js"; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.element.class_name = "User"; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.element.kind = Element::Kind::function; }));
  EXPECT_TRUE(changes([](Suspect& s) { s.element.location->file = "/home/ci/app/src/a.js"; }));
}

TEST(Fingerprints, TakeAllKindsOfStringsForOne) {
  const auto of = [](const char* name) {
    Suspect suspect = sessions();
    suspect.element.class_name = name;
    return fingerprint(suspect);
  };
  EXPECT_EQ(of("(concatenated string)"), of("(string)"));
  EXPECT_EQ(of("(sliced string)"), of("(string)"));
  EXPECT_NE(of("(symbol)"), of("(string)"));
}

TEST(Fingerprints, DoNotDependOnKeys) {
  const auto with = [](NameStep::Kind kind, const char* text) {
    Suspect suspect = sessions();
    suspect.holder.name.push_back({kind, text});
    return fingerprint(suspect);
  };
  using Kind = NameStep::Kind;
  EXPECT_EQ(with(Kind::key, "a b"), with(Kind::any_key, ""));
  EXPECT_EQ(with(Kind::entry, "x"), with(Kind::any_entry, ""));
  EXPECT_NE(with(Kind::key, "x"), with(Kind::entry, "x"));
  EXPECT_NE(with(Kind::property, "a"), with(Kind::property, "b"));
}

TEST(Fingerprints, HavePathsRelativeToTheSourceRoot) {
  Suspect elsewhere = sessions();
  elsewhere.holder.file = "file:///srv/build/src/store.js";
  elsewhere.element.location->file = "/srv/build/src/session.js";
  EXPECT_EQ(fingerprint(elsewhere, "/srv/build/"), fingerprint(sessions()));
  Suspect of_package = sessions();
  of_package.holder.file = "/home/ci/app/node_modules/lru/index.js";
  of_package.holder.short_file = "lru/index.js";
  Suspect hoisted = of_package;
  hoisted.holder.file = "/home/ci/node_modules/lru/index.js";
  EXPECT_EQ(fingerprint(of_package), fingerprint(hoisted));
}

TEST(Fingerprints, OfTwoAlikeFollowTheirOrderInTheSource) {
  Suspect first = sessions(), second = sessions();
  first.element.location->line = 7;
  second.element.location->line = 9;
  const auto both = fingerprints_of({first, second}, "");
  EXPECT_NE(both[0], both[1]);
  std::swap(first.element.location->line, second.element.location->line);
  EXPECT_THAT(fingerprints_of({first, second}, ""), ElementsAre(both[1], both[0]));
}

Gate judge(const Diff& diff, std::vector<KnownLeak> known, bool is_strict = false) {
  GateOptions options;
  options.known = std::move(known);
  options.rules.push_back(*parse_rule("suspects >= likely"));
  options.is_strict = is_strict;
  options.source_root = "/home/ci/app";
  options.today = day;
  return *judge_diff(diff, options);
}

KnownLeak known_sessions() {
  KnownLeak leak;
  leak.fingerprint = fingerprint(sessions());
  return leak;
}

TEST(KnownLeaks, PassWithinTheirAllowance) {
  const Diff diff = diff_with({sessions()});
  EXPECT_FALSE(judge(diff, {}).passes());
  KnownLeak leak = known_sessions();
  EXPECT_TRUE(judge(diff, {leak}).passes());
  leak.allow = 100'000;
  EXPECT_EQ(judge(diff, {leak}).suspects[0].standing, Standing::known);
  leak.allow = 99'999;
  const Gate worse = judge(diff, {leak});
  EXPECT_EQ(worse.suspects[0].standing, Standing::worse);
  EXPECT_FALSE(worse.passes());
}

TEST(KnownLeaks, MayHaveAnAllowancePerOperation) {
  Diff diff = diff_with({sessions()});
  diff.ops = 1000;
  KnownLeak leak = known_sessions();
  leak.allow_per_op = 100;
  EXPECT_EQ(judge(diff, {leak}).suspects[0].standing, Standing::known);
  leak.allow_per_op = 99.9;
  EXPECT_EQ(judge(diff, {leak}).suspects[0].standing, Standing::worse);
}

TEST(KnownLeaks, ExpireAfterTheirLastDay) {
  const Diff diff = diff_with({sessions()});
  KnownLeak leak = known_sessions();
  leak.expires = day;
  EXPECT_TRUE(judge(diff, {leak}).passes());
  leak.expires = std::chrono::year(2026) / 11 / 28;
  EXPECT_EQ(judge(diff, {leak}).suspects[0].standing, Standing::expired);
  EXPECT_FALSE(judge(diff, {leak}).passes());
}

TEST(KnownLeaks, DoNotHideOthers) {
  const Diff diff = diff_with({sessions(), sessions("users")});
  const Gate gate = judge(diff, {known_sessions()});
  ASSERT_EQ(gate.crossings.size(), 1u);
  EXPECT_EQ(gate.crossings[0].subject, "users");
  EXPECT_EQ(gate.crossings[0].suspect, 1u);
}

TEST(KnownLeaks, ThatNoLongerOccurAreFixedAndFailWhereThatIsAsked) {
  const Diff diff = diff_with({});
  const Gate gate = judge(diff, {known_sessions()});
  EXPECT_THAT(gate.fixed, ElementsAre(0u));
  EXPECT_TRUE(gate.passes());
  EXPECT_FALSE(judge(diff, {known_sessions()}, true).passes());
  EXPECT_TRUE(judge(diff_with({sessions()}), {known_sessions()}, true).passes());
}

TEST(KnownLeaks, AreNotInTheVerdictThatRulesJudge) {
  GateOptions options;
  options.known = std::vector{known_sessions()};
  options.source_root = "/home/ci/app";
  options.rules.push_back(*parse_rule("verdict == leaks"));
  EXPECT_TRUE(judge_diff(diff_with({sessions()}), options)->passes());
  EXPECT_FALSE(judge_diff(diff_with({sessions(), sessions("users")}), options)->passes());
}

// What could not be judged must not pass.
TEST(KnownLeaks, CannotBeJudgedWhereNoSuspectsWereSearchedFor) {
  Diff diff;
  GateOptions options;
  EXPECT_TRUE(judge_diff(diff, options));
  options.known = std::vector<KnownLeak>();
  EXPECT_FALSE(judge_diff(diff, options));
  for (const char* rule : {"suspects >= likely", "verdict == leaks", "size@cache > 1kB"}) {
    options = {};
    options.rules.push_back(*parse_rule(rule));
    ASSERT_FALSE(judge_diff(diff, options)) << rule;
    EXPECT_EQ(judge_diff(diff, options).error().kind, ErrorKind::mismatch);
    diff.has_suspects = true;
    EXPECT_TRUE(judge_diff(diff, options)) << rule;
    diff.has_suspects = false;
  }
  options = {};
  options.rules.push_back(*parse_rule("size > 1MB"));
  EXPECT_TRUE(judge_diff(diff, options));
}

TEST(KnownLeaks, WithAnAllowancePerOperationNeedTheOperations) {
  Diff diff = diff_with({sessions()});
  GateOptions options;
  options.known = std::vector{known_sessions()};
  options.known->front().allow_per_op = 1;
  ASSERT_FALSE(judge_diff(diff, options));
  EXPECT_EQ(judge_diff(diff, options).error().kind, ErrorKind::usage);
  options.known->front().allow = 1;
  EXPECT_TRUE(judge_diff(diff, options));
  options.known->front().allow.reset();
  diff.ops = 1000;
  EXPECT_TRUE(judge_diff(diff, options));
}

TEST(Exemptions, AreByHolderOrElement) {
  GateOptions options;
  options.rules.push_back(*parse_rule("suspects >= likely"));
  const Diff diff = diff_with({sessions()});
  const auto passes_with = [&](Exemption::Of of, const char* pattern) {
    options.exemptions = {{of, *NamePattern::parse(pattern, NamePattern::PlainText::is_whole_name),
                           "kept on purpose"}};
    return judge_diff(diff, options)->passes();
  };
  EXPECT_TRUE(passes_with(Exemption::Of::holder, "sessions"));
  EXPECT_TRUE(passes_with(Exemption::Of::element, "/^Sess/"));
  EXPECT_FALSE(passes_with(Exemption::Of::holder, "Session"));
  EXPECT_FALSE(passes_with(Exemption::Of::element, "sessions"));
}

TEST(KnownLeaksFile, IsWrittenAndReadAgain) {
  Diff diff = diff_with({sessions("b"), sessions("a\"\n\xFF")});
  diff.suspects[1].size = {123'456};
  const std::vector<KnownLeak> leaks = known_leaks_of(diff, judge(diff, {}), day);
  const std::string text = format_known_leaks(leaks);
  const auto again = parse_known_leaks(text, "leaks.toml");
  ASSERT_TRUE(again) << format_error(again.error());
  ASSERT_EQ(again->size(), 2u);
  EXPECT_EQ(format_known_leaks(*again), text);
  EXPECT_EQ((*again)[0].holder, "a\"\n\xEF\xBF\xBD");
  EXPECT_EQ((*again)[0].allow, 140'000);  // a tenth more than was seen, two digits
  EXPECT_EQ((*again)[1].allow, 110'000);
  EXPECT_EQ((*again)[1].first_seen, day);
  EXPECT_TRUE(judge(diff, *again).passes());
}

TEST(KnownLeaksFile, KeepsReasonsAndFirstDaysWhenItIsWrittenAnew) {
  const Diff diff = diff_with({sessions()});
  KnownLeak leak = known_sessions();
  leak.reason = "until the rewrite";
  leak.first_seen = std::chrono::year(2026) / 1 / 2;
  leak.expires = std::chrono::year(2026) / 1 / 3;
  leak.allow = 5;
  const auto anew = known_leaks_of(diff, judge(diff, {leak}), day);
  ASSERT_EQ(anew.size(), 1u);
  EXPECT_EQ(anew[0].reason, "until the rewrite");
  EXPECT_EQ(anew[0].first_seen, leak.first_seen);
  EXPECT_EQ(anew[0].expires, std::nullopt);
  EXPECT_EQ(anew[0].allow, 110'000);
  EXPECT_THAT(known_leaks_of(diff_with({}), judge(diff_with({}), {leak}), day), IsEmpty());
}

std::string trouble(const std::string& text) {
  const auto leaks = parse_known_leaks(text, "leaks.toml");
  return leaks ? "none" : leaks.error().path + ": " + leaks.error().message;
}

TEST(KnownLeaksFile, MistakesNameLineAndColumn) {
  EXPECT_EQ(trouble("version = 1\n"), "none");
  EXPECT_THAT(trouble("version = 1\n[[leak]\n"), HasSubstr("leaks.toml: line 2, column "));
  EXPECT_THAT(trouble(""), HasSubstr("expected version = 1"));
  EXPECT_THAT(trouble("version = 2\n"), HasSubstr("expected version = 1"));
  EXPECT_THAT(trouble("version = 1\n[[leak]]\nfingerprint = \"x\"\nreson = \"y\"\n"),
              HasSubstr("line 4, column 1: reson is not known here; did you mean reason?"));
  EXPECT_THAT(trouble("version = 1\n[[leak]]\nfingerprint = \"x\"\nexpires = 2026-02-30\n"),
              HasSubstr("line 4, column "));
  EXPECT_THAT(trouble("version = 1\n[[leak]]\nfingerprint = \"x\"\nexpires = \"soon\"\n"),
              HasSubstr("line 4, column 11: expires is a date such as 2027-01-31"));
  EXPECT_THAT(trouble("version = 1\n[[leak]]\nfingerprint = \"x\"\nallow = \"much\"\n"),
              HasSubstr("line 4, column 9: allow is a size such as \"64 KiB\""));
  EXPECT_THAT(trouble("version = 1\n[[leak]]\nreason = \"x\"\n"),
              HasSubstr("a leak needs a fingerprint"));
  EXPECT_THAT(
      trouble("version = 1\n[[leak]]\nfingerprint = \"x\"\n[[leak]]\nfingerprint = \"x\"\n"),
      HasSubstr("line 4, column 1: x is there twice"));
  EXPECT_THAT(trouble("version = 1\nleak = 5\n"), HasSubstr("line 2, column "));
}

}  // namespace
}  // namespace heapdiff::test
