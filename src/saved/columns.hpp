#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saved/saved_summary.hpp"

namespace heapdiff::saved {

/// A saved summary as it stands in the file: plain columns. Ordinals that are -1 stand for nothing.
struct Columns {
  using Ordinals = std::vector<std::int64_t>;
  using Numbers = std::vector<std::uint64_t>;
  using Texts = std::vector<std::string>;

  Origin origin;
  Side side;
  std::uint64_t id_max = 0, meta_hash = 0;
  diff::Amount engine;
  bool has_usable_ids = true;
  Texts notes;

  Texts names;         ///< of classes, functions and scripts
  Numbers properties;  ///< hashes of names
  struct Classes {
    Ordinals names, shapes, places, functions;
    Numbers counts, bytes;
    std::vector<std::int64_t> engine_bytes;
  } classes;
  Numbers shape_lengths, shape_properties;
  struct Places {
    Numbers scripts, lines, columns, files;
  } places;
  struct Mapped {  ///< places that a source map led to: what it led from
    Numbers places, files, lines, columns, are_libraries;
  } mapped;
  struct Tree {  ///< in preorder
    Numbers classes, depths, bytes;
  } tree;
  struct Marks {
    Numbers ids, hashes, are_texts;
  } objects, object_places;
  Numbers interned;
  struct Interface {
    std::string name;
    Texts properties;
  };
  std::vector<Interface> interfaces;
  struct Step {
    std::uint64_t kind = 0;
    std::string text;
    Texts or_else;
  };
  struct Location {
    std::string file, short_file;
    std::uint64_t line = 0, column = 0, owner = 0;
  };
  struct Collection {
    std::uint64_t key = 0, shape = 0, kind = 0, entries = 0, first = 0, last = 0, tree_node = 0;
    std::int64_t retained = 0;
    std::vector<Step> name;
    std::string event, class_name, function, file, short_file, made_by;
    std::vector<Location> location;  ///< one at most
    std::uint64_t location_means = 0;
    std::string element;
    std::uint64_t element_kind = 0;
    std::vector<Location> element_location;  ///< one at most
    Numbers keys;                            ///< hashes, ascending
    std::uint64_t keys_below = 0;
  };
  std::vector<Collection> collections;
};

/// The first members of a file.
template <class Visitor, class AnyOrigin>
void describe_origin(Visitor& v, AnyOrigin& origin) {
  v.text("snapshot_file", origin.snapshot);
  v.optional("modified", origin.modified);
}

/// Each member once, in the order of the file; a visitor writes or reads them.
template <class Visitor, class AnyColumns>
void describe(Visitor& v, AnyColumns& c) {
  describe_origin(v, c.origin);
  v.object("heap", [&] {
    v.number("nodes", c.side.nodes);
    v.number("edges", c.side.edges);
    v.number("objects", c.side.objects);
    v.number("size", c.side.size.value);
    v.number("off_heap", c.side.off_heap.value);
    v.optional("extra_native_bytes", c.side.extra_native_bytes);
    v.number("id_max", c.id_max);
    v.number("meta_hash", c.meta_hash);
    v.number("engine_bytes", c.engine.bytes);
    v.number("engine_off_heap", c.engine.off_heap);
    v.number("engine_objects", c.engine.objects);
    v.flag("has_usable_ids", c.has_usable_ids);
  });
  v.texts("notes", c.notes);
  v.texts("names", c.names);
  v.object("classes", [&] {
    v.numbers("name", c.classes.names);
    v.numbers("shape", c.classes.shapes);
    v.numbers("place", c.classes.places);
    v.numbers("function", c.classes.functions);
    v.numbers("count", c.classes.counts);
    v.numbers("size", c.classes.bytes);
    v.numbers("engine_size", c.classes.engine_bytes);
  });
  v.object("shapes", [&] {
    v.numbers("property_hashes", c.properties);
    v.numbers("length", c.shape_lengths);
    v.numbers("property", c.shape_properties);
  });
  v.object("places", [&] {
    v.numbers("script_id", c.places.scripts);
    v.numbers("line", c.places.lines);
    v.numbers("column", c.places.columns);
    v.numbers("file", c.places.files);
  });
  v.object("mapped", [&] {
    v.numbers("place", c.mapped.places);
    v.numbers("file", c.mapped.files);
    v.numbers("line", c.mapped.lines);
    v.numbers("column", c.mapped.columns);
    v.numbers("is_library", c.mapped.are_libraries);
  });
  v.object("tree", [&] {
    v.numbers("class", c.tree.classes);
    v.numbers("depth", c.tree.depths);
    v.numbers("size", c.tree.bytes);
  });
  const auto marks = [&](const char* name, auto& sample) {
    v.object(name, [&] {
      v.numbers("id", sample.ids);
      v.numbers("hash", sample.hashes);
      v.numbers("is_text", sample.are_texts);
    });
  };
  v.object("fingerprint", [&] {
    marks("objects", c.objects);
    marks("places", c.object_places);
    v.numbers("interned", c.interned);
  });
  v.list("interfaces", c.interfaces, [&](auto& interface) {
    v.text("name", interface.name);
    v.texts("properties", interface.properties);
  });
  const auto location = [&](const char* name, auto& places) {
    v.list(name, places, [&](auto& place) {
      v.text("file", place.file);
      v.text("short", place.short_file);
      v.number("line", place.line);
      v.number("column", place.column);
      v.number("owner", place.owner);
    });
  };
  v.list("collections", c.collections, [&](auto& collection) {
    v.number("key", collection.key);
    v.number("shape", collection.shape);
    v.number("kind", collection.kind);
    v.list("name", collection.name, [&](auto& step) {
      v.number("kind", step.kind);
      v.text("text", step.text);
      v.texts("or_else", step.or_else);
    });
    v.text("event", collection.event);
    v.text("class", collection.class_name);
    v.text("function", collection.function);
    v.text("file", collection.file);
    v.text("short", collection.short_file);
    v.text("made_by", collection.made_by);
    location("location", collection.location);
    v.number("location_means", collection.location_means);
    v.text("element", collection.element);
    v.number("element_kind", collection.element_kind);
    location("element_location", collection.element_location);
    v.number("entries", collection.entries);
    v.number("retained", collection.retained);
    v.number("first", collection.first);
    v.number("last", collection.last);
    v.number("tree_node", collection.tree_node);
    v.numbers("keys", collection.keys);
    v.number("keys_below", collection.keys_below);
  });
}

/// Keys are left out, and the snapshot's folder.
[[nodiscard]] Columns to_columns(const SavedSummary& summary);

/// Everything that refers to something must find it. Errors: malformed, with the member.
[[nodiscard]] Result<SavedSummary> from_columns(Columns columns, const std::string& file);

}  // namespace heapdiff::saved
