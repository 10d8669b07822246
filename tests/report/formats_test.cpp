#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <filesystem>
#include <pugixml.hpp>
#include <set>

#include "heapdiff/render.hpp"
#include "report/source_path.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"
#include "support/suspects.hpp"
#include "support/text.hpp"

namespace heapdiff::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace fs = std::filesystem;

// Quotes, separators, line ends, control characters, right-to-left, no UTF-8, and what ends or
// begins something in one of the formats.
const std::string hostile =
    "=a\"b,c|d\r\ne\x01\x1b[31m\xE2\x80\xAE\xFF]]></script>::error::%0A`@team #12 *x* _y_ <b>&amp;";

Suspect leak(const std::string& name, Suspicion confidence = Suspicion::strong,
             LeakShape shape = LeakShape::unbounded_map) {
  Suspect suspect;
  suspect.shape = shape;
  suspect.confidence = confidence;
  suspect.holder = variable(name);
  suspect.holder.location = Place{"file:///srv/app/src/the%20store.js", 14, 3};
  suspect.holder.file = suspect.holder.location->file;
  suspect.element.class_name = "Session";
  suspect.element.retained = Bytes{300'000};
  suspect.entries_after = 1'000;
  suspect.new_count = 1'000;
  suspect.size = ByteDelta{300'000};
  suspect.count = 1'000;
  ChainStep step;
  step.edge = "table";
  step.node = "Map";
  step.place = Place{"/usr/lib/other.js", 7, 0};
  suspect.path = {step};
  suspect.reasons = {{Reason::Kind::few_before}};
  return suspect;
}

ClassChange row(const std::string& name, std::uint64_t before, std::uint64_t after) {
  ClassChange change;
  change.name = name;
  change.before = {before, Bytes{before * 100}, Bytes{before * 100}};
  change.after = {after, Bytes{after * 100}, Bytes{after * 100}};
  change.added = after;
  change.deleted = before;
  return change;
}

Diff diff_with(std::vector<Suspect> suspects,
               std::vector<ClassChange> classes = {row("Session", 10, 1'010), row("Gone", 20, 5)}) {
  Diff diff = diff_of(Heap(), Heap());
  diff.before = {};
  diff.after = {};
  diff.before.file = "before.heapsnapshot";
  diff.after.file = "after.heapsnapshot";
  for (const ClassChange& change : classes) {
    diff.before.size += change.before.size;
    diff.after.size += change.after.size;
    diff.before.objects += change.before.count;
    diff.after.objects += change.after.count;
  }
  diff.classes = std::move(classes);
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    suspects[i].rank = static_cast<std::uint32_t>(i + 1);
  }
  diff.has_suspects = true;
  diff.verdict = suspects.empty() ? Verdict::nothing : Verdict::leaks;
  diff.suspects = std::move(suspects);
  return diff;
}

/// A diff whose every name is hostile.
Diff hostile_diff() {
  Suspect suspect = leak(hostile);
  suspect.holder.event = hostile;
  suspect.holder.function = hostile;
  suspect.holder.location->file = "/srv/app/" + hostile;
  suspect.element.class_name = hostile;
  suspect.path[0].node = suspect.path[0].edge = hostile;
  suspect.path[0].place->file = hostile;
  Diff diff = diff_with({suspect, suspect}, {row(hostile, 1, 3), row("-1+1", 2, 9)});
  diff.classes[0].place = Place{hostile, 1, 2};
  diff.before.file = diff.after.file = hostile;
  diff.notes = {hostile};
  return diff;
}

Gate judged(const Diff& diff, GateOptions options = {},
            const std::vector<std::string>& rules = {}) {
  options.source_root = "/srv/app";
  for (const std::string& rule : rules) options.rules.push_back(*parse_rule(rule));
  const Result<Gate> gate = judge_diff(diff, options);
  EXPECT_TRUE(gate) << format_error(gate.error());
  return *gate;
}

KnownLeak known(const Diff& diff, std::size_t suspect, const std::string& reason) {
  KnownLeak leak;
  leak.fingerprint = fingerprints_of(diff.suspects, "/srv/app")[suspect];
  leak.reason = reason;
  return leak;
}

std::string report(const Diff& diff, Format format, const Gate* gate = nullptr,
                   std::optional<std::size_t> top = {}) {
  RenderOptions options;
  options.format = format;
  options.gate = gate;
  options.top = top;
  return render(diff, options);
}

rapidjson::Document parsed(const std::string& json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  EXPECT_FALSE(document.HasParseError()) << json.substr(0, 2000);
  return document;
}

/// A reader of RFC 4180, with CRLF alone at the end of a record.
std::vector<std::vector<std::string>> records_of(const std::string& csv) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    if (is_quoted) {
      if (csv[i] != '"') {
        record.back() += csv[i];
      } else if (i + 1 < csv.size() && csv[i + 1] == '"') {
        record.back() += csv[i++];
      } else {
        is_quoted = false;
      }
    } else if (csv[i] == '"') {
      EXPECT_EQ(record.back(), "");
      is_quoted = true;
    } else if (csv[i] == ',') {
      record.emplace_back();
    } else if (csv[i] == '\r') {
      EXPECT_EQ(csv[++i], '\n');
      records.push_back(std::exchange(record, std::vector<std::string>(1)));
    } else {
      record.back() += csv[i];
    }
  }
  EXPECT_FALSE(is_quoted);
  return records;
}

/// Nothing that a terminal would obey, and one line after the other.
void expect_printable(const std::string& text) {
  for (const char c : text) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r') << text;
  }
  EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(text, Not(HasSubstr("\xFF")));
}

