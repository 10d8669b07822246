#pragma once

#include <compare>
#include <cstdint>
#include <string>

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

enum class UnitSystem {
  decimal,  ///< kB = 1000 bytes, as DevTools shows
  iec,      ///< KiB = 1024 bytes
};

/// "12,480"; a delta always has its sign, except 0.
[[nodiscard]] std::string format_count(std::uint64_t count);
[[nodiscard]] std::string format_count_delta(std::int64_t delta);

/// "980 B", "41.2 kB", "1.6 MB": at least three digits from 1 kB on, one decimal at most.
[[nodiscard]] std::string format_bytes(Bytes bytes, UnitSystem units);
[[nodiscard]] std::string format_byte_delta(ByteDelta delta, UnitSystem units);

}  // namespace heapdiff
