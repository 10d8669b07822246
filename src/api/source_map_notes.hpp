#pragma once

#include <string>
#include <vector>

#include "heapdiff/source_maps.hpp"
#include "heapdiff/suspect.hpp"
#include "source_maps/script_maps.hpp"

namespace heapdiff::api {

/// Adds what there is to say of the maps that were used, each sentence once.
void add_source_map_notes(std::vector<std::string>& notes, const std::vector<SourceMapUse>& uses);

/// Says it if the name of a suspect's holder has a property that no original source has: the build
/// has renamed properties, which no map tells.
void add_mangled_note(std::vector<std::string>& notes, const std::vector<Suspect>& suspects,
                      const source_maps::ScriptMaps& maps);

}  // namespace heapdiff::api
