#include "saved/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/checked.hpp"

namespace heapdiff::saved {
namespace {

using model::ClassTable;

std::int64_t ordinal_or_nothing(std::uint32_t ordinal) {
  return ordinal == model::none ? -1 : static_cast<std::int64_t>(ordinal);
}

/// The names that a table's entries and places use, and its properties by hash, numbered anew.
class NameUse {
 public:
  explicit NameUse(const ClassTable& table)
      : table_(table), names_(table.names.size(), -1), properties_(table.names.size(), -1) {}

  std::int64_t name(std::uint32_t ordinal, Columns& columns) {
    if (ordinal == model::none) return -1;
    if (names_[ordinal] < 0) {
      names_[ordinal] = static_cast<std::int64_t>(columns.names.size());
      columns.names.emplace_back(table_.names[ordinal]);
    }
    return names_[ordinal];
  }
  std::uint64_t property(std::uint32_t ordinal, Columns& columns) {
    if (properties_[ordinal] < 0) {
      properties_[ordinal] = static_cast<std::int64_t>(columns.properties.size());
      columns.properties.push_back(model::property_hash(table_, ordinal));
    }
    return static_cast<std::uint64_t>(properties_[ordinal]);
  }

 private:
  const ClassTable& table_;
  std::vector<std::int64_t> names_, properties_;
};

void put_classes(const SavedSummary& summary, Columns& columns) {
  const ClassTable& table = summary.table;
  NameUse use(table);
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const ClassTable::Entry& entry = table[ClassIndex(i)];
    columns.classes.names.push_back(use.name(entry.name, columns));
    columns.classes.shapes.push_back(ordinal_or_nothing(entry.shape));
    columns.classes.places.push_back(ordinal_or_nothing(entry.place));
    columns.classes.functions.push_back(use.name(entry.function, columns));
    columns.classes.counts.push_back(summary.tree.totals[i].count);
    columns.classes.bytes.push_back(summary.tree.totals[i].bytes);
  }
  columns.classes.engine_bytes = summary.engine.bytes;
  for (std::uint32_t i = 0; i < table.shapes.size(); ++i) {
    const auto shape = table.shapes[i];
    columns.shape_lengths.push_back(shape.size());
    const std::size_t start = columns.shape_properties.size();
    for (const std::uint32_t property : shape) {
      columns.shape_properties.push_back(use.property(property, columns));
    }
    std::sort(columns.shape_properties.begin() + static_cast<std::ptrdiff_t>(start),
              columns.shape_properties.end());
  }
  for (std::uint32_t i = 0; i < table.place_count(); ++i) {
    const model::ScriptPlace& place = table.place(i);
    columns.places.scripts.push_back(place.script_id);
    columns.places.lines.push_back(place.line);
    columns.places.columns.push_back(place.column);
    const std::uint32_t file = table.names.find(table.file(i));
    columns.places.files.push_back(static_cast<std::uint64_t>(use.name(file, columns)));
    const auto from = table.mapped_from(i);
    if (!from) continue;
    const std::uint32_t script = table.names.find(from->file);
    columns.mapped.places.push_back(i);
    columns.mapped.files.push_back(static_cast<std::uint64_t>(use.name(script, columns)));
    columns.mapped.lines.push_back(from->line);
    columns.mapped.columns.push_back(from->column);
    columns.mapped.are_libraries.push_back(from->is_library ? 1 : 0);
  }
}

void put_tree(const model::ClassTree& tree, Columns& columns) {
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    while (!open.empty() && open.back() <= i) open.pop_back();
    columns.tree.classes.push_back(tree.nodes[i].of.value);
    columns.tree.depths.push_back(open.size());
    columns.tree.bytes.push_back(tree.nodes[i].bytes);
    open.push_back(tree.nodes[i].end);
  }
}

void put_marks(const std::vector<model::Fingerprint::Mark>& marks, Columns::Marks& columns) {
  for (const model::Fingerprint::Mark& mark : marks) {
    columns.ids.push_back(mark.id);
    columns.hashes.push_back(mark.hash);
    columns.are_texts.push_back(mark.is_text ? 1 : 0);
  }
}

