#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// root ─▶ SessionCache ─a,b▶ Session ×2      root ─▶ "\x1b[31m"
Heap sessions(int count = 2) {
  Heap heap;
  heap.node("SessionCache", 16).edge("root", "SessionCache");
  for (int i = 0; i < count; ++i) {
    const std::string label = fmt::format("Session#{}", i);
    heap.node(label, 40).edge("SessionCache", label, fmt::format("s{}", i));
  }
  return heap.string("red", 24)
      .named("\x1b[31mred")
      .edge("root", "red")
      .node("Evil\x1b[2J", 8)
      .edge("root", "Evil\x1b[2J", "evil");
}

/// heapdiff shell on a terminal of its own, in a directory with the snapshot.
class TerminalShell {
 public:
  explicit TerminalShell(std::string_view json) {
    directory_.write("a.heapsnapshot", json);
    winsize size{};
    size.ws_row = 50;
    size.ws_col = 100;
    child_ = forkpty(&fd_, nullptr, nullptr, &size);
    if (child_ < 0) throw std::runtime_error("forkpty");
    if (child_ == 0) {
      setenv("TERM", "xterm", 1);
      setenv("LC_ALL", "C.UTF-8", 1);
      // libedit never frees the names of functions that are added to it.
      setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
      if (chdir(directory_.path().c_str()) != 0) _exit(126);
      execl(HEAPDIFF_BINARY, "heapdiff", "shell", "a.heapsnapshot", nullptr);
      _exit(127);
    }
  }
  TerminalShell(const TerminalShell&) = delete;
  TerminalShell& operator=(const TerminalShell&) = delete;
  ~TerminalShell() {
    close(fd_);
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
  }

