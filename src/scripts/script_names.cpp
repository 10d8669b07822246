#include "scripts/script_names.hpp"

#include <unordered_set>

#include "graph/properties.hpp"

namespace heapdiff::scripts {
namespace {

using graph::Heap;
using graph::Word;

/// Newer V8 calls the node "system / Script / <url>", and "system / Script" if there is no URL.
std::string_view without_prefix(std::string_view name) {
  constexpr std::string_view prefix = "system / Script";
  if (!name.starts_with(prefix)) return name;
  name.remove_prefix(prefix.size());
  if (name.starts_with(" / ")) name.remove_prefix(3);
  return name;
}

/// Where an object's class is: V8 writes no places for objects of classes without a name, but their
/// prototype leads to the class.
const parse::Location* class_location(const Heap& heap, NodeIndex object) {
  if (const parse::Location* own = heap.locations.find(object)) return own;
  const auto prototype = graph::property(heap, object, "__proto__");
  const auto constructor =
      prototype ? graph::property(heap, *prototype, "constructor") : std::nullopt;
  return constructor ? heap.locations.find(*constructor) : nullptr;
}

}  // namespace

std::optional<NodeIndex> script_of_shared(const Heap& heap, NodeIndex shared) {
  auto script = heap.internal_child(shared, Word::script);
  if (!script) {
    // Node 12 to 20; with a debugger attached there is a DebugInfo in between.
    script = heap.internal_child(shared, Word::script_or_debug_info);
    if (!script) return std::nullopt;
    if (const auto behind = heap.internal_child(*script, Word::script)) script = behind;
  }
  if (is_string_like(heap.nodes.types[*script])) return std::nullopt;  // no script, and perhaps cut
  return script;
}

std::string_view script_name_of_shared(const Heap& heap, NodeIndex shared) {
  const auto script = script_of_shared(heap, shared);
  return script ? without_prefix(heap.raw_name(*script)) : std::string_view();
}

std::vector<NamedScript> name_scripts(const Heap& heap) {
  std::vector<NamedScript> scripts;
  std::unordered_set<std::uint32_t> known;
  for (const parse::Location& location : heap.locations.all()) {
    const NodeIndex node(location.node);
    if (heap.nodes.types[node] != NodeType::closure || known.contains(location.script_id)) continue;
    if (const auto shared = heap.internal_child(node, Word::shared)) {
      known.insert(location.script_id);
      scripts.push_back({location.script_id, script_name_of_shared(heap, *shared)});
    }
  }
  return scripts;
}

ScriptNames::ScriptNames(const Heap& heap, const std::vector<NamedScript>& scripts) {
  for (const NamedScript& script : scripts) {
    names_.emplace(script.id, script.name);
    ids_.try_emplace(script.name, script.id);
    origin_.learn(script.name);
  }
  if (heap.source_maps) {
    originals_ = std::make_shared<OriginalNames>(heap.source_maps);
    for (const source_maps::OriginalFile& file : heap.source_maps->files()) {
      origin_.learn_original(file.name);
      if (file.is_ignored) origin_.learn_library(file.name);
    }
  }
  origin_.settle();
}

std::string_view ScriptNames::operator[](std::uint32_t script_id) const {
  const auto found = names_.find(script_id);
  return found != names_.end() ? found->second : std::string_view();
}

std::optional<Place> ScriptNames::place_of(const Heap& heap, NodeIndex node) const {
  const parse::Location* location = heap.locations.find(node);
  if (location == nullptr) return std::nullopt;
  return place_in(location->script_id, {location->line, location->column});
}

Place ScriptNames::place_of_origin(const OriginalNames::Origin& origin) const {
  const ScriptOwner owner = origin.is_ignored ? ScriptOwner::library : owner_of(origin.file);
  return {origin.file, origin.place.line + 1, origin.place.column + 1, owner,
          short_name(origin.file)};
}

Place ScriptNames::place_in(std::uint32_t script_id, TextPlace place) const {
  const std::string_view script = (*this)[script_id];
  const auto origin = originals_ ? originals_->origin_of(script_id, place) : std::nullopt;
  if (!origin) {
    return {std::string(script), place.line + 1, place.column + 1, owner_of(script),
            short_name(script)};
  }
  Place mapped = place_of_origin(*origin);
  mapped.generated = Place::Generated{std::string(script), place.line + 1, place.column + 1};
  return mapped;
}

Place ScriptNames::place_in(std::string_view script, TextPlace place) const {
  const auto id = ids_.find(script);
  if (id != ids_.end()) return place_in(id->second, place);
  return {std::string(script), place.line + 1, place.column + 1, owner_of(script),
          short_name(script)};
}

void ScriptNames::map_frame(StackFrame& frame) const {
  if (!frame.place) return;
  const std::string script = frame.place->file;
  const TextPlace place{frame.place->line - 1, frame.place->column - 1};
  const auto id = ids_.find(script);
  if (id != ids_.end()) frame.function = name_at(id->second, place, frame.function);
  frame.place = place_in(script, place);
}

std::string ScriptNames::name_at(std::uint32_t script_id, TextPlace place,
                                 std::string_view generated) const {
  auto name = originals_ ? originals_->name_of_function(script_id, place, generated) : std::nullopt;
  return name ? std::move(*name) : std::string(generated);
}

std::string ScriptNames::name_at(const Place::Generated& place, std::string_view generated) const {
  const auto id = ids_.find(place.file);
  if (id == ids_.end()) return std::string(generated);
  return name_at(id->second, {place.line - 1, place.column - 1}, generated);
}

std::string ScriptNames::property_name(const Heap& heap, NodeIndex object,
                                       std::string_view generated) const {
  const bool may_differ = originals_ && generated.starts_with('#');
  const parse::Location* location = may_differ ? class_location(heap, object) : nullptr;
  if (location == nullptr) return std::string(generated);
  auto name = originals_->private_name_of(location->script_id, {location->line, location->column},
                                          generated);
  return name ? std::move(*name) : std::string(generated);
}

std::string ScriptNames::name_of(const Heap& heap, NodeIndex node) const {
  const parse::Location* location = originals_ ? heap.locations.find(node) : nullptr;
  const std::string_view name = heap.raw_name(node);
  if (location == nullptr) return std::string(name);
  return name_at(location->script_id, {location->line, location->column}, name);
}

}  // namespace heapdiff::scripts
