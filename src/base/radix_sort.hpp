#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "base/column.hpp"

namespace heapdiff::base {

/// Sorts by the upper 32 bits, stably: least significant digit first, four passes of eight bits,
/// passes in which all digits agree left out. O(n) time, 8 bytes an element of scratch.
inline void sort_by_high_half(Column<std::uint64_t>& values) {
  std::array<std::array<std::size_t, 256>, 4> counts{};
  for (const std::uint64_t value : values) {
    for (unsigned digit = 0; digit < 4; ++digit) ++counts[digit][(value >> (32 + 8 * digit)) & 255];
  }
  auto scratch = Column<std::uint64_t>::for_overwrite(values.size());
  for (unsigned digit = 0; digit < 4; ++digit) {
    std::size_t start = 0;
    bool is_constant = false;
    for (std::size_t& count : counts[digit]) {
      is_constant = is_constant || count == values.size();
      start += std::exchange(count, start);
    }
    if (is_constant) continue;
    for (const std::uint64_t value : values) {
      scratch[counts[digit][(value >> (32 + 8 * digit)) & 255]++] = value;
    }
    std::swap(values, scratch);
  }
}

}  // namespace heapdiff::base
