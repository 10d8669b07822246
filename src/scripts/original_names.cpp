#include "scripts/original_names.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/printable.hpp"

namespace heapdiff::scripts {
namespace {

using source_maps::OriginalPlace;
using source_maps::ScriptMap;

OriginalNames::Origin to_origin(const OriginalPlace& place) {
  return {std::string(place.file), {place.line, place.column}, place.is_ignored};
}

}  // namespace

std::optional<OriginalNames::Origin> OriginalNames::origin_of(std::uint32_t script,
                                                              TextPlace function) {
  const ScriptMap* map = maps_->of(script);
  if (map == nullptr) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const auto [at, is_new] = origins_.try_emplace({script, function.line, function.column});
  if (!is_new) return at->second;
  const auto found = map->find(function.line, function.column);
  if (!found) return std::nullopt;
  // Maps have a segment for a function's first token, or for its name; that of another build has
  // one somewhere near, by chance.
  const ScriptText* text = generated_text(script);
  at->second = to_origin(*found);
  at->second->is_written =
      text == nullptr || text->is_at_or_before(function, found->generated_column);
  maps_->count(script, at->second->is_written);
  return at->second;
}

const ScriptText* OriginalNames::generated_text(std::uint32_t script) {
  const auto [at, is_new] = generated_.try_emplace(script);
  if (is_new) at->second = maps_->text_of(script);
  return at->second.get();
}

const ScriptText* OriginalNames::original_text(const ScriptMap& map, std::uint32_t source) {
  const auto [at, is_new] = originals_.try_emplace({&map.map(), source});
  if (is_new) {
    if (auto text = map.map().content(source)) {
      at->second = std::make_unique<const ScriptText>(std::move(*text));
    }
  }
  return at->second.get();
}

/// What the map has for an identifier of the generated text.
std::optional<std::string> OriginalNames::name_at(const ScriptMap& map, TextPlace identifier) {
  const auto found = map.find(identifier.line, identifier.column);
  if (!found || !found->is_exact) return std::nullopt;
  const ScriptText* original = original_text(map, found->source);
  const auto word =
      original != nullptr ? original->identifier_at({found->line, found->column}) : std::nullopt;
  // Bundlers rename before they write the map: its name is `_Task` or `registry_default` then. Some
  // write no names at all. Any other word is only the first of a statement.
  const bool is_part = word && found->name.find(*word) != std::string::npos;
  if (is_part || (word && !map.map().has_names())) return std::string(*word);
  return found->name.empty() ? std::nullopt : std::optional(found->name);
}

std::optional<std::string> OriginalNames::private_name_of(std::uint32_t script,
                                                          TextPlace class_place,
                                                          std::string_view generated) {
  const ScriptMap* map = maps_->of(script);
  if (map == nullptr) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const ScriptText* text = generated_text(script);
  if (text == nullptr) return std::nullopt;
  const std::vector<ScriptText::PrivateName> names = text->private_names(class_place);
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto& one) { return one.name == generated; });
  if (found == names.end()) return std::nullopt;
  if (auto name = name_at(*map, found->place)) {
    // Some write it without the sign.
    return name->starts_with('#') ? std::move(*name) : "#" + *name;
  }
  // Minifiers keep the order of a class's members.
  const auto place = map->find(class_place.line, class_place.column);
  const ScriptText* original = place ? original_text(*map, place->source) : nullptr;
  if (original == nullptr) return std::nullopt;
  const std::vector<ScriptText::PrivateName> originals =
      original->private_names({place->line, place->column});
  if (originals.size() != names.size()) return std::nullopt;
  return std::string(originals[static_cast<std::size_t>(found - names.begin())].name);
}

std::optional<std::string> OriginalNames::find_name(const ScriptMap& map, std::uint32_t script,
                                                    TextPlace function,
                                                    std::string_view generated) {
  const auto place = map.find(function.line, function.column);
  std::optional<TextPlace> declared;
  const ScriptText* text = generated_text(script);
  const auto units = static_cast<std::uint32_t>(base::utf16_length(generated));
  if (text != nullptr) {
    declared = text->name_of_function(function, generated);
  } else if (units > 0 && function.column > units) {
    declared = TextPlace{function.line, function.column - units};
  }
  const auto of_name = declared ? map.find(declared->line, declared->column) : std::nullopt;
  if (auto name = map.map().function_in_scope(function.line, function.column)) return name;
  if (of_name) {
    if (auto name = name_at(map, *declared)) return name;
  }
  if (!place) return std::nullopt;
  // A function with a name that the map has nothing for is a bundler's own. One without may have
  // lost it, and many maps have only its statement.
  const bool is_written = generated.empty() || text == nullptr ||
                          text->is_at_or_before(function, place->generated_column);
  if (!is_written) return std::nullopt;
  const ScriptText* original = original_text(map, place->source);
  if (original == nullptr) return std::nullopt;
  auto name = original->name_declared_at({place->line, place->column});
  // Some maps are exact to the statement only.
  if (!name) name = original->name_declared_behind({place->line, place->column});
  return name ? std::optional(std::string(*name)) : std::nullopt;
}

std::optional<std::string> OriginalNames::name_of_function(std::uint32_t script, TextPlace function,
                                                           std::string_view generated) {
  const ScriptMap* map = maps_->of(script);
  if (map == nullptr) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  FunctionKey key{script, function.line, function.column, std::string(generated)};
  const auto [at, is_new] = functions_.try_emplace(std::move(key));
  if (is_new) at->second = find_name(*map, script, function, generated);
  return at->second;
}

std::optional<OriginalNames::Variable> OriginalNames::variable_of(std::uint32_t script,
                                                                  std::optional<TextPlace> function,
                                                                  Scope scope,
                                                                  std::string_view generated) {
  const ScriptMap* map = maps_->of(script);
  if (map == nullptr || generated.empty()) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const TextPlace from = function.value_or(TextPlace{});
  const auto [at, is_new] = variables_.try_emplace(
      {script, function.has_value(), from.line, from.column, scope, std::string(generated)});
  if (!is_new) return at->second;
  if (auto name = map->map().variable_in_scope(from.line, from.column, generated)) {
    at->second = Variable{std::move(*name), std::nullopt, {}};
  }
  const ScriptText* text = generated_text(script);
  if (text == nullptr) return at->second;
  const auto declared = function && scope == Scope::around
                            ? text->declaration_around(generated, *function)
                            : text->declaration_of(generated, function);
  if (!declared) return at->second;
  // What the map has nothing for is the bundler's own.
  const auto found = map->find(declared->line, declared->column);
  if (!found || !found->is_exact) return at->second;
  if (!at->second) {
    auto name = name_at(*map, *declared);
    at->second = Variable{name ? std::move(*name) : std::string(generated), std::nullopt, {}};
  }
  at->second->declared = to_origin(*found);
  at->second->generated = *declared;
  return at->second;
}

}  // namespace heapdiff::scripts
