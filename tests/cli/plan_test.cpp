#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string pairs = HEAPDIFF_SOURCE_DIR "/testdata/pairs/";

std::vector<std::string> pair(const std::string& name) {
  return {pairs + name + ".before.heapsnapshot.gz", pairs + name + ".after.heapsnapshot.gz"};
}

Outcome run_with(std::vector<std::string> words, const std::vector<std::string>& options) {
  words.insert(words.end(), options.begin(), options.end());
  return run_heapdiff(std::move(words));
}

/// A limit that the fast plan for a run just crosses, from what --verbose says it needs.
std::string just_too_little(const std::vector<std::string>& words) {
  const Outcome outcome = run_with(words, {"--verbose", "--max-memory", "0"});
  static const std::regex needed("plan: fast, .* about ([0-9.]+) MB");
  std::smatch match;
  if (!std::regex_search(outcome.err, match, needed)) ADD_FAILURE() << outcome.err;
  return std::to_string(std::stod(match.str(1)) - 0.2) + "MB";
}

TEST(Plan, EveryPlanGivesTheSameReport) {
  for (const char* name : {"unbounded-map", "emitter-listeners", "timer-closures", "dictionary"}) {
    const std::vector<std::string> files = pair(name);
    const std::string limit = just_too_little(files);
    for (const std::vector<std::string>& options : {std::vector<std::string>{},
                                                    {"--format", "json"},
                                                    {"--sort", "count", "--chains", "9"},
                                                    {"--chains", "0"}}) {
      const Outcome fast = run_with(files, options);
      for (const char* threads :
           {"2", "3"}) {  // with one, the fast plan for a small pair is as lean
        std::vector<std::string> lean_options = options;
        lean_options.insert(lean_options.end(),
                            {"--max-memory", limit, "--threads", threads, "--verbose"});
        const Outcome lean = run_with(files, lean_options);
        EXPECT_THAT(lean.err, HasSubstr("plan: lean, ")) << name;
        EXPECT_EQ(lean.out, fast.out) << name;
        EXPECT_EQ(lean.status, 0);
      }
    }
  }
}

TEST(Plan, TheLeanOneReadsTheAfterSideTwice) {
  const std::vector<std::string> files = pair("unbounded-map");
  const Outcome lean = run_with(files, {"--max-memory", just_too_little(files), "--verbose"});
  std::size_t count = 0;
  for (std::size_t at = 0; (at = lean.err.find("after     decode", at)) != std::string::npos; ++at)
    ++count;
  EXPECT_EQ(count, 2u);
}

TEST(Plan, WhatCannotFitIsRefusedWithTheMemoryThatItNeeds) {
  const Outcome diff = run_with(pair("unbounded-map"), {"--max-memory", "1M"});
  EXPECT_EQ(diff.status, 2);
  EXPECT_EQ(diff.out, "");
  EXPECT_THAT(diff.err,
              testing::MatchesRegex("heapdiff: the diff needs about [0-9.]+ MB of memory, but "
                                    "the limit allows 1.0 MB\n  hint: --max-memory [0-9]+M lets "
                                    "it try; --max-memory 0 takes what there is\n"));
  const std::string file = pair("unbounded-map")[0];
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"summary", file}, {"nodes", file}, {"path", file, "@1"}}) {
    const Outcome outcome = run_with(words, {"--max-memory", "1M"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr(file + ": needs about "), HasSubstr("allows 1.0 MB")));
  }
}

TEST(Plan, TheHintOfARefusalIsEnough) {
  const std::vector<std::string> files = pair("unbounded-map");
  const Outcome refused = run_with(files, {"--max-memory", "1M"});
  static const std::regex hint("--max-memory ([0-9]+M) lets");
  std::smatch match;
  ASSERT_TRUE(std::regex_search(refused.err, match, hint));
  EXPECT_EQ(run_with(files, {"--max-memory", match.str(1)}).status, 0);
}

TEST(Plan, TheForetoldPeakIsNotExceeded) {
  if (is_sanitized()) GTEST_SKIP() << "the sanitizer's own memory would be measured";
  for (const char* name : {"unbounded-map", "emitter-listeners", "timer-closures", "dictionary"}) {
    const std::vector<std::string> files = pair(name);
    const std::string limit = just_too_little(files);
    EXPECT_LE(run_with(files, {}).peak_bytes,
              static_cast<std::uint64_t>(std::stod(limit) * 1e6 + 200'000));
    EXPECT_LE(run_with(files, {"--max-memory", limit}).peak_bytes,
              static_cast<std::uint64_t>(std::stod(limit) * 1e6));
  }
}

// 4 bytes more for each of so many nodes, in the figure that is foretold.
TEST(Plan, AllocationStacksCost) {
  const TemporaryDirectory directory;
  Heap heap;
  for (int i = 0; i < 50'000; ++i) heap.node("Order#" + std::to_string(i), 16);
  heap.allocated({"makeOrder"});
  const std::string with = heap.json();
  const std::string without =
      replaced(with, "\"trace_function_count\":2", "\"trace_function_count\":0");
  const auto needed = [&](const char* name, const std::string& text) {
    return std::stod(just_too_little({"summary", directory.write(name, text), "--top", "1"}));
  };
  EXPECT_NEAR(needed("with", with) - needed("without", without), 0.2, 0.11);
}

// A header may claim anything: what the file can hold bounds it.
TEST(Plan, ALyingHeaderIsNotBelieved) {
  const TemporaryDirectory directory;
  const std::string text = replaced(Heap().node("Cache", 16).edge("root", "Cache").json(),
                                    "\"node_count\":2", "\"node_count\":1000000000000000");
  const std::string plain = directory.write("plain", text);
  const Outcome outcome = run_with({"summary", plain}, {"--max-memory", "100M"});
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("\"nodes\" holds 2 where the header says 1000000000000000"),
                    Not(HasSubstr("needs about"))));
}

TEST(Plan, APipeCannotBeLookedInto) {
  const std::string text = Heap().node("Cache", 16).edge("root", "Cache").json();
  const Outcome outcome =
      run_heapdiff({"summary", "-", "--verbose", "--max-memory", "1M"}, {.input = text});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("memory unknown before reading; the limit is 1.0 MB"));
}

TEST(Plan, ASizeIsAskedForInWords) {
  for (const char* size : {"many", "-5M", "5X", ""}) {
    const Outcome outcome = run_heapdiff({"a", "b", "--max-memory", size});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--max-memory")) << size;
  }
}

}  // namespace
}  // namespace heapdiff::test
