#pragma once

#include <cstddef>
#include <cstdint>

namespace heapdiff::base {

// Questions about up to 64 numbers in a row, answered with a bit for each: passes over all edges
// ask them, in vectors as wide as the processor's. REQUIRES: count <= 64.

/// Has `set` the bit whose number is value >> shift? REQUIRES: value >> shift < 32.
[[nodiscard]] std::uint64_t mask_of_kinds(const std::uint32_t* values, std::size_t count,
                                          unsigned shift, std::uint32_t set);

/// Is it in [first, last]?
[[nodiscard]] std::uint64_t mask_of_range(const std::uint32_t* values, std::size_t count,
                                          std::uint32_t first, std::uint32_t last);

/// Is the bit with its number set? REQUIRES: there is one.
[[nodiscard]] std::uint64_t mask_of_set(const std::uint32_t* values, std::size_t count,
                                        const std::uint64_t* bits);

/// Is it the other number at its place?
[[nodiscard]] std::uint64_t mask_of_equal(const std::uint32_t* values, const std::uint32_t* others,
                                          std::size_t count);

/// A hash that no two numbers share (Wellons, "Prospecting for Hash Functions", 2018: lowbias32).
[[nodiscard]] constexpr std::uint32_t scramble(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7FEB352Du;
  x ^= x >> 15;
  x *= 0x846CA68Bu;
  return x ^ (x >> 16);
}

/// Is it at most `last` when it is scrambled?
[[nodiscard]] std::uint64_t mask_of_sample(const std::uint32_t* values, std::size_t count,
                                           std::uint32_t last);

}  // namespace heapdiff::base
