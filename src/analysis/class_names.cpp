#include "analysis/class_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>

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

/// "<div class="x">" → "<div>", also after "Detached ".
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

/// V8 15 puts the id of a scope's description into the name of each of its contexts. Where DevTools
/// has a row for each scope, mostly of one object, and none that two processes share, here is one,
/// as for files of older versions.
std::string_view without_scope_id(std::string_view name) {
  constexpr std::string_view context = "system / Context", scope = " / scope @";
  if (!name.starts_with(context) || !name.substr(context.size()).starts_with(scope)) return name;
  const std::string_view id = name.substr(context.size() + scope.size());
  const bool is_id = !id.empty() && id.find_first_not_of("0123456789") == std::string_view::npos;
  return is_id ? context : name;
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

/// Numbers computed on first use. What is never used is never touched, so
/// it costs no memory: most strings of a file are no names.
class LazyColumn {
 public:
  explicit LazyColumn(std::size_t size) : known_(size) {}

  template <class WorkOut>
  std::uint32_t get(std::uint32_t i, WorkOut&& work_out) {
    if (known_[i] == 0) known_[i] = work_out() + 1;
    return known_[i] - 1;
  }

 private:
  base::Column<std::uint32_t> known_;  // the number plus one; 0: not yet
};

constexpr std::size_t interface_name_units_max = 120;
// With two units of separator each, and none of a text, no more fit into a name (in front of which
// an empty text needs no separator, but an object has one such property at most).
constexpr std::size_t interface_properties_max = interface_name_units_max / 2 + 1;

/// Classes of nodes, each kind of class made once and then looked up by what the file has: the
/// type, the string of the name, or the shape.
class Classifier {
 public:
  Classifier(const Heap& heap, const scripts::ScriptNames& scripts)
      : heap_(heap),
        scripts_(scripts),
        class_of_string_(heap.strings.size()),
        class_of_detached_string_(heap.nodes.detachedness.empty() ? 0 : heap.strings.size()),
        name_of_string_(heap.strings.size()) {}

  /// REQUIRES: nodes come in ascending order.
  ClassIndex class_of(NodeIndex node) {
    const NodeType type = heap_.nodes.types[node];
    if (type == NodeType::closure) return class_of_function(node);
    if (type != NodeType::object && type != NodeType::native) return class_of_type(type);
    const ClassIndex index =
        is_plain_object(heap_, node) ? class_of_plain(node) : class_of_raw(node);
    const parse::Location* place = type == NodeType::object ? location_of(node) : nullptr;
    if (place == nullptr) return index;
    return recent_objects_.class_at(*place, index.value, [&] {
      model::ClassTable::Entry entry = table[index];
      entry.place = intern_place(*place);
      if (scripts_.originals() != nullptr && entry.name != model::none) {
        entry.name = intern_name_at(*place, table.names[entry.name]);
      }
      return table.intern(entry);
    });
  }

  model::ClassTable table;
  PropertyLists properties;

 private:
  static constexpr ClassIndex unknown_class{model::none};

  /// Classes of things with a place, as they were met lately: many things come from few places.
  class RecentPlaces {
   public:
    template <class WorkOut>
    ClassIndex class_at(const parse::Location& place, std::uint32_t what, WorkOut&& work_out) {
      const std::uint32_t hash =
          (place.script_id * 31 + place.line * 0x9E3779B1u + place.column) * 0x85EBCA6Bu + what;
      Entry& entry = entries_[hash * 0xC2B2AE35u >> (32 - size_bits)];
      const bool is_same = entry.place != nullptr && entry.what == what &&
                           entry.place->script_id == place.script_id &&
                           entry.place->line == place.line && entry.place->column == place.column;
      if (!is_same) entry = {&place, what, work_out()};
      return entry.index;
    }

   private:
    struct Entry {
      const parse::Location* place = nullptr;
      std::uint32_t what = 0;
      ClassIndex index;
    };
    static constexpr unsigned size_bits = 10;
    std::vector<Entry> entries_ = std::vector<Entry>(std::size_t{1} << size_bits);
  };

  /// Lists of properties as they were met lately, found without a look at all of them: most objects
  /// are like one of a few hundred before.
  class RecentLists {
   public:
    /// `hash` is the list's.
    std::uint32_t ordinal_of(std::span<const std::uint32_t> list, std::uint32_t hash,
                             base::SequenceTable<std::uint32_t>& all) {
      std::uint32_t& recent = ordinals_[hash >> (32 - size_bits)];
      if (recent >= all.size() || !std::ranges::equal(all[recent], list)) recent = all.intern(list);
      return recent;
    }

   private:
    static constexpr unsigned size_bits = 10;
    std::vector<std::uint32_t> ordinals_ = std::vector<std::uint32_t>(std::size_t{1} << size_bits);
  };

  const parse::Location* location_of(NodeIndex node) {
    const auto& all = heap_.locations.all();
    while (next_location_ < all.size() && all[next_location_].node < node.value) ++next_location_;
    const bool is_found = next_location_ < all.size() && all[next_location_].node == node.value;
    return is_found ? &all[next_location_] : nullptr;
  }

  std::uint32_t intern_place(const parse::Location& place) {
    const std::string_view script = scripts_[place.script_id];
    scripts::OriginalNames* originals = scripts_.originals();
    const auto origin = originals != nullptr
                            ? originals->origin_of(place.script_id, {place.line, place.column})
                            : std::nullopt;
    if (!origin) {
      return table.intern_place({place.script_id, place.line, place.column}, script);
    }
    return table.intern_place(
        {model::ScriptPlace::original, origin->place.line, origin->place.column}, origin->file,
        model::MappedFrom{script, place.line, place.column, origin->is_ignored});
  }

  /// What developers called the class or the function that is declared at a place.
  std::uint32_t intern_name_at(const parse::Location& place, std::string_view generated) {
    return table.names.intern(
        scripts_.name_at(place.script_id, {place.line, place.column}, generated));
  }

  std::uint32_t intern_string(std::uint32_t string) {
    return name_of_string_.get(string, [&] { return table.names.intern(heap_.string(string)); });
  }

  ClassIndex class_of_function(NodeIndex node) {
    const ClassIndex all = class_of_type(NodeType::closure);
    const parse::Location* place = location_of(node);
    if (place == nullptr) return all;
    const std::uint32_t string = heap_.nodes.names[node];
    return recent_functions_.class_at(*place, string, [&] {
      model::ClassTable::Entry entry = table[all];
      entry.place = intern_place(*place);
      // One without a name is told by its place, also where a minifier dropped the name.
      const std::string_view name = heap_.string(string);
      const bool may_differ = scripts_.originals() != nullptr && !name.empty();
      entry.function = may_differ ? intern_name_at(*place, name) : intern_string(string);
      return table.intern(entry);
    });
  }

  ClassIndex class_of_plain(NodeIndex node) {
    // Objects that one piece of code makes list the same properties in the same order. What is used
    // as a dictionary does not, and is not worth remembering, but for what names its shape.
    constexpr std::size_t remembered_max = interface_properties_max + 1;  // with __proto__
    list_.clear();
    std::uint32_t hash = 0;
    for (const EdgeIndex edge : heap_.nodes.edges_of(node)) {
      if (heap_.edges.type(edge) != EdgeType::property) continue;
      list_.push_back(heap_.edges.name(edge));
      if (list_.size() <= remembered_max) hash = (hash ^ list_.back()) * 0x9E3779B1u;
    }
    const bool is_whole = list_.size() <= remembered_max;
    const auto whole = std::span<const std::uint32_t>(list_);
    const auto remembered = whole.first(std::min(whole.size(), remembered_max));
    const std::uint32_t list = recent_lists_.ordinal_of(remembered, hash, properties.lists);
    if (list == class_of_list_.size()) {
      class_of_list_.push_back(unknown_class);
      properties.counts.push_back(0);
    }
    ++properties.objects;
    ++properties.counts[list];
    if (!is_whole) return class_of_properties();
    if (class_of_list_[list] == unknown_class) class_of_list_[list] = class_of_properties();
    return class_of_list_[list];
  }

  ClassIndex class_of_properties() {
    for (std::uint32_t& property : list_) property = intern_string(property);
    std::sort(list_.begin(), list_.end());
    const std::uint32_t shape = table.shapes.intern(list_);
    if (shape == class_of_shape_.size()) {
      class_of_shape_.push_back(table.intern({model::none, shape}));
    }
    return class_of_shape_[shape];
  }

  ClassIndex class_of_raw(NodeIndex node) {
    const std::uint32_t string = heap_.nodes.names[node];
    const bool is_detached = heap_.is_detached_native(node);
    LazyColumn& known = is_detached ? class_of_detached_string_ : class_of_string_;
    return ClassIndex(known.get(string, [&] {
      const std::string raw(without_scope_id(heap_.string(string)));
      return intern_named(dom_class_name(is_detached ? fmt::format("Detached {}", raw) : raw))
          .value;
    }));
  }

  ClassIndex class_of_type(NodeType type) {
    const auto number = static_cast<std::size_t>(type);
    if (number >= class_of_type_.size()) class_of_type_.resize(number + 1, unknown_class);
    ClassIndex& index = class_of_type_[number];
    if (index == unknown_class) index = intern_named(name_of_type(type));
    return index;
  }

  [[nodiscard]] std::string name_of_type(NodeType type) const {
    switch (type) {
      case NodeType::hidden:
        return "(system)";
      case NodeType::code:
        return "(compiled code)";
      case NodeType::closure:
        return "Function";
      case NodeType::regexp:
        return "RegExp";
      default:
        return fmt::format("({})", parse::name_of(type, heap_.unknown_node_types));
    }
  }

  ClassIndex intern_named(std::string_view name) {
    return table.intern({table.names.intern(name)});
  }

  const Heap& heap_;
  const scripts::ScriptNames& scripts_;
  std::size_t next_location_ = 0;
  RecentPlaces recent_functions_, recent_objects_;
  RecentLists recent_lists_;
  std::vector<std::uint32_t> list_;  // of the object at hand
  std::vector<ClassIndex> class_of_type_, class_of_shape_, class_of_list_;
  LazyColumn class_of_string_, class_of_detached_string_;
  LazyColumn name_of_string_;  // string of the file → in `table.names`
};

struct Candidate {
  std::uint32_t count = 0;
  std::vector<std::uint32_t> properties;  // string indices
};

/// The name that DevTools would give an object with these properties, and those that are in it.
/// Lengths count UTF-16 units, and the separators count towards what is there already.
std::pair<std::string, std::vector<std::uint32_t>> describe_shape(
    const Heap& heap, std::span<const std::uint32_t> properties) {
  std::string name = "{";
  std::size_t units = 1;
  std::size_t kept = 0;
  for (const std::uint32_t string : properties) {
    std::string property;
    append_property_name(property, heap.string(string));
    const std::size_t property_units = base::utf16_length(property);
    if (units > 1 && units + property_units > interface_name_units_max) break;
    if (units != 1) {
      name += ", ";
      units += 2;
    }
    name += property;
    units += property_units;
    ++kept;
  }
  return {name + '}', {properties.begin(), properties.begin() + static_cast<std::ptrdiff_t>(kept)}};
}

/// The properties of a list that may be in the name of its shape, in the file's order.
std::span<const std::uint32_t> properties_for_name(const Heap& heap,
                                                   std::span<const std::uint32_t> list,
                                                   std::vector<std::uint32_t>& kept) {
  kept.clear();
  for (const std::uint32_t property : list) {
    if (kept.size() == interface_properties_max) break;
    if (heap.vocabulary[property] != Word::proto) kept.push_back(property);
  }
  return kept;
}

}  // namespace

