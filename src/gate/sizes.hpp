#pragma once

#include <optional>
#include <string_view>

namespace heapdiff::gate {

/// A number of bytes, or of parts of one: "64", "1.5MiB", "200 kB", "0.5 B".
[[nodiscard]] std::optional<double> parse_bytes(std::string_view text);

}  // namespace heapdiff::gate
