// What a heap's texts say cannot harm a terminal, break a format, or, if it is a value, be told.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/explain_paths.hpp"
#include "analysis/node_rows.hpp"
#include "analysis/summarise.hpp"
#include "base/printable.hpp"
#include "graph/load.hpp"
#include "graph/values.hpp"
#include "heapdiff/nodes.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "support/program.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

// In the bytes of a value that may be shown, and in those that never are.
constexpr std::string_view start_of_secret = "s3cret";
constexpr std::string_view end_of_secret = "t4il";

std::string hostile_text(Random& random) {
  std::string text;
  for (std::size_t pieces = 1 + random.below(4); pieces > 0; --pieces) {
    text += random.pick({"\x1b[31m",  "\x1b]0;title\x07",
                         "\u202e",    "\u2066",
                         "\u200b",    "\u009b",
                         "\r",        "\n",
                         "\t",        "\b",
                         "\x7f",      "\"",
                         "'",         ",",
                         "\\",        "=1+1",
                         "</script>", "é",
                         "中文",      "\U000E0041",
                         "\u2028",    "{a, b}",
                         "name",      " @5",
                         "\x01"});
  }
  return text;
}

/// All names hostile, and all values secret besides.
FileModel make_hostile(FileModel file, Random& random) {
  for (std::string& text : file.strings) {
    // Words that rules look for stay, now and then.
    if (random.chance(80)) text = hostile_text(random) + text;
  }
  for (FileModel::Node& node : file.nodes) {
    if (!graph::is_value(node.type)) continue;
    node.name = static_cast<std::uint32_t>(file.strings.size());
    file.strings.push_back(std::string(start_of_secret) + hostile_text(random) +
                           std::string(graph::value_bytes_shown, '.') + std::string(end_of_secret));
  }
  return file;
}

/// What may stand in any output: printable characters and line ends.
void expect_safe(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const base::CodePoint point = base::decode_code_point(rest);
    const bool is_end_of_line = rest[0] == '\n' || rest.starts_with("\r\n");
    if (!point.is_valid || !(is_end_of_line || base::is_printable(point.value))) {
      ADD_FAILURE() << "at byte " << text.size() - rest.size() << ": "
                    << base::printable(rest.substr(0, 20));
      return;
    }
    rest.remove_prefix(point.bytes);
  }
}

void expect_json(const std::string& text) {
  rapidjson::Document document;
  EXPECT_FALSE(document.Parse(text.data(), text.size()).HasParseError()) << text;
}

void expect_json_lines(const std::string& text) {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    ASSERT_NE(end, std::string::npos);
    expect_json(text.substr(start, end - start));
    start = end + 1;
  }
}

/// RFC 4180: as many fields in each record as in the head.
void expect_csv(const std::string& text) {
  std::vector<std::size_t> fields{1};
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && text[i] == ',') {
      ++fields.back();
    } else if (!is_quoted && text[i] == '\n') {
      EXPECT_EQ(text[i - 1], '\r');
      fields.push_back(1);
    }
  }
  EXPECT_FALSE(is_quoted);
  fields.pop_back();
  for (const std::size_t count : fields) EXPECT_EQ(count, 10u);
}

RenderOptions as_json() {
  RenderOptions options;
  options.format = Format::json;
  return options;
}

graph::Heap load(const std::string& text, bool hides_values) {
  const auto source = input::text_source(text, "evil\x1b[2J\u202E\xFF.heapsnapshot");
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) throw std::runtime_error(format_error(heap.error()));
  heap->hides_values = hides_values;
  return std::move(*heap);
}

