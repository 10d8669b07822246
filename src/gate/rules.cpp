#include "heapdiff/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/printable.hpp"
#include "gate/sizes.hpp"

namespace heapdiff {
namespace {

using Comparison = Rule::Comparison;
using Metric = Rule::Metric;

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

}  // namespace

std::optional<double> gate::parse_bytes(std::string_view text) {
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
    if (number->unit == unit) return number->value * factor;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  const std::optional<double> bytes = gate::parse_bytes(text);
  return bytes ? to_whole(*bytes) : std::nullopt;
}

namespace {

constexpr std::array<std::pair<std::string_view, Metric>, 8> metrics{
    {{"size", Metric::size},
     {"count", Metric::count},
     {"retained", Metric::retained},
     {"off-heap", Metric::off_heap},
     {"suspects", Metric::suspects},
     {"new-classes", Metric::new_classes},
     {"verdict", Metric::verdict},
     {"slope", Metric::slope}}};
constexpr const char* all_metrics =
    "expected a metric: size, count, retained, off-heap, suspects, new-classes, verdict or slope";

bool is_in_bytes(Metric metric) {
  return metric == Metric::size || metric == Metric::retained || metric == Metric::off_heap ||
         metric == Metric::slope;
}

/// What the metric can be measured of.
bool can_have_class(Metric metric) {
  return metric != Metric::off_heap && metric != Metric::verdict;
}
bool can_have_holder(Metric metric) {
  return metric != Metric::new_classes && metric != Metric::verdict;
}
bool can_be_per_op(Metric metric) {
  return metric != Metric::suspects && metric != Metric::verdict && metric != Metric::new_classes;
}

/// Reads a rule from left to right, but for the comparison, which is the last one.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) { rule_.text = text; }

  Result<Rule> read() {
    for (const auto part : {&Reader::read_metric, &Reader::read_comparison, &Reader::read_subject,
                            &Reader::read_value}) {
      if (Result<void> done = (this->*part)(); !done) return fail(done.error());
    }
    return std::move(rule_);
  }

 private:
  [[nodiscard]] std::size_t offset_of(std::string_view part) const {
    return part.empty() ? text_.size() : static_cast<std::size_t>(part.data() - text_.data());
  }

