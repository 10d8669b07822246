// Snapshots that Node wrote, cut and changed: a report or an error, in bounded time and memory.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/summarise.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "support/mutate.hpp"
#include "support/program.hpp"
#include "support/random_heap.hpp"

#ifndef HEAPDIFF_DAMAGE_SHARE
#define HEAPDIFF_DAMAGE_SHARE 1
#endif

namespace heapdiff::test {
namespace {

/// Of what is tried elsewhere, one in so many: under sanitizers all of it takes long.
constexpr std::uint64_t share = HEAPDIFF_DAMAGE_SHARE;

constexpr const char* names[] = {"unbounded-map", "dictionary", "emitter-listeners"};

graph::Heap load_real(const std::string& name, const std::string& side) {
  const std::string path = std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/pairs/" + name + "." +
                           side + ".heapsnapshot.gz";
  Result<graph::Heap> heap = graph::load_heap(path);
  if (!heap) throw std::runtime_error(format_error(heap.error()));
  return std::move(*heap);
}

/// The nodes that are the nearest to the root, and the strings that they name.
FileModel near_the_root(FileModel file, std::size_t nodes_max) {
  std::vector<bool> is_removed(file.nodes.size(), true);
  std::vector<std::size_t> reached{file.root};
  is_removed[file.root] = false;
  for (std::size_t i = 0; i < reached.size() && reached.size() < nodes_max; ++i) {
    for (const FileModel::Edge& edge : file.nodes[reached[i]].edges) {
      if (!is_removed[edge.target]) continue;
      is_removed[edge.target] = false;
      reached.push_back(edge.target);
    }
  }
  remove_nodes(file, is_removed);
  std::vector<std::string> strings;
  std::vector<std::uint32_t> number(file.strings.size(), UINT32_MAX);
  const auto rename = [&](std::uint32_t& name) {
    if (number[name] == UINT32_MAX) {
      number[name] = static_cast<std::uint32_t>(strings.size());
      strings.push_back(file.strings[name]);
    }
    name = number[name];
  };
  for (FileModel::Node& node : file.nodes) {
    rename(node.name);
    for (FileModel::Edge& edge : node.edges) {
      if (!has_numeric_name(edge.type)) rename(edge.name);
    }
  }
  file.functions.clear();
  file.traces.clear();
  file.strings = std::move(strings);
  return file;
}

struct Pair {
  std::string before, after;
};

/// About 100 kB each.
const std::vector<Pair>& small_pairs() {
  static const std::vector<Pair> pairs = [] {
    constexpr std::size_t nodes_max = 1000;
    std::vector<Pair> made;
    for (const char* name : names) {
      made.push_back({write_file(near_the_root(model_of(load_real(name, "before")), nodes_max)),
                      write_file(near_the_root(model_of(load_real(name, "after")), nodes_max))});
    }
    return made;
  }();
  return pairs;
}

void expect_well_formed(const Error& error) {
  EXPECT_FALSE(error.message.empty());
  EXPECT_TRUE(format_error(error).starts_with("heapdiff: text: "));
}

RenderOptions as_json() {
  RenderOptions options;
  options.format = Format::json;
  return options;
}

/// No run may take longer, on a busy machine and under sanitizers.
class Stopwatch {
 public:
  Stopwatch() = default;
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() {
    EXPECT_LT(std::chrono::steady_clock::now() - start_,
              std::chrono::seconds(is_sanitized() ? 60 : 10));
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// As `heapdiff summary`.
bool expect_summary_or_error(const std::string& text) {
  const Stopwatch watch;
  const auto source = input::text_source(text, "text");
  Result<graph::Heap> heap = graph::load_heap(*source, 1, parse::Texts::cut());
  if (!heap) {
    expect_well_formed(heap.error());
    return false;
  }
  EXPECT_FALSE(render(analysis::summarise(std::move(*heap), 1, {}), {}).empty());
  return true;
}

/// As `heapdiff BEFORE AFTER`, the one of them whole and the other changed.
void expect_diff_or_error(const std::string& before, const std::string& after) {
  const Stopwatch watch;
  const auto source_before = input::text_source(before, "text");
  const auto source_after = input::text_source(after, "text");
  Result<graph::Heap> heap_before = graph::load_heap(*source_before, 1, parse::Texts::cut());
  Result<graph::Heap> heap_after = graph::load_heap(*source_after, 1, parse::Texts::cut());
  for (const auto* heap : {&heap_before, &heap_after}) {
    if (!*heap) return expect_well_formed(heap->error());
  }
  const Result<Diff> diff = leaks::compare(analysis::reduce(std::move(*heap_before)),
                                           analysis::analyse(std::move(*heap_after)), {});
  if (!diff) return expect_well_formed(diff.error());
  EXPECT_TRUE(diff->is_balanced);
  EXPECT_FALSE(render(*diff, {}).empty());
  EXPECT_FALSE(render(*diff, as_json()).empty());
}

TEST(DamagedRealFiles, CutsAtAnyByteAreCuts) {
  for (const char* name : names) {
    SCOPED_TRACE(name);
    const std::string text = write_file(model_of(load_real(name, "before")));
    ASSERT_TRUE(text.ends_with("]}"));
    ASSERT_GT(text.size(), 1'000'000u);
    for_seeds(1000 / std::size(names) / share + 1, [&](std::uint64_t seed) {
      Random random(seed);
      const std::string cut = text.substr(0, random.below(text.size() - 1));
      const auto source = input::text_source(cut, "text");
      const Result<graph::Heap> heap = graph::load_heap(*source, 1, parse::Texts::cut());
      ASSERT_FALSE(heap.has_value());
      expect_well_formed(heap.error());
      EXPECT_EQ(heap.error().kind, ErrorKind::cut_short) << format_error(heap.error());
    });
  }
}

TEST(DamagedRealFiles, TenThousandChangesGiveAReportOrAnError) {
  std::size_t reports = 0;
  for_seeds(10'000 / share, [&](std::uint64_t seed) {
    Random random(seed);
    const Pair& pair = small_pairs()[seed % small_pairs().size()];
    const std::string mutated = mutate(pair.after, random);
    if (seed % 4 == 0) return expect_diff_or_error(pair.before, mutated);
    if (seed % 4 == 1) return expect_diff_or_error(mutated, pair.after);
    reports += expect_summary_or_error(mutated) ? 1 : 0;
  });
  // Changes of names and sizes are not all of them told; others are.
  if (!::testing::Test::HasFailure()) {
    EXPECT_GT(reports, 0u);
    EXPECT_LT(reports, 10'000 / share);
  }
}

// Digits alone: what the grammar lets through meets the checks behind it.
TEST(DamagedRealFiles, ChangedNumbersGiveAReportOrAnError) {
  for_seeds(3000 / share, [&](std::uint64_t seed) {
    Random random(seed);
    const Pair& pair = small_pairs()[seed % small_pairs().size()];
    std::string text = pair.after;
    const std::size_t first = text.find("\"nodes\"");
    const std::size_t last = text.find("\"strings\"");
    for (std::size_t i = 1 + random.below(20); i-- > 0;) {
      char& byte = text[first + random.below(last - first)];
      if (byte >= '0' && byte <= '9') byte = static_cast<char>('0' + random.below(10));
    }
    expect_diff_or_error(pair.before, text);
  });
}

// The program itself: its status, one message, and its memory.
TEST(DamagedRealFiles, EndTheProgramWithAReportOrWithAMessageAndStatusTwo) {
  const TemporaryDirectory directory;
  const RunOptions here{.directory = directory.path().string()};
  std::vector<std::string> whole;
  for (const char* name : names) whole.push_back(write_file(model_of(load_real(name, "after"))));
  for_seeds(60 / share + 1, [&](std::uint64_t seed) {
    Random random(seed);
    const std::string& text = whole[seed % whole.size()];
    const std::string damaged =
        random.chance(30) ? text.substr(0, random.below(text.size())) : mutate(text, random);
    directory.write("damaged", damaged);
    const Outcome outcome = run_heapdiff({"summary", "damaged"}, here);
    if (outcome.status == 0) {
      EXPECT_FALSE(outcome.out.empty());
    } else {
      EXPECT_EQ(outcome.status, 2) << outcome.err;
      EXPECT_EQ(outcome.out, "");
      EXPECT_TRUE(outcome.err.starts_with("heapdiff: damaged: ")) << outcome.err;
    }
    if (is_sanitized()) return;
    EXPECT_LT(outcome.peak_bytes,
              std::max<std::uint64_t>(std::uint64_t{64} << 20, 2 * damaged.size()));
  });
}

}  // namespace
}  // namespace heapdiff::test