TEST(Formats, HaveNothingThatATerminalObeys) {
  const Diff diff = hostile_diff();
  const Gate gate = judged(diff, {}, {"suspects >= weak", "size > 0"});
  for (const Format format : {Format::ndjson, Format::markdown, Format::csv, Format::junit,
                              Format::sarif, Format::github, Format::gitlab}) {
    const std::string text = report(diff, format, &gate);
    expect_printable(text);
    EXPECT_TRUE(text.ends_with('\n'));
    EXPECT_EQ(text, report(diff, format, &gate));
  }
}

TEST(Formats, OfADiffThatWasNotJudgedHaveNoRules) {
  const Diff diff = diff_with({leak("sessions")});
  EXPECT_THAT(report(diff, Format::markdown), StartsWith("**heapdiff**: 1 leak — heap +98.5 kB"));
  EXPECT_EQ(parsed(report(diff, Format::gitlab)).Size(), 1u);
}

TEST(Ndjson, HasALineForEachThing) {
  const Diff diff = hostile_diff();
  const Gate gate = judged(diff, {}, {"size > 0"});
  std::vector<std::string> types;
  std::int64_t bytes = 0;
  for (const std::string& line : lines_of(report(diff, Format::ndjson, &gate, 1))) {
    const rapidjson::Document one = parsed(line);
    types.push_back(one["type"].GetString());
    if (types.back() == "class" || types.back() == "others") {
      bytes += one["size_delta"].GetInt64();
    }
    if (types.back() == "suspect") {
      EXPECT_EQ(one["growth"]["size"].GetInt64(), 300'000);
      EXPECT_EQ(one["fingerprint"].GetString(), gate.suspects[types.size() - 2].fingerprint);
      EXPECT_STREQ(one["standing"].GetString(), "fresh");
    }
    if (types.back() == "diff") {
      EXPECT_EQ(one["size_delta"].GetInt64(), diff.size_delta().value);
      EXPECT_STREQ(one["verdict"].GetString(), "leaks");
      EXPECT_FALSE(one["passes"].GetBool());
    }
    if (types.back() == "crossing") {
      EXPECT_EQ(one["measured"].GetDouble(), static_cast<double>(diff.size_delta().value));
      EXPECT_EQ(one["suspect"].GetUint(), 1u);
    }
  }
  EXPECT_THAT(types, ElementsAre("diff", "suspect", "suspect", "class", "others", "crossing"));
  EXPECT_EQ(bytes, diff.size_delta().value);
}

TEST(Csv, AddsUpAndHasNoFormulas) {
  const Diff diff = hostile_diff();
  for (const std::optional<std::size_t> top : {std::optional<std::size_t>(), {1}}) {
    const auto records = records_of(report(diff, Format::csv, nullptr, top));
    ASSERT_EQ(records.size(), 3u);
    std::int64_t bytes = 0;
    for (const auto& record : records) {
      EXPECT_EQ(record.size(), records[0].size());
      EXPECT_EQ(std::string("=+-@").find(record[0][0]), std::string::npos);
      if (&record != &records[0]) bytes += std::stoll(record[12]);
    }
    EXPECT_EQ(records[0][12], "size_delta");
    EXPECT_EQ(bytes, diff.size_delta().value);
    EXPECT_THAT(records[1][0], StartsWith("'=a\"b,c|d\\x0d\\ne"));
    EXPECT_EQ(records[2][0], top ? "[1 other]" : "'-1+1");
  }
}

TEST(Csv, LeavesOutWhatIsNotKnown) {
  Diff diff = diff_with({});
  diff.lineage.relation = Relation::unrelated;
  const auto records = records_of(report(diff, Format::csv));
  EXPECT_EQ(records[0][8], "new");
  EXPECT_EQ(records[1][8], "");
  EXPECT_EQ(records[1][7], "1000");
}

TEST(Markdown, BeginsWithOneLineForAll) {
  const auto headline = [](const Diff& diff, const Gate& gate) {
    return lines_of(report(diff, Format::markdown, &gate))[0];
  };
  const Diff clean = diff_with({});
  EXPECT_EQ(headline(clean, judged(clean)), "**heapdiff**: no leaks — heap +98.5 kB (+3283 %)");
  const Diff weak = diff_with({leak("a", Suspicion::weak)});
  EXPECT_THAT(headline(weak, judged(weak)), HasSubstr("no leaks —"));
  const Diff diff = diff_with({leak("a"), leak("b"), leak("c", Suspicion::likely)});
  GateOptions options;
  options.known = {known(diff, 1, "planned")};
  EXPECT_THAT(headline(diff, judged(diff, options, {"size > 1K", "count < 5"})),
              StartsWith("**heapdiff**: 2 leaks, 1 known, 1 rule crossed — heap +98.5 kB"));
}

TEST(Markdown, SaysWhatASuspectIs) {
  const Diff diff = diff_with({leak("sessions")});
  const std::string text = report(diff, Format::markdown);
  EXPECT_THAT(text, HasSubstr("### 1. unbounded Map: sessions (strong)\n"));
  EXPECT_THAT(text, HasSubstr("- **grew** +1,000 entries  +300.0 kB retained"));
  EXPECT_THAT(text, HasSubstr("- **holds** 1,000 new Session"));
  EXPECT_THAT(text, HasSubstr("- **where** declared at "));
  EXPECT_THAT(text, HasSubstr("- **because** few or none existed before\n"));
  EXPECT_THAT(text, HasSubstr("- **advice** entries are added to sessions"));
  EXPECT_THAT(text, HasSubstr("| Session | 10 | 1,010 | +1,000 | +100.0 kB | +100.0 kB |\n"));
}

TEST(Markdown, EscapesNames) {
  const Diff diff = hostile_diff();
  const Gate gate = judged(diff, {}, {"size > 0"});
  const std::string text = report(diff, Format::markdown, &gate);
  EXPECT_THAT(text, Not(HasSubstr("<b>")));
  EXPECT_THAT(text, Not(HasSubstr("</script>")));
  EXPECT_THAT(text, Not(HasSubstr("@team")));
  EXPECT_THAT(text, Not(HasSubstr("#12")));
  EXPECT_THAT(text, Not(HasSubstr(" *x* ")));
  std::size_t rows = 0;
  for (const std::string& line : lines_of(text)) {
    if (!line.starts_with('|')) continue;
    ++rows;
    std::size_t pipes = 0;
    bool is_escaped = false;
    for (const char c : line) {
      if (c == '|' && !is_escaped) ++pipes;
      is_escaped = c == '\\' && !is_escaped;
    }
    EXPECT_EQ(pipes, 7u) << line;
  }
  EXPECT_EQ(rows, 4u);
}

TEST(Markdown, IsCutAtWholeSections) {
  std::vector<Suspect> suspects;
  for (int i = 0; i < 300; ++i) suspects.push_back(leak(fmt::format("holder{}", i)));
  const std::string text = report(diff_with(suspects), Format::markdown);
  EXPECT_LT(text.size(), 60'000u);
  EXPECT_GT(text.size(), 55'000u);
  std::size_t told = 0;
  const std::vector<std::string> lines = lines_of(text);
  for (const std::string& line : lines) told += line.starts_with("### ") ? 1 : 0;
  EXPECT_LT(told, 300u);
  // The table is small, and may have room where one more suspect has none.
  const bool has_table = text.find("<details>") != std::string::npos;
  EXPECT_EQ(lines.back(), fmt::format("Cut at 60,000 bytes; not shown: suspects ({}){}", 300 - told,
                                      has_table ? "" : ", table of classes (1)"));
}

// Without XPath, which the portable program's pugixml has not.
pugi::xml_node test_case(const pugi::xml_document& document, std::string_view name_start) {
  return document.find_node([&](const pugi::xml_node& node) {
    return std::string_view(node.name()) == "testcase" &&
           std::string_view(node.attribute("name").value()).starts_with(name_start);
  });
}

TEST(Junit, HasACaseForEachRuleAndSuspect) {
  Diff diff = diff_with({leak("a"), leak("b", Suspicion::likely), leak("c", Suspicion::weak)});
  GateOptions options;
  options.known = {known(diff, 1, "planned")};
  const Gate gate = judged(diff, options, {"size > 1K", "count < -5"});
  pugi::xml_document document;
  const std::string xml = report(diff, Format::junit, &gate);
  ASSERT_TRUE(document.load_string(xml.c_str())) << xml;
  const pugi::xml_node suites = document.child("testsuites");
  EXPECT_EQ(suites.attribute("tests").as_int(), 4);
  EXPECT_EQ(suites.attribute("failures").as_int(), 2);
  EXPECT_EQ(suites.attribute("skipped").as_int(), 1);
  const pugi::xml_node rule = test_case(document, "size > 1K");
  EXPECT_THAT(rule.child("failure").text().get(), HasSubstr("the heap grew by +98.5 kB"));
  EXPECT_TRUE(test_case(document, "count < -5"));
  EXPECT_FALSE(test_case(document, "count < -5").child("failure"));
  const pugi::xml_node failure = test_case(document, "unbounded Map: a").child("failure");
  EXPECT_THAT(failure.attribute("message").value(), StartsWith("1  unbounded Map  a  +1,000"));
  EXPECT_THAT(failure.text().get(), HasSubstr("   because few or none existed before\n"));
  const pugi::xml_node accepted = test_case(document, "unbounded Map: b");
  EXPECT_STREQ(accepted.child("skipped").attribute("message").value(), "known: planned");
}

TEST(Junit, IsWellFormedForAnyName) {
  const Diff diff = hostile_diff();
  const Gate gate = judged(diff, {}, {"size > 0"});
  const std::string xml = report(diff, Format::junit, &gate);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(xml.c_str(), pugi::parse_full)) << xml;
  std::size_t cases = 0;
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    for ([[maybe_unused]] const pugi::xml_node one : suite.children("testcase")) ++cases;
  }
  EXPECT_EQ(cases, 3u);
  const pugi::xml_node second = document.child("testsuites").child("testsuite").next_sibling();
  EXPECT_THAT(second.child("testcase").child("failure").text().get(),
              HasSubstr("]]></script>::error::"));
}

TEST(Sarif, DeclaresEveryShapeAndIsEmptyWhenClean) {
  const Diff diff = diff_with({leak("a", Suspicion::weak)});
  const rapidjson::Document sarif = parsed(report(diff, Format::sarif));
  EXPECT_STREQ(sarif["version"].GetString(), "2.1.0");
  const auto& run = sarif["runs"][0];
  EXPECT_TRUE(run["results"].IsArray());
  EXPECT_EQ(run["results"].Size(), 0u);
  const auto& rules = run["tool"]["driver"]["rules"];
  ASSERT_EQ(rules.Size(), static_cast<unsigned>(LeakShape::unknown) + 3u);
  EXPECT_STREQ(rules[0]["id"].GetString(), "unbounded-map");
  EXPECT_STREQ(rules[0]["name"].GetString(), "UnboundedMap");
  EXPECT_STREQ(rules[0]["shortDescription"]["text"].GetString(), "unbounded Map");
  EXPECT_THAT(rules[0]["help"]["text"].GetString(), HasSubstr("added to the holder"));
}

TEST(Sarif, HasResultsWithPlacesAndPaths) {
  Suspect elsewhere = leak("b", Suspicion::likely, LeakShape::timers);
  elsewhere.holder.location.reset();
  elsewhere.element.location = Place{"/other/lib.js", 3, 0};
  Suspect nowhere = leak("c");
  nowhere.holder.location = Place{"node:timers", 3, 1, ScriptOwner::node};
  const Diff diff = diff_with({leak("a"), elsewhere, nowhere});
  GateOptions options;
  options.known = {known(diff, 1, "planned")};
  const Gate gate = judged(diff, options, {"size > 1K"});
  const rapidjson::Document sarif = parsed(report(diff, Format::sarif, &gate));
  const auto& results = sarif["runs"][0]["results"];
  ASSERT_EQ(results.Size(), 4u);  // the rule, the two leaks, the known one
  EXPECT_STREQ(results[0]["ruleId"].GetString(), "limit");
  const auto& place = results[1]["locations"][0]["physicalLocation"];
  EXPECT_STREQ(place["artifactLocation"]["uri"].GetString(), "src/the%20store.js");
  EXPECT_STREQ(place["artifactLocation"]["uriBaseId"].GetString(), "SRCROOT");
  EXPECT_EQ(place["region"]["startLine"].GetInt(), 14);
  EXPECT_STREQ(results[1]["level"].GetString(), "error");
  EXPECT_EQ(results[1]["partialFingerprints"]["heapdiffLeak/v1"].GetString(),
            gate.suspects[0].fingerprint);
  EXPECT_FALSE(results[1].HasMember("suppressions"));
  const auto& step = results[1]["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"];
  EXPECT_STREQ(step["physicalLocation"]["artifactLocation"]["uri"].GetString(),
               "file:///usr/lib/other.js");
  EXPECT_THAT(step["message"]["text"].GetString(), HasSubstr("of Map"));
  const auto& of_nowhere = results[2]["locations"][0]["physicalLocation"];
  EXPECT_STREQ(of_nowhere["artifactLocation"]["uri"].GetString(), "after.heapsnapshot");
  const auto& accepted = results[3];
  EXPECT_STREQ(accepted["ruleId"].GetString(), "timers");
  EXPECT_STREQ(accepted["level"].GetString(), "warning");
  EXPECT_STREQ(accepted["suppressions"][0]["kind"].GetString(), "external");
  EXPECT_STREQ(accepted["suppressions"][0]["status"].GetString(), "accepted");
  EXPECT_STREQ(accepted["suppressions"][0]["justification"].GetString(), "planned");
  EXPECT_FALSE(
      accepted["locations"][0]["physicalLocation"]["artifactLocation"].HasMember("uriBaseId"));
}

TEST(Sarif, IsJsonForAnyName) {
  const Diff diff = hostile_diff();
  const Gate gate = judged(diff, {}, {"size > 0"});
  const rapidjson::Document sarif = parsed(report(diff, Format::sarif, &gate));
  const std::string uri =
      sarif["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
          .GetString();
  for (const char c : uri) EXPECT_TRUE(c > ' ' && c < 0x7F && c != '"' && c != '<') << uri;
}

TEST(Github, AnnotatesTheSource) {
  const Diff diff = diff_with({leak("a"), leak("b", Suspicion::likely), leak("c")});
  GateOptions options;
  options.known = {known(diff, 2, "planned")};
  const Gate gate = judged(diff, options, {"size > 1K"});
  const std::vector<std::string> lines = lines_of(report(diff, Format::github, &gate));
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines[0], StartsWith("::error file=src/the store.js,line=14,col=3,title=limit "
                                   "crossed%3A size > 1K::limit crossed: size > 1K: the heap"));
  EXPECT_THAT(lines[1],
              StartsWith("::error file=src/the store.js,line=14,col=3,title=unbounded Map%3A a::"));
  EXPECT_THAT(lines[2], StartsWith("::warning file="));
  EXPECT_THAT(lines[3], StartsWith("::notice file="));
  EXPECT_THAT(lines[3], HasSubstr("known: planned"));
  EXPECT_EQ(lines[4], "heapdiff: 2 leaks, 1 known, 1 rule crossed — heap +98.5 kB (+3283 %)");
}

// The likely leak fails the build, and one line says so.
TEST(Github, ARuleAboutASuspectMakesItAnError) {
  const Diff diff = diff_with({leak("b", Suspicion::likely)});
  const Gate gate = judged(diff, {}, {"suspects >= likely"});
  const std::vector<std::string> lines = lines_of(report(diff, Format::github, &gate));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], StartsWith("::error file="));
  EXPECT_THAT(lines[0], HasSubstr("title=unbounded Map%3A b::"));
}

