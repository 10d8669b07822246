#pragma once

#include <string>
#include <vector>

#include "heapdiff/source_maps.hpp"

namespace heapdiff::report {

/// What to know of the source maps of a snapshot: those that could not be used, those that do not
/// fit their scripts well, and that names of properties stay as minifiers leave them. Empty where
/// there is nothing to say.
[[nodiscard]] std::vector<std::string> source_map_notes(const std::vector<SourceMapUse>& uses);

}  // namespace heapdiff::report
