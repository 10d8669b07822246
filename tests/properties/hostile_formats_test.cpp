// Whatever names a heap has, every format stays well-formed, and what a later run reads back is
// what was written.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "base/printable.hpp"
#include "heapdiff/gate.hpp"
#include "heapdiff/render.hpp"
#include "properties/seeds.hpp"
#include "support/html_page.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

/// What begins, ends or escapes something in one of the formats, and any bytes.
std::string hostile_text(Random& random) {
  std::string text;
  for (std::size_t pieces = random.below(6); pieces > 0; --pieces) {
    text += random.pick({"\"",
                         "'",
                         "\"\"\"",
                         "'''",
                         "\\",
                         "\\u0000",
                         "|",
                         ",",
                         ";",
                         "\r\n",
                         "\n",
                         "\t",
                         "\x01",
                         "\x7f",
                         "\x1b[31m",
                         "\u202e",
                         "\u2066",
                         "\u2028",
                         "\ufeff",
                         "]]>",
                         "<!--",
                         "</testcase>",
                         "</script>",
                         "</style>",
                         "</title>",
                         "<svg onload=alert(1)>",
                         "\" onclick=\"alert(1)",
                         "&#x3c;",
                         "javascript:",
                         "\u0301\u0301\u0301",
                         "&amp;",
                         "<script>",
                         "```",
                         "`",
                         "*",
                         "_",
                         "[x](y)",
                         "@team",
                         "#12",
                         "::error::",
                         "%0A",
                         "%",
                         "=1+1",
                         "+",
                         "-",
                         "#",
                         "[[leak]]",
                         "key = ",
                         "\xff",
                         "\xed\xa0\x80",
                         "\xf4\x90\x80\x80",
                         "é",
                         "中文",
                         "\U0001F600",
                         "a",
                         "Session"});
    if (random.chance(20)) text += static_cast<char>(random.any());
  }
  return text;
}

Place hostile_place(Random& random) {
  return {hostile_text(random), static_cast<std::uint32_t>(random.below(100)),
          static_cast<std::uint32_t>(random.below(100)), ScriptOwner::program,
          hostile_text(random)};
}

Suspect hostile_suspect(Random& random) {
  Suspect s;
  s.shape = static_cast<LeakShape>(random.below(static_cast<std::size_t>(LeakShape::unknown) + 1));
  s.confidence = static_cast<Suspicion>(random.below(3));
  const auto kinds = static_cast<std::size_t>(NameStep::Kind::handle) + 1;
  for (std::size_t i = random.below(4); i > 0; --i) {
    s.holder.name.push_back(
        {static_cast<NameStep::Kind>(random.below(kinds)), hostile_text(random), {}});
  }
  s.holder.event = hostile_text(random);
  s.holder.function = hostile_text(random);
  s.holder.class_name = hostile_text(random);
  s.holder.file = hostile_text(random);
  s.holder.short_file = hostile_text(random);
  s.holder.made_by = hostile_text(random);
  if (random.chance(50)) s.holder.location = hostile_place(random);
  s.element.class_name = hostile_text(random);
  if (random.chance(50)) s.element.location = hostile_place(random);
  s.element.payload = {{hostile_text(random), true}};
  s.new_count = random.below(1000);
  s.entries_after = s.new_count;
  s.size = {static_cast<std::int64_t>(random.below(1'000'000))};
  ChainStep step;
  step.edge = hostile_text(random);
  step.node = hostile_text(random);
  step.place = hostile_place(random);
  s.path = {step};
  return s;
}

/// A tree whose names are hostile, of any sizes that add up.
RetainedTree hostile_tree(Random& random, std::size_t suspects) {
  RetainedTree tree;
  for (std::uint32_t row = 0; row < 3; ++row) {
    tree.rows.push_back({hostile_text(random), {}});
    if (random.chance(50)) tree.rows.back().place = hostile_place(random);
    RetainedTree::Cell cell;
    cell.row = row;
    cell.end = row + 1;
    cell.own_before = {random.below(9), Bytes{random.below(1000)}};
    cell.own_after = {random.below(9), Bytes{random.below(1000)}};
    cell.before = cell.own_before.size;
    cell.after = cell.own_after.size;
    const std::int64_t delta = cell.delta().value;
    (delta < 0 ? cell.lost
               : cell.gained) = {static_cast<std::uint64_t>(delta < 0 ? -delta : delta)};
    tree.cells.push_back(cell);
  }
  for (std::size_t i = 0; i < suspects; ++i) {
    tree.of_suspects.emplace_back(static_cast<std::uint32_t>(random.below(3)));
  }
  return tree;
}

