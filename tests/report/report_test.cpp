#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/printable.hpp"
#include "heapdiff/nodes.hpp"
#include "heapdiff/render.hpp"
#include "report/table.hpp"
#include "report/units.hpp"
#include "support/heap_builder.hpp"
#include "support/text.hpp"

namespace heapdiff::test {
namespace {

TEST(Units, CountsAreGrouped) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(12480), "12,480");
  EXPECT_EQ(format_count(18446744073709551615u), "18,446,744,073,709,551,615");
}

TEST(Units, DeltasHaveASignButForZero) {
  EXPECT_EQ(format_count_delta(5), "+5");
  EXPECT_EQ(format_count_delta(-12480), "-12,480");
  EXPECT_EQ(format_count_delta(0), "0");
  EXPECT_EQ(format_byte_delta({-1600000}, UnitSystem::decimal), "-1.6 MB");
  EXPECT_EQ(format_byte_delta({INT64_MIN}, UnitSystem::decimal), "-9.2 EB");
}

TEST(Units, SizesHaveOneDecimal) {
  const std::pair<std::uint64_t, const char*> decimal[] = {
      {0, "0 B"},           {999, "999 B"},      {1000, "1.0 kB"},
      {1049, "1.0 kB"},     {1050, "1.1 kB"},    {41234, "41.2 kB"},
      {999949, "999.9 kB"}, {1600000, "1.6 MB"}, {3000000000, "3.0 GB"},
      {INT64_MAX, "9.2 EB"}};
  for (const auto& [bytes, text] : decimal) {
    EXPECT_EQ(format_bytes({bytes}, UnitSystem::decimal), text);
  }
}

TEST(Units, OfTheOtherSystemAreMultiplesOf1024) {
  const std::pair<std::uint64_t, const char*> iec[] = {{1023, "1023 B"},
                                                       {1024, "1.0 KiB"},
                                                       {1536, "1.5 KiB"},
                                                       {1048576, "1.0 MiB"},
                                                       {INT64_MAX, "8.0 EiB"}};
  for (const auto& [bytes, text] : iec) {
    EXPECT_EQ(format_bytes({bytes}, UnitSystem::iec), text);
  }
}

// 1,484 / 1,024 = 1.449
TEST(Units, TenthsOf1024AreRoundedExactly) {
  EXPECT_EQ(format_bytes({1484}, UnitSystem::iec), "1.4 KiB");
}

TEST(Units, RoundingUpReachesTheNextUnit) {
  EXPECT_EQ(format_bytes({999950}, UnitSystem::decimal), "1.0 MB");
  EXPECT_EQ(format_bytes({1048575}, UnitSystem::iec), "1.0 MiB");
}

TEST(Units, WhatComesToOneOperationIsRoundedAsFarAsItSaysSomething) {
  const auto bytes = [](std::int64_t delta, std::uint64_t ops) {
    return report::format_bytes_per_op({delta}, ops, UnitSystem::decimal);
  };
  EXPECT_EQ(bytes(1606400, 5000), "321 B");
  EXPECT_EQ(bytes(8000, 5000), "1.6 B");
  EXPECT_EQ(bytes(-8000, 5000), "-1.6 B");
  EXPECT_EQ(bytes(-80000000, 5000), "-16.0 kB");
  EXPECT_EQ(bytes(0, 5000), "0 B");
  EXPECT_EQ(report::format_count_per_op(26477, 5000, 1), "5.3");
  EXPECT_EQ(report::format_count_per_op(5000, 5000, 2), "1.00");
  EXPECT_EQ(report::format_count_per_op(-1250, 5000, 2), "-0.25");
  EXPECT_EQ(report::format_count_per_op(5000000, 2, 2), "2,500,000");
  EXPECT_EQ(report::format_count_per_op(0, 5000, 2), "0");
}

TEST(Units, FactorsAreWrittenAsPeopleDo) {
  EXPECT_EQ(report::format_ops_factor({3, 1}), "×3");
  EXPECT_EQ(report::format_ops_factor({1, 2}), "×½");
  EXPECT_EQ(report::format_ops_factor({1, 4}), "×¼");
}

report::Table sample_table() {
  report::Table table({{"Name", 0}, {"Keep", 0}, {"First", 2}, {"Last", 1}});
  table.add_row({"a", "1", "10", "100"});
  table.add_row({"a name of forty characters, give or take", "12345", "67890", "11111"});
  return table;
}

TEST(Table, NumbersAreAlignedOnTheRight) {
  EXPECT_EQ(sample_table().format(100, {}),
            "Name                                       Keep  First   Last\n"
            "a                                             1     10    100\n"
            "a name of forty characters, give or take  12345  67890  11111\n");
}

