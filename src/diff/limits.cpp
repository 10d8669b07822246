#include "heapdiff/limits.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/printable.hpp"

namespace heapdiff {
namespace {

using Comparison = Limit::Comparison;
using Metric = Limit::Metric;

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct Number {
  double value;
  std::string_view unit;
};

std::optional<Number> parse_number(std::string_view text) {
  double value = 0;
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (status != std::errc{} || !std::isfinite(value)) return std::nullopt;
  return Number{value, trim(text.substr(static_cast<std::size_t>(end - text.data())))};
}

std::optional<std::int64_t> to_whole(double value) {
  constexpr double beyond = 9.0e18;
  if (std::abs(value) > beyond) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(value));
}

std::optional<std::int64_t> parse_count(std::string_view text) {
  const std::optional<Number> number = parse_number(text);
  if (!number || !number->unit.empty() || number->value != std::floor(number->value))
    return std::nullopt;
  return to_whole(number->value);
}

/// The rule with a caret under one of its columns.
tl::unexpected<Error> wrong(std::string_view rule, std::size_t at, std::string problem) {
  const std::string before = base::printable(rule.substr(0, at));
  return fail({ErrorKind::usage, "",
               fmt::format("{}\n  {}\n  {}^", problem, base::printable(rule),
                           std::string(base::display_width(before), ' ')),
               std::nullopt, ""});
}

std::optional<std::pair<Comparison, std::size_t>> comparison_at(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Comparison>, 6> all{
      {{">=", Comparison::greater_equal},
       {"<=", Comparison::less_equal},
       {"==", Comparison::equal},
       {"!=", Comparison::not_equal},
       {">", Comparison::greater},
       {"<", Comparison::less}}};
  for (const auto& [sign, comparison] : all) {
    if (text.starts_with(sign)) return std::pair(comparison, sign.size());
  }
  return std::nullopt;
}

bool compares(std::int64_t growth, Comparison comparison, std::int64_t value) {
  switch (comparison) {
    case Comparison::greater:
      return growth > value;
    case Comparison::greater_equal:
      return growth >= value;
    case Comparison::less:
      return growth < value;
    case Comparison::less_equal:
      return growth <= value;
    case Comparison::equal:
      return growth == value;
    case Comparison::not_equal:
      break;
  }
  return growth != value;
}

std::int64_t growth_of(const ClassChange& change, Metric metric) {
  switch (metric) {
    case Metric::count:
      return change.count_delta();
    case Metric::retained:
      return change.retained_delta().value;
    case Metric::size:
      break;
  }
  return change.size_delta().value;
}

}  // namespace

std::optional<std::int64_t> parse_size(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, double>, 13> units{
      {{"", 1.0},
       {"B", 1.0},
       {"kB", 1e3},
       {"KB", 1e3},
       {"MB", 1e6},
       {"GB", 1e9},
       {"KiB", 1024.0},
       {"MiB", 1024.0 * 1024},
       {"GiB", 1024.0 * 1024 * 1024},
       {"K", 1024.0},
       {"k", 1024.0},
       {"M", 1024.0 * 1024},
       {"G", 1024.0 * 1024 * 1024}}};
  const std::optional<Number> number = parse_number(trim(text));
  if (!number) return std::nullopt;
  for (const auto& [unit, factor] : units) {
    if (number->unit == unit) return to_whole(number->value * factor);
  }
  return std::nullopt;
}

