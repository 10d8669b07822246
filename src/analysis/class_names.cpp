#include "analysis/class_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/name_table.hpp"
#include "base/printable.hpp"
#include "parse/schema.hpp"

namespace heapdiff::analysis {
namespace {

using graph::Heap;
using graph::Word;

bool is_plain_object(const Heap& heap, NodeIndex node) {
  return heap.nodes.types[node] == NodeType::object && heap.name_word(node) == Word::object_class;
}

/// "<div class="x">" → "<div>", also behind "Detached ".
std::string dom_class_name(std::string_view name) {
  constexpr std::string_view detached = "Detached <";
  std::size_t search_from = 0;
  if (name.starts_with(detached)) {
    search_from = detached.size();
  } else if (!name.starts_with('<')) {
    return std::string(name);
  }
  const std::size_t space = name.find(' ', search_from);
  return space == std::string_view::npos ? std::string(name)
                                         : std::string(name.substr(0, space)) + '>';
}

/// As JavaScript's JSON.stringify quotes it.
void append_json_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

/// DevTools' `formatPropertyName`.
void append_property_name(std::string& out, std::string_view name) {
  if (name.find_first_of(",'\"{}") == std::string_view::npos) {
    out += name;
  } else {
    append_json_quoted(out, name);
  }
}

class Classifier {
 public:
  Classifier(const Heap& heap, const ScriptNames& scripts)
      : heap_(heap),
        scripts_(scripts),
        name_of_string_(heap.strings.size(), model::none),
        name_of_detached_string_(heap.nodes.detachedness.empty() ? 0 : heap.strings.size(),
                                 model::none),
        property_of_string_(heap.strings.size(), model::none) {}

  ClassIndex class_of(NodeIndex node) {
    const NodeType type = heap_.nodes.types[node];
    model::ClassTable::Entry entry;
    if (is_plain_object(heap_, node)) {
      entry.shape = shape_of(node);
    } else if (type == NodeType::object || type == NodeType::native) {
      entry.name = name_from_raw(node);
    } else {
      entry.name = name_of_type(type);
    }
    if (type == NodeType::object) {
      if (const parse::Location* l = heap_.locations.find(node)) {
        entry.place =
            table.intern_place({l->script_id, l->line, l->column}, scripts_[l->script_id]);
      }
    }
    return table.intern(entry);
  }

  model::ClassTable table;

 private:
  std::uint32_t shape_of(NodeIndex node) {
    properties_.clear();
    for (const EdgeIndex edge : heap_.nodes.edges_of(node)) {
      if (heap_.edges.type(edge) != EdgeType::property) continue;
      std::uint32_t& name = property_of_string_[heap_.edges.name(edge)];
      if (name == model::none) name = table.names.intern(heap_.string(heap_.edges.name(edge)));
      properties_.push_back(name);
    }
    std::sort(properties_.begin(), properties_.end());
    return table.shapes.intern(properties_);
  }

  std::uint32_t name_from_raw(NodeIndex node) {
    const std::uint32_t string = heap_.nodes.names[node];
    const bool is_detached = heap_.is_detached_native(node);
    std::uint32_t& name = (is_detached ? name_of_detached_string_ : name_of_string_)[string];
    if (name == model::none) {
      const std::string_view raw = heap_.string(string);
      name = table.names.intern(
          dom_class_name(is_detached ? "Detached " + std::string(raw) : std::string(raw)));
    }
    return name;
  }

  std::uint32_t name_of_type(NodeType type) {
    switch (type) {
      case NodeType::hidden:
        return table.names.intern("(system)");
      case NodeType::code:
        return table.names.intern("(compiled code)");
      case NodeType::closure:
        return table.names.intern("Function");
      case NodeType::regexp:
        return table.names.intern("RegExp");
      default:
        return table.names.intern(
            fmt::format("({})", parse::name_of(type, heap_.unknown_node_types)));
    }
  }

  const Heap& heap_;
  const ScriptNames& scripts_;
  std::vector<std::uint32_t> properties_;
  // What a string of the file is in `table.names`, so that each is hashed once.
  base::Column<std::uint32_t> name_of_string_, name_of_detached_string_, property_of_string_;
};

constexpr std::size_t interface_name_units_max = 120;

struct Candidate {
  std::uint32_t name;
  std::uint32_t count = 0;
  std::vector<std::uint32_t> properties;  // string indices
};

/// The name that DevTools would give an object like this one; empty for one without properties.
/// Lengths count UTF-16 units, and the separators count towards what is there already.
void describe_shape(const Heap& heap, NodeIndex node, std::string& name,
                    std::vector<std::uint32_t>& properties) {
  name = "{";
  properties.clear();
  std::size_t units = 1;
  std::string property;
  for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
    if (heap.edges.type(edge) != EdgeType::property || heap.edge_word(edge) == Word::proto)
      continue;
    property.clear();
    append_property_name(property, heap.string(heap.edges.name(edge)));
    const std::size_t property_units = base::utf16_length(property);
    if (units > 1 && units + property_units > interface_name_units_max) break;
    if (units != 1) {
      name += ", ";
      units += 2;
    }
    name += property;
    units += property_units;
    properties.push_back(heap.edges.name(edge));
  }
  name = properties.empty() ? "" : name + "}";
}

}  // namespace

Classes classify(const Heap& heap, const ScriptNames& scripts) {
  Classifier classifier(heap, scripts);
  Classes classes{base::IndexedColumn<NodeIndex, ClassIndex>(heap.nodes.size()), {}};
  for (const NodeIndex node : heap.nodes.all()) classes.class_of[node] = classifier.class_of(node);
  classes.table = std::move(classifier.table);
  return classes;
}

std::vector<model::InterfaceDefinition> infer_interfaces(const Heap& heap) {
  base::NameTable names;
  std::vector<Candidate> candidates;  // by ordinal in `names`
  std::uint64_t plain_objects = 0;
  std::string name;
  std::vector<std::uint32_t> properties;
  for (const NodeIndex node : heap.nodes.all()) {
    if (!is_plain_object(heap, node)) continue;
    ++plain_objects;
    describe_shape(heap, node, name, properties);
    if (properties.empty()) continue;
    const std::uint32_t ordinal = names.intern(name);
    if (ordinal == candidates.size()) candidates.push_back({ordinal, 0, properties});
    ++candidates[ordinal].count;
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.count > b.count; });
  std::vector<model::InterfaceDefinition> definitions;
  for (const Candidate& candidate : candidates) {
    // At least two, and at least one in a thousand (a real division in DevTools).
    if (candidate.count < 2 || std::uint64_t{candidate.count} * 1000 < plain_objects) break;
    model::InterfaceDefinition definition{std::string(names[candidate.name]), {}};
    for (const std::uint32_t property : candidate.properties) {
      definition.properties.emplace_back(heap.string(property));
    }
    definitions.push_back(std::move(definition));
  }
  return definitions;
}

}  // namespace heapdiff::analysis
