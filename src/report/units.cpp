#include "report/units.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace heapdiff {
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
  // rounds up to a whole next unit is shown in that.
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

namespace report {

std::string format_bytes_per_op(ByteDelta delta, std::uint64_t ops, UnitSystem units) {
  constexpr double whole_from = 10;
  const double each = static_cast<double>(delta.value) / static_cast<double>(ops);
  if (std::abs(each) < whole_from) {
    return delta.value == 0 ? "0 B" : fmt::format("{:.1f} B", each);
  }
  const auto whole = static_cast<std::int64_t>(std::llround(each));
  return fmt::format("{}{}", whole < 0 ? "-" : "", format_bytes({magnitude(whole)}, units));
}

std::string format_count_per_op(std::int64_t delta, std::uint64_t ops, int decimals) {
  constexpr double whole_from = 1000;
  const double each = static_cast<double>(delta) / static_cast<double>(ops);
  if (delta == 0) return "0";
  if (std::abs(each) < whole_from) return fmt::format("{:.{}f}", each, decimals);
  const auto whole = static_cast<std::int64_t>(std::llround(each));
  return fmt::format("{}{}", whole < 0 ? "-" : "", format_count(magnitude(whole)));
}

std::string format_ops_factor(OpsFactor factor) {
  static constexpr std::array fractions{"½", "⅓", "¼"};
  if (factor.denominator == 1) return fmt::format("×{}", factor.numerator);
  return fmt::format("×{}", fractions[factor.denominator - 2]);
}

}  // namespace report
}  // namespace heapdiff
