#pragma once

#include <string>

#include "heapdiff/query.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::report {

/// A string's value in quotes, safe to print, with its length where it was cut. The only form in
/// which text shows values.
[[nodiscard]] std::string value_in_words(const StringValue& value);

[[nodiscard]] std::string as_text(const ClassReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const ObjectReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const RetainersReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const DominatorsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const FindReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const StringsReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const DuplicatesReport& report, const RenderOptions& options);
[[nodiscard]] std::string as_text(const BiggestReport& report, const RenderOptions& options);

[[nodiscard]] std::string as_json(const ClassReport& report);
[[nodiscard]] std::string as_json(const ObjectReport& report);
[[nodiscard]] std::string as_json(const RetainersReport& report);
[[nodiscard]] std::string as_json(const DominatorsReport& report);
[[nodiscard]] std::string as_json(const FindReport& report);
[[nodiscard]] std::string as_json(const StringsReport& report);
[[nodiscard]] std::string as_json(const DuplicatesReport& report);
[[nodiscard]] std::string as_json(const BiggestReport& report);

}  // namespace heapdiff::report