Result<Limit> parse_limit(std::string_view text) {
  Limit limit;
  limit.text = text;
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos)
    return wrong(text, 0, "expected a metric: size, count or retained");
  const std::size_t metric_end = std::min(text.find_first_of(": \t<>=!", start), text.size());
  const std::string_view metric = text.substr(start, metric_end - start);
  if (metric == "size") {
    limit.metric = Metric::size;
  } else if (metric == "count") {
    limit.metric = Metric::count;
  } else if (metric == "retained") {
    limit.metric = Metric::retained;
  } else {
    return wrong(text, start, "expected a metric: size, count or retained");
  }

  // From the right, since class names may hold any sign.
  std::size_t sign_at = text.find_last_of("<>=!");
  if (sign_at == std::string_view::npos || sign_at < metric_end) {
    return wrong(text, text.size(), "expected a comparison: >, >=, <, <=, == or !=");
  }
  if (sign_at > metric_end && comparison_at(text.substr(sign_at - 1)) &&
      comparison_at(text.substr(sign_at - 1))->second == 2) {
    --sign_at;
  }
  const auto sign = comparison_at(text.substr(sign_at));
  if (!sign) return wrong(text, sign_at, "expected a comparison: >, >=, <, <=, == or !=");
  limit.comparison = sign->first;

  const std::string_view between = trim(text.substr(metric_end, sign_at - metric_end));
  if (!between.empty()) {
    if (between.front() != ':') {
      return wrong(text, static_cast<std::size_t>(between.data() - text.data()),
                   "expected ':' and a class, or a comparison");
    }
    const std::string_view name = trim(between.substr(1));
    const std::size_t name_at = static_cast<std::size_t>(name.data() - text.data());
    if (name.empty()) return wrong(text, metric_end + 1, "expected a class name or /expression/");
    if (name.front() == '/' && (name.size() == 1 || name.back() != '/')) {
      return wrong(text, name_at + name.size(), "expected '/' at the end of the expression");
    }
    Result<NamePattern> pattern = NamePattern::parse(name, NamePattern::PlainText::is_whole_name);
    if (!pattern) {
      return wrong(text, name_at + pattern.error().byte.value_or(0), pattern.error().message);
    }
    limit.classes = std::move(*pattern);
  }

  const std::size_t value_from = sign_at + sign->second;
  const std::string_view value = trim(text.substr(value_from));
  const std::size_t value_at =
      value.empty() ? text.size() : static_cast<std::size_t>(value.data() - text.data());
  const bool is_count = limit.metric == Metric::count;
  const std::optional<std::int64_t> parsed = is_count ? parse_count(value) : parse_size(value);
  if (!parsed) {
    return wrong(text, value_at,
                 is_count ? "expected a whole number of objects"
                          : "expected a size such as 512KiB, 1.5MiB or 2MB");
  }
  limit.value = *parsed;
  return limit;
}

namespace {

/// The sum of all sizes takes all nodes. Which objects count, and for how much, takes the edges
/// that say who owns what; and a class takes names.
bool is_exact(const Limit& limit, const Damage& damage) {
  if (limit.classes) return damage.are_sizes_exact() && damage.has_all_names();
  return limit.metric == Limit::Metric::size ? damage.has_all_nodes() : damage.are_sizes_exact();
}

}  // namespace

Result<void> check_limits(const Diff& diff, const std::vector<Limit>& limits) {
  for (const Limit& limit : limits) {
    for (const Side* side : {&diff.before, &diff.after}) {
      if (!side->damage || is_exact(limit, *side->damage)) continue;
      return fail({ErrorKind::mismatch, side->file,
                   fmt::format("the file is damaged, and what {} is about is not known exactly",
                               base::printable(limit.text)),
                   std::nullopt, "rules about the size of the heap can be kept: size > 1MiB"});
    }
  }
  return {};
}

std::vector<Crossing> find_crossings(const Diff& diff, const std::vector<Limit>& limits) {
  std::vector<Crossing> crossings;
  for (const Limit& limit : limits) {
    const auto measure = [&](const std::string& subject, std::int64_t growth) {
      if (compares(growth, limit.comparison, limit.value))
        crossings.push_back({&limit, subject, growth});
    };
    if (!limit.classes) {
      // What the whole heap retains is its size.
      measure("the heap",
              limit.metric == Metric::count ? diff.count_delta() : diff.size_delta().value);
      continue;
    }
    bool has_matched = false;
    for (const ClassChange& change : diff.classes) {
      if (!limit.classes->matches(change.name)) continue;
      has_matched = true;
      measure(change.name, growth_of(change, limit.metric));
    }
    if (!has_matched && limit.classes->whole_name() != nullptr)
      measure(*limit.classes->whole_name(), 0);
  }
  return crossings;
}

}  // namespace heapdiff
