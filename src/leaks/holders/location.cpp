#include "leaks/holders/location.hpp"

#include "graph/properties.hpp"
#include "scripts/declarations.hpp"

namespace heapdiff::leaks {

void locate_holder(Holder& holder, const graph::Heap& heap, const scripts::ScriptNames& scripts,
                   const scripts::ScopeNames& scopes, const NameOrigin& end) {
  switch (end.kind) {
    case NameOrigin::Kind::variable: {
      const auto label = scopes.label_of(heap, scripts, end.node);
      if (!label || is_built_in(label->owner)) return;
      holder.function = label->function;
      holder.file = label->file;
      holder.short_file = label->short_file;
      if (end.declared) {
        holder.location = end.declared;
        holder.file = holder.location->file;
        holder.short_file = holder.location->short_file;
      } else if (!end.name.empty() && end.name.front().or_else.empty()) {
        holder.location =
            scripts::find_declaration(heap, scripts, scopes, end.node, end.name.front().text);
      }
      holder.location_means = Holder::Meaning::declaration;
      if (holder.location || !label->place) return;
      holder.location = label->place;
      holder.location_means = Holder::Meaning::scope;
      return;
    }
    case NameOrigin::Kind::this_object: {
      const auto label = scopes.label_of(heap, scripts, end.node);
      if (!label) return;
      holder.function = label->function;
      holder.file = label->file;
      holder.location = label->place;
      holder.location_means = Holder::Meaning::scope;
      return;
    }
    case NameOrigin::Kind::static_property:
      holder.location = scripts.place_of(heap, end.node);
      holder.location_means = Holder::Meaning::class_of_holder;
      if (!holder.location) return;
      holder.file = holder.location->file;
      holder.short_file = holder.location->short_file;
      return;
    case NameOrigin::Kind::exports:
      for (const char* name : {"filename", "id"}) {
        const auto text = graph::property(heap, end.node, name);
        if (!text || !is_string_like(heap.nodes.types[*text])) continue;
        holder.file = std::string(heap.raw_name(*text));
        holder.short_file = scripts.short_name(holder.file);
        return;
      }
      return;
    default:
      return;
  }
}

}  // namespace heapdiff::leaks
