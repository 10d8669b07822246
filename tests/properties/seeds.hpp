#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace heapdiff::test {

/// Where seeds start: HEAPDIFF_SEED, or 1. A failure prints its own seed, and running with that
/// number tries it first.
inline std::uint64_t first_seed() {
  const char* text = std::getenv("HEAPDIFF_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 1;
}

/// Calls `check(seed)` for so many seeds, and stops at the first that fails.
template <class Check>
void for_seeds(std::uint64_t count, Check&& check) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t seed = first_seed() + i;
    SCOPED_TRACE("HEAPDIFF_SEED=" + std::to_string(seed));
    check(seed);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace heapdiff::test
