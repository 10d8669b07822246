#pragma once

#include <future>
#include <utility>

namespace heapdiff::base {

/// Starts work beside the caller's where there is a thread for it; else it is done when its result
/// is asked for. Exceptions come out of `get`. What the work borrows must outlive the future, whose
/// destructor waits.
template <class Work>
[[nodiscard]] auto start(unsigned threads, Work&& work) {
  return std::async(threads > 1 ? std::launch::async : std::launch::deferred,
                    std::forward<Work>(work));
}

}  // namespace heapdiff::base
