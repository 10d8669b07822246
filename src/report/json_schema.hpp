#pragma once

#include <string>

namespace heapdiff::report {

/// The JSON Schema (draft 2020-12) of all reports, from the same description as the reports
/// themselves. tools/generate writes it to a file, which is installed.
[[nodiscard]] std::string json_schema_text();

}  // namespace heapdiff::report
