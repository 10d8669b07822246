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
  const std::uint64_t base = units == UnitSystem::decimal ? 1000 : 1024;
  // Tenths of a unit, rounded half up, in whole numbers: no floating point decides a digit.
  std::uint64_t divisor = 1;
  std::size_t unit = 0;
  while (unit + 1 < decimal.size() && bytes.value / divisor >= base) {
    divisor *= base;
    ++unit;
  }
  const char* name = units == UnitSystem::decimal ? decimal[unit] : iec[unit];
  if (unit == 0) return fmt::format("{} {}", bytes.value, name);
  const std::uint64_t whole = bytes.value / divisor;
  const std::uint64_t rest = bytes.value % divisor;
  std::uint64_t tenths = whole * 10 + rest / (divisor / 10);
  if (rest % (divisor / 10) * 2 >= divisor / 10) ++tenths;
  return fmt::format("{}.{} {}", format_count(tenths / 10), tenths % 10, name);
}

std::string format_byte_delta(ByteDelta delta, UnitSystem units) {
  return fmt::format("{}{}", sign_of(delta.value), format_bytes({magnitude(delta.value)}, units));
}

}  // namespace heapdiff::report
