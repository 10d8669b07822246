// The memory that a plan foretells, against the peak of the run, on pairs of middle size.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace heapdiff::test {
namespace {

// So that the program itself and its buffers are a small part of what is measured.
constexpr const char* copies = "24";
// Just more than the ids of the pair that is multiplied: what holes between ids take is not known
// before they are read.
constexpr const char* id_stride = "124002";

// On the machine where the prices were fitted no forecast was less than a peak, and most were at
// most 3 % more. Others have pages of another size at another time; a column that a plan forgot,
// or counts twice, is 4 bytes a node of 60.
// Files that the prices were not fitted to are up to 1.093.
constexpr double ratio_min = 0.98, ratio_max = 1.1;
// Of diffs and summaries; and of those of files that are nearly all text. There the peak of a lean
// diff itself varies by a fifth from run to run.
constexpr double pair_ratio_max = 1.12, ratio_max_of_text = 1.14, lean_ratio_max_of_text = 1.2;

constexpr const char* source = HEAPDIFF_SOURCE_DIR "/testdata/pairs/unbounded-map";

/// What --verbose foretells, in bytes.
double foretold(const Outcome& outcome) {
  static const std::regex needed("plan: [a-z]+, .* about ([0-9.]+) MB of memory");
  std::smatch match;
  if (!std::regex_search(outcome.err, match, needed)) {
    ADD_FAILURE() << outcome.err;
    return 0;
  }
  return std::stod(match.str(1)) * 1e6;
}

class Forecast : public testing::Test {
 protected:
  void SetUp() override {
    if (is_sanitized()) GTEST_SKIP() << "sanitizers take memory of their own";
    for (const char* side : {"before", "after"}) {
      const std::string file = (directory_.path() / side).string();
      const Outcome made =
          run_program({MULTIPLY_SNAPSHOT, fmt::format("{}.{}.heapsnapshot.gz", source, side),
                       copies, "--id-stride", id_stride, "--new-strings", "-o", file});
      ASSERT_EQ(made.status, 0) << made.err;
    }
  }

  [[nodiscard]] Outcome run(std::vector<std::string> words, const std::string& limit) const {
    words.insert(words.end(), {"--verbose", "--threads", "2", "--max-memory", limit});
    return run_heapdiff(std::move(words), {.directory = directory_.path().string()});
  }

  void expect_right(const std::vector<std::string>& words, double max = ratio_max,
                    const std::string& limit = "0") const {
    SCOPED_TRACE(testing::PrintToString(words) + " " + limit);
    const Outcome outcome = run(words, limit);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const double ratio = foretold(outcome) / static_cast<double>(outcome.peak_bytes);
    EXPECT_GE(ratio, ratio_min);
    EXPECT_LE(ratio, max);
  }

  /// Every plan that there is, on a pair.
  void expect_all_right(double pair_max = pair_ratio_max, double lean_max = pair_ratio_max) const {
    expect_right({"before", "after"}, pair_max);
    const Outcome fast = run({"before", "after"}, "0");
    expect_right({"before", "after"}, lean_max, fmt::format("{:.0f}", foretold(fast) - 1e6));
    expect_right({"summary", "after"}, pair_max);
    expect_right({"after"});
    expect_right({"path", "after", "@1"});
    expect_right({"nodes", "after"});
    expect_right({"class", "after", "/^(Item|Order)$/"});
    expect_right({"biggest", "after"});
    expect_right({"strings", "after", "*7*"});
    expect_right({"duplicates", "after"});
  }

