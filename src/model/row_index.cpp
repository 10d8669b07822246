#include "model/row_index.hpp"

namespace heapdiff::model {

void RowIndex::learn(const ClassTable& table) {
  const auto count = static_cast<std::uint32_t>(table.place_count());
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view file = table.file(i);
    if (file.empty()) continue;
    const auto from = table.mapped_from(i);
    if (from && from->is_library) origin_.learn_library(file);
    origin_.learn(from ? from->file : file);
    if (from) {
      origin_.learn_original(file);
      continue;
    }
    if (script_key_ == ScriptKey::id) files_.try_emplace(table.place(i).script_id, file);
  }
  origin_.settle();
}

std::string_view RowIndex::file_of(const ClassTable& table, std::uint32_t place) const {
  const std::string_view file = table.file(place);
  if (!file.empty()) return file;
  const auto known = files_.find(table.place(place).script_id);
  return known != files_.end() ? std::string_view(known->second) : file;
}

std::string RowIndex::group_of_script(std::string_view file) const {
  if (file.empty()) return "(no script name)";
  if (group_by_ == GroupBy::script) return std::string(file);
  if (is_built_in(origin_.owner_of(file))) return "node:";
  const std::string_view package = scripts::package_of_script(file);
  return std::string(package.empty() ? scripts::folder_of_script(file) : package);
}

std::uint32_t RowIndex::intern(Key key, std::optional<Place> place, bool is_function) {
  const auto [found, is_new] =
      by_key_.try_emplace(std::move(key), static_cast<std::uint32_t>(rows_.size()));
  if (is_new) {
    rows_.push_back({std::get<1>(found->first), std::move(place), is_function});
  } else if (place && rows_[found->second].place->file.empty()) {
    rows_[found->second].place = std::move(place);  // the other side knew the script's name
  }
  return found->second;
}

std::uint32_t RowIndex::row_of(const ClassTable& table, ClassIndex index, const ClassName& name) {
  const ClassTable::Entry& entry = table[index];
  const bool is_by_class = group_by_ == GroupBy::class_name;
  const std::uint32_t at = is_by_class ? name.place : entry.place;
  if (at == none)
    return intern({Kind::whole_class, name.name, 0, "", 0, 0}, std::nullopt, name.is_function);
  const std::string file(is_by_class ? table.file(at) : file_of(table, at));
  if (!is_by_class && group_by_ != GroupBy::place) {
    return intern({Kind::group, group_of_script(file), 0, "", 0, 0}, std::nullopt);
  }
  std::string label = name.name;
  if (!is_by_class && entry.function != none) {
    label = table.names[entry.function];
    if (label.empty()) label = "(anonymous)";
  }
  const ScriptPlace& place = table.place(at);
  const bool by_id = script_key_ == ScriptKey::id && place.script_id != ScriptPlace::original;
  Place shown{file, place.line + 1, place.column + 1, origin_.owner_of(file),
              std::string(origin_.short_name(file))};
  if (const auto from = table.mapped_from(at)) {
    shown.generated = Place::Generated{std::string(from->file), from->line + 1, from->column + 1};
  }
  return intern({Kind::placed, std::move(label), by_id ? place.script_id : 0, by_id ? "" : file,
                 place.line, place.column},
                std::move(shown), name.is_function);
}

std::vector<std::uint32_t> RowIndex::add(const ClassTable& table,
                                         const std::vector<ClassName>& names) {
  learn(table);
  std::vector<std::uint32_t> row_of_class;
  row_of_class.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    row_of_class.push_back(row_of(table, ClassIndex(i), names[i]));
  }
  return row_of_class;
}

}  // namespace heapdiff::model