TEST(Github, HasTenAnnotationsAndTheMostImportantOnes) {
  std::vector<Suspect> suspects;
  for (int i = 0; i < 12; ++i) {
    suspects.push_back(leak(fmt::format("h{}", i), i < 6 ? Suspicion::likely : Suspicion::strong));
  }
  const std::vector<std::string> lines = lines_of(report(diff_with(suspects), Format::github));
  ASSERT_EQ(lines.size(), 12u);
  EXPECT_THAT(lines[5], StartsWith("::error "));
  EXPECT_THAT(lines[6], StartsWith("::warning "));
  EXPECT_THAT(lines[10], StartsWith("::notice title=heapdiff::2 more"));
}

TEST(Github, NoNameEndsACommand) {
  const Diff diff = hostile_diff();
  const Gate gate = judged(diff);
  for (const std::string& line : lines_of(report(diff, Format::github, &gate))) {
    if (line.starts_with("heapdiff: ")) continue;
    ASSERT_THAT(line, StartsWith("::error file="));
    const std::string properties = line.substr(8, line.find("::", 8) - 8);
    EXPECT_THAT(properties, HasSubstr(",line=14,col=3,title=unbounded Map%3A "));
    EXPECT_EQ(std::count(properties.begin(), properties.end(), ','), 3) << properties;
    EXPECT_THAT(line, HasSubstr("%250A"));
  }
}

