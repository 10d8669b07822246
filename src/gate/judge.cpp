#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/printable.hpp"
#include "heapdiff/gate.hpp"
#include "report/suspect_words.hpp"

namespace heapdiff {
namespace {

using Comparison = Rule::Comparison;
using Metric = Rule::Metric;
using Standing = GatedSuspect::Standing;

bool compares(double measured, Comparison comparison, double value) {
  switch (comparison) {
    case Comparison::greater:
      return measured > value;
    case Comparison::greater_equal:
      return measured >= value;
    case Comparison::less:
      return measured < value;
    case Comparison::less_equal:
      return measured <= value;
    case Comparison::equal:
      return measured == value;
    case Comparison::not_equal:
      break;
  }
  return measured != value;
}

double growth_of(const ClassChange& change, Metric metric) {
  switch (metric) {
    case Metric::count:
      return static_cast<double>(change.count_delta());
    case Metric::retained:
      return static_cast<double>(change.retained_delta().value);
    default:
      return static_cast<double>(change.size_delta().value);
  }
}

double growth_of(const Suspect& suspect, Metric metric) {
  switch (metric) {
    case Metric::count:
      return static_cast<double>(suspect.new_count);
    case Metric::off_heap:
      return static_cast<double>(suspect.off_heap.value);
    default:
      return static_cast<double>(suspect.size.value);
  }
}

/// The sum of all sizes takes all nodes. Which objects count, and for how much, takes the edges
/// that say who owns what; and a class takes names.
bool is_exact(const Rule& rule, const Damage& damage) {
  const bool is_of_heap = !rule.classes && !rule.holders;
  if (is_of_heap && rule.metric == Metric::size) return damage.has_all_nodes();
  if (is_of_heap && (rule.metric == Metric::count || rule.metric == Metric::retained)) {
    return damage.are_sizes_exact();
  }
  return damage.are_sizes_exact() && damage.has_all_names();
}

bool is_of_suspects(const Rule& rule) {
  return rule.holders || rule.metric == Metric::suspects || rule.metric == Metric::verdict;
}

/// What cannot be judged must not pass.
Result<void> check_suspects(const Diff& diff, const GateOptions& options) {
  const auto rule = std::find_if(options.rules.begin(), options.rules.end(), is_of_suspects);
  if (diff.has_suspects || (rule == options.rules.end() && !options.known)) return {};
  const std::string what =
      rule != options.rules.end() ? base::printable(rule->text) : std::string("a known leak");
  return fail(
      {ErrorKind::mismatch, "",
       fmt::format("{} is about suspects, and these snapshots do not allow to look for any", what),
       std::nullopt, "rules about classes and the heap can be kept"});
}

/// An allowance that does not apply would let any growth pass.
Result<void> check_known_leaks(const Diff& diff, const GateOptions& options) {
  if (diff.ops || !options.known) return {};
  for (const KnownLeak& leak : *options.known) {
    if (!leak.allow_per_op || leak.allow) continue;
    return fail({ErrorKind::usage,
                 "",
                 fmt::format("the known leak {} may grow by so much for each operation",
                             base::printable(leak.fingerprint)),
                 std::nullopt,
                 "",
                 {{WayOut::Kind::count_operations}}});
  }
  return {};
}

Result<void> check_rules(const Diff& diff, const std::vector<Rule>& rules) {
  for (const Rule& rule : rules) {
    if (rule.is_per_op && !diff.ops) {
      return fail({ErrorKind::usage,
                   "",
                   fmt::format("{} is about one operation", base::printable(rule.text)),
                   std::nullopt,
                   "",
                   {{WayOut::Kind::count_operations}}});
    }
    for (const Side* side : {&diff.before, &diff.after}) {
      if (!side->damage || is_exact(rule, *side->damage)) continue;
      return fail({ErrorKind::mismatch, side->file,
                   fmt::format("the file is damaged, and what {} is about is not known exactly",
                               base::printable(rule.text)),
                   std::nullopt, "rules about the size of the heap can be kept: size > 1MiB"});
    }
  }
  return {};
}

bool is_exempt(const Suspect& suspect, const Exemption& exemption) {
  using Of = Exemption::Of;
  const NamePattern& pattern = exemption.pattern;
  if (exemption.of != Of::element && pattern.matches(report::name_in_words(suspect.holder.name))) {
    return true;
  }
  if (exemption.of != Of::holder && pattern.matches(report::class_in_words(suspect.element))) {
    return true;
  }
  if (exemption.of != Of::any) return false;
  return pattern.matches(suspect.holder.file) ||
         (suspect.element.location && pattern.matches(suspect.element.location->file));
}

class Judge {
 public:
  /// `trend` may be null: `diff` is then all there is.
  Judge(const Diff& diff, const Trend* trend, const GateOptions& options)
      : diff_(diff), trend_(trend), options_(options) {
    gate_.rules = options.rules;
    gate_.exemptions = options.exemptions;
    gate_.has_known = options.known.has_value();
    gate_.is_strict = options.is_strict;
    gate_.source_root = options.source_root;
    if (options.known) gate_.known = *options.known;
  }

