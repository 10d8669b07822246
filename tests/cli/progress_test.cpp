#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "base/printable.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view erase = "\r\x1b[K";
// The first painting comes after 500 ms; these leave time for several, and for one.
constexpr std::chrono::milliseconds long_pause{1300};
constexpr std::chrono::milliseconds short_pause{800};

std::string sample() { return Heap().node("Cache", 16).edge("root", "Cache").json(); }

RunOptions slow_pipe_on_a_terminal(std::chrono::milliseconds pause = long_pause) {
  return {.input = sample(),
          .input_pause = pause,
          .environment = {{"TERM", "xterm"}},
          .err_columns = 80};
}

/// What a line said, each time it was painted; the last is what stays.
std::vector<std::string> paintings(std::string_view screen) {
  std::vector<std::string> lines;
  EXPECT_THAT(screen, StartsWith(erase));
  while (screen.starts_with(erase)) {
    screen.remove_prefix(erase.size());
    const std::size_t end = std::min(screen.find(erase), screen.size());
    lines.emplace_back(screen.substr(0, end));
    screen.remove_prefix(end);
  }
  return lines;
}

// Much work in a small file: white space compresses to nothing.
std::string padded(int megabytes) {
  const std::string spaces = gzipped(std::string(std::size_t{1} << 20, ' '));
  std::string bytes;
  for (int i = 0; i < megabytes; ++i) bytes += spaces;
  return bytes + gzipped(sample());
}

TEST(Progress, OfASlowPipeShowsWhatWasReadAndGoesAwayAgain) {
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = run_heapdiff({"summary", "-"}, slow_pipe_on_a_terminal());
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, run_heapdiff({"summary", "-"}, {.input = sample()}).out);
  const std::vector<std::string> lines = paintings(outcome.err);
  ASSERT_GE(lines.size(), 2u);
  EXPECT_LE(static_cast<double>(lines.size()), 10 * elapsed.count());
  EXPECT_TRUE(
      std::regex_match(lines.front(), std::regex(R"(<stdin>  decode  [\d.]+ k?B  \d+ MB/s)")))
      << lines.front();
  EXPECT_EQ(lines.back(), "");
}

// As much as this machine does not do in half a second.
TEST(Progress, OfACompressedFileShowsThePartReadAndTheTimeLeft) {
  const TemporaryDirectory directory;
  const RunOptions options{.directory = directory.path().string(),
                           .environment = {{"TERM", "xterm"}},
                           .err_columns = 80};
  Outcome outcome;
  for (int megabytes = 256; outcome.err.empty() && megabytes < 10'000; megabytes *= 3) {
    directory.write("large.heapsnapshot", padded(megabytes));
    outcome = run_heapdiff({"summary", "large.heapsnapshot"}, options);
    EXPECT_EQ(outcome.status, 0);
  }
  EXPECT_THAT(outcome.err, EndsWith(erase));
  const std::regex form(R"(large\.heapsnapshot  decode  \d+ %  \d+ MB/s  [\d.]+ s left)");
  EXPECT_TRUE(std::regex_search(outcome.err, form)) << base::printable(outcome.err);
}

TEST(Progress, KeepsWithinTheTerminalsWidthAndEscapesAFilesName) {
  const std::string name = std::string(100, 'n') + "\x1b[2J.fifo";
  for (const std::uint16_t columns : {std::uint16_t{60}, std::uint16_t{20}}) {
    const TemporaryDirectory directory;
    RunOptions options = slow_pipe_on_a_terminal();
    options.directory = directory.path().string();
    options.environment.emplace_back("name", name);
    options.err_columns = columns;
    // Standard input of what runs in the background is /dev/null but for a copy of it.
    const Outcome outcome = run_program({"/bin/sh", "-c",
                                         "mkfifo \"$name\"; exec 3<&0; cat <&3 >\"$name\" & "
                                         "exec " HEAPDIFF_BINARY " summary \"$name\""},
                                        options);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err, Not(HasSubstr("\x1b[2J")));
    const std::vector<std::string> lines = paintings(outcome.err);
    ASSERT_GE(lines.size(), 2u);
    for (const std::string& line : lines) EXPECT_LT(base::display_width(line), columns) << line;
    EXPECT_EQ(lines.front().find(".fifo  decode") != std::string::npos, columns == 60);
  }
}

TEST(Progress, IsGoneBeforeAnErrorIsWritten) {
  RunOptions options = slow_pipe_on_a_terminal();
  options.input.resize(options.input.size() - 10);
  const Outcome outcome = run_heapdiff({"summary", "-"}, options);
  EXPECT_EQ(outcome.status, 2);
  const std::vector<std::string> lines = paintings(outcome.err);
  ASSERT_GE(lines.size(), 2u);
  EXPECT_THAT(lines.front(), StartsWith("<stdin>  decode  "));
  EXPECT_THAT(lines.back(), StartsWith("heapdiff: <stdin>: ends "));
}

TEST(Progress, OfHalfASecondsWorkIsNone) {
  const RunOptions options = slow_pipe_on_a_terminal(std::chrono::milliseconds{0});
  EXPECT_EQ(run_heapdiff({"summary", "-"}, options).err, "");
}

TEST(Progress, IsNoneWhereStandardErrorIsNoTerminal) {
  RunOptions options = slow_pipe_on_a_terminal(short_pause);
  options.err_columns = 0;
  EXPECT_EQ(run_heapdiff({"summary", "-"}, options).err, "");
}

TEST(Progress, IsNoneOnADumbTerminal) {
  RunOptions options = slow_pipe_on_a_terminal(short_pause);
  options.environment = {{"TERM", "dumb"}};
  EXPECT_EQ(run_heapdiff({"summary", "-"}, options).err, "");
}

TEST(Progress, IsNoneWithQuiet) {
  EXPECT_EQ(run_heapdiff({"summary", "-", "--quiet"}, slow_pipe_on_a_terminal(short_pause)).err,
            "");
}

TEST(Progress, IsNoneWithVerbose) {
  const Outcome outcome =
      run_heapdiff({"summary", "-", "--verbose"}, slow_pipe_on_a_terminal(short_pause));
  EXPECT_THAT(outcome.err, HasSubstr("total\n"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace heapdiff::test
