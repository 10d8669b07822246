#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "report/html/markup.hpp"

namespace heapdiff::report::html {

/// A series as a line from the left to the right, from 0 to `largest` or, without one, to its own
/// largest value. What is not on record is left out.
[[nodiscard]] Markup line_chart(const std::vector<std::optional<std::uint64_t>>& values,
                                std::string_view label, std::optional<std::uint64_t> largest = {});

}  // namespace heapdiff::report::html
