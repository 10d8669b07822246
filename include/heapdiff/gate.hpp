#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/name_pattern.hpp"
#include "heapdiff/trend.hpp"

namespace heapdiff {

/// A rule for the growth between two snapshots:
///
///     rule   = metric [ ":" class ] [ "@" holder ] [ "/op" ] comparison value
///     metric = "size" | "count" | "retained" | "off-heap" | "suspects" | "new-classes" | "verdict"
///            | "slope"
///     class, holder = a name | "/" regular expression "/"
///     comparison = ">" | ">=" | "<" | "<=" | "==" | "!="
///     value  = [ "+" | "-" ] number [ unit ]    units of size: B kB MB GB KiB MiB GiB K M G
///            | "weak" | "likely" | "strong"     of `suspects`
///            | "nothing-grew" | "grew-unnamed" | "leaks"  of `verdict`
///
/// The comparison is the last one in the rule that has a value behind it, so that class names such
/// as "Map<K>" need no quotes. Without a class and a holder the rule is about the whole heap. With
/// a class, each class that matches is measured by itself; a name that no object has has grown by
/// 0. With a holder, the rule is about suspects: those whose holder's name matches, each by itself;
/// the class is then that of their elements. "/op" is the growth per operation.
///
/// "slope" is of a trend: bytes a step, or an operation, of what is linear. Without a class and a
/// holder it is about the heap and each suspect. Other metrics of a trend compare its first
/// snapshot with its last.
struct Rule {
  enum class Metric { size, count, retained, off_heap, suspects, new_classes, verdict, slope };
  enum class Comparison { greater, greater_equal, less, less_equal, equal, not_equal };

  std::string text;  ///< as the user wrote it
  Metric metric = Metric::size;
  bool is_per_op = false;
  std::optional<NamePattern> classes;
  std::optional<NamePattern> holders;
  Comparison comparison = Comparison::greater;
  /// Bytes, objects, suspects or classes; of a `Suspicion` or a `Verdict` its number.
  double value = 0;
  bool is_of_confidence = false;  ///< of `suspects`: `value` is a `Suspicion`
};

/// Errors: usage; the message holds the rule with a caret under the place.
[[nodiscard]] Result<Rule> parse_rule(std::string_view text);

/// A leak that a team knows of, as written in a file of known leaks.
struct KnownLeak {
  std::string fingerprint;
  std::string shape, holder, element, file;  ///< for people; heapdiff does not compare them
  /// How many bytes it may grow between two snapshots, or per operation. Without either: any.
  std::optional<std::int64_t> allow;
  std::optional<double> allow_per_op;
  std::string reason;
  std::optional<std::chrono::year_month_day> expires, first_seen;
  std::uint32_t line = 0;  ///< of the file, from 1
};

/// Reads a file of known leaks, which is TOML. Errors: usage; the message names line and column.
/// Unknown members, duplicate fingerprints and impossible dates are errors.
[[nodiscard]] Result<std::vector<KnownLeak>> parse_known_leaks(std::string_view text,
                                                               const std::string& file);

/// What `parse_known_leaks` reads: sorted by file, holder and fingerprint. Same leaks, same bytes.
[[nodiscard]] std::string format_known_leaks(std::vector<KnownLeak> leaks);

/// Suspects that the gate shall not judge, with the reason.
struct Exemption {
  enum class Of { holder, element, any } of = Of::holder;
  NamePattern pattern;  ///< `any`: of a holder's name, an element's class or a script
  std::string reason;
};

/// Reads suppressions as sanitizers have them, a `leak:PATTERN` a line: a part of a holder's name,
/// an element's class or a script's name, or an expression between slashes. A comment above a line,
/// begun by #, is the reason. Errors: usage; the message names line and column.
[[nodiscard]] Result<std::vector<Exemption>> parse_suppressions(std::string_view text,
                                                                const std::string& file);

/// What a team decides once for all of its runs: heapdiff.toml.
struct Config {
  /// A default for an option, as one would write it behind its name; "true" and "false" for flags.
  struct Default {
    std::string option;  ///< without dashes
    std::string value;
    std::string place;  ///< "line 3, column 1"
  };
  std::string file;
  std::vector<Default> options;
  std::vector<Rule> rules;
  std::vector<Exemption> exemptions;
};

/// Reads a configuration, which is TOML: [options], [[rule]], [[ignore]] and, below
/// [profile.NAME], the same again. A profile's options are used instead of the others', its rules
/// and exemptions in addition. Errors: usage; the message names line and column. Unknown members
/// and profiles are errors; whether there are such options, the caller knows.
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& file,
                                          const std::string& profile = "");