/// A name without what may be a program's data.
std::vector<Columns::Step> without_keys(const Name& name) {
  std::vector<Columns::Step> steps;
  for (const NameStep& step : name) {
    NameStep::Kind kind = step.kind;
    if (kind == NameStep::Kind::key) kind = NameStep::Kind::any_key;
    if (kind == NameStep::Kind::entry) kind = NameStep::Kind::any_entry;
    const bool is_kept = kind == step.kind;
    steps.push_back({static_cast<std::uint64_t>(kind), is_kept ? step.text : "",
                     is_kept ? step.or_else : std::vector<std::string>()});
  }
  return steps;
}

std::vector<Columns::Location> to_columns(const std::optional<Place>& place) {
  if (!place) return {};
  return {{place->file, place->short_file, place->line, place->column,
           static_cast<std::uint64_t>(place->owner)}};
}

Columns::Collection to_columns(const leaks::NamedCollection& named) {
  Columns::Collection columns;
  const Holder& holder = named.holder;
  columns.key = named.key;
  columns.shape = static_cast<std::uint64_t>(named.shape);
  columns.kind = static_cast<std::uint64_t>(holder.kind);
  columns.name = without_keys(holder.name);
  columns.event = holder.event;
  columns.class_name = holder.class_name;
  columns.function = holder.function;
  columns.file = holder.file;
  columns.short_file = holder.short_file;
  columns.made_by = holder.made_by;
  columns.location = to_columns(holder.location);
  columns.location_means = static_cast<std::uint64_t>(holder.location_means);
  columns.element = named.element.class_name;
  columns.element_kind = static_cast<std::uint64_t>(named.element.kind);
  columns.element_location = to_columns(named.element.location);
  columns.entries = named.entries;
  columns.retained = named.retained;
  columns.first = named.first;
  columns.last = named.last;
  columns.tree_node = named.tree_node;
  columns.keys.assign(named.keys.begin(), named.keys.end());
  columns.keys_below = named.keys_below;
  return columns;
}

/// Puts columns together again; the first thing that cannot be is the error.
class Restorer {
 public:
  Restorer(Columns columns, const std::string& file) : c_(std::move(columns)), file_(file) {}

  Result<SavedSummary> run() {
    put_side();
    put_names();
    put_classes();
    put_tree();
    put_marks(c_.objects, "fingerprint.objects", s_.fingerprint.marks);
    put_marks(c_.object_places, "fingerprint.places", s_.fingerprint.places);
    s_.fingerprint.meta_hash = c_.meta_hash;
    s_.fingerprint.interned.reserve(c_.interned.size());
    for (const std::uint64_t hash : c_.interned) {
      s_.fingerprint.interned.push_back(small(hash, "fingerprint.interned"));
    }
    for (Columns::Interface& interface : c_.interfaces) {
      s_.interfaces.push_back({std::move(interface.name), std::move(interface.properties)});
    }
    for (Columns::Collection& collection : c_.collections) put_collection(std::move(collection));
    if (error_) return fail(*error_);
    return std::move(s_);
  }

 private:
  void refuse(std::string why) {
    if (error_) return;
    error_ = Error{ErrorKind::malformed, file_, "damaged: " + std::move(why), std::nullopt,
                   "heapdiff save makes it anew from its snapshot"};
  }

  /// An ordinal below `size`.
  std::uint32_t ordinal(std::uint64_t value, std::size_t size, const char* member) {
    if (value < size) return static_cast<std::uint32_t>(value);
    refuse(fmt::format("{} has {}, and there are {}", member, value, size));
    return 0;
  }
  std::uint32_t ordinal_or_none(std::int64_t value, std::size_t size, const char* member) {
    return value == -1 ? model::none : ordinal(static_cast<std::uint64_t>(value), size, member);
  }
  std::uint32_t small(std::uint64_t value, const char* member) {
    if (value <= std::numeric_limits<std::uint32_t>::max()) {
      return static_cast<std::uint32_t>(value);
    }
    refuse(fmt::format("{} has {}, which is above 2^32 - 1", member, value));
    return 0;
  }
  template <class Enum>
  Enum value_of(std::uint64_t value, Enum last, const char* member) {
    return static_cast<Enum>(ordinal(value, static_cast<std::size_t>(last) + 1, member));
  }
  bool are_equally_long(std::initializer_list<std::size_t> sizes, const char* member) {
    for (const std::size_t size : sizes) {
      if (size == *sizes.begin()) continue;
      refuse(
          fmt::format("the columns of {} have {} and {} elements", member, *sizes.begin(), size));
      return false;
    }
    return true;
  }
  void add(std::uint64_t& sum, std::uint64_t value, const char* member) {
    const auto total = base::checked_add(sum, value);
    if (!total) return refuse(fmt::format("{} adds up to more than 2^64 bytes", member));
    sum = *total;
  }

