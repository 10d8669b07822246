#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heapdiff::report {

/// A bar a value, from 0 or, where all are far above it, from the smallest: "▁▂▄▆█". Of a long
/// series, `width_max` values at equal distances, the first and the last among them. What is not on
/// record counts as 0.
[[nodiscard]] std::string sparkline(const std::vector<std::optional<std::uint64_t>>& values,
                                    std::size_t width_max);

}  // namespace heapdiff::report