  void type(std::string_view keys) {
    ASSERT_EQ(write(fd_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }

  /// What appears until `text` has, that included; all of it where it does not within ten seconds.
  std::string wait_for(std::string_view text) {
    constexpr int timeout_ms = 10'000;
    for (;;) {
      const std::size_t found = pending_.find(text);
      if (found != std::string::npos) {
        std::string seen = pending_.substr(0, found + text.size());
        pending_.erase(0, found + text.size());
        return seen;
      }
      pollfd wait{fd_, POLLIN, 0};
      std::array<char, 4096> buffer{};
      const ssize_t count =
          poll(&wait, 1, timeout_ms) == 1 ? read(fd_, buffer.data(), buffer.size()) : 0;
      if (count <= 0) {
        ADD_FAILURE() << "never saw " << text << " in: " << pending_;
        return std::exchange(pending_, "");
      }
      pending_.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

  /// The exit status once the program has ended by itself; one that does not within ten seconds is
  /// ended, so that no test hangs.
  int wait_for_end() {
    std::array<char, 4096> buffer{};
    pollfd wait{fd_, POLLIN, 0};
    int ready = 0;
    while ((ready = poll(&wait, 1, 10'000)) == 1 && read(fd_, buffer.data(), buffer.size()) > 0) {
    }
    if (ready == 0) kill(child_, SIGKILL);
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  TemporaryDirectory directory_;
  int fd_ = -1;
  pid_t child_ = -1;
  std::string pending_;
};

constexpr const char* prompt = "heapdiff> ";

TEST(ShellOnATerminal, PromptsAnswersAndLeavesAtCtrlD) {
  TerminalShell shell(sessions().json());
  shell.wait_for(prompt);
  shell.type("class Session\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("2 objects, 80 B shallow"));
  shell.type("\x04");
  EXPECT_EQ(shell.wait_for_end(), 0);
}

TEST(ShellOnATerminal, BringsTheLastLineBackAtArrowUp) {
  TerminalShell shell(sessions().json());
  shell.wait_for(prompt);
  shell.type("object @5\r");
  shell.wait_for(prompt);
  shell.type("\x1b[A\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("object, distance 2, dominated by @3"));
}

TEST(ShellOnATerminal, CompletesCommandsAndClassesAtTab) {
  TerminalShell shell(sessions().json());
  shell.wait_for(prompt);
  shell.type("cla\tSessionC\t\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("1 object, 16 B shallow"));
  // Two classes begin like that: what they have in common, and then both of them.
  shell.type("class S\t");
  shell.wait_for("ession");
  shell.type("\t");
  EXPECT_THAT(shell.wait_for("heapdiff> class Session"), HasSubstr("SessionCache"));
  shell.type("\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("2 objects, 80 B shallow"));
}

TEST(ShellOnATerminal, DropsTheLineAtCtrlC) {
  TerminalShell shell(sessions().json());
  shell.wait_for(prompt);
  shell.type("quit");
  shell.wait_for("quit");
  shell.type("\x03");
  shell.wait_for(prompt);
  shell.type("object @3\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("SessionCache"));
  shell.type("quit\r");
  EXPECT_EQ(shell.wait_for_end(), 0);
}

TEST(ShellOnATerminal, GoesOnAfterAnErrorWhichIsNoFailure) {
  TerminalShell shell(sessions().json());
  shell.wait_for(prompt);
  shell.type("object @99\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("no object has the id @99"));
  shell.type("quit\r");
  EXPECT_EQ(shell.wait_for_end(), 0);
}

TEST(ShellOnATerminal, ShowsHostileNamesEscapedAndDoesNotCompleteThem) {
  TerminalShell shell(sessions().json());
  shell.wait_for(prompt);
  shell.type("strings red\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("\\x1b[31mred"));
  shell.type("find Evil\r");
  EXPECT_THAT(shell.wait_for(prompt), HasSubstr("Evil\\x1b[2J"));
  shell.type("class Ev\t\r");
  const std::string seen = shell.wait_for(prompt);
  EXPECT_THAT(seen, HasSubstr("no object is of class Ev"));
  EXPECT_THAT(seen, Not(HasSubstr("\x1b[2J")));
}

class ShellOnAPipe : public testing::Test {
 protected:
  ShellOnAPipe() { directory_.write("a", sessions().json()); }

  [[nodiscard]] Outcome ask(const std::string& lines,
                            std::vector<std::string> words = {"a"}) const {
    words.insert(words.begin(), "shell");
    return run_heapdiff(words, {.directory = directory_.path().string(), .input = lines});
  }

  TemporaryDirectory directory_;
};

TEST_F(ShellOnAPipe, AnswersOneAfterTheOtherWithoutAPrompt) {
  const Outcome outcome = ask("object @3\n\n# a remark\nobject @5");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out.substr(0, 16), "@3 SessionCache ");
  EXPECT_THAT(outcome.out, HasSubstr("\n\n@5 Session  40 B shallow"));
  EXPECT_EQ(outcome.err, "");
}

TEST_F(ShellOnAPipe, TellsTheLineOfAnErrorAndGoesOn) {
  const Outcome outcome = ask("object @99\nfrobnicate\nobject @3\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("heapdiff: line 1: a: no object has the id @99\n"));
  EXPECT_THAT(outcome.err, HasSubstr("heapdiff: line 2: there is no command frobnicate\n"));
  EXPECT_THAT(outcome.out, HasSubstr("@3 SessionCache"));
}

TEST_F(ShellOnAPipe, LooksAtNothingBehindQuit) {
  const Outcome outcome = ask("quit\nfrobnicate\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

TEST_F(ShellOnAPipe, CutsALineOfMegabytes) {
  const Outcome outcome = ask("find " + std::string(5'000'000, 'x') + "\nobject @3\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err.substr(0, 200);
  EXPECT_THAT(outcome.out, HasSubstr("@3 SessionCache"));
}

TEST_F(ShellOnAPipe, OfTwoSnapshotsAsksTheSecondAndComparesBoth) {
  directory_.write("b", sessions(5).json());
  const Outcome outcome =
      ask("class Session\nnew Session\nbefore\nclass Session\nafter\nclass Session\n", {"a", "b"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, testing::MatchesRegex(
                               "Session  5 objects, (.|\n)*Session  3 new objects, 120 B(.|\n)*"
                               "Session  2 objects, (.|\n)*Session  5 objects, (.|\n)*"));
}

TEST_F(ShellOnAPipe, OfOneSnapshotHasNothingToCompare) {
  const Outcome outcome = ask("diff\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("line 1: diff takes two snapshots"));
}

TEST_F(ShellOnAPipe, CannotTakeTheSnapshotFromItToo) {
  const Outcome outcome = ask(sessions().json(), {"-"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("reads commands from standard input"));
}

}  // namespace
}  // namespace heapdiff::test
