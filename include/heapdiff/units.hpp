#pragma once

#include <compare>
#include <cstdint>

namespace heapdiff {

/// A difference of two sizes, in bytes.
struct ByteDelta {
  std::int64_t value = 0;

  friend constexpr auto operator<=>(ByteDelta, ByteDelta) = default;
  friend constexpr ByteDelta operator+(ByteDelta a, ByteDelta b) { return {a.value + b.value}; }
  friend constexpr ByteDelta operator-(ByteDelta a, ByteDelta b) { return {a.value - b.value}; }
  constexpr ByteDelta& operator+=(ByteDelta other) { return *this = *this + other; }
};

/// A size in bytes. Sums of sizes are checked when a file is read: no sum of one snapshot's sizes
/// exceeds 2^63 − 1.
struct Bytes {
  std::uint64_t value = 0;

  friend constexpr auto operator<=>(Bytes, Bytes) = default;
  friend constexpr Bytes operator+(Bytes a, Bytes b) { return {a.value + b.value}; }
  friend constexpr ByteDelta operator-(Bytes a, Bytes b) {
    return {static_cast<std::int64_t>(a.value) - static_cast<std::int64_t>(b.value)};
  }
  constexpr Bytes& operator+=(Bytes other) { return *this = *this + other; }
};

}  // namespace heapdiff