TEST(Table, TheFirstColumnIsCutToWhatIsLeft) {
  EXPECT_EQ(sample_table().format(50, {}),
            "Name                            Keep  First   Last\n"
            "a                                  1     10    100\n"
            "a name of fort…, give or take  12345  67890  11111\n");
}

TEST(Table, WhereItIsNarrowExpendableColumnsGoOneByOne) {
  EXPECT_EQ(lines_of(sample_table().format(44, {}))[0],
            "Name                             Keep   Last");
  EXPECT_EQ(lines_of(sample_table().format(36, {}))[0], "Name                            Keep");
}

TEST(Table, WideCharactersKeepTheColumnsStraight) {
  report::Table table({{"Name", 0}, {"N", 0}});
  table.add_row({"中文", "1"});
  table.add_row({"abcde", "2"});
  EXPECT_EQ(table.format(80, {}), "Name   N\n中文   1\nabcde  2\n");
}

RenderOptions as_json() {
  RenderOptions options;
  options.format = Format::json;
  return options;
}

RenderOptions in_width(std::size_t width) {
  RenderOptions options;
  options.width = width;
  return options;
}

RenderOptions top(std::size_t rows, RenderOptions options = {}) {
  options.top = rows;
  return options;
}

/// A diff with long and strange names.
Diff strange_diff() {
  Heap after;
  const char* names[] = {
      "ShortName", "中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文中文",
      "AVeryLongConstructorNameThatNobodyWouldTypeButThatAGeneratorMakesAllTheTimeInPractice",
      "evil\x1b[31m\n\u202Ename", "e\u0301\u0301\u0301\u0301"};
  for (const char* name : names) after.node(name, 1234567).edge("root", name, "way");
  return diff_of(Heap(), after);
}

TEST(DiffText, NoLineIsWiderThanTheTerminal) {
  for (const std::size_t width : {80u, 100u, 160u}) {
    for (const std::string& line : lines_of(render(strange_diff(), in_width(width)))) {
      EXPECT_LE(base::display_width(line), width) << line;
    }
  }
}

TEST(DiffText, NamesCannotCommandTheTerminal) {
  const std::string text = render(strange_diff(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\u202E"), std::string::npos);
  EXPECT_NE(text.find("evil\\x1b[31m\\n\\u{202e}name"), std::string::npos);
}

TEST(DiffText, ColorIsUsedOnlyWhereAskedFor) {
  RenderOptions options;
  options.color = true;
  EXPECT_NE(render(strange_diff(), options).find("\x1b[1m"), std::string::npos);
}

TEST(DiffText, RowsBeyondTheTopAreSummedInOne) {
  const Heap after = Heap().node("A", 30).node("B", 20).node("C", 10);
  const std::string text = render(diff_of(Heap(), after), top(1));
  EXPECT_THAT(text, testing::HasSubstr("\nA "));
  EXPECT_THAT(text, testing::HasSubstr("\n[2 others] "));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("\nB ")));
  EXPECT_THAT(text, testing::HasSubstr("books balance"));
}

TEST(DiffText, RowsThatDoNotPassTheFilterAreSummedToo) {
  const Heap after = Heap().node("A", 30).node("B", 20).node("C", 10);
  RenderOptions options;
  options.filter = [](std::string_view name) { return name == "B"; };
  const std::string text = render(diff_of(Heap(), after), options);
  EXPECT_THAT(text, testing::HasSubstr("\nB "));
  EXPECT_THAT(text, testing::HasSubstr("\n[2 others] "));
}

TEST(DiffText, ASuspectTellsTheUsersFunctionsThatMadeIt) {
  Diff diff = diff_of(Heap(), Heap());
  Suspect suspect;
  suspect.rank = 1;
  suspect.new_count = 40;
  suspect.confidence = Suspicion::likely;
  suspect.element.class_name = "Order";
  suspect.element.allocated =
      AllocationStack{{{"set", Place{"node:internal/x", 1, 1, ScriptOwner::node}},
                       {"makeOrder", Place{"/app/orders.js", 3, 19}},
                       {"", Place{"/app/server.js", 8, 2}},
                       {"emit", Place{"node:events", 500, 1, ScriptOwner::node}},
                       {"main", Place{"/app/server.js", 90, 1}}},
                      30,
                      35};
  diff.suspects = {suspect};
  RenderOptions options;
  options.width = 200;
  EXPECT_THAT(render(diff, options),
              testing::HasSubstr(
                  "   made by makeOrder() /app/orders.js:3:19 ‹ (anonymous) /app/server.js:8:2 ‹ "
                  "emit() node:events:500:1; 30 of 35 with a recorded stack\n"));
}

