#include "scripts/script_names.hpp"

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

ScriptNames::ScriptNames(const Heap& heap) {
  for (const parse::Location& location : heap.locations.all()) {
    const NodeIndex node(location.node);
    if (heap.nodes.types[node] != NodeType::closure || names_.contains(location.script_id))
      continue;
    if (const auto shared = heap.internal_child(node, Word::shared)) {
      const std::string_view name = script_name_of_shared(heap, *shared);
      names_.emplace(location.script_id, name);
      origin_.learn(name);
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
  return place_in((*this)[location->script_id], location->line + 1, location->column + 1);
}

Place ScriptNames::place_in(std::string_view script, std::uint32_t line,
                            std::uint32_t column) const {
  return {std::string(script), line, column, owner_of(script), short_name(script)};
}

}  // namespace heapdiff::scripts
