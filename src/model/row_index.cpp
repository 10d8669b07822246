#include "model/row_index.hpp"

namespace heapdiff::model {

std::vector<std::uint32_t> RowIndex::add(const ClassTable& table,
                                         const std::vector<ClassName>& names) {
  std::vector<std::uint32_t> row_of;
  row_of.reserve(names.size());
  for (const ClassName& name : names) {
    Key key{name.name, false, 0, "", 0, 0};
    std::optional<Place> place;
    if (name.place != none) {
      const ScriptPlace& at = table.place(name.place);
      const std::string file(table.file(name.place));
      place = Place{file, at.line + 1, at.column + 1};
      const bool by_id = script_key_ == ScriptKey::id;
      key = {name.name, true, by_id ? at.script_id : 0, by_id ? "" : file, at.line, at.column};
    }
    const auto [found, is_new] = by_key_.try_emplace(key, static_cast<std::uint32_t>(rows_.size()));
    if (is_new) {
      rows_.push_back({name.name, place});
    } else if (place && rows_[found->second].place->file.empty()) {
      rows_[found->second].place = place;  // the other side knew the script's name
    }
    row_of.push_back(found->second);
  }
  return row_of;
}

}  // namespace heapdiff::model