  /// Differences of sizes, and sums of a few, have to fit in 63 bits.
  void check_amount(std::uint64_t amount, const char* member) {
    constexpr std::uint64_t most = std::uint64_t{1} << 60;
    if (amount > most) refuse(fmt::format("{} has {}, and no heap has so much", member, amount));
  }

  void put_side() {
    check_amount(c_.side.size.value, "heap.size");
    check_amount(c_.side.off_heap.value, "heap.off_heap");
    check_amount(c_.side.objects, "heap.objects");
    check_amount(c_.side.extra_native_bytes.value_or(0), "heap.extra_native_bytes");
    // Negative ones are above all others.
    check_amount(static_cast<std::uint64_t>(c_.engine.bytes), "heap.engine_bytes");
    check_amount(static_cast<std::uint64_t>(c_.engine.off_heap), "heap.engine_off_heap");
    check_amount(static_cast<std::uint64_t>(c_.engine.objects), "heap.engine_objects");
    s_.origin = std::move(c_.origin);
    s_.side = std::move(c_.side);
    s_.side.file = file_;
    s_.id_max = {c_.id_max};
    s_.engine.total = c_.engine;
    s_.notes = std::move(c_.notes);
    if (!c_.has_usable_ids) s_.unusable_ids = Lineage::UnusableIds{file_, {}, std::nullopt};
  }

  void put_names() {
    s_.table.has_hashed_properties = true;
    for (const std::string& name : c_.names) names_.push_back(s_.table.names.intern(name));
    for (const std::uint64_t hash : c_.properties) {
      properties_.push_back(s_.table.names.intern(model::hashed_property(hash)));
    }
  }

  model::MappedFrom mapped_from(std::size_t i) {
    const Columns::Mapped& columns = c_.mapped;
    const std::uint32_t file = ordinal(columns.files[i], names_.size(), "mapped.file");
    model::MappedFrom from;
    from.line = small(columns.lines[i], "mapped.line");
    from.column = small(columns.columns[i], "mapped.column");
    from.is_library = columns.are_libraries[i] != 0;
    if (!error_) from.file = s_.table.names[names_[file]];
    return from;
  }

