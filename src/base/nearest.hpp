#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace heapdiff::base {

/// The one of `names` that takes the fewest letters to change, add or drop, or neighbours to swap,
/// and at most `edits_max` (Damerau and Levenshtein, no letter edited twice); empty if there is
/// none. O(letters of both), and nothing for texts above 64.
[[nodiscard]] std::string_view nearest_name(std::string_view text,
                                            std::span<const std::string_view> names,
                                            std::size_t edits_max);

}  // namespace heapdiff::base
