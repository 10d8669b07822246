#pragma once

#include <string>
#include <vector>

#include "heapdiff/source_maps.hpp"

namespace heapdiff::report {

/// What to know of the source maps of a snapshot: those that could not be used, and those that do
/// not fit their scripts well. Empty where there is nothing to say.
[[nodiscard]] std::vector<std::string> source_map_notes(const std::vector<SourceMapUse>& uses);

/// Of a property in a suspect's name that is nowhere in the sources.
[[nodiscard]] std::string mangled_note(const std::string& property);

}  // namespace heapdiff::report
