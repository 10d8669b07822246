#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/query.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/triage.hpp"

namespace heapdiff {

enum class Format { text, json };
enum class UnitSystem {
  decimal,  ///< kB = 1000 bytes, as DevTools shows
  iec,      ///< KiB = 1024 bytes
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
  bool color = false;
  std::size_t width = 100;  ///< columns that lines of text may use
};

/// The name of the JSON reports' schema. Its members are fixed; a later version may add some.
inline constexpr const char* json_schema = "heapdiff/1";

/// Formats a report; the text ends with a newline. Same values, same options: same bytes.
[[nodiscard]] std::string render(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string render(const Summary& summary, const RenderOptions& options);
[[nodiscard]] std::string render(const Triage& triage, const RenderOptions& options);

/// How one object is retained: its cheapest retaining path in steps, from its holder to the root.
struct PathReport {
  ObjectId id;
  std::string node;  ///< class; for closures and code, the name
  std::string node_type;
  std::optional<Place> place;
  Bytes size, retained;
  bool is_reachable = false;  ///< is there a path? Otherwise there are no steps
  std::vector<ChainStep> steps;
};
/// For a salvaged file without all of its edges, retained sizes are left out, and there may be
/// other paths.
[[nodiscard]] std::string render(const std::vector<PathReport>& paths, const std::string& file,
                                 const RenderOptions& options,
                                 const std::optional<Damage>& damage = {});
[[nodiscard]] std::string render(const std::vector<PathReport>& paths, const Asked& asked,
                                 const RenderOptions& options);

// Answers contain the rows that were asked for: `top` and `filter` are ignored.
[[nodiscard]] std::string render(const ClassReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const ObjectReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const RetainersReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const DominatorsReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const FindReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const StringsReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const DuplicatesReport& report, const RenderOptions& options);
[[nodiscard]] std::string render(const BiggestReport& report, const RenderOptions& options);

}  // namespace heapdiff