struct GateOptions {
  std::vector<Rule> rules;
  /// Nothing: no file of known leaks was given.
  std::optional<std::vector<KnownLeak>> known;
  std::vector<Exemption> exemptions;
  bool is_strict = false;   ///< known leaks that no longer occur fail, too
  std::string source_root;  ///< scripts below it have paths relative to it in fingerprints
  std::chrono::year_month_day today = {};
};

/// A rule that the diff crosses, for one class, for one suspect, or for the heap.
struct Crossing {
  std::size_t rule = 0;                ///< in the gate's rules
  std::string subject;                 ///< a class name, a holder's name, or "the heap"
  double measured = 0;                 ///< as `Rule::value`
  std::optional<std::size_t> suspect;  ///< in the diff: the largest that the growth belongs to
};

/// What the known leaks say of a suspect.
struct GatedSuspect {
  enum class Standing {
    fresh,    ///< not known
    known,    ///< known, and within its allowance
    worse,    ///< known, and grew by more than its allowance
    expired,  ///< known, but its date has passed
    exempt,
  };
  std::string fingerprint;
  Standing standing = Standing::fresh;
  std::optional<std::size_t> known;      ///< in the gate's known leaks
  std::optional<std::size_t> exemption;  ///< in the gate's exemptions
};

/// How a diff stands to rules and known leaks.
struct Gate {
  std::vector<Rule> rules;
  std::vector<Crossing> crossings;     ///< in the order of the rules
  std::vector<std::size_t> unmatched;  ///< rules about a class that neither snapshot has
  std::vector<KnownLeak> known;
  std::vector<std::size_t> fixed;  ///< known leaks that no suspect of the diff has
  std::vector<Exemption> exemptions;
  std::vector<GatedSuspect> suspects;  ///< one for each of the diff's
  bool has_known = false;
  bool is_strict = false;
  std::string source_root;  ///< as in the options

  [[nodiscard]] bool passes() const;
};

/// Judges a diff. Known and exempt suspects are left out by rules about suspects, holders and the
/// verdict; rules about classes and the heap count everything. Errors: mismatch, for a rule about a
/// number that the damage of a file may have changed, or about suspects if none were searched for;
/// usage, for "/op" and allowances per operation without the diff's `ops`.
[[nodiscard]] Result<Gate> judge_diff(const Diff& diff, const GateOptions& options);

/// The same for a trend. Errors: as `judge_diff`, which refuses rules about slopes.
[[nodiscard]] Result<Gate> judge_trend(const Trend& trend, const GateOptions& options);

/// Tells a leak from all others, and is the same in other runs of the program, under other versions
/// of Node, on other machines and after lines have moved: of its shape, its holder's kind and name
/// without keys, its element and their scripts. "1-" and sixteen hexadecimal digits; 1 is the
/// version of the rule. No two suspects of a diff have the same.
[[nodiscard]] std::vector<std::string> fingerprints_of(const std::vector<Suspect>& suspects,
                                                       const std::string& source_root);

/// An entry for each likely or strong suspect that is not exempt: those known already keep their
/// reason and dates, and those that no longer occur are left out. The allowance is the growth seen,
/// and a tenth more; per operation if the diff has `ops`.
[[nodiscard]] std::vector<KnownLeak> known_leaks_of(const Diff& diff, const Gate& gate,
                                                    std::chrono::year_month_day today);

/// "fresh", "known", "worse", "expired" or "exempt".
[[nodiscard]] const char* name_of(GatedSuspect::Standing standing);

/// A size as users write it: "64K", "1.5MiB", "200 kB", "1000". Nothing where it is none.
[[nodiscard]] std::optional<std::int64_t> parse_size(std::string_view text);

}  // namespace heapdiff