  void put_classes() {
    const Columns::Classes& columns = c_.classes;
    const Columns::Places& places = c_.places;
    const std::size_t count = columns.names.size(), place_count = places.scripts.size();
    if (!are_equally_long(
            {count, columns.shapes.size(), columns.places.size(), columns.functions.size(),
             columns.counts.size(), columns.bytes.size(), columns.engine_bytes.size()},
            "classes") ||
        !are_equally_long(
            {place_count, places.lines.size(), places.columns.size(), places.files.size()},
            "places") ||
        !are_equally_long({c_.mapped.places.size(), c_.mapped.files.size(), c_.mapped.lines.size(),
                           c_.mapped.columns.size(), c_.mapped.are_libraries.size()},
                          "mapped")) {
      return;
    }
    put_shapes();
    std::size_t mapped = 0;  // of those that a source map led to, the next
    for (std::size_t i = 0; i < place_count; ++i) {
      const model::ScriptPlace place{small(places.scripts[i], "places.script_id"),
                                     small(places.lines[i], "places.line"),
                                     small(places.columns[i], "places.column")};
      const std::uint32_t file = ordinal(places.files[i], names_.size(), "places.file");
      if (error_) return;
      std::optional<model::MappedFrom> from;
      if (mapped < c_.mapped.places.size() && c_.mapped.places[mapped] == i) {
        from = mapped_from(mapped++);
        if (error_) return;
      }
      if (s_.table.intern_place(place, s_.table.names[names_[file]], from) != i) {
        return refuse(fmt::format("places {} is there twice", i));
      }
    }
    if (mapped != c_.mapped.places.size()) {
      return refuse(
          fmt::format("mapped.place {} is no place, or not in order", c_.mapped.places[mapped]));
    }
    std::uint64_t size = 0, objects = 0;
    for (std::size_t i = 0; i < count; ++i) {
      ClassTable::Entry entry;
      entry.name = ordinal_or_none(columns.names[i], names_.size(), "classes.name");
      entry.shape = ordinal_or_none(columns.shapes[i], shapes_.size(), "classes.shape");
      entry.place = ordinal_or_none(columns.places[i], place_count, "classes.place");
      entry.function = ordinal_or_none(columns.functions[i], names_.size(), "classes.function");
      if (error_) return;
      if (entry.name == model::none && entry.shape == model::none) {
        return refuse(fmt::format("class {} has neither a name nor a shape", i));
      }
      if (entry.name != model::none) entry.name = names_[entry.name];
      if (entry.shape != model::none) entry.shape = shapes_[entry.shape];
      if (entry.function != model::none) entry.function = names_[entry.function];
      if (s_.table.intern(entry).value != i) {
        return refuse(fmt::format("class {} is there twice", i));
      }
      add(size, columns.bytes[i], "classes.size");
      add(objects, columns.counts[i], "classes.count");
      if (static_cast<std::uint64_t>(columns.engine_bytes[i]) > columns.bytes[i]) {
        return refuse(fmt::format("class {} has {} bytes, and {} of the engine's", i,
                                  columns.bytes[i], columns.engine_bytes[i]));
      }
      s_.tree.totals.push_back({columns.counts[i], columns.bytes[i]});
    }
    s_.engine.bytes = columns.engine_bytes;
    if (size != s_.side.size.value || objects != s_.side.objects) {
      refuse(fmt::format("the classes have {} bytes in {} objects, and the heap {} in {}", size,
                         objects, s_.side.size.value, s_.side.objects));
    }
  }

  void put_shapes() {
    std::size_t at = 0;
    for (const std::uint64_t length : c_.shape_lengths) {
      if (length > c_.shape_properties.size() - at) {
        return refuse(fmt::format("shapes.property has {} elements, too few for shapes.length",
                                  c_.shape_properties.size()));
      }
      std::vector<std::uint32_t> shape;
      for (const std::size_t end = at + length; at < end; ++at) {
        const std::uint32_t property =
            ordinal(c_.shape_properties[at], properties_.size(), "shapes.property");
        if (error_) return;
        shape.push_back(properties_[property]);
      }
      std::sort(shape.begin(), shape.end());
      shapes_.push_back(s_.table.shapes.intern(shape));
    }
    if (at != c_.shape_properties.size()) {
      refuse(fmt::format("shapes.property has {} elements, and shapes.length adds up to {}",
                         c_.shape_properties.size(), at));
    }
  }