TEST(Gitlab, HasAnIssueForEachFinding) {
  const Diff diff = diff_with({leak("a"), leak("b", Suspicion::likely), leak("c")});
  GateOptions options;
  options.known = {known(diff, 2, "planned")};
  const Gate gate = judged(diff, options, {"size > 1K", "size > 1K"});
  const rapidjson::Document issues = parsed(report(diff, Format::gitlab, &gate));
  ASSERT_EQ(issues.Size(), 5u);
  std::set<std::string> fingerprints;
  std::vector<std::string> severities;
  for (const auto& issue : issues.GetArray()) {
    fingerprints.insert(issue["fingerprint"].GetString());
    severities.push_back(issue["severity"].GetString());
    EXPECT_STREQ(issue["location"]["path"].GetString(), "src/the store.js");
    EXPECT_EQ(issue["location"]["lines"]["begin"].GetInt(), 14);
  }
  EXPECT_EQ(fingerprints.size(), 5u);
  EXPECT_THAT(severities, ElementsAre("critical", "critical", "critical", "major", "minor"));
  EXPECT_STREQ(issues[2]["check_name"].GetString(), "unbounded-map");
}

TEST(Gitlab, IsAnEmptyListWhenClean) {
  EXPECT_EQ(report(diff_with({}), Format::gitlab), "[]\n");
  EXPECT_TRUE(parsed(report(hostile_diff(), Format::gitlab)).IsArray());
}