/// Everything that can be said of one snapshot.
std::string say_all(const analysis::Analysis& analysed) {
  const Summary summary = analysis::summarise(analysed);
  std::string json = render(summary, as_json());
  expect_json(json);
  std::string all = render(summary, {}) + json;
  std::vector<ObjectId> ids;
  for (const std::uint32_t id : analysed.reduced.ids) ids.push_back({id});
  const auto paths = analysis::explain_paths(analysed, ids);
  if (paths) {
    json = render(PathsReport{{analysed.heap.file, {}, {}, {}}, *paths}, as_json());
    expect_json(json);
    all += render(PathsReport{{analysed.heap.file, {}, {}, {}}, *paths}, {}) + json;
  } else {
    all += format_error(paths.error());
  }
  NodesText as_lines(NodesFormat::ndjson), as_table(NodesFormat::csv), as_object(NodesFormat::json);
  std::string lines, table, object;
  as_table.begin(table, {});
  as_object.begin(object, {analysed.heap.file});
  analysis::for_each_node(analysed, [&](const NodeRow& row) {
    as_lines.add(lines, row);
    as_table.add(table, row);
    as_object.add(object, row);
    return true;
  });
  as_object.end(object);
  expect_json_lines(lines);
  expect_csv(table);
  expect_json(object);
  return all + lines + table + object;
}

std::string say_diff(graph::Heap before, graph::Heap after) {
  DiffOptions options;
  options.force = true;
  options.chains_for = SIZE_MAX;
  const Result<Diff> diff = leaks::compare(analysis::reduce(std::move(before)),
                                           analysis::analyse(std::move(after)), options);
  if (!diff) return format_error(diff.error());
  const std::string json = render(*diff, as_json());
  expect_json(json);
  RenderOptions all_rows;
  all_rows.all_rows = true;
  return render(*diff, {}) + render(*diff, all_rows) + json;
}

TEST(HostileTexts, NeverReachATerminalOrBreakAFormat) {
  int told = 0;
  for_seeds(1500, [&told](std::uint64_t seed) {
    Random random(seed);
    Shape shape;
    shape.has_stacks = seed % 3 == 0;
    const FileModel before = make_hostile(random_file(random, shape), random);
    const FileModel after = later(before, random, shape);
    const std::string texts[2] = {write_file(before), write_file(after)};
    for (const bool hides_values : {false, true}) {
      const std::string all = say_all(analysis::analyse(load(texts[1], hides_values))) +
                              say_diff(load(texts[0], hides_values), load(texts[1], hides_values));
      expect_safe(all);
      EXPECT_EQ(all.find(end_of_secret), std::string::npos);
      const bool is_told = all.find(start_of_secret) != std::string::npos;
      EXPECT_FALSE(hides_values && is_told);
      told += is_told ? 1 : 0;
    }
  });
  EXPECT_GT(told, 1000);
}

TEST(HostileTexts, AreOfNoHarmWhicheverCommandSaysThem) {
  const TemporaryDirectory directory;
  const std::string before = "before\x1b[2J\u202E.heapsnapshot", after = "\xFF\n\x9B-after";
  for_seeds(4, [&](std::uint64_t seed) {
    Random random(seed);
    const FileModel file = make_hostile(random_file(random, {}), random);
    directory.write(before, write_file(file));
    directory.write(after, write_file(later(file, random, {})));
    const std::string id = fmt::format("@{}", file.nodes.back().id);
    const std::vector<std::vector<std::string>> commands{
        {before, after, "--force"},
        {before, after, "--force", "--all", "--verbose"},
        {before, after, "--force", "--format", "json"},
        {before, after, "--force", "--group-by", "script"},
        {before, after, "--force", "--fail-on", "count:\x1b[2J > 0"},
        {"summary", before},
        {"summary", before, "--format", "json"},
        {"path", before, id},
        {"path", before, id, "--format", "json"},
        {"path", before, "@\x1b[2J"},
        {"nodes", before},
        {"nodes", before, "--format", "csv"},
        {"summary", "missing\x1b[2J\xFF"},
        {"summary", before, "-o", "missing\x1b[2J/\xFF"},
        {"summary", before, "--top", "\x1b[2J"},
        {"\x1b[2J", "--\x1b[2J"}};
    for (std::vector<std::string> words : commands) {
      SCOPED_TRACE(base::printable(fmt::format("{}", fmt::join(words, " "))));
      const RunOptions here{.directory = directory.path().string()};
      const Outcome outcome = run_heapdiff(words, here);
      expect_safe(outcome.out);
      expect_safe(outcome.err);
      EXPECT_LE(outcome.status, 2);
      words.emplace_back("--no-strings");
      const Outcome silent = run_heapdiff(words, here);
      EXPECT_EQ((silent.out + silent.err).find(start_of_secret), std::string::npos);
    }
  });
}

}  // namespace
}  // namespace heapdiff::test
