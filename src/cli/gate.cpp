#include "cli/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>

#include "cli/config.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::cli {
namespace {

constexpr const char* rule_of_baseline = "suspects >= likely";

/// The local day.
std::chrono::year_month_day today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return std::chrono::year(local.tm_year + 1900) /
         std::chrono::month(static_cast<unsigned>(local.tm_mon + 1)) /
         std::chrono::day(static_cast<unsigned>(local.tm_mday));
}

/// The nearest directory upwards that is the root of a repository; else the working directory.
std::string find_source_root() {
  std::error_code error;
  const std::filesystem::path start = std::filesystem::current_path(error);
  for (std::filesystem::path at = start; !at.empty(); at = at.parent_path()) {
    if (std::filesystem::exists(at / ".git", error)) return at.string();
    if (at == at.root_path()) break;
  }
  return start.string();
}

std::string quoted_for_shell(const std::string& word) {
  const bool is_plain =
      !word.empty() &&
      word.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-") ==
          std::string::npos;
  if (is_plain) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

/// Would it pass if its suspects were known? A rule about a class or the heap counts them as well.
bool can_accept(const Gate& gate) {
  const bool is_of_suspects =
      std::any_of(gate.crossings.begin(), gate.crossings.end(), [&](const Crossing& crossing) {
        const Rule& rule = gate.rules[crossing.rule];
        return rule.holders || rule.metric == Rule::Metric::suspects ||
               rule.metric == Rule::Metric::verdict;
      });
  return is_of_suspects ||
         std::any_of(gate.suspects.begin(), gate.suspects.end(), [](const GatedSuspect& suspect) {
           return suspect.standing == GatedSuspect::Standing::worse ||
                  suspect.standing == GatedSuspect::Standing::expired;
         });
}

}  // namespace

Result<GateOptions> gate_options(const Options& options) {
  GateOptions gate;
  gate.rules = options.rules;
  gate.is_strict = options.strict_baseline;
  gate.today = today();
  gate.source_root =
      options.source_root.empty()
          ? find_source_root()
          : std::filesystem::absolute(options.source_root).lexically_normal().string();
  gate.exemptions = options.exemptions;
  if (!options.suppressions.empty()) {
    const Result<std::string> text = read_small_file(options.suppressions, "");
    if (!text) return fail(text.error());
    Result<std::vector<Exemption>> more = parse_suppressions(*text, options.suppressions);
    if (!more) return fail(more.error());
    gate.exemptions.insert(gate.exemptions.end(), more->begin(), more->end());
  }
  if (!options.baseline.empty()) {
    std::error_code error;
    const bool is_missing = !std::filesystem::exists(options.baseline, error);
    // The first time there is none yet.
    if (is_missing && options.write_baseline == options.baseline) return gate;
    const Result<std::string> text =
        read_small_file(options.baseline, "--write-baseline FILE writes a file of known leaks");
    if (!text) return fail(text.error());
    Result<std::vector<KnownLeak>> known = parse_known_leaks(*text, options.baseline);
    if (!known) return fail(known.error());
    gate.known = std::move(*known);
    if (gate.rules.empty()) gate.rules.push_back(*parse_rule(rule_of_baseline));
  }
  return gate;
}

bool has_gate(const GateOptions& gate) { return !gate.rules.empty() || gate.known; }

ExitStatus report_gate(const Diff& diff, const Gate& gate, const std::string& before,
                       const std::string& after, const Options& options, Terminal& terminal) {
  for (const std::string& note : notes_in_words(diff, gate, options.units)) terminal.note(note);
  for (const std::string& failure : failures_in_words(diff, gate, options.units)) {
    terminal.report_crossing(failure);
  }
  if (gate.passes()) return ExitStatus::ok;
  if (can_accept(gate)) {
    const std::string file = options.baseline.empty() ? "leaks.toml" : options.baseline;
    const std::string ops = options.ops ? fmt::format(" --ops {}", *options.ops) : "";
    // Fingerprints depend on it.
    const std::string root =
        options.source_root.empty()
            ? ""
            : fmt::format(" --source-root {}", quoted_for_shell(options.source_root));
    terminal.report_crossing(
        fmt::format("to accept these leaks: heapdiff {} {}{}{} --baseline {} --write-baseline {}",
                    quoted_for_shell(before), quoted_for_shell(after), ops, root,
                    quoted_for_shell(file), quoted_for_shell(file)));
  }
  return ExitStatus::limit_crossed;
}

std::string baseline_text(const Diff& diff, const Gate& gate) {
  return format_known_leaks(known_leaks_of(diff, gate, today()));
}

}  // namespace heapdiff::cli
