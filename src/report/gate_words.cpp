#include "report/gate_words.hpp"

#include <fmt/format.h>

#include "base/printable.hpp"
#include "report/shape_words.hpp"
#include "report/suspect_words.hpp"

namespace heapdiff::report {
namespace {

using Metric = Rule::Metric;
using Standing = GatedSuspect::Standing;

/// "+1.2 MB (+1,234,567 bytes)", "+3", "+0.012 an operation".
std::string amount_in_words(const Rule& rule, double value, UnitSystem units) {
  const bool is_count = rule.metric == Metric::count;
  if (rule.is_per_op) {
    return fmt::format("{:+.4g} {}an operation", value, is_count ? "" : "bytes ");
  }
  const auto whole = static_cast<std::int64_t>(value);
  if (is_count) return format_count_delta(whole);
  return fmt::format("{} ({} bytes)", format_byte_delta({whole}, units), format_count_delta(whole));
}

std::string holder_of(const Suspect& suspect) {
  const std::string name = name_in_words(suspect.holder.name);
  return name.empty() ? name_of(suspect.holder.kind) : base::printable(name);
}

}  // namespace

std::string date_in_words(std::chrono::year_month_day date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string suspect_in_short(const Suspect& suspect, UnitSystem units) {
  const std::string item = base::printable(class_in_words(suspect.element));
  return fmt::format("{} ({}, {} {}, {})", holder_of(suspect), title_of(suspect.shape),
                     format_count_delta(static_cast<std::int64_t>(suspect.new_count)),
                     item.empty() ? "functions" : item, format_byte_delta(suspect.size, units));
}

std::string crossing_in_words(const Diff& diff, const Gate& gate, const Crossing& crossing,
                              UnitSystem units) {
  const Rule& rule = gate.rules[crossing.rule];
  const std::string head = base::printable(rule.text) + ": ";
  const std::string suspect =
      crossing.suspect ? suspect_in_short(diff.suspects[*crossing.suspect], units) : "";
  switch (rule.metric) {
    case Metric::verdict:
      return head + fmt::format("the verdict is {}{}",
                                name_of(static_cast<Verdict>(crossing.measured), true),
                                suspect.empty() ? "" : ": " + suspect);
    case Metric::suspects:
      if (rule.is_of_confidence) {
        return head +
               fmt::format("{} is {}", suspect, name_of(static_cast<Suspicion>(crossing.measured)));
      }
      return head + fmt::format("{} likely or strong, the limit is {}{}", crossing.measured,
                                rule.value, suspect.empty() ? "" : "; first " + suspect);
    case Metric::new_classes:
      return head + fmt::format("{} new class{}, the limit is {}{}", crossing.measured,
                                crossing.measured == 1 ? "" : "es", rule.value,
                                crossing.measured == 0
                                    ? ""
                                    : "; largest " + base::printable(crossing.subject));
    case Metric::slope:
      return head +
             fmt::format("{} grows by {}{}, the limit is {}{}", base::printable(crossing.subject),
                         amount_in_words(rule, crossing.measured, units),
                         rule.is_per_op ? "" : " a step", amount_in_words(rule, rule.value, units),
                         suspect.empty() ? "" : "; suspect: " + suspect);
    case Metric::size:
    case Metric::count:
    case Metric::retained:
    case Metric::off_heap:
      break;
  }
  return head + fmt::format("{} grew by {}, the limit is {}{}", base::printable(crossing.subject),
                            amount_in_words(rule, crossing.measured, units),
                            amount_in_words(rule, rule.value, units),
                            suspect.empty() || rule.holders ? "" : "; suspect: " + suspect);
}

std::string standing_in_words(const Diff& diff, const Gate& gate, std::size_t suspect,
                              UnitSystem units) {
  const GatedSuspect& placed = gate.suspects[suspect];
  if (placed.standing == Standing::exempt) {
    const std::string& reason = gate.exemptions[*placed.exemption].reason;
    return reason.empty() ? "exempt" : fmt::format("exempt: {}", base::printable(reason));
  }
  if (!placed.known) return "";
  const KnownLeak& leak = gate.known[*placed.known];
  const std::string reason =
      leak.reason.empty() ? "" : fmt::format(": {}", base::printable(leak.reason));
  std::string allowed;
  if (leak.allow_per_op && diff.ops) {
    allowed = fmt::format("{:g} bytes an operation", *leak.allow_per_op);
  } else if (leak.allow) {
    allowed = format_byte_delta({*leak.allow}, units);
  }
  switch (placed.standing) {
    case Standing::expired:
      return fmt::format("known, but expired on {}{}", date_in_words(*leak.expires), reason);
    case Standing::worse:
      return fmt::format("known, but may grow by {} only{}", allowed, reason);
    default:
      return fmt::format("known{}{}", allowed.empty() ? "" : ", may grow by " + allowed, reason);
  }
}

std::string known_leak_in_short(const KnownLeak& leak) {
  std::string text = leak.fingerprint;
  if (!leak.holder.empty()) text += fmt::format(" {}", base::printable(leak.holder));
  if (!leak.file.empty()) text += fmt::format(" in {}", base::printable(leak.file));
  return text;
}

}  // namespace heapdiff::report

namespace heapdiff {

std::vector<std::string> failures_in_words(const Diff& diff, const Gate& gate, UnitSystem units) {
  std::vector<std::string> all;
  for (const Crossing& crossing : gate.crossings) {
    all.push_back("limit crossed: " + report::crossing_in_words(diff, gate, crossing, units));
  }
  for (std::size_t i = 0; i < gate.suspects.size(); ++i) {
    const GatedSuspect::Standing standing = gate.suspects[i].standing;
    if (standing != GatedSuspect::Standing::worse && standing != GatedSuspect::Standing::expired) {
      continue;
    }
    all.push_back(fmt::format("{} {}: {}", gate.suspects[i].fingerprint,
                              report::suspect_in_short(diff.suspects[i], units),
                              report::standing_in_words(diff, gate, i, units)));
  }
  for (const std::size_t i : gate.is_strict ? gate.fixed : std::vector<std::size_t>()) {
    all.push_back(fmt::format("{}: known, but no longer occurs; remove its entry in line {}",
                              report::known_leak_in_short(gate.known[i]), gate.known[i].line));
  }
  return all;
}

std::vector<std::string> notes_in_words(const Diff& diff, const Gate& gate, UnitSystem units) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < gate.suspects.size(); ++i) {
    const GatedSuspect::Standing standing = gate.suspects[i].standing;
    if (standing != GatedSuspect::Standing::known && standing != GatedSuspect::Standing::exempt) {
      continue;
    }
    all.push_back(fmt::format("{} {}: {}", gate.suspects[i].fingerprint,
                              report::suspect_in_short(diff.suspects[i], units),
                              report::standing_in_words(diff, gate, i, units)));
  }
  for (const std::size_t i : gate.is_strict ? std::vector<std::size_t>() : gate.fixed) {
    all.push_back(report::known_leak_in_short(gate.known[i]) +
                  ": fixed: a known leak that no longer occurs");
  }
  for (const std::size_t i : gate.unmatched) {
    const Rule& rule = gate.rules[i];
    all.push_back(fmt::format("{}: neither snapshot has objects of class {}",
                              base::printable(rule.text),
                              base::printable(*rule.classes->whole_name())));
  }
  return all;
}

}  // namespace heapdiff