TEST(SourcePaths, AreRelativeBelowTheRoot) {
  const auto path = [](const char* file) {
    const report::SourcePath found = report::source_path(file, "/srv/app/");
    return (found.is_below_root ? "root " : "") + found.text;
  };
  EXPECT_EQ(path("/srv/app/src/a b.js"), "root src/a b.js");
  EXPECT_EQ(path("file:///srv/app/src/a%20b.js?v=1"), "root src/a b.js");
  EXPECT_EQ(path("/srv/app/../apple/a.js"), "file:///srv/apple/a.js");
  EXPECT_EQ(path("/srv/apple/a b.js"), "file:///srv/apple/a%20b.js");
  EXPECT_EQ(path("./src/./a.js"), "root src/a.js");
  EXPECT_EQ(path("../a.js"), "../a.js");
  EXPECT_EQ(path("webpack://app/./a b.js?x"), "webpack://app/./a%20b.js?x");
  EXPECT_EQ(path("https://example.org/a|b.js"), "https://example.org/a%7Cb.js");
  EXPECT_EQ(path("C:\\app\\a.js"), "file:///C%3A/app/a.js");
  EXPECT_EQ(path("bundle.js"), "root bundle.js");
}

// The program.

std::string pair(const char* side) {
  return fmt::format(HEAPDIFF_SOURCE_DIR "/testdata/pairs/unbounded-map.{}.heapsnapshot.gz", side);
}

