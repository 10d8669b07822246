#pragma once

#include <cstdint>
#include <string>

#include "heapdiff/diff.hpp"
#include "heapdiff/render.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff::report {

/// What comes to one of `ops` operations: "321 B", below 10 bytes "1.6 B"; "5.3".
[[nodiscard]] std::string format_bytes_per_op(ByteDelta delta, std::uint64_t ops, UnitSystem units);
[[nodiscard]] std::string format_count_per_op(std::int64_t delta, std::uint64_t ops, int decimals);

/// "×2", "×½".
[[nodiscard]] std::string format_ops_factor(OpsFactor factor);

}  // namespace heapdiff::report
