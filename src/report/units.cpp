#include "report/units.hpp"

#include <fmt/format.h>

#include <array>

namespace heapdiff::report {
namespace {

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

const char* sign_of(std::int64_t value) { return value > 0 ? "+" : value < 0 ? "-" : ""; }

}  // namespace

std::string format_count(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ',';
    grouped += digits[i];
  }
  return grouped;
}

std::string format_count_delta(std::int64_t delta) {
  return fmt::format("{}{}", sign_of(delta), format_count(magnitude(delta)));
}

std::string format_bytes(Bytes bytes, UnitSystem units) {
  static constexpr std::array decimal{"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  static constexpr std::array iec{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  const bool is_decimal = units == UnitSystem::decimal;
  const std::uint64_t base = is_decimal ? 1000 : 1024;
  if (bytes.value < base) return fmt::format("{} {}", bytes.value, decimal[0]);
  // Tenths of a unit, rounded half up, in whole numbers: no floating point decides a digit. What
  // rounds up to a whole next unit is told in that.
  std::uint64_t divisor = base;
  std::size_t unit = 1;
  const auto tenths = [&] {
    const std::uint64_t rest = bytes.value % divisor;
    // rest · 20 needs five bits more than rest: from 2^59 on both are halved first, ten times.
    const unsigned shift = divisor >= (std::uint64_t{1} << 59) ? 10 : 0;
    return bytes.value / divisor * 10 +
           ((rest >> shift) * 20 + (divisor >> shift)) / (2 * (divisor >> shift));
  };
  while (unit + 1 < decimal.size() && tenths() >= base * 10) {
    divisor *= base;
    ++unit;
  }
  return fmt::format("{}.{} {}", format_count(tenths() / 10), tenths() % 10,
                     is_decimal ? decimal[unit] : iec[unit]);
}

std::string format_byte_delta(ByteDelta delta, UnitSystem units) {
  return fmt::format("{}{}", sign_of(delta.value), format_bytes({magnitude(delta.value)}, units));
}

}  // namespace heapdiff::report
