#include "model/class_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/stable_hash.hpp"

namespace heapdiff::model {
namespace {

std::size_t mix(std::size_t hash, std::uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
  return hash * 0xFF51AFD7ED558CCDu;
}

/// Is the ascending list `part` contained in the ascending list `whole`, repetitions counted?
bool contains(std::span<const std::uint32_t> whole, std::span<const std::uint32_t> part) {
  auto from = whole.begin();
  for (const std::uint32_t wanted : part) {
    from = std::lower_bound(from, whole.end(), wanted);
    if (from == whole.end() || *from != wanted) return false;
    ++from;
  }
  return true;
}

/// Definitions as sorted property numbers, each filed under the one of its properties that the
/// fewest definitions have: an object needs a look only at those filed under its own properties.
class DefinitionIndex {
 public:
  DefinitionIndex(const ClassTable& table, std::span<const InterfaceDefinition> definitions) {
    std::unordered_map<std::uint32_t, std::uint32_t> popularity;
    for (const InterfaceDefinition& definition : definitions) {
      std::vector<std::uint32_t> properties;
      for (const std::string& property : definition.properties) {
        const std::uint32_t name = table.names.find(
            table.has_hashed_properties ? hashed_property(base::stable_hash(property)) : property);
        properties.push_back(name);
        ++popularity[name];
      }
      std::sort(properties.begin(), properties.end());
      properties_.push_back(std::move(properties));
    }
    for (std::uint32_t i = 0; i < properties_.size(); ++i) {
      const auto& properties = properties_[i];
      // A name that this snapshot has nowhere: no object of it can satisfy the definition.
      if (properties.empty() || properties.back() == base::NameTable::none) continue;
      const std::uint32_t rarest = *std::min_element(
          properties.begin(), properties.end(),
          [&](std::uint32_t a, std::uint32_t b) { return popularity[a] < popularity[b]; });
      filed_under_[rarest].push_back(i);
    }
  }

  [[nodiscard]] std::uint32_t best_for(std::span<const std::uint32_t> shape) const {
    std::uint32_t best = none;
    std::uint32_t previous = none;
    for (const std::uint32_t property : shape) {
      if (std::exchange(previous, property) == property) continue;
      const auto filed = filed_under_.find(property);
      if (filed == filed_under_.end()) continue;
      for (const std::uint32_t candidate : filed->second) {
        if (is_better(candidate, best) && contains(shape, properties_[candidate])) best = candidate;
      }
    }
    return best;
  }

 private:
  [[nodiscard]] bool is_better(std::uint32_t candidate, std::uint32_t best) const {
    if (best == none) return true;
    const std::size_t a = properties_[candidate].size();
    const std::size_t b = properties_[best].size();
    return a != b ? a > b : candidate < best;
  }

  std::vector<std::vector<std::uint32_t>> properties_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> filed_under_;
};

}  // namespace

std::size_t ClassTable::EntryHash::operator()(const Entry& entry) const {
  return mix(mix(mix(mix(0, entry.name), entry.shape), entry.place), entry.function);
}

std::size_t ClassTable::PlaceHash::operator()(const FilePlace& at) const {
  return mix(mix(mix(mix(0, at.place.script_id), at.place.line), at.place.column), at.file);
}

ClassIndex ClassTable::intern(const Entry& entry) {
  const auto [found, is_new] =
      by_entry_.try_emplace(entry, static_cast<std::uint32_t>(entries_.size()));
  if (is_new) entries_.push_back(entry);
  return ClassIndex(found->second);
}

std::uint32_t ClassTable::intern_place(const ScriptPlace& place, std::string_view file,
                                       const std::optional<MappedFrom>& from) {
  const FilePlace at{place, names.intern(file)};
  const auto [known, is_new] =
      by_place_.try_emplace(at, static_cast<std::uint32_t>(places_.size()));
  if (!is_new) return known->second;
  places_.push_back(at);
  if (from) {
    generated_[known->second] = {names.intern(from->file), from->line, from->column,
                                 from->is_library};
  }
  return known->second;
}

std::optional<MappedFrom> ClassTable::mapped_from(std::uint32_t i) const {
  const auto found = generated_.find(i);
  if (found == generated_.end()) return std::nullopt;
  const Generated& from = found->second;
  return MappedFrom{names[from.file], from.line, from.column, from.is_library};
}

std::string hashed_property(std::uint64_t hash) { return fmt::format("#{:016x}", hash); }

std::uint64_t property_hash(const ClassTable& table, std::uint32_t name) {
  const std::string_view text = table.names[name];
  if (!table.has_hashed_properties) return base::stable_hash(text);
  std::uint64_t hash = 0;
  std::from_chars(text.data() + 1, text.data() + text.size(), hash, 16);
  return hash;
}

std::vector<ClassName> name_classes(const ClassTable& table,
                                    std::span<const InterfaceDefinition> definitions) {
  const DefinitionIndex index(table, definitions);
  std::vector<ClassName> result;
  result.reserve(table.size());
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const ClassTable::Entry& entry = table[ClassIndex(i)];
    if (entry.shape == none) {
      const bool is_function = entry.function != none;
      result.push_back({std::string(table.names[entry.name]), is_function ? none : entry.place});
      continue;
    }
    const std::uint32_t best = index.best_for(table.shapes[entry.shape]);
    result.push_back({best == none ? "Object" : definitions[best].name, entry.place});
  }
  return result;
}

}  // namespace heapdiff::model