  Gate run() {
    place_suspects();
    for (std::size_t i = 0; i < gate_.rules.size(); ++i) measure(i);
    return std::move(gate_);
  }

 private:
  void place_suspects() {
    std::vector<std::string> fingerprints = fingerprints_of(diff_.suspects, options_.source_root);
    std::vector<bool> occurs(gate_.known.size(), false);
    for (std::size_t i = 0; i < diff_.suspects.size(); ++i) {
      GatedSuspect placed;
      placed.fingerprint = std::move(fingerprints[i]);
      const auto known = std::find_if(
          gate_.known.begin(), gate_.known.end(),
          [&](const KnownLeak& leak) { return leak.fingerprint == placed.fingerprint; });
      if (known != gate_.known.end()) {
        placed.known = static_cast<std::size_t>(known - gate_.known.begin());
        occurs[*placed.known] = true;
        placed.standing = standing_of(diff_.suspects[i], *known);
      } else if (const auto exemption = exemption_of(diff_.suspects[i])) {
        placed.exemption = exemption;
        placed.standing = Standing::exempt;
      }
      gate_.suspects.push_back(std::move(placed));
    }
    for (std::size_t i = 0; i < occurs.size(); ++i) {
      if (!occurs[i]) gate_.fixed.push_back(i);
    }
  }

  [[nodiscard]] Standing standing_of(const Suspect& suspect, const KnownLeak& leak) const {
    // The last day is a day of grace.
    if (leak.expires &&
        std::chrono::sys_days(*leak.expires) < std::chrono::sys_days(options_.today)) {
      return Standing::expired;
    }
    if (suspect.confidence == Suspicion::weak) return Standing::known;
    const auto grew = static_cast<double>(suspect.size.value);
    if (leak.allow_per_op && diff_.ops) {
      return grew > *leak.allow_per_op * static_cast<double>(*diff_.ops) ? Standing::worse
                                                                         : Standing::known;
    }
    if (leak.allow && grew > static_cast<double>(*leak.allow)) return Standing::worse;
    return Standing::known;
  }

  [[nodiscard]] std::optional<std::size_t> exemption_of(const Suspect& suspect) const {
    for (std::size_t i = 0; i < gate_.exemptions.size(); ++i) {
      const Exemption& exemption = gate_.exemptions[i];
      if (is_exempt(suspect, exemption)) return i;
    }
    return std::nullopt;
  }

  /// Is it for rules to judge? Of a known one that grew too much, that alone is said.
  [[nodiscard]] bool is_open(std::size_t suspect) const {
    return gate_.suspects[suspect].standing == Standing::fresh;
  }

  void check(std::size_t rule_index, const std::string& subject, double measured,
             std::optional<std::size_t> suspect) {
    const Rule& rule = gate_.rules[rule_index];
    if (rule.is_per_op) measured /= static_cast<double>(*diff_.ops);
    if (!compares(measured, rule.comparison, rule.value)) return;
    gate_.crossings.push_back({rule_index, subject, measured, suspect});
  }

  void measure(std::size_t index) {
    const Rule& rule = gate_.rules[index];
    switch (rule.metric) {
      case Metric::suspects:
        return measure_suspects(index);
      case Metric::verdict:
        return check(index, "the heap", static_cast<double>(verdict()), largest_open());
      case Metric::new_classes:
        return measure_new_classes(index);
      case Metric::slope:
        return measure_slopes(index);
      case Metric::size:
      case Metric::count:
      case Metric::retained:
      case Metric::off_heap:
        break;
    }
    if (rule.holders) return measure_holders(index);
    if (rule.classes) return measure_classes(index);
    check(index, "the heap", growth_of_heap(rule.metric), largest_open());
  }

  /// What the whole heap retains is its size.
  [[nodiscard]] double growth_of_heap(Metric metric) const {
    if (metric == Metric::count) return static_cast<double>(diff_.count_delta());
    if (metric != Metric::off_heap) return static_cast<double>(diff_.size_delta().value);
    return static_cast<double>(diff_.after.off_heap.value) -
           static_cast<double>(diff_.before.off_heap.value);
  }

  void measure_classes(std::size_t index) {
    const Rule& rule = gate_.rules[index];
    bool has_matched = false;
    for (const ClassChange& change : diff_.classes) {
      if (!rule.classes->matches(change.name)) continue;
      has_matched = true;
      check(index, change.name, growth_of(change, rule.metric), suspect_of_class(change.name));
    }
    const std::string* name = rule.classes->whole_name();
    if (has_matched || name == nullptr) return;
    gate_.unmatched.push_back(index);
    check(index, *name, 0, std::nullopt);
  }

  [[nodiscard]] bool is_meant(const Rule& rule, std::size_t suspect) const {
    const Suspect& s = diff_.suspects[suspect];
    return is_open(suspect) &&
           (!rule.holders || rule.holders->matches(report::name_in_words(s.holder.name))) &&
           (!rule.classes || rule.classes->matches(report::class_in_words(s.element)));
  }

