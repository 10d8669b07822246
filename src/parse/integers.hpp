#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "parse/edge_labels.hpp"

namespace heapdiff::parse {

// The hot loops over numbers, as vector code that is compiled for several instruction sets and
// chosen at run time. Everything here refuses what is unusual as a whole, and says nothing about
// it: the scalar path (records.hpp) then reads the same text again, accepts it or finds the words.

/// A piece of an array of whole numbers, converted.
struct IntegerWindow {
  static constexpr std::size_t bytes_max = 4096;
  static constexpr std::size_t count_max = bytes_max / 2;  // a digit and a comma each
  static constexpr std::size_t slack = 64;                 // vectors are stored whole

  std::array<std::uint16_t, count_max + slack> ends;  ///< offset of the byte after each number
};

/// What `convert_integers` may read before and after its text, whatever is there.
inline constexpr std::size_t readable_before = 16;
inline constexpr std::size_t readable_behind = 64;

/// Converts the numbers of [begin, end) to `values`, which has room for `count_max + slack`, and
/// returns how many there are. Nothing unless each is at most 2^32 − 1 and followed by "," or
/// "\n,".
///
/// Finding the ends of numbers, which needs nothing but bit masks of 64 bytes, is kept apart from
/// converting them, which takes the eight bytes before each end and needs no branches: Muła,
/// "Parsing series of integers with SIMD" (2018); Lemire, "Parsing integers quickly with AVX-512"
/// (2023).
///
/// REQUIRES: end − begin ≤ bytes_max; end[-1] is a comma; begin[-1] is no digit.
[[nodiscard]] std::optional<std::size_t> convert_integers(const char* begin, const char* end,
                                                          IntegerWindow& window,
                                                          std::uint32_t* values);

[[nodiscard]] std::size_t count_commas(const char* begin, const char* end);

/// What `pack_edges` holds edges against.
struct EdgeRules {
  std::uint32_t type_count;
  std::uint32_t node_count;
  // `to_node` is divided by the number of node fields: multiplied by the inverse of the number's
  // odd part modulo 2^32, and rotated by its power of two. What is no multiple comes out larger
  // than any quotient, so that one comparison finds both kinds of error.
  std::uint32_t inverse;
  std::uint32_t power_of_two;
  LabelLayout layout;
};

/// Where `pack_edges` writes.
struct EdgeRowsOut {
  std::uint32_t* targets;
  std::uint32_t* labels;  ///< packed by the layout
};

/// Writes `count` edges given as (type, name, to_node), types numbered as EdgeType is, and returns
/// the largest name that is a string index. Nothing where any breaks the rules, or has a name that
/// does not fit a label; what was written then means nothing.
[[nodiscard]] std::optional<std::uint32_t> pack_edges(const std::uint32_t* values,
                                                      std::size_t count, const EdgeRules& rules,
                                                      EdgeRowsOut out);

/// The rules for edges whose `to_node` counts in steps of `width` numbers; nothing where 32 bits do
/// not hold every offset, or there are more types than V8 has.
[[nodiscard]] std::optional<EdgeRules> edge_rules(std::size_t type_count, std::size_t node_count,
                                                  std::size_t width, LabelLayout layout);

}  // namespace heapdiff::parse