Classes classify(const Heap& heap, const scripts::ScriptNames& scripts) {
  Classifier classifier(heap, scripts);
  Classes classes{base::Column<ClassIndex>::for_overwrite(heap.nodes.size()), {}, {}};
  for (const NodeIndex node : heap.nodes.all()) classes.class_of[node] = classifier.class_of(node);
  classes.table = std::move(classifier.table);
  classes.properties = std::move(classifier.properties);
  return classes;
}

std::vector<model::InterfaceDefinition> infer_interfaces(const Heap& heap,
                                                         const PropertyLists& properties) {
  if (!heap.has_all_edges()) return {};
  // Different lists may have one name.
  base::NameTable names;
  std::vector<Candidate> candidates;  // by ordinal in `names`
  std::vector<std::uint32_t> kept;
  for (std::uint32_t list = 0; list < properties.counts.size(); ++list) {
    const auto for_name = properties_for_name(heap, properties.lists[list], kept);
    if (for_name.empty()) continue;
    auto [name, in_name] = describe_shape(heap, for_name);
    const std::uint32_t ordinal = names.intern(name);
    if (ordinal == candidates.size()) candidates.push_back({0, std::move(in_name)});
    candidates[ordinal].count += properties.counts[list];
  }
  std::vector<std::uint32_t> order(candidates.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return candidates[a].count > candidates[b].count;
  });
  std::vector<model::InterfaceDefinition> definitions;
  for (const std::uint32_t ordinal : order) {
    const Candidate& candidate = candidates[ordinal];
    // At least two, and at least one in a thousand (a real division in DevTools).
    if (candidate.count < 2 || std::uint64_t{candidate.count} * 1000 < properties.objects) break;
    model::InterfaceDefinition definition{std::string(names[ordinal]), {}};
    for (const std::uint32_t property : candidate.properties) {
      definition.properties.emplace_back(heap.string(property));
    }
    definitions.push_back(std::move(definition));
  }
  return definitions;
}

}  // namespace heapdiff::analysis
