#include "scripts/declarations.hpp"

#include "graph/properties.hpp"
#include "source_maps/script_text.hpp"

namespace heapdiff::scripts {
std::optional<Place> find_declaration(const graph::Heap& heap, const ScriptNames& scripts,
                                      const ScopeNames& scopes, NodeIndex context,
                                      const std::string& name) {
  const auto shared = scopes.shared_of(heap, context);
  if (!shared) return std::nullopt;
  const auto script = script_of_shared(heap, *shared);
  if (!script) return std::nullopt;
  const auto source = graph::internal(heap, *script, "source");
  if (!source || !is_string_like(heap.nodes.types[*source])) return std::nullopt;
  const source_maps::ScriptText text{std::string(heap.raw_name(*source))};
  const auto found = text.only_declaration_of(name);
  if (!found) return std::nullopt;
  return scripts.place_in(script_name_of_shared(heap, *shared), *found);
}

}  // namespace heapdiff::scripts
