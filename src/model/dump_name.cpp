#include "model/dump_name.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace heapdiff::model {
namespace {

/// A number of 1 to `digits_max` digits and the dot that follows.
std::optional<std::uint64_t> take_number(std::string_view& text, std::size_t digits_min,
                                         std::size_t digits_max) {
  std::uint64_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto digits = static_cast<std::size_t>(end - text.data());
  if (status != std::errc{} || digits < digits_min || digits > digits_max ||
      digits == text.size() || *end != '.') {
    return std::nullopt;
  }
  text.remove_prefix(digits + 1);
  return number;
}

/// From "20261124" and "123903"; nothing where that is no day or no time of it.
std::optional<std::int64_t> seconds_of(std::uint64_t date, std::uint64_t time) {
  using namespace std::chrono;
  const year_month_day day(year(static_cast<int>(date / 10'000)),
                           month(static_cast<unsigned>(date / 100 % 100)),
                           std::chrono::day(static_cast<unsigned>(date % 100)));
  const std::uint64_t hour = time / 10'000, minute = time / 100 % 100, second = time % 100;
  if (!day.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return sys_days(day).time_since_epoch().count() * std::int64_t{86'400} +
         static_cast<std::int64_t>(hour * 3600 + minute * 60 + second);
}

}  // namespace

std::optional<DumpName> read_dump_name(std::string_view path) {
  std::string_view name = path.substr(path.find_last_of("/\\") + 1);
  constexpr std::string_view prefix = "Heap.";
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  const auto date = take_number(name, 8, 8);
  const auto time = date ? take_number(name, 6, 6) : std::nullopt;
  const auto process = time ? take_number(name, 1, 10) : std::nullopt;
  const auto thread = process ? take_number(name, 1, 10) : std::nullopt;
  const auto number = thread ? take_number(name, 3, 10) : std::nullopt;
  if (!number || !name.starts_with("heapsnapshot")) return std::nullopt;
  const auto seconds = seconds_of(*date, *time);
  if (!seconds) return std::nullopt;
  return DumpName{*seconds, *process, *thread, *number};
}

std::optional<Lineage::Dumps> compare_dump_names(std::string_view before, std::string_view after) {
  const auto first = read_dump_name(before);
  const auto second = read_dump_name(after);
  if (!first || !second || first->process != second->process || first->thread != second->thread) {
    return std::nullopt;
  }
  return Lineage::Dumps{first->process, first->thread, first->number, second->number,
                        second->seconds - first->seconds};
}

}  // namespace heapdiff::model