TEST(DiffJson, EachMeaningOfAHoldersPlaceHasItsText) {
  using Meaning = Holder::Meaning;
  const std::pair<Meaning, const char*> texts[] = {{Meaning::declaration, "declaration"},
                                                   {Meaning::scope, "scope"},
                                                   {Meaning::captured_by, "captured-by"},
                                                   {Meaning::class_of_holder, "class"},
                                                   {Meaning::listener, "listener"}};
  RenderOptions options;
  options.format = Format::json;
  for (const auto& [meaning, text] : texts) {
    Diff diff = diff_of(Heap(), Heap());
    Suspect suspect;
    suspect.holder.location = Place{"/app/server.js", 8, 2};
    suspect.holder.location_means = meaning;
    diff.suspects = {suspect};
    EXPECT_THAT(render(diff, options),
                testing::HasSubstr(fmt::format("\"location_is\": \"{}\"", text)));
  }
}

/// One class of a program, two of the engine, and a few objects that came and went.
Diff diff_with_engine() {
  const Heap before = Heap().node("Page", 10).id(101).edge("root", "Page");
  const Heap after = Heap()
                         .node("Page", 10)
                         .id(103)
                         .edge("root", "Page")
                         .node("Order", 20)
                         .edge("root", "Order")
                         .node("f", 300, NodeType::code)
                         .edge("root", "f")
                         .node("m", 40, NodeType::object_shape)
                         .edge("root", "m");
  DiffOptions options;
  options.suspects = false;  // the table alone
  return diff_of(before, after, options);
}

TEST(DiffText, RowsOfTheEngineAreOneLineBeforeTheOthers) {
  const std::vector<std::string> lines = lines_of(render(diff_with_engine(), {}));
  EXPECT_THAT(lines[5], testing::StartsWith("Order "));
  EXPECT_THAT(lines[6], testing::StartsWith("[engine: compiled code, hidden classes] "));
  EXPECT_THAT(lines[6], testing::HasSubstr(" 2 "));
  EXPECT_THAT(lines[6], testing::EndsWith("+340 B"));
  EXPECT_THAT(lines[7], testing::StartsWith("[1 other] "));
  EXPECT_THAT(lines[8], testing::StartsWith("heap "));
}

TEST(DiffText, AllRowsAreShownOnRequest) {
  RenderOptions options;
  options.all_rows = true;
  const std::string text = render(diff_with_engine(), options);
  EXPECT_THAT(text, testing::HasSubstr("\n(compiled code) "));
  EXPECT_THAT(text, testing::HasSubstr("\n(object shape) "));
  EXPECT_THAT(text, testing::HasSubstr("\nPage "));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("[engine")));
}

TEST(DiffText, AFilterThatNamesTheEngineShowsItsRows) {
  RenderOptions options;
  options.filter = [](std::string_view name) { return name == "(object shape)"; };
  const std::string text = render(diff_with_engine(), options);
  EXPECT_THAT(text, testing::HasSubstr("\n(object shape) "));
  EXPECT_THAT(text, testing::HasSubstr("\n[3 others] "));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("[engine")));
}

TEST(DiffText, WithoutNewsTheEngineHasNoLine) {
  const Heap heap = Heap().node("f", 300, NodeType::code).edge("root", "f");
  EXPECT_THAT(render(diff_of(heap, heap), {}), testing::Not(testing::HasSubstr("[engine")));
}

TEST(DiffText, OperationsGetAColumnAndAPhrase) {
  Heap after;
  for (int i = 0; i < 100; ++i) {
    const std::string label = fmt::format("Order#{}", i);
    after.node(label, 20).edge("root", label);
  }
  after.node("Log", 1000).edge("root", "Log");
  DiffOptions options;
  options.ops = 200;
  const std::string text = render(diff_of(Heap(), after, options), {});
  EXPECT_THAT(text, testing::HasSubstr("  15 B and 0.5 objects an operation\n"));
  EXPECT_THAT(text, testing::HasSubstr("  0.50 ×½  "));
  EXPECT_THAT(text, testing::HasSubstr("  0.01     "));
}