  void put_tree() {
    const Columns::Tree& columns = c_.tree;
    const std::size_t size = columns.classes.size();
    if (error_ || !are_equally_long({size, columns.depths.size(), columns.bytes.size()}, "tree")) {
      return;
    }
    if (size >= model::none) return refuse(fmt::format("tree has {} nodes", size));
    std::vector<model::ClassTree::Node>& nodes = s_.tree.nodes;
    std::vector<std::uint32_t> open;
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < size; ++i) {
      if (columns.depths[i] > open.size()) {
        return refuse(fmt::format("tree.depth has {} below {}", columns.depths[i], open.size()));
      }
      while (open.size() > columns.depths[i]) {
        nodes[open.back()].end = i;
        open.pop_back();
      }
      const std::uint32_t of = ordinal(columns.classes[i], s_.table.size(), "tree.class");
      add(sum, columns.bytes[i], "tree.size");
      if (error_) return;
      nodes.push_back({ClassIndex(of), 0, columns.bytes[i]});
      open.push_back(i);
    }
    for (const std::uint32_t node : open) nodes[node].end = static_cast<std::uint32_t>(size);
    if (sum != s_.side.size.value) {
      refuse(fmt::format("tree.size adds up to {} bytes, and the heap has {}", sum,
                         s_.side.size.value));
    }
  }

  void put_marks(const Columns::Marks& columns, const char* member,
                 std::vector<model::Fingerprint::Mark>& marks) {
    if (error_ ||
        !are_equally_long({columns.ids.size(), columns.hashes.size(), columns.are_texts.size()},
                          member)) {
      return;
    }
    for (std::size_t i = 0; i < columns.ids.size(); ++i) {
      marks.push_back({small(columns.ids[i], member), small(columns.hashes[i], member),
                       columns.are_texts[i] != 0});
      if (i > 0 && marks[i - 1].id > marks[i].id) {
        return refuse(fmt::format("{} has id {} after {}", member, marks[i].id, marks[i - 1].id));
      }
    }
  }

  std::optional<Place> place_of(std::vector<Columns::Location> columns, const char* member) {
    if (columns.empty()) return std::nullopt;
    Columns::Location& place = columns.front();
    return Place{std::move(place.file), small(place.line, member), small(place.column, member),
                 value_of(place.owner, ScriptOwner::engine, member), std::move(place.short_file)};
  }

  void put_collection(Columns::Collection columns) {
    leaks::NamedCollection named;
    Holder& holder = named.holder;
    named.key = columns.key;
    named.shape = value_of(columns.shape, LeakShape::unknown, "collections.shape");
    holder.kind = value_of(columns.kind, HolderKind::finalization_registry, "collections.kind");
    for (Columns::Step& step : columns.name) {
      holder.name.push_back({value_of(step.kind, NameStep::Kind::handle, "collections.name.kind"),
                             std::move(step.text), std::move(step.or_else)});
    }
    holder.is_users = true;
    holder.event = std::move(columns.event);
    holder.class_name = std::move(columns.class_name);
    holder.function = std::move(columns.function);
    holder.file = std::move(columns.file);
    holder.short_file = std::move(columns.short_file);
    holder.made_by = std::move(columns.made_by);
    holder.location = place_of(std::move(columns.location), "collections.location");
    holder.location_means =
        value_of(columns.location_means, Holder::Meaning::listener, "collections.location_means");
    named.element.class_name = std::move(columns.element);
    named.element.kind =
        value_of(columns.element_kind, Element::Kind::number, "collections.element_kind");
    named.element.location =
        place_of(std::move(columns.element_location), "collections.element_location");
    named.entries = columns.entries;
    named.retained = columns.retained;
    named.first = small(columns.first, "collections.first");
    named.last = small(columns.last, "collections.last");
    named.tree_node = ordinal(columns.tree_node, s_.tree.nodes.size(), "collections.tree_node");
    check_amount(static_cast<std::uint64_t>(named.retained), "collections.retained");
    check_amount(named.entries, "collections.entries");
    for (const std::uint64_t key : columns.keys) {
      named.keys.push_back(small(key, "collections.keys"));
    }
    named.keys_below = columns.keys_below;
    if (!std::is_sorted(named.keys.begin(), named.keys.end())) {
      return refuse("collections.keys are out of order");
    }
    s_.collections.push_back(std::move(named));
  }

  Columns c_;
  const std::string& file_;
  SavedSummary s_;
  std::vector<std::uint32_t> names_, properties_, shapes_;
  std::optional<Error> error_;
};

}  // namespace

Columns to_columns(const SavedSummary& summary) {
  Columns columns;
  columns.origin = summary.origin;
  columns.side = summary.side;
  columns.id_max = summary.id_max.value;
  columns.meta_hash = summary.fingerprint.meta_hash;
  columns.engine = summary.engine.total;
  columns.has_usable_ids = !summary.unusable_ids;
  columns.notes = summary.notes;
  put_classes(summary, columns);
  put_tree(summary.tree, columns);
  put_marks(summary.fingerprint.marks, columns.objects);
  put_marks(summary.fingerprint.places, columns.object_places);
  columns.interned.assign(summary.fingerprint.interned.begin(), summary.fingerprint.interned.end());
  for (const model::InterfaceDefinition& interface : summary.interfaces) {
    columns.interfaces.push_back({interface.name, interface.properties});
  }
  for (const leaks::NamedCollection& named : summary.collections) {
    columns.collections.push_back(to_columns(named));
  }
  return columns;
}

Result<SavedSummary> from_columns(Columns columns, const std::string& file) {
  return Restorer(std::move(columns), file).run();
}

}  // namespace heapdiff::saved
