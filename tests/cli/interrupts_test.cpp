// What is left of a run that a signal, or a full disk, ends.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

std::string sample() { return Heap().node("Cache", 16).edge("root", "Cache").json(); }

/// Its nodes are some megabytes, as NDJSON.
std::string larger() {
  Heap heap;
  for (int i = 0; i < 30'000; ++i) {
    const std::string label = fmt::format("A#{}", i);
    heap.node(label, 16).edge("root", label);
  }
  return heap.json();
}

std::set<std::string> files_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

TEST(Interrupts, EndARunThatWaitsForItsInputByTheSignal) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = run_heapdiff(
        {"summary", "-"}, {.input = sample(), .signal = signal, .signal_after = 200ms});
    EXPECT_EQ(outcome.status, 128 + signal);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  }
}

TEST(Interrupts, EndADiffWhoseSidesAreOnSeveralThreads) {
  const TemporaryDirectory directory;
  directory.write("a", larger());
  const Outcome outcome =
      run_heapdiff({"a", "-", "--threads", "4"}, {.directory = directory.path().string(),
                                                  .input = larger(),
                                                  .signal = SIGINT,
                                                  .signal_after = 100ms});
  EXPECT_EQ(outcome.status, 128 + SIGINT);
}

TEST(Interrupts, ThatWereIgnoredBeforeStayIgnored) {
  const Outcome outcome =
      run_program({"/bin/sh", "-c", "trap '' HUP; exec " HEAPDIFF_BINARY " summary -"},
                  {.input = sample(), .signal = SIGHUP, .signal_after = 200ms});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Cache"));
}

TEST(Interrupts, TakeTheLineOfProgressAway) {
  const Outcome outcome = run_heapdiff({"summary", "-"}, {.input = sample(),
                                                          .environment = {{"TERM", "xterm"}},
                                                          .err_columns = 80,
                                                          .signal = SIGINT,
                                                          .signal_after = 2s});
  EXPECT_EQ(outcome.status, 128 + SIGINT);
  EXPECT_THAT(outcome.err, HasSubstr("<stdin>  decode  "));
  EXPECT_THAT(outcome.err, EndsWith("\r\x1b[K"));
}

// At any moment of a run: before the output is begun, while it is written, when it is there.
TEST(Interrupts, LeaveTheOldReportOrTheNewOneWholeAndNothingBesideIt) {
  const TemporaryDirectory directory;
  directory.write("a", larger());
  const RunOptions here{.directory = directory.path().string()};
  const std::vector<std::string> words{"nodes", "a", "-o", "report"};
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(run_heapdiff(words, here).status, 0);
  const auto whole_run = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);
  const std::string report = read_file(directory.path() / "report");
  constexpr int moments = 40;
  int interrupted = 0;
  for (int i = 0; i < moments; ++i) {
    SCOPED_TRACE(i);
    directory.write("report", "yesterday's");
    RunOptions options = here;
    options.signal = i % 2 == 0 ? SIGINT : SIGTERM;
    options.signal_after = whole_run * i / moments;
    const Outcome outcome = run_heapdiff(words, options);
    const std::string left = read_file(directory.path() / "report");
    EXPECT_THAT(files_in(directory.path()), testing::ElementsAre("a", "report"));
    if (outcome.status == 0) {
      EXPECT_EQ(left, report);
    } else {
      ++interrupted;
      EXPECT_EQ(outcome.status, 128 + options.signal);
      EXPECT_TRUE(left == "yesterday's" || left == report);
    }
  }
  EXPECT_GT(interrupted, 0);
}

TEST(FullDisk, IsTroubleAndLeavesTheOldReportAsItWas) {
  const TemporaryDirectory directory;
  directory.write("a", larger());
  directory.write("report", "yesterday's");
  const Outcome outcome =
      run_heapdiff({"nodes", "a", "-o", "report"},
                   {.directory = directory.path().string(), .file_bytes_max = 100'000});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "heapdiff: report: File too large\n"
            "  hint: nothing of the report is left, and an older one is as it was\n");
  EXPECT_EQ(read_file(directory.path() / "report"), "yesterday's");
  EXPECT_THAT(files_in(directory.path()), testing::ElementsAre("a", "report"));
}

TEST(FullDisk, OnStandardOutputIsTrouble) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const TemporaryDirectory directory;
  directory.write("a", sample());
  const Outcome outcome =
      run_program({"/bin/sh", "-c", "exec " HEAPDIFF_BINARY " summary a >/dev/full"},
                  {.directory = directory.path().string()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "heapdiff: <stdout>: No space left on device\n");
}

// Where this user may mount one, a disk that is really full.
TEST(FullDisk, OfASmallFileSystemIsTrouble) {
  const TemporaryDirectory directory;
  directory.write("a", larger());
  const Outcome outcome = run_program(
      {"/bin/sh", "-c",
       "mkdir small && unshare --map-root-user --mount sh -c 'mount -t tmpfs -o size=64k none "
       "small "
       "|| exit 77; echo old >small/report; " HEAPDIFF_BINARY
       " nodes a -o small/report; echo status $?; ls small; cat small/report' || exit 77"},
      {.directory = directory.path().string()});
  if (outcome.status != 0) GTEST_SKIP() << "no mount here: " << outcome.err;
  EXPECT_EQ(outcome.out, "status 2\nreport\nold\n");
  EXPECT_THAT(outcome.err, HasSubstr("heapdiff: small/report: No space left on device\n"));
}

}  // namespace
}  // namespace heapdiff::test
