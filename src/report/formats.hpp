#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapdiff/nodes.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::report {

[[nodiscard]] std::string as_text(const Diff& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const Summary& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const Triage& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const PathsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const ClassReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const ObjectReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const RetainersReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const DominatorsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const FindReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const StringsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const DuplicatesReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const BiggestReport& report, const RenderOptions& options);

[[nodiscard]] std::string as_text(const Trend& trend, const RenderOptions& options);

[[nodiscard]] std::string as_json(const Trend& trend, const RenderOptions& options);
[[nodiscard]] std::string as_json(const Diff& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const Summary& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const Triage& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const PathsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const ClassReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const ObjectReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const RetainersReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const DominatorsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const FindReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const StringsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const DuplicatesReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_json(const BiggestReport& report, const RenderOptions& options);

/// Without nodes.
[[nodiscard]] std::string as_json(const NodesHead& head);

[[nodiscard]] std::string as_csv(const Trend& trend, const RenderOptions& options);

[[nodiscard]] std::string as_html(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string as_html(const Triage& triage, const RenderOptions& options);
[[nodiscard]] std::string as_html(const Trend& trend, const RenderOptions& options);

// Of a diff alone.
[[nodiscard]] std::string as_ndjson(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string as_markdown(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string as_csv(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string as_junit(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string as_sarif(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string as_github(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string as_gitlab(const Diff& diff, const RenderOptions& options);

}  // namespace heapdiff::report
