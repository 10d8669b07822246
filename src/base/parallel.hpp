#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <system_error>
#include <type_traits>
#include <utility>

namespace heapdiff::base {

/// Starts work beside the caller's where there is a thread for it; else, and where the system gives
/// no thread (it limits them by user and by group), it is done when its result is asked for.
/// Exceptions come out of `get`. What the work borrows must outlive the future, whose destructor
/// waits.
template <class Work>
[[nodiscard]] auto start(unsigned threads, Work&& work) {
  // Kept apart, since an attempt to start a thread uses its argument up even where it fails.
  const auto kept = std::make_shared<std::decay_t<Work>>(std::forward<Work>(work));
  const auto run = [kept] { return (*kept)(); };
  if (threads > 1) {
    try {
      return std::async(std::launch::async, run);
    } catch (const std::system_error&) {
    }
  }
  return std::async(std::launch::deferred, run);
}

/// Does work now that was put off for want of a thread. Returns whether it was: then nothing runs
/// beside the caller.
template <class Value>
bool finish_if_put_off(const std::future<Value>& work) {
  if (work.wait_for(std::chrono::seconds(0)) != std::future_status::deferred) return false;
  work.wait();
  return true;
}

}  // namespace heapdiff::base