  Result<void> read_metric() {
    const std::size_t start = text_.find_first_not_of(" \t");
    if (start == std::string_view::npos) return wrong(text_, 0, all_metrics);
    metric_end_ = std::min(text_.find_first_of(":@/ \t<>=!", start), text_.size());
    const std::string_view name = text_.substr(start, metric_end_ - start);
    const auto* found = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const auto& metric) { return metric.first == name; });
    if (found == metrics.end()) return wrong(text_, start, all_metrics);
    rule_.metric = found->second;
    return {};
  }

  /// From the right, since class names may hold any sign.
  Result<void> read_comparison() {
    constexpr const char* expected = "expected a comparison: >, >=, <, <=, == or !=";
    sign_at_ = text_.find_last_of("<>=!");
    if (sign_at_ == std::string_view::npos || sign_at_ < metric_end_) {
      return wrong(text_, text_.size(), expected);
    }
    if (sign_at_ > metric_end_) {
      const auto longer = comparison_at(text_.substr(sign_at_ - 1));
      if (longer && longer->second == 2) --sign_at_;
    }
    const auto sign = comparison_at(text_.substr(sign_at_));
    if (!sign) return wrong(text_, sign_at_, expected);
    rule_.comparison = sign->first;
    value_at_ = sign_at_ + sign->second;
    return {};
  }

  /// ":class", "@holder" and "/op", each of which may be missing.
  Result<void> read_subject() {
    std::string_view rest = trim(text_.substr(metric_end_, sign_at_ - metric_end_));
    constexpr std::string_view per_op = "/op";
    if (rest.ends_with(per_op)) {
      rule_.is_per_op = true;
      if (!can_be_per_op(rule_.metric)) {
        return wrong(text_, offset_of(rest.substr(rest.size() - per_op.size())),
                     "only size, count, retained, off-heap and slope can be per operation");
      }
      rest = trim(rest.substr(0, rest.size() - per_op.size()));
    }
    if (rest.starts_with(':')) {
      if (!can_have_class(rule_.metric)) {
        return wrong(text_, offset_of(rest), "this metric is not known by class");
      }
      Result<NamePattern> pattern = read_pattern(rest, '@', "a class name");
      if (!pattern) return fail(pattern.error());
      rule_.classes = std::move(*pattern);
    }
    if (rest.starts_with('@')) {
      if (!can_have_holder(rule_.metric)) {
        return wrong(text_, offset_of(rest), "this metric is not known by holder");
      }
      Result<NamePattern> pattern = read_pattern(rest, '\0', "a holder's name");
      if (!pattern) return fail(pattern.error());
      rule_.holders = std::move(*pattern);
    }
    if (!rest.empty()) {
      return wrong(text_, offset_of(rest),
                   "expected ':' and a class, '@' and a holder, /op, or a comparison");
    }
    return {};
  }

  /// Takes a sign and the pattern behind it off the text, up to `stop`.
  Result<NamePattern> read_pattern(std::string_view& rest, char stop, const char* what) {
    const std::size_t from = offset_of(rest);
    rest = trim(rest.substr(1));
    std::string_view name = rest;
    if (rest.starts_with('/')) {
      // The end of the expression: a slash with nothing behind it, or what ends a pattern.
      std::size_t end = rest.find('/', 1);
      const auto ends = [&](std::size_t at) {
        const std::string_view behind = trim(rest.substr(at + 1));
        return behind.empty() || (stop != '\0' && behind.front() == stop);
      };
      while (end != std::string_view::npos && !ends(end)) end = rest.find('/', end + 1);
      if (end == std::string_view::npos) {
        return wrong(text_, from + 1 + rest.size(), "expected '/' at the end of the expression");
      }
      name = rest.substr(0, end + 1);
    } else if (stop != '\0') {
      name = trim(rest.substr(0, rest.find(stop)));
    }
    if (name.empty())
      return wrong(text_, from + 1, fmt::format("expected {} or /expression/", what));
    Result<NamePattern> pattern = NamePattern::parse(name, NamePattern::PlainText::is_whole_name);
    if (!pattern) {
      return wrong(text_, offset_of(name) + pattern.error().byte.value_or(0),
                   pattern.error().message);
    }
    rest = trim(rest.substr(static_cast<std::size_t>(name.data() - rest.data()) + name.size()));
    return pattern;
  }

  Result<void> read_value() {
    const std::string_view value = trim(text_.substr(value_at_));
    const auto take = [&](std::optional<double> found, const char* expected) -> Result<void> {
      if (!found) return wrong(text_, offset_of(value), expected);
      rule_.value = *found;
      return {};
    };
    if (rule_.metric == Metric::verdict) {
      const bool is_equality =
          rule_.comparison == Comparison::equal || rule_.comparison == Comparison::not_equal;
      if (!is_equality) return wrong(text_, sign_at_, "a verdict is compared with == or !=");
      for (const Verdict verdict : {Verdict::nothing, Verdict::unnamed, Verdict::leaks}) {
        if (value == name_of(verdict, true)) return take(static_cast<double>(verdict), "");
      }
      return wrong(text_, offset_of(value), "expected nothing-grew, grew-unnamed or leaks");
    }
    if (rule_.metric == Metric::suspects) {
      for (const Suspicion confidence : {Suspicion::weak, Suspicion::likely, Suspicion::strong}) {
        if (value != name_of(confidence)) continue;
        rule_.is_of_confidence = true;
        return take(static_cast<double>(confidence), "");
      }
    }
    if (is_in_bytes(rule_.metric)) {
      return take(parse_size_of_rule(value), "expected a size such as 512KiB, 1.5MiB or 2MB");
    }
    if (rule_.is_per_op)
      return take(parse_plain(value), "expected a number of objects per operation");
    const auto count = parse_count(value);
    return take(count ? std::optional(static_cast<double>(*count)) : std::nullopt,
                rule_.metric == Metric::suspects ? "expected weak, likely, strong or a whole number"
                : rule_.metric == Metric::new_classes ? "expected a whole number of classes"
                                                      : "expected a whole number of objects");
  }

  [[nodiscard]] std::optional<double> parse_size_of_rule(std::string_view value) const {
    // A fraction of a byte makes sense for one operation only.
    if (rule_.is_per_op) return gate::parse_bytes(value);
    const auto bytes = parse_size(value);
    return bytes ? std::optional(static_cast<double>(*bytes)) : std::nullopt;
  }

  [[nodiscard]] static std::optional<double> parse_plain(std::string_view value) {
    const std::optional<Number> number = parse_number(value);
    if (!number || !number->unit.empty()) return std::nullopt;
    return number->value;
  }

  std::string_view text_;
  Rule rule_;
  std::size_t metric_end_ = 0, sign_at_ = 0, value_at_ = 0;
};

}  // namespace

Result<Rule> parse_rule(std::string_view text) { return Reader(text).read(); }

}  // namespace heapdiff