TEST(DiffText, OtherRunsHaveNoColumnsThatIdsWouldTell) {
  Diff diff = diff_of(Heap(), Heap().node("A", 30));
  diff.lineage.relation = Relation::rerun;
  diff.lineage.confidence = Confidence::certain;
  const std::string text = render(diff, {});
  EXPECT_THAT(text, testing::HasSubstr("another run of the program: objects cannot be matched by "
                                       "id; New and Deleted are unknown\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("  New  ")));
  const std::string json = render(diff, as_json());
  for (const char* column : {"new", "deleted", "allocated", "freed", "resized"}) {
    EXPECT_THAT(json, testing::HasSubstr(fmt::format("\"{}\": null", column)));
  }
}

TEST(DiffText, BooksThatDoNotBalanceAreSaidAloud) {
  Diff diff = diff_of(Heap(), Heap().node("A", 30));
  diff.is_balanced = false;
  EXPECT_THAT(render(diff, {}), testing::HasSubstr("BOOKS DO NOT BALANCE"));
}

TEST(DiffText, TheSameDiffGivesTheSameBytes) {
  EXPECT_EQ(render(strange_diff(), {}), render(strange_diff(), {}));
  EXPECT_EQ(render(strange_diff(), as_json()), render(strange_diff(), as_json()));
}

TEST(DiffJson, GivesEveryClassUnlessLimited) {
  const Heap after = Heap().node("A", 30).node("B", 20);
  const std::string all = render(diff_of(Heap(), after), as_json());
  EXPECT_THAT(all, testing::HasSubstr("\"schema\": \"heapdiff/1\""));
  EXPECT_THAT(all, testing::HasSubstr("\"name\": \"A\""));
  EXPECT_THAT(all, testing::HasSubstr("\"name\": \"B\""));
  EXPECT_THAT(render(diff_of(Heap(), after), top(1, as_json())),
              testing::Not(testing::HasSubstr("\"name\": \"B\"")));
}

TEST(DiffJson, NamesAreEscapedAsJsonWantsIt) {
  const std::string text = render(strange_diff(), as_json());
  EXPECT_THAT(text, testing::HasSubstr("evil\\u001B[31m\\n\\u202Ename"));
}

TEST(DiffJson, APathThatIsNoUtf8DoesNotBreakIt) {
  const Diff diff = diff_of(Heap().file("a\xFF.heapsnapshot"), Heap());
  EXPECT_THAT(render(diff, as_json()), testing::HasSubstr("\"file\": \"a\uFFFD.heapsnapshot\""));
}

TEST(SummaryText, ADistanceThatIsNoneIsADash) {
  const Heap heap = Heap().node("Far", 8).node("Near", 8).edge("root", "Near");
  const std::string text = render(summary_of(heap), {});
  EXPECT_THAT(text, testing::ContainsRegex("\nFar +- +1 "));
  EXPECT_THAT(text, testing::ContainsRegex("\nNear +1 +1 "));
}

NodeRow row_called(std::string_view name) {
  NodeRow row;
  row.type = "object";
  row.name = name;
  row.class_name = "C";
  return row;
}

/// A node as a line of its own.
std::string line_of(std::string_view name, NodesFormat format) {
  std::string line;
  NodesText(format).add(line, row_called(name));
  return line;
}

std::string csv_of(std::string_view name) { return line_of(name, NodesFormat::csv); }

TEST(NodesCsv, QuotesWhatWouldBreakALine) {
  EXPECT_EQ(csv_of("plain"), "0,0,object,plain,C,0,0,0,0,0\r\n");
  EXPECT_EQ(csv_of("a,b"), "0,0,object,\"a,b\",C,0,0,0,0,0\r\n");
  EXPECT_EQ(csv_of("say \"x\""), "0,0,object,\"say \"\"x\"\"\",C,0,0,0,0,0\r\n");
  EXPECT_EQ(csv_of("two\nlines"), "0,0,object,two\\nlines,C,0,0,0,0,0\r\n");
}

// 1,023 letters and a character of two bytes: it would be halved.
TEST(NodesNdjson, NamesAreCutToWholeCharacters) {
  EXPECT_THAT(line_of(std::string(1023, 'x') + "é", NodesFormat::ndjson),
              testing::HasSubstr("\"name\":\"" + std::string(1023, 'x') + "\""));
}

TEST(NodesNdjson, HasAMemberForEachColumn) {
  EXPECT_EQ(line_of("n", NodesFormat::ndjson),
            "{\"index\":0,\"id\":0,\"type\":\"object\",\"name\":\"n\",\"class\":\"C\",\"self\":0,"
            "\"retained\":0,\"distance\":0,\"dominator\":0,\"detachedness\":0}\n");
}

/// The file may have brackets in its name: the list's are the last.
std::string object_of(std::initializer_list<std::string_view> names) {
  NodesText nodes(NodesFormat::json);
  std::string text;
  nodes.begin(text, {"a[].heapsnapshot"});
  for (const std::string_view name : names) nodes.add(text, row_called(name));
  nodes.end(text);
  return text;
}

TEST(NodesJson, IsOneObjectWithALineForEachNode) {
  const std::string head = R"({
 "$schema": "heapdiff-1.schema.json",
 "schema": "heapdiff/1",
 "report": "nodes",
 "file": "a[].heapsnapshot",
 "damage": null,
 "notes": [],
 "nodes": [)";
  std::string first = line_of("one", NodesFormat::ndjson),
              second = line_of("two", NodesFormat::ndjson);
  first.pop_back();  // its end of the line
  second.pop_back();
  EXPECT_EQ(object_of({}), head + "]\n}\n");
  EXPECT_EQ(object_of({"one", "two"}), head + '\n' + first + ",\n" + second + "\n ]\n}\n");
}

}  // namespace
}  // namespace heapdiff::test
