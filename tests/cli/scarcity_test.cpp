// Systems limit the threads of a user or a container, and memory. Neither may abort the program.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/program.hpp"

namespace heapdiff::test {
namespace {

constexpr const char* pair = HEAPDIFF_SOURCE_DIR "/testdata/pairs/timer-closures";
// More than any machine's processors give, so that every place has a helper.
constexpr const char* many_threads = "8";

std::string side(const char* name) { return fmt::format("{}.{}.heapsnapshot.gz", pair, name); }

/// Every command that works on several threads.
std::vector<std::vector<std::string>> commands() {
  return {
      {"diff", side("before"), side("after"), "--threads", many_threads},
      {"diff", side("before"), side("after"), "--threads", many_threads, "--max-memory", "40MB"},
      {"summary", side("after"), "--threads", many_threads},
      {"nodes", side("after"), "--threads", many_threads},
      {"biggest", side("after"), "--threads", many_threads},
  };
}

TEST(WithoutThreads, EveryCommandReportsTheSame) {
  if (is_sanitized()) GTEST_SKIP() << "sanitizers start threads of their own";
  for (const std::vector<std::string>& command : commands()) {
    SCOPED_TRACE(testing::PrintToString(command));
    const Outcome with = run_heapdiff(command);
    ASSERT_EQ(with.status, 0) << with.err;
    const Outcome without = run_heapdiff(command, {.can_start_threads = false});
    EXPECT_EQ(without.status, 0) << without.err;
    EXPECT_TRUE(without.out == with.out);
    EXPECT_EQ(without.err, with.err);
  }
}

TEST(WithoutThreads, APhaseIsShownAsItEnds) {
  if (is_sanitized()) GTEST_SKIP() << "sanitizers start threads of their own";
  const Outcome verbose =
      run_heapdiff({"summary", side("after"), "--verbose"}, {.can_start_threads = false});
  EXPECT_EQ(verbose.status, 0);
  EXPECT_THAT(verbose.err, testing::HasSubstr("decode"));
}

TEST(WithoutThreads, ATerminalJustShowsNoProgress) {
  if (is_sanitized()) GTEST_SKIP() << "sanitizers start threads of their own";
  const Outcome watched = run_heapdiff(
      {"summary", side("after")},
      {.environment = {{"TERM", "xterm"}}, .err_columns = 80, .can_start_threads = false});
  EXPECT_EQ(watched.status, 0) << watched.err;
  EXPECT_EQ(watched.err, "");
}

/// Memory may end in any place, in a helper as well as in the main thread. What ends it in each of
/// them differs by machine and by run, so limits are tried from what loads the program up to what
/// was enough some times in a row.
TEST(WithoutMemory, EveryCommandSaysSo) {
  if (is_sanitized()) GTEST_SKIP() << "sanitizers want terabytes of addresses";
  constexpr std::uint64_t mib = std::uint64_t{1} << 20;
  std::uint64_t least = 8 * mib;  // below, the system's loader fails, with a message of its own
  while (run_heapdiff({"--version"}, {.address_bytes_max = least}).status != 0) least += mib;
  std::vector<std::vector<std::string>> diffs_and_summary = commands();
  diffs_and_summary.resize(3);  // the others load as the summary does
  for (const std::vector<std::string>& command : diffs_and_summary) {
    SCOPED_TRACE(testing::PrintToString(command));
    int failures = 0;
    for (std::uint64_t limit = least, successes = 0; successes < 3; limit += 8 * mib) {
      SCOPED_TRACE(limit / mib);
      ASSERT_LT(limit, 4096 * mib);
      const Outcome outcome = run_heapdiff(command, {.address_bytes_max = limit});
      successes = outcome.status == 0 ? successes + 1 : 0;
      if (successes > 0) continue;
      ++failures;
      ASSERT_EQ(outcome.status, 2) << outcome.err;
      ASSERT_THAT(outcome.err, testing::StartsWith("heapdiff: out of memory\n"));
    }
    EXPECT_GT(failures, 0);
  }
}

}  // namespace
}  // namespace heapdiff::test
