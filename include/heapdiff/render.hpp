#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/gate.hpp"
#include "heapdiff/query.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/trend.hpp"
#include "heapdiff/triage.hpp"

namespace heapdiff {

/// Those after `json` are formats of a diff, `csv` and `html` of a trend too, and `html` of a
/// single snapshot's triage; other reports are then JSON.
enum class Format {
  text,
  json,
  ndjson,    ///< a line for the diff, and for each suspect, class and crossed rule
  markdown,  ///< a comment on a pull request
  csv,       ///< the table of classes; of a trend, a line for each class and snapshot
  junit,     ///< rules and suspects as test cases
  sarif,     ///< 2.1.0
  github,    ///< workflow commands
  gitlab,    ///< Code Quality
  html,      ///< a page to look at: one file, without anything from a network
};

/// What a page says of its own making.
struct Provenance {
  struct Input {
    std::string file;
    std::string sha256;  ///< of its bytes, in hexadecimal digits; empty if unknown, as of a pipe
  };
  std::string command;  ///< a line of a shell
  std::vector<Input> inputs;
};

struct RenderOptions {
  Format format = Format::text;
  /// Rows to show; the rest is summed in one more row. Nothing: all.
  std::optional<std::size_t> top = {};
  /// Which classes have a row of their own. Null: all. The rest is summed in one more row.
  std::function<bool(std::string_view class_name)> filter = {};
  /// Text: show the rows of V8 internals one by one, not summed in one, and rows in which a few
  /// objects were freed and as many added. With a filter, they are shown in any case.
  bool all_rows = false;
  UnitSystem units = UnitSystem::decimal;
  /// For each suspect, say what to do about it.
  bool advice = true;
  /// Of a diff: the suspects alone, without the table. In JSON all members are there, without rows.
  bool only_suspects = false;
  /// How the diff stands to rules and known leaks. Null: it was not judged. Must outlive the call.
  const Gate* gate = nullptr;
  /// HTML: nothing is said of its making where it is null. Must outlive the call.
  const Provenance* provenance = nullptr;
  bool color = false;
  std::size_t width = 100;  ///< columns that lines of text may use
};

/// The name of the JSON reports' schema. Its members are fixed; a later version may add some.
inline constexpr const char* json_schema = "heapdiff/1";
/// The file with the schema, which is installed with the program.
inline constexpr const char* json_schema_file = "heapdiff-1.schema.json";

/// Formats a report; the text ends with a newline. Same values, same options: same bytes.
[[nodiscard]] std::string render(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string render(const Summary& summary, const RenderOptions& options);
[[nodiscard]] std::string render(const Triage& triage, const RenderOptions& options);
[[nodiscard]] std::string render(const Trend& trend, const RenderOptions& options);

// Answers contain the rows that were asked for: `top` and `filter` are ignored.
[[nodiscard]] std::string render(const PathsReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const ClassReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const ObjectReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const RetainersReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const DominatorsReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const FindReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const StringsReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const DuplicatesReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const BiggestReport& report, const RenderOptions& options);

/// Any of them.
using Report = std::variant<Diff, Summary, Triage, Trend, PathsReport, ClassReport, ObjectReport,
                            RetainersReport, DominatorsReport, FindReport, StringsReport,
                            DuplicatesReport, BiggestReport>;
[[nodiscard]] std::string render(const Report& report, const RenderOptions& options);

/// Why a gate does not pass, a sentence each: rules that were crossed, in their order, then known
/// leaks that grew too much, have expired or, where it is strict, no longer occur.
[[nodiscard]] std::vector<std::string> failures_in_words(const Diff& diff, const Gate& gate,
                                                         UnitSystem units);
/// What else there is to know of known leaks: those that passed, and those that no longer occur.
[[nodiscard]] std::vector<std::string> notes_in_words(const Diff& diff, const Gate& gate,
                                                      UnitSystem units);

/// Which source map a script has, and how it was found.
[[nodiscard]] std::string describe(const SourceMapUse& use);

/// What is missing of a damaged file, in one line.
[[nodiscard]] std::string describe(const Damage& damage);

}  // namespace heapdiff
