#include "scripts/list_scripts.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>

#include "base/printable.hpp"
#include "graph/properties.hpp"
#include "parse/texts.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::scripts {
namespace {

using graph::Heap;
using graph::Word;

/// V8 writes no more of a string into a snapshot, but where it is asked for all values.
constexpr std::size_t units_of_value_max = 1024;

/// May the snapshot have less of a text than there was?
bool may_be_cut(const Heap& heap, std::string_view text) {
  const std::size_t units = base::utf16_length(text);
  return units == units_of_value_max ||
         (heap.are_values_cut && text.size() + 4 > parse::value_bytes_kept &&
          text.size() <= parse::value_bytes_kept);
}

/// "5e0a3f2c-91d4-4b0e-8f5e-3f0a5a0b7c11"
bool is_uuid(std::string_view text) {
  constexpr std::size_t length = 36;
  if (text.size() != length) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) {
      return false;
    }
  }
  return true;
}

bool is_map_url(std::string_view text) {
  return text.starts_with("data:") || text.substr(0, text.find_first_of("?#")).ends_with(".map");
}

source_maps::Script describe(const Heap& heap, NodeIndex script) {
  source_maps::Script described;
  const auto source = graph::internal(heap, script, "source");
  for (const EdgeIndex edge : heap.nodes.edges_of(script)) {
    const NodeIndex target = heap.edges.target(edge);
    const bool is_field = heap.edges.type(edge) == EdgeType::hidden && target != source &&
                          is_string_like(heap.nodes.types[target]);
    if (!is_field) continue;
    const std::string_view text = heap.raw_name(target);
    if (is_map_url(text)) described.map_url = text;
    if (is_uuid(text)) described.debug_id = text;
  }
  if (!source || !is_string_like(heap.nodes.types[*source])) return described;
  described.text = heap.raw_name(*source);
  described.is_text_whole = !may_be_cut(heap, described.text);
  if (described.map_url.empty()) {
    described.map_url = source_maps::trailing_comment(described.text, "sourceMappingURL");
  }
  if (described.debug_id.empty()) {
    described.debug_id = source_maps::trailing_comment(described.text, "debugId");
  }
  return described;
}

}  // namespace

std::vector<source_maps::Script> list_scripts(const Heap& heap) {
  std::map<std::uint32_t, NodeIndex> nodes;
  ScriptOrigin origin;
  std::map<std::uint32_t, std::string_view> names;
  for (const parse::Location& location : heap.locations.all()) {
    const NodeIndex node(location.node);
    if (heap.nodes.types[node] != NodeType::closure || names.contains(location.script_id)) continue;
    const auto shared = heap.internal_child(node, Word::shared);
    const auto script = shared ? script_of_shared(heap, *shared) : std::nullopt;
    if (!script) continue;
    const std::string_view name = script_name_of_shared(heap, *shared);
    names.emplace(location.script_id, name);
    nodes.emplace(location.script_id, *script);
    origin.learn(name);
  }
  origin.settle();
  std::vector<source_maps::Script> scripts;
  for (const auto& [id, node] : nodes) {
    const std::string_view name = names[id];
    const ScriptOwner owner = origin.owner_of(name);
    if (is_built_in(owner)) continue;
    source_maps::Script script = describe(heap, node);
    script.id = id;
    script.name = name;
    script.is_package = owner == ScriptOwner::library;
    scripts.push_back(std::move(script));
  }
  return scripts;
}

}  // namespace heapdiff::scripts
