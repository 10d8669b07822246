#include "base/parallel.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <thread>

namespace heapdiff::base {
namespace {

TEST(Start, OnSeveralThreadsWorksBesideTheCaller) {
  auto id = start(2, [] { return std::this_thread::get_id(); });
  EXPECT_FALSE(finish_if_put_off(id));
  EXPECT_NE(id.get(), std::this_thread::get_id());
}

TEST(Start, OnOneThreadPutsTheWorkOffUntilItIsAskedFor) {
  bool is_done = false;
  auto id = start(1, [&is_done] {
    is_done = true;
    return std::this_thread::get_id();
  });
  EXPECT_FALSE(is_done);
  EXPECT_TRUE(finish_if_put_off(id));
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

}  // namespace
}  // namespace heapdiff::base
