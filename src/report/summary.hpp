#pragma once

#include <string>

#include "heapdiff/render.hpp"
#include "report/table.hpp"

namespace heapdiff::report {

/// The rows of a summary's classes, with what is cut in one more row, and their sum.
[[nodiscard]] std::string classes_as_table(const Summary& summary, const RenderOptions& options,
                                           const Style& style);

}  // namespace heapdiff::report
