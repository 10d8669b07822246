#pragma once

#include <cstdint>
#include <string>

#include "heapdiff/render.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff::report {

/// "12,480"; the sign of a delta is always there, but for 0.
[[nodiscard]] std::string format_count(std::uint64_t count);
[[nodiscard]] std::string format_count_delta(std::int64_t delta);

/// "980 B", "41.2 kB", "1.6 MB": three digits at least from 1 kB on, one decimal at most.
[[nodiscard]] std::string format_bytes(Bytes bytes, UnitSystem units);
[[nodiscard]] std::string format_byte_delta(ByteDelta delta, UnitSystem units);

}  // namespace heapdiff::report
