#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapdiff/render.hpp"

namespace heapdiff::report {

[[nodiscard]] std::string diff_as_text(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string diff_as_json(const Diff& diff, const RenderOptions& options);
[[nodiscard]] std::string summary_as_text(const Summary& summary, const RenderOptions& options);
[[nodiscard]] std::string summary_as_json(const Summary& summary, const RenderOptions& options);
[[nodiscard]] std::string triage_as_text(const Triage& triage, const RenderOptions& options);
[[nodiscard]] std::string triage_as_json(const Triage& triage, const RenderOptions& options);
[[nodiscard]] std::string paths_as_text(const std::vector<PathReport>& paths, const Asked& asked,
                                        const RenderOptions& options);
[[nodiscard]] std::string paths_as_json(const std::vector<PathReport>& paths, const Asked& asked);

}  // namespace heapdiff::report
