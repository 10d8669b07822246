#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace heapdiff::source_maps {

enum class VlqProblem { none, no_digit, too_wide, unfinished };

namespace vlq {

inline constexpr std::int8_t no_digit = -1;

constexpr std::array<std::int8_t, 256> make_digits() {
  std::array<std::int8_t, 256> digits{};
  digits.fill(no_digit);
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return digits;
}

inline constexpr std::array<std::int8_t, 256> digits = make_digits();

}  // namespace vlq

/// Reads one base64 VLQ (ECMA-426) from `at` on and steps over it: groups of five bits, the lowest
/// first, each in a base64 digit whose highest bit says that another follows. At most 32 bits.
inline VlqProblem read_vlq(std::string_view text, std::size_t& at, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0;; shift += 5) {
    if (at >= text.size()) return VlqProblem::unfinished;
    const std::int8_t digit = vlq::digits[static_cast<unsigned char>(text[at])];
    if (digit == vlq::no_digit) return VlqProblem::no_digit;
    if (shift > 30) return VlqProblem::too_wide;
    ++at;
    value |= static_cast<std::uint64_t>(digit & 31) << shift;
    if ((digit & 32) == 0) return VlqProblem::none;
  }
}

/// The number that a VLQ with a sign stands for: bit 0 is the sign.
[[nodiscard]] constexpr std::int64_t signed_vlq(std::uint64_t value) {
  const auto size = static_cast<std::int64_t>(value >> 1);
  return (value & 1) != 0 ? -size : size;
}

}  // namespace heapdiff::source_maps