Outcome run_reports(const std::vector<std::string>& reports, const RunOptions& options = {}) {
  std::vector<std::string> words{pair("before"), pair("after")};
  for (const std::string& report : reports) words.insert(words.end(), {"--report", report});
  return run_heapdiff(words, options);
}

TEST(Reports, SeveralAreWrittenInOneRun) {
  const TemporaryDirectory directory;
  const std::string at = directory.path().string() + "/";
  const Outcome outcome =
      run_reports({"json=" + at + "a.json", "ndjson=" + at + "a.ndjson", "markdown=" + at + "a.md",
                   "csv=" + at + "a.csv", "junit=" + at + "a.xml", "sarif=" + at + "a.sarif",
                   "github=" + at + "a.txt", "gitlab=" + at + "gl.json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("before "));
  const rapidjson::Document json = parsed(read_file(at + "a.json"));
  EXPECT_EQ(read_file(at + "a.json"),
            run_heapdiff({pair("before"), pair("after"), "--format", "json"}).out);
  const unsigned suspects = json["suspects"].Size();
  ASSERT_GT(suspects, 0u);
  EXPECT_EQ(parsed(read_file(at + "a.sarif"))["runs"][0]["results"].Size(), suspects);
  EXPECT_EQ(parsed(read_file(at + "gl.json")).Size(), suspects);
  pugi::xml_document xml;
  EXPECT_TRUE(xml.load_file((at + "a.xml").c_str()));
  EXPECT_EQ(xml.child("testsuites").attribute("failures").as_uint(), suspects);
  std::int64_t bytes = 0;
  const auto records = records_of(read_file(at + "a.csv"));
  for (std::size_t i = 1; i < records.size(); ++i) bytes += std::stoll(records[i][12]);
  EXPECT_EQ(bytes, json["size_delta"].GetInt64());
  EXPECT_THAT(read_file(at + "a.md"), StartsWith("**heapdiff**: "));
  EXPECT_THAT(read_file(at + "a.txt"), StartsWith("::error "));
  EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 8);
}

TEST(Reports, AreTogetherOrNotThereAtAll) {
  const TemporaryDirectory directory;
  const std::string at = directory.path().string() + "/";
  const Outcome outcome =
      run_reports({"gitlab=" + at + "a.json", "csv=" + at + "missing/a.csv", "junit=" + at + "b"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(fs::is_empty(directory.path()));
}

TEST(Reports, OneMayTakeStandardOutput) {
  const Outcome outcome = run_reports({"gitlab"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(parsed(outcome.out).IsArray());
  EXPECT_EQ(run_reports({"gitlab=-"}).out, outcome.out);
  const Outcome two = run_reports({"gitlab", "csv=-"});
  EXPECT_EQ(two.status, 2);
  EXPECT_THAT(two.err, HasSubstr("two reports go to standard output"));
  EXPECT_EQ(run_reports({"csv=x", "junit=./x"}).status, 2);
}

TEST(Reports, OfAnUnknownFormatAreRefused) {
  const Outcome outcome = run_reports({"jnuit=x"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("expected text, json, ndjson, markdown, csv, junit, sarif, "
                                     "github, gitlab or html, not jnuit"));
  EXPECT_EQ(run_reports({"junit="}).status, 2);
}

TEST(Reports, ForGithubAddToTheSummaryOfTheStep) {
  const TemporaryDirectory directory;
  const std::string summary = directory.write("summary.md", "# Before\n");
  const RunOptions options{.environment = {{"GITHUB_STEP_SUMMARY", summary}}};
  ASSERT_EQ(run_reports({"csv"}, options).status, 0);
  EXPECT_EQ(read_file(summary), "# Before\n");
  ASSERT_EQ(run_reports({"github"}, options).status, 0);
  EXPECT_THAT(read_file(summary), StartsWith("# Before\n**heapdiff**: "));
}

}  // namespace
}  // namespace heapdiff::test