Diff hostile_diff(Random& random) {
  Diff diff;
  diff.before.file = hostile_text(random);
  diff.after.file = hostile_text(random);
  diff.has_suspects = true;
  for (std::size_t i = random.below(4); i > 0; --i) {
    diff.suspects.push_back(hostile_suspect(random));
    diff.suspects.back().rank = static_cast<std::uint32_t>(diff.suspects.size());
  }
  for (std::size_t i = random.below(4); i > 0; --i) {
    ClassChange change;
    change.name = hostile_text(random);
    if (random.chance(50)) change.place = hostile_place(random);
    change.after = {1 + random.below(9), {16}, {32}};
    change.added = change.after.count;
    diff.classes.push_back(change);
  }
  diff.verdict = diff.suspects.empty() ? Verdict::nothing : Verdict::leaks;
  diff.notes = {hostile_text(random)};
  diff.retained_trees = {hostile_tree(random, diff.suspects.size())};
  return diff;
}

void expect_json(std::string_view text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  EXPECT_FALSE(document.HasParseError()) << text;
}

void expect_json_lines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    ASSERT_NE(end, std::string_view::npos);
    expect_json(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

/// RFC 4180: the same number of fields in each record.
void expect_csv(std::string_view text) {
  std::vector<std::size_t> fields{1};
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && c == ',') ++fields.back();
    if (!is_quoted && c == '\n') fields.push_back(1);
  }
  EXPECT_FALSE(is_quoted);
  fields.pop_back();
  for (const std::size_t count : fields) EXPECT_EQ(count, fields.front());
}

/// A workflow command in each line, but the last, which counts.
void expect_commands(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const bool is_command = line.starts_with("::error ") || line.starts_with("::warning ") ||
                            line.starts_with("::notice") || line.starts_with("heapdiff: ");
    EXPECT_TRUE(is_command) << line;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
}

/// Rows of a table have as many cells as its head, no name opens a tag, and no name calls a team.
void expect_markdown(std::string_view text) {
  std::size_t cells_of_table = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    std::size_t cells = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      cells += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1 : 0;
    }
    if (!line.starts_with('|')) cells_of_table = 0;
    if (line.starts_with('|') && cells_of_table == 0) cells_of_table = cells;
    if (line.starts_with('|')) {
      EXPECT_EQ(cells, cells_of_table) << line;
    }
    EXPECT_EQ(line.find("<script>"), std::string_view::npos) << line;
    EXPECT_EQ(line.find("@team"), std::string_view::npos) << line;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
}

/// Nothing that a name says is markup: but for the page's own, there are no scripts, no handlers
/// and no addresses.
void expect_page(const std::string& text) {
  const HtmlPage page = parse_page(text);
  ASSERT_EQ(page.error, "");
  EXPECT_EQ(page.all("script").size(), 1u);
  EXPECT_EQ(page.all("style").size(), 1u);
  for (const HtmlPage::Element& element : page.elements) {
    for (const auto& [name, value] : element.attributes) {
      EXPECT_FALSE(name.starts_with("on") || name == "style" || name == "src") << name;
      EXPECT_TRUE(name != "href" || value.starts_with('#')) << value;
    }
  }
}

void expect_printable(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const base::CodePoint point = base::decode_code_point(rest);
    const bool is_end_of_line = rest[0] == '\n' || rest.starts_with("\r\n");
    ASSERT_TRUE(point.is_valid && (is_end_of_line || base::is_printable(point.value)))
        << "at byte " << text.size() - rest.size() << ": " << base::printable(rest.substr(0, 20));
    rest.remove_prefix(point.bytes);
  }
}

