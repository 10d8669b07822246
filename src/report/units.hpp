#pragma once

#include <cstdint>
#include <string>

#include "heapdiff/diff.hpp"
#include "heapdiff/render.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff::report {

/// "12,480"; the sign of a delta is always there, but for 0.
[[nodiscard]] std::string format_count(std::uint64_t count);
[[nodiscard]] std::string format_count_delta(std::int64_t delta);

/// "980 B", "41.2 kB", "1.6 MB": three digits at least from 1 kB on, one decimal at most.
[[nodiscard]] std::string format_bytes(Bytes bytes, UnitSystem units);
[[nodiscard]] std::string format_byte_delta(ByteDelta delta, UnitSystem units);

/// What comes to one of `ops` operations: "321 B", below 10 bytes "1.6 B"; "5.3".
[[nodiscard]] std::string format_bytes_per_op(ByteDelta delta, std::uint64_t ops, UnitSystem units);
[[nodiscard]] std::string format_count_per_op(std::int64_t delta, std::uint64_t ops, int decimals);

/// "×2", "×½".
[[nodiscard]] std::string format_ops_factor(OpsFactor factor);

}  // namespace heapdiff::report