  TemporaryDirectory directory_;
};

TEST_F(Forecast, IsThePeak) { expect_all_right(); }

// Of fewer nodes a lean summary takes no less.
TEST_F(Forecast, OfALeanSummaryIsLessAndTheReportTheSame) {
  const Outcome fast = run({"summary", "after"}, "0");
  const Outcome lean = run({"summary", "after"}, fmt::format("{:.0f}", foretold(fast) - 2e5));
  EXPECT_EQ(lean.status, 0) << lean.err;
  EXPECT_NE(lean.err.find("plan: lean, "), std::string::npos) << lean.err;
  EXPECT_EQ(lean.out, fast.out);
}

TEST_F(Forecast, OfALeanDiffIsLessThanTheFile) {
  const double bytes = static_cast<double>(std::filesystem::file_size(directory_.path() / "after"));
  EXPECT_EQ(run({"before", "after"}, fmt::format("{:.0f}", bytes)).status, 0);
}

/// Writes a snapshot as V8 does, one element a line: root ─▶ Items, each of which holds so many
/// Parts, which all share, and a text of its own.
void write_items(const std::string& path, unsigned items, unsigned parts_each,
                 unsigned text_bytes) {
  constexpr unsigned parts = 300, fields = 7;
  const unsigned nodes = 1 + parts + 2 * items;
  const unsigned edges = parts + items * (parts_each + 2);
  std::ofstream out(path);
  out << fmt::format(
      R"({{"snapshot":{{"meta":{{"node_fields":["type","name","id","self_size","edge_count",)"
      R"("trace_node_id","detachedness"],"node_types":[["hidden","array","string","object","code",)"
      R"("closure","regexp","number","native","synthetic","concatenated string","sliced string",)"
      R"("symbol","bigint","object shape"],"string","number","number","number","number","number"],)"
      R"("edge_fields":["type","name_or_index","to_node"],"edge_types":[["context","element",)"
      R"("property","internal","hidden","shortcut","weak"],"string_or_number","node"],)"
      R"("trace_function_info_fields":[],"trace_node_fields":[],"sample_fields":[],)"
      R"("location_fields":["object_index","script_id","line","column"]}},"node_count":{},)"
      R"("edge_count":{},"trace_function_count":0}},)"
      "\n\"nodes\":[",
      nodes, edges);
  out << fmt::format("9,0,1,0,{},0,0\n", parts + items);
  for (unsigned i = 0; i < parts; ++i) out << fmt::format(",3,1,{},24,0,0,0\n", 3 + 2 * i);
  for (unsigned i = 0; i < items; ++i) {
    const unsigned id = 1001 + 4 * i;
    out << fmt::format(",3,2,{},56,{},0,0\n,2,{},{},{},0,0,0\n", id, parts_each + 1, 4 + i, id + 2,
                       16 + text_bytes);
  }
  out << "],\n\"edges\":[";
  const char* comma = "";
  const auto edge = [&](unsigned type, unsigned name, unsigned node) {
    out << fmt::format("{}{},{},{}\n", comma, type, name, node * fields);
    comma = ",";
  };
  for (unsigned i = 0; i < parts + items; ++i) {
    edge(1, i, i < parts ? 1 + i : 1 + parts + 2 * (i - parts));
  }
  for (unsigned i = 0; i < items; ++i) {
    for (unsigned j = 0; j < parts_each; ++j) edge(1, j, 1 + (i * 7 + j) % parts);
    edge(2, 3, 2 + parts + 2 * i);
  }
  out << "],\n\"trace_function_infos\":[],\n\"trace_tree\":[],\n\"samples\":[],\n\"locations\":[],"
         "\n"
      << R"("strings":["","Part","Item","text")";
  for (unsigned i = 0; i < items; ++i) {
    out << fmt::format(",\n\"{:0{}}\"", i, std::max(text_bytes, 7u));
  }
  out << "]}\n";
}

class ForecastOfItems : public Forecast {
 protected:
  void SetUp() override {
    if (is_sanitized()) GTEST_SKIP() << "sanitizers take memory of their own";
  }
  void write(unsigned items, unsigned parts_each, unsigned text_bytes) const {
    const auto path = [&](const char* side) { return (directory_.path() / side).string(); };
    write_items(path("before"), items - items / 10, parts_each, text_bytes);
    write_items(path("after"), items, parts_each, text_bytes);
  }
};

TEST_F(ForecastOfItems, IsThePeakWhereMostOfTheFileAreStrings) {
  write(120'000, 1, 500);
  expect_all_right(ratio_max_of_text, lean_ratio_max_of_text);
}

TEST_F(ForecastOfItems, IsThePeakWhereMostOfTheFileAreEdges) {
  write(30'000, 150, 20);
  expect_all_right();
}

}  // namespace
}  // namespace heapdiff::test
