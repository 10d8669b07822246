#include "heapdiff/watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <new>
#include <string>
#include <vector>

#include "analysis/reduce.hpp"
#include "graph/load.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::ElementsAre;

/// Writes down what it is told.
class Diary final : public Observer {
 public:
  void phase_begins(const Phase& phase) override { add('+', phase); }
  void phase_ends(const Phase& phase) override { add('-', phase); }
  std::vector<std::string> lines;

 private:
  void add(char what, const Phase& phase) {
    const std::lock_guard lock(mutex_);
    lines.push_back(what + phase.subject().side + " " + phase.name());
  }
  std::mutex mutex_;
};

TEST(Phase, IsToldFromItsBeginningToItsEnd) {
  Diary diary;
  Subject subject("before", "a");
  {
    Phase phase(Watch(diary, subject), "decode");
    phase.next("graph");
  }
  EXPECT_THAT(diary.lines,
              ElementsAre("+before decode", "-before decode", "+before graph", "-before graph"));
}

TEST(Phase, EndsOnce) {
  Diary diary;
  Subject subject("before", "a");
  {
    Phase phase(Watch(diary, subject), "decode");
    phase.end();
    phase.end();
  }
  EXPECT_THAT(diary.lines, ElementsAre("+before decode", "-before decode"));
}

/// Has memory for one line.
class SmallDiary final : public Observer {
 public:
  void phase_begins(const Phase&) override {
    if (++begins > 1) throw std::bad_alloc();
  }
  void phase_ends(const Phase&) override { ++ends; }
  int begins = 0, ends = 0;
};

TEST(Phase, ThatIsFollowedByOneThatCouldNotBeginEndsOnce) {
  SmallDiary diary;
  Subject subject("before", "a");
  {
    Phase phase(Watch(diary, subject), "decode");
    EXPECT_THROW(phase.next("graph"), std::bad_alloc);
  }
  EXPECT_EQ(diary.ends, 1);
}

TEST(Phase, OfWorkThatNobodyWatchesIsNothing) {
  Phase phase({}, "decode");
  phase.next("graph");
  phase.end();
}

TEST(Phase, CountsTheBytesDecodedSinceItBegan) {
  Diary diary;
  Subject subject("before", "a");
  Phase phase(Watch(diary, subject), "decode");
  subject.bytes_decoded = 10;
  EXPECT_EQ(phase.bytes_decoded(), 10u);
  phase.next("graph");
  EXPECT_EQ(phase.bytes_decoded(), 0u);
}

TEST(Watch, OfALoadCountsTheBytesOfTheFileAndOfItsText) {
  const std::string text = Heap().node("Cache", 16).edge("root", "Cache").json();
  const TemporaryDirectory directory;
  for (const std::string& bytes : {text, gzipped(text), zstd_compressed(text)}) {
    Diary diary;
    Subject subject("snapshot", "a");
    const std::string path = directory.write("a", bytes);
    ASSERT_TRUE(graph::load_heap(path, 1, Watch(diary, subject)));
    EXPECT_EQ(subject.bytes_total, bytes.size());
    EXPECT_EQ(subject.bytes_read, bytes.size());
    EXPECT_EQ(subject.bytes_decoded, text.size());
  }
}

TEST(Watch, OfALoadThatFailsEndsThePhase) {
  Diary diary;
  Subject subject("snapshot", "a");
  EXPECT_FALSE(graph::load_heap("/no such file", 1, Watch(diary, subject)));
  EXPECT_THAT(diary.lines, ElementsAre("+snapshot decode", "-snapshot decode"));
}

TEST(Watch, OfAnAnalysisSeesThePhasesOfAllThreads) {
  for (const unsigned threads : {1u, 2u}) {
    Diary diary;
    Subject subject("after", "a");
    const auto analysed =
        analysis::analyse(Heap().node("A", 16).load(), threads, Watch(diary, subject));
    EXPECT_EQ(diary.lines.size() % 2, 0u);
    for (const char* phase : {"shallow sizes", "class names", "depth-first search", "dominators"}) {
      EXPECT_THAT(diary.lines, Contains(std::string("+after ") + phase)) << threads;
      EXPECT_THAT(diary.lines, Contains(std::string("-after ") + phase)) << threads;
    }
  }
}

}  // namespace
}  // namespace heapdiff::test