TEST(HostileNames, LeaveEveryFormatWellFormed) {
  for_seeds(1500, [](std::uint64_t seed) {
    Random random(seed);
    const Diff diff = hostile_diff(random);
    GateOptions options;
    options.rules.push_back(*parse_rule("suspects >= weak"));
    options.rules.push_back(*parse_rule("count:/./ > 0"));
    options.source_root = random.chance(50) ? "/srv" : hostile_text(random);
    const Result<Gate> gate = judge_diff(diff, options);
    ASSERT_TRUE(gate.has_value());
    const auto say = [&](Format format) {
      RenderOptions rendering;
      rendering.format = format;
      rendering.gate = &*gate;
      std::string text = render(diff, rendering);
      expect_printable(text);
      return text;
    };
    say(Format::text);
    for (const Format format : {Format::json, Format::sarif, Format::gitlab}) {
      expect_json(say(format));
    }
    expect_json_lines(say(Format::ndjson));
    expect_csv(say(Format::csv));
    expect_commands(say(Format::github));
    expect_markdown(say(Format::markdown));
    expect_page(say(Format::html));
    pugi::xml_document document;
    EXPECT_TRUE(document.load_string(say(Format::junit).c_str()));
  });
}

TEST(HostileNames, OfTrendsLeaveEveryFormatWellFormed) {
  for_seeds(500, [](std::uint64_t seed) {
    Random random(seed);
    Trend trend;
    trend.whole = hostile_diff(random);
    const auto series = [&] {
      Series made;
      made.name = hostile_text(random);
      if (random.chance(50)) made.place = hostile_place(random);
      for (int i = 0; i < 3; ++i) {
        made.counts.emplace_back(random.below(9));
        made.sizes.emplace_back(random.below(1'000'000));
      }
      made.course = static_cast<Course>(random.below(8));
      made.slope = Slope{1, 0, 2};
      return made;
    };
    for (int i = 0; i < 3; ++i) {
      trend.points.emplace_back();
      trend.points.back().side.file = hostile_text(random);
    }
    trend.heap = series();
    for (std::size_t i = 0; i < trend.whole.suspects.size(); ++i) {
      trend.suspects.push_back({random.chance(50), series()});
    }
    trend.classes = {series(), series()};
    for (const Format format : {Format::text, Format::json, Format::csv, Format::html}) {
      RenderOptions rendering;
      rendering.format = format;
      const std::string text = render(trend, rendering);
      expect_printable(text);
      if (format == Format::json) expect_json(text);
      if (format == Format::csv) expect_csv(text);
      if (format == Format::html) expect_page(text);
    }
  });
}

TEST(HostileNames, OfASingleSnapshotLeaveThePageWellFormed) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const Diff diff = hostile_diff(random);
    Triage triage;
    triage.summary.file = hostile_text(random);
    triage.summary.notes = diff.notes;
    triage.suspects = diff.suspects;
    triage.verdict = diff.verdict;
    triage.retained_trees = diff.retained_trees;
    for (int i = 0; i < 3; ++i) {
      triage.summary.classes.push_back(
          {hostile_text(random), hostile_place(random), 1, {8}, {8}, 2});
      TextInfo text;
      text.value.start = hostile_text(random);
      text.copies = 2;
      triage.duplicates.texts.push_back(text);
      BigObject big;
      big.object.name = hostile_text(random);
      triage.biggest.objects.push_back(big);
    }
    Provenance provenance{hostile_text(random), {{hostile_text(random), hostile_text(random)}}};
    RenderOptions rendering;
    rendering.format = Format::html;
    rendering.provenance = &provenance;
    const std::string text = render(triage, rendering);
    expect_printable(text);
    expect_page(text);
  });
}

TEST(HostileNames, OfKnownLeaksAreReadAsTheyWereWritten) {
  for_seeds(2000, [](std::uint64_t seed) {
    using namespace std::chrono;
    Random random(seed);
    const Diff diff = hostile_diff(random);
    const Result<Gate> gate = judge_diff(diff, {});
    ASSERT_TRUE(gate.has_value());
    std::vector<KnownLeak> leaks = known_leaks_of(diff, *gate, 2026y / November / 29d);
    for (KnownLeak& leak : leaks) leak.reason = hostile_text(random);
    const std::string text = format_known_leaks(leaks);
    expect_printable(text);
    const Result<std::vector<KnownLeak>> read = parse_known_leaks(text, "leaks.toml");
    ASSERT_TRUE(read.has_value()) << format_error(read.error()) << text;
    EXPECT_EQ(format_known_leaks(*read), text);
    ASSERT_EQ(read->size(), leaks.size());
  });
}

}  // namespace
}  // namespace heapdiff::test