  void measure_holders(std::size_t index) {
    const Rule& rule = gate_.rules[index];
    for (std::size_t i = 0; i < diff_.suspects.size(); ++i) {
      if (!is_meant(rule, i)) continue;
      const Suspect& suspect = diff_.suspects[i];
      check(index, report::name_in_words(suspect.holder.name), growth_of(suspect, rule.metric), i);
    }
  }

  void measure_suspects(std::size_t index) {
    const Rule& rule = gate_.rules[index];
    double sure = 0;
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < diff_.suspects.size(); ++i) {
      if (!is_meant(rule, i)) continue;
      const Suspect& suspect = diff_.suspects[i];
      if (rule.is_of_confidence) {
        check(index, report::name_in_words(suspect.holder.name),
              static_cast<double>(suspect.confidence), i);
      } else if (suspect.confidence != Suspicion::weak) {
        ++sure;
        if (!first) first = i;
      }
    }
    if (!rule.is_of_confidence) check(index, "the heap", sure, first);
  }

  void measure_new_classes(std::size_t index) {
    const Rule& rule = gate_.rules[index];
    double count = 0;
    const ClassChange* largest = nullptr;
    for (const ClassChange& change : diff_.classes) {
      if (change.is_engine || change.before.count != 0 || change.after.count == 0) continue;
      if (rule.classes && !rule.classes->matches(change.name)) continue;
      ++count;
      if (largest == nullptr || change.size_delta() > largest->size_delta()) largest = &change;
    }
    check(index, largest == nullptr ? "the heap" : largest->name, count,
          largest == nullptr ? std::nullopt : suspect_of_class(largest->name));
  }

  void measure_slopes(std::size_t index) {
    const Rule& rule = gate_.rules[index];
    const auto check_series = [&](const Series& series, const std::string& subject,
                                  std::optional<std::size_t> suspect) {
      if (series.course != Course::linear) return;
      const std::optional<Slope>& slope = rule.is_per_op ? series.slope_per_op : series.slope;
      if (!slope || !compares(slope->value, rule.comparison, rule.value)) return;
      gate_.crossings.push_back({index, subject, slope->value, suspect});
    };
    if (rule.classes && !rule.holders) {
      for (const Series& series : trend_->classes) {
        if (!rule.classes->matches(series.name)) continue;
        check_series(series, series.name, suspect_of_class(series.name));
      }
      return;
    }
    if (!rule.holders) check_series(trend_->heap, "the heap", largest_open());
    for (std::size_t i = 0; i < trend_->suspects.size(); ++i) {
      if (!is_meant(rule, i)) continue;
      check_series(trend_->suspects[i].series, report::name_in_words(diff_.suspects[i].holder.name),
                   i);
    }
  }

  [[nodiscard]] Verdict verdict() const {
    const Verdict verdict = diff_.verdict.value_or(Verdict::nothing);
    return verdict == Verdict::leaks && !largest_open() ? Verdict::nothing : verdict;
  }

  /// The largest suspect above weak that rules judge.
  [[nodiscard]] std::optional<std::size_t> largest_open() const {
    for (std::size_t i = 0; i < diff_.suspects.size(); ++i) {
      if (is_open(i) && diff_.suspects[i].confidence != Suspicion::weak) return i;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::size_t> suspect_of_class(const std::string& name) const {
    for (std::size_t i = 0; i < diff_.suspects.size(); ++i) {
      if (diff_.suspects[i].element.class_name == name) return i;
    }
    return std::nullopt;
  }

  const Diff& diff_;
  const Trend* trend_;
  const GateOptions& options_;
  Gate gate_;
};

}  // namespace

bool Gate::passes() const {
  const bool has_failed = std::any_of(suspects.begin(), suspects.end(), [](const GatedSuspect& s) {
    return s.standing == Standing::worse || s.standing == Standing::expired;
  });
  return crossings.empty() && !has_failed && (!is_strict || fixed.empty());
}

namespace {

Result<Gate> judge(const Diff& diff, const Trend* trend, const GateOptions& options) {
  Result<void> fine = check_rules(diff, options.rules);
  if (fine) fine = check_suspects(diff, options);
  if (fine) fine = check_known_leaks(diff, options);
  if (!fine) return fail(fine.error());
  return Judge(diff, trend, options).run();
}

}  // namespace

Result<Gate> judge_diff(const Diff& diff, const GateOptions& options) {
  for (const Rule& rule : options.rules) {
    if (rule.metric != Metric::slope) continue;
    return fail({ErrorKind::usage, "",
                 fmt::format("{} is about a trend, and these are two snapshots",
                             base::printable(rule.text)),
                 std::nullopt, "heapdiff trend takes more than two"});
  }
  return judge(diff, nullptr, options);
}

Result<Gate> judge_trend(const Trend& trend, const GateOptions& options) {
  return judge(trend.whole, &trend, options);
}

const char* name_of(Standing standing) {
  switch (standing) {
    case Standing::known:
      return "known";
    case Standing::worse:
      return "worse";
    case Standing::expired:
      return "expired";
    case Standing::exempt:
      return "exempt";
    case Standing::fresh:
      break;
  }
  return "fresh";
}

}  // namespace heapdiff
