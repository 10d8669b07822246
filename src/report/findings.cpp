#include "report/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/printable.hpp"
#include "report/gate_words.hpp"
#include "report/source_path.hpp"
#include "report/suspects.hpp"

namespace heapdiff::report {
namespace {

using Standing = GatedSuspect::Standing;

Finding finding_of_suspect(const Diff& diff, const Gate& gate, std::size_t index, bool has_crossed,
                           const RenderOptions& options) {
  const Suspect& suspect = diff.suspects[index];
  const GatedSuspect& placed = gate.suspects[index];
  const SuspectInWords words = suspect_in_words(diff, suspect, options);
  Finding finding;
  finding.of = Finding::Of::suspect;
  finding.index = index;
  const bool is_error = suspect.confidence == Suspicion::strong || has_crossed ||
                        placed.standing == Standing::worse || placed.standing == Standing::expired;
  finding.level = is_accepted(placed) ? Finding::Level::notice
                  : is_error          ? Finding::Level::error
                                      : Finding::Level::warning;
  finding.kind = name_of(suspect.shape);
  finding.title = fmt::format("{}: {}", words.shape, words.holder);
  finding.message = fmt::format("{}: {}; holds {}", finding.title, words.figures, words.holds);
  if (!words.where.empty()) finding.message += "; " + words.where;
  finding.message += fmt::format("; {}", name_of(suspect.confidence));
  for (std::size_t i = 0; i < words.because.size(); ++i) {
    finding.message += (i == 0 ? ", because " : ", ") + words.because[i];
  }
  if (const std::string known = standing_in_words(diff, gate, index, options.units);
      !known.empty()) {
    finding.message += "; " + known;
  }
  finding.fingerprint = placed.fingerprint;
  finding.place = place_in_source(suspect);
  return finding;
}

/// Of a rule that judges suspects one by one.
bool is_about_one_suspect(const Rule& rule) {
  return rule.is_of_confidence || rule.holders.has_value();
}

}  // namespace

Gate gate_of(const Diff& diff, const RenderOptions& options) {
  if (options.gate != nullptr) return *options.gate;
  return *judge_diff(diff, {});  // without rules there is nothing that could be wrong with them
}

bool is_accepted(const GatedSuspect& suspect) {
  return suspect.standing == Standing::known || suspect.standing == Standing::exempt;
}

std::vector<Finding> findings_of(const Diff& diff, const Gate& gate, const RenderOptions& options) {
  std::vector<Finding> findings;
  std::vector<bool> has_crossed(diff.suspects.size(), false);
  for (std::size_t i = 0; i < gate.crossings.size(); ++i) {
    const Crossing& crossing = gate.crossings[i];
    const Rule& rule = gate.rules[crossing.rule];
    Finding finding;
    finding.of = Finding::Of::crossing;
    finding.index = i;
    finding.kind = kind_of_crossing;
    finding.title = "limit crossed: " + base::printable(rule.text);
    finding.message = "limit crossed: " + crossing_in_words(diff, gate, crossing, options.units);
    finding.fingerprint = fmt::format("limit {} {}", base::printable(rule.text),
                                      crossing.suspect && is_about_one_suspect(rule)
                                          ? gate.suspects[*crossing.suspect].fingerprint
                                          : base::printable(crossing.subject));
    if (crossing.suspect) {
      const Suspect& suspect = diff.suspects[*crossing.suspect];
      finding.place = place_in_source(suspect);
      if (is_about_one_suspect(rule) && suspect.confidence != Suspicion::weak) {
        has_crossed[*crossing.suspect] = true;
        finding.is_repetition = true;
      }
    }
    findings.push_back(std::move(finding));
  }
  for (std::size_t i = 0; i < diff.suspects.size(); ++i) {
    if (diff.suspects[i].confidence == Suspicion::weak) continue;
    findings.push_back(finding_of_suspect(diff, gate, i, has_crossed[i], options));
  }
  for (const std::size_t i : gate.is_strict ? gate.fixed : std::vector<std::size_t>()) {
    const std::string leak = known_leak_in_short(gate.known[i]);
    Finding finding;
    finding.of = Finding::Of::fixed;
    finding.index = i;
    finding.kind = kind_of_fixed;
    finding.title = "known leak no longer occurs: " + leak;
    finding.message =
        fmt::format("{}; remove its entry in line {}", finding.title, gate.known[i].line);
    finding.fingerprint = fmt::format("fixed {}", base::printable(gate.known[i].fingerprint));
    findings.push_back(std::move(finding));
  }
  // The same rule may be given twice, and names may be alike: what tells findings apart is whole.
  std::set<std::string> seen;
  for (Finding& finding : findings) {
    const std::string plain = finding.fingerprint;
    for (int again = 2; !seen.insert(finding.fingerprint).second; ++again) {
      finding.fingerprint = fmt::format("{} {}", plain, again);
    }
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.level < b.level; });
  return findings;
}

std::string headline(const Diff& diff, const Gate& gate, UnitSystem units) {
  std::size_t leaks = 0, known = 0, exempt = 0;
  for (std::size_t i = 0; i < diff.suspects.size(); ++i) {
    if (diff.suspects[i].confidence == Suspicion::weak) continue;
    const Standing standing = gate.suspects[i].standing;
    ++(standing == Standing::known ? known : standing == Standing::exempt ? exempt : leaks);
  }
  std::set<std::size_t> crossed;
  for (const Crossing& crossing : gate.crossings) crossed.insert(crossing.rule);
  std::string text;
  if (leaks > 0) {
    text = fmt::format("{} leak{}", leaks, leaks == 1 ? "" : "s");
  } else if (!diff.verdict) {
    text = "leaks were not looked for";
  } else {
    text = *diff.verdict == Verdict::unnamed ? "grew, no holder identified" : "no leaks";
  }
  const auto add = [&](std::size_t count, const char* one, const char* many) {
    if (count > 0) text += fmt::format(", {} {}", count, count == 1 ? one : many);
  };
  add(known, "known", "known");
  add(exempt, "exempt", "exempt");
  add(crossed.size(), "rule crossed", "rules crossed");
  add(gate.is_strict ? gate.fixed.size() : 0, "known leak is gone", "known leaks are gone");
  const ByteDelta delta = diff.size_delta();
  text += " — heap " + format_byte_delta(delta, units);
  if (diff.before.size.value > 0) {
    const double percent =
        100.0 * static_cast<double>(delta.value) / static_cast<double>(diff.before.size.value);
    if (std::abs(percent) >= 10) {
      text += fmt::format(" ({:+.0f} %)", percent);
    } else if (std::abs(percent) >= 0.01) {
      text += fmt::format(" ({:+.2g} %)", percent);
    }
  }
  return text;
}

}  // namespace heapdiff::report
