#pragma once

#include <cstdio>
#include <cstdlib>

namespace heapdiff::fuzz {

/// A law that no input may break: a finding, like a crash.
inline void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken law: %s\n", law);
  std::abort();
}

}  // namespace heapdiff::fuzz
