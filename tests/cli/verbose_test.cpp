#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::HasSubstr;

std::string sample() { return Heap().node("Cache", 16).edge("root", "Cache").json(); }

/// "before decode" for each line of --verbose; the test fails where a line has another form.
std::multiset<std::string> phases_of(const std::string& err) {
  static const std::regex form(
      R"( *\d+\.\d{3}  +\d+\.\d  +(?:-|\d+\.\d)  (before|after|both|snapshot|all) +([a-z -]+))");
  std::multiset<std::string> phases;
  std::istringstream lines(err);
  std::string line;
  std::getline(lines, line);
  EXPECT_THAT(line, testing::StartsWith("heapdiff: plan: "));
  std::getline(lines, line);
  EXPECT_EQ(line, "seconds  peak MB    MB/s  side      phase");
  while (std::getline(lines, line)) {
    std::smatch match;
    if (!std::regex_match(line, match, form)) {
      ADD_FAILURE() << line;
      continue;
    }
    phases.insert(match.str(1) + " " + match.str(2));
  }
  EXPECT_THAT(err, testing::EndsWith("  all       total\n"));
  return phases;
}

TEST(Verbose, HasALineForEachPhaseOfBothSidesWithAnyNumberOfThreads) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  for (const char* threads : {"1", "2", "3"}) {
    const Outcome diff = run_heapdiff({"a", "a", "--verbose", "--threads", threads},
                                      {.directory = directory.path().string()});
    EXPECT_EQ(diff.status, 0);
    const std::multiset<std::string> phases = phases_of(diff.err);
    for (const char* side : {"before", "after"}) {
      for (const char* phase : {"decode", "retaining edges", "shallow sizes", "class names",
                                "depth-first search", "dominators"}) {
        EXPECT_EQ(phases.count(std::string(side) + " " + phase), 1u) << side << " " << phase;
      }
    }
    // A single thread finds no retaining paths where nothing is to be followed.
    for (const char* phase : {"match", "retained sizes", "order", "render"}) {
      EXPECT_EQ(phases.count(std::string("both ") + phase), 1u) << phase;
    }
  }
}

TEST(Verbose, IsUnderstoodByEveryCommand) {
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const RunOptions here{.directory = directory.path().string()};
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"summary", "a"}, {"path", "a", "@1"}, {"nodes", "a"}, {"summary", "-"}}) {
    std::vector<std::string> verbose = words;
    verbose.emplace_back("--verbose");
    const RunOptions options{.directory = here.directory, .input = sample()};
    const Outcome outcome = run_heapdiff(verbose, options);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(phases_of(outcome.err).count("snapshot decode"), 1u);
    EXPECT_EQ(outcome.out, run_heapdiff(words, options).out);
  }
}

TEST(Verbose, StillReportsAnError) {
  const Outcome outcome = run_heapdiff({"summary", "no such file", "--verbose"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("  snapshot  decode\n"));
  EXPECT_THAT(outcome.err, HasSubstr("heapdiff: no such file: No such file or directory\n"));
  EXPECT_THAT(outcome.err, testing::EndsWith("  all       total\n"));
}

TEST(Verbose, ContradictsQuiet) {
  const Outcome outcome = run_heapdiff({"summary", "a", "--verbose", "-q"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--quiet excludes --verbose"));
}

}  // namespace
}  // namespace heapdiff::test
