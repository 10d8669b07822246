#include "heapdiff/watch.hpp"

namespace heapdiff {

void Phase::begin(const char* name) {
  if (watch_.observer() == nullptr) return;
  name_ = name;
  start_ = Clock::now();
  bytes_before_ = subject().bytes_decoded.load(std::memory_order_relaxed);
  try {
    watch_.observer()->phase_begins(*this);
  } catch (...) {  // it has not begun for who watches, and must not end
    name_ = nullptr;
    throw;
  }
}

void Phase::end() {
  if (name_ == nullptr) return;
  watch_.observer()->phase_ends(*this);
  name_ = nullptr;
}

}  // namespace heapdiff
