#include "api/source_map_notes.hpp"

#include <algorithm>

#include "report/source_map_words.hpp"

namespace heapdiff::api {

void add_source_map_notes(std::vector<std::string>& notes, const std::vector<SourceMapUse>& uses) {
  for (std::string& note : report::source_map_notes(uses)) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) {
      notes.push_back(std::move(note));
    }
  }
}

void add_mangled_note(std::vector<std::string>& notes, const std::vector<Suspect>& suspects,
                      const source_maps::ScriptMaps& maps) {
  for (const Suspect& suspect : suspects) {
    if (!suspect.holder.location || !suspect.holder.location->generated) continue;
    for (const NameStep& step : suspect.holder.name) {
      if (step.kind != NameStep::Kind::property || !maps.is_made_up(step.text)) continue;
      notes.push_back(report::mangled_note(step.text));
      return;
    }
  }
}

}  // namespace heapdiff::api
