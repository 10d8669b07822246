#include "base/parallel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <thread>
#include <vector>

namespace heapdiff::base {
namespace {

TEST(Start, OnSeveralThreadsWorksBesideTheCaller) {
  std::atomic<bool> is_begun = false;
  auto id = start(2, [&is_begun] {
    is_begun = true;
    return std::this_thread::get_id();
  });
  EXPECT_FALSE(id.finish_if_put_off());
  while (!is_begun) std::this_thread::yield();
  EXPECT_NE(id.get(), std::this_thread::get_id());
}

TEST(Start, OnOneThreadPutsTheWorkOffUntilItIsAskedFor) {
  bool is_done = false;
  auto id = start(1, [&is_done] {
    is_done = true;
    return std::this_thread::get_id();
  });
  EXPECT_FALSE(is_done);
  EXPECT_TRUE(id.finish_if_put_off());
  EXPECT_TRUE(is_done);
  EXPECT_EQ(id.get(), std::this_thread::get_id());
}

TEST(Start, TakesWorkThatCanOnlyBeMoved) {
  for (const unsigned threads : {1u, 2u}) {
    auto value = start(threads, [held = std::make_unique<int>(7)]() mutable { return *held; });
    EXPECT_EQ(value.get(), 7);
  }
}

TEST(Start, ExceptionsComeOutOfTheResult) {
  for (const unsigned threads : {1u, 2u}) {
    auto value = start(threads, []() -> int { throw std::bad_alloc(); });
    EXPECT_THROW(value.get(), std::bad_alloc);
  }
}

TEST(Start, WorkThatNobodyAsksForIsFinishedOrDropped) {
  bool is_done = false;
  {
    const auto dropped = start(1, [&is_done] { is_done = true; });
  }
  EXPECT_FALSE(is_done);
  for (int i = 0; i < 100; ++i) {
    auto borrowed = std::make_unique<int>(i);
    const auto begun_or_not = start(2, [&borrowed] { ++*borrowed; });
  }
}

TEST(Start, WorkThatNobodyHasBegunCanBeDropped) {
  bool is_done = false;
  auto dropped = start(1, [&is_done] { is_done = true; });
  EXPECT_TRUE(dropped.drop_unless_begun());
  EXPECT_FALSE(is_done);

  std::atomic<bool> is_begun = false, may_end = false;
  auto kept = start(2, [&] {
    is_begun = true;
    while (!may_end) std::this_thread::yield();
    return 7;
  });
  while (!is_begun) std::this_thread::yield();
  EXPECT_FALSE(kept.drop_unless_begun());
  auto queued = start(2, [] { return 8; });
  EXPECT_TRUE(queued.drop_unless_begun());
  may_end = true;
  EXPECT_EQ(kept.get(), 7);
}

TEST(InHalves, CoverEverythingOnceAndMeetBetweenWords) {
  for (const unsigned threads : {1u, 2u}) {
    for (const std::size_t size : {0u, 1u, 64u, 127u, 128u, 1000u}) {
      std::vector<int> visits(size);
      in_halves(threads, size, [&](std::size_t first, std::size_t last) {
        EXPECT_TRUE(first % 64 == 0 && (last % 64 == 0 || last == size)) << first << ' ' << last;
        for (std::size_t i = first; i < last; ++i) ++visits[i];
      });
      EXPECT_EQ(visits, std::vector<int>(size, 1)) << size;
    }
  }
}

/// A pool's own, so that what other tests started does not count.
template <class Work>
Task<std::invoke_result_t<Work&>> start_on(Pool& pool, unsigned threads, Work work) {
  return {pool, threads, std::move(work)};
}

TEST(Pool, NeverWorksOnMoreThreadsThanTheLimit) {
  constexpr unsigned limit = 3;
  Pool pool;
  std::mutex mutex;
  std::set<std::thread::id> ids;
  std::atomic<unsigned> working = 0, most = 0;
  const auto work = [&] {
    const unsigned now = ++working;
    for (unsigned known = most; known < now && !most.compare_exchange_weak(known, now);) {
    }
    {
      const std::lock_guard lock(mutex);
      ids.insert(std::this_thread::get_id());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --working;
  };
  std::vector<Task<void>> tasks;
  tasks.reserve(40);
  for (int i = 0; i < 40; ++i) tasks.push_back(start_on(pool, limit, work));
  for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) task->get();
  EXPECT_GE(most, 2u);
  EXPECT_LE(most, limit);
  EXPECT_LE(ids.size(), std::size_t{limit});
}

TEST(Pool, ALowerLimitHoldsThoughThereAreMoreThreads) {
  Pool pool;
  std::atomic<bool> may_end = false;
  const auto wait = [&may_end] {
    while (!may_end) std::this_thread::yield();
    return std::this_thread::get_id();
  };
  std::vector<Task<std::thread::id>> many;
  many.reserve(3);
  for (int i = 0; i < 3; ++i) many.push_back(start_on(pool, 4, wait));
  may_end = true;
  for (auto& task : many) task.get();
  may_end = false;
  auto first = start_on(pool, 2, wait);
  auto second = start_on(pool, 2, [] { return std::this_thread::get_id(); });
  EXPECT_FALSE(first.finish_if_put_off());
  EXPECT_TRUE(second.finish_if_put_off());
  EXPECT_EQ(second.get(), std::this_thread::get_id());
  may_end = true;
  (void)first.get();
}

/// Each level waits for two jobs of its own, on fewer threads than there are levels.
TEST(Pool, JobsThatWaitForTheirOwnJobsCannotDeadlock) {
  for (const unsigned threads : {1u, 2u, 3u, 8u}) {
    Pool pool;
    const std::function<int(int)> count_leaves = [&](int depth) -> int {
      if (depth == 0) return 1;
      auto left = start_on(pool, threads, [&, depth] { return count_leaves(depth - 1); });
      auto right = start_on(pool, threads, [&, depth] { return count_leaves(depth - 1); });
      const int of_right = right.get();
      return left.get() + of_right;
    };
    EXPECT_EQ(count_leaves(10), 1024);
  }
}

TEST(Pool, WorkForWhichNoThreadIsFreeIsDoneByTheCaller) {
  Pool pool;
  std::atomic<bool> may_end = false;
  auto first = start_on(pool, 2, [&may_end] {
    while (!may_end) std::this_thread::yield();
  });
  EXPECT_FALSE(first.finish_if_put_off());
  auto second = start_on(pool, 2, [] { return std::this_thread::get_id(); });
  EXPECT_TRUE(second.finish_if_put_off());
  EXPECT_EQ(second.get(), std::this_thread::get_id());
  may_end = true;
}

TEST(Pool, WhoeverWaitsForAJobThatRunsHelpsWithOthers) {
  Pool pool;
  std::atomic<bool> is_begun = false, may_end = false;
  auto running = start_on(pool, 2, [&] {
    is_begun = true;
    while (!may_end) std::this_thread::yield();
  });
  while (!is_begun) std::this_thread::yield();
  auto other = start_on(pool, 2, [&] {
    may_end = true;
    return std::this_thread::get_id();
  });
  running.get();  // it ends when the other is done, for which no thread is free
  EXPECT_EQ(other.get(), std::this_thread::get_id());
}

TEST(Signal, WhoeverWaitsForItHelpsWhoeverGivesIt) {
  Signal signal;
  std::thread::id of_part;
  auto work = start(2, [&] {
    std::atomic<bool> is_done = false;
    auto part = start(2, [&] {
      of_part = std::this_thread::get_id();
      is_done = true;
    });
    while (!is_done) std::this_thread::yield();  // there is one other thread that can
    part.get();
    signal.give();
  });
  ASSERT_FALSE(work.finish_if_put_off());
  signal.wait();
  work.get();
  EXPECT_EQ(of_part, std::this_thread::get_id());
}

TEST(Signal, GivenBeforeItIsWaitedForHoldsNobodyUp) {
  Signal signal;
  EXPECT_FALSE(signal.is_given());
  auto work = start(1, [&] { signal.give(); });
  EXPECT_TRUE(work.finish_if_put_off());
  signal.wait();
  EXPECT_TRUE(signal.is_given());
}

TEST(Signal, EndsTheWaitWhereThereIsNothingToHelpWith) {
  for (int i = 0; i < 200; ++i) {
    Signal signal;
    auto work = start(2, [&] { signal.give(); });
    signal.wait();
    work.get();
  }
}

}  // namespace
}  // namespace heapdiff::base
