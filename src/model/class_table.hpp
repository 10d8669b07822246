#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/name_table.hpp"
#include "heapdiff/index.hpp"

namespace heapdiff::model {

inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// Where a script's objects of one class are made, as the file counts: lines and columns from 0.
struct ScriptPlace {
  /// What a source map leads to is in no script of the heap: its file alone says which it is.
  static constexpr std::uint32_t original = 0xFFFFFFFF;

  std::uint32_t script_id = 0, line = 0, column = 0;
  friend auto operator<=>(const ScriptPlace&, const ScriptPlace&) = default;
};

/// What is known of an original place beside itself.
struct MappedFrom {
  std::string_view file;  ///< the generated script
  std::uint32_t line = 0, column = 0;
  bool is_library = false;  ///< by the map's `ignoreList`
};

/// The sets of property names (NameTable ordinals, ascending, with repetitions) that plain objects
/// have, each stored once.
using ShapeTable = base::SequenceTable<std::uint32_t>;

/// What stands for a property's name where the names themselves are not to be known: dictionaries
/// have a program's data for keys.
[[nodiscard]] std::string hashed_property(std::uint64_t hash);

/// The classes of one snapshot, before shape names are known: those come from the after side of a
/// diff and are applied to both (DevTools, `aggregatesForDiff`), so plain objects are classed by
/// the set of their properties here and named by `name_classes`.
class ClassTable {
 public:
  struct Entry {
    std::uint32_t name = none;   ///< in `names`; the class name where `shape` is none
    std::uint32_t shape = none;  ///< in `shapes`, for plain objects
    std::uint32_t place = none;  ///< in `places`, for objects whose constructor has one
    /// In `names`, for functions with a place, which `place` is then. As a class all functions are
    /// one; other groupings distinguish them.
    std::uint32_t function = none;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  ClassIndex intern(const Entry& entry);
  /// Of an original place with several generated ones the first is kept.
  [[nodiscard]] std::uint32_t intern_place(const ScriptPlace& place, std::string_view file,
                                           const std::optional<MappedFrom>& from = {});

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const Entry& operator[](ClassIndex index) const { return entries_[index.value]; }
  [[nodiscard]] std::size_t place_count() const { return places_.size(); }
  [[nodiscard]] const ScriptPlace& place(std::uint32_t i) const { return places_[i].place; }
  [[nodiscard]] std::string_view file(std::uint32_t i) const { return names[places_[i].file]; }
  [[nodiscard]] std::optional<MappedFrom> mapped_from(std::uint32_t i) const;

  base::NameTable names;  ///< class names, property names and script names
  ShapeTable shapes;
  /// Are properties known by `hashed_property` only?
  bool has_hashed_properties = false;

 private:
  struct EntryHash {
    std::size_t operator()(const Entry& entry) const;
  };
  struct FilePlace {
    ScriptPlace place;
    std::uint32_t file;  ///< in `names`
    friend bool operator==(const FilePlace&, const FilePlace&) = default;
  };
  struct PlaceHash {
    std::size_t operator()(const FilePlace& place) const;
  };
  struct Generated {
    std::uint32_t file, line, column;
    bool is_library;
  };

  std::vector<Entry> entries_;
  std::unordered_map<Entry, std::uint32_t, EntryHash> by_entry_;
  std::vector<FilePlace> places_;
  std::unordered_map<FilePlace, std::uint32_t, PlaceHash> by_place_;
  std::unordered_map<std::uint32_t, Generated> generated_;  ///< by place
};

/// A shape name that DevTools would infer: what many plain objects have in common.
struct InterfaceDefinition {
  std::string name;                     ///< "{id, items}"
  std::vector<std::string> properties;  ///< in the order of the name
};

/// What a class is called, and what makes it one row: two classes of one name from two places are
/// two rows.
struct ClassName {
  std::string name;
  std::uint32_t place = none;  ///< in the ClassTable that it comes from
  bool is_function = false;    ///< of distinguished functions; the name then ends in "()"
};

/// Of a property's name, whether the table has the name or only the hash.
[[nodiscard]] std::uint64_t property_hash(const ClassTable& table, std::uint32_t name);

/// The name of each class: plain objects get the best definition that they satisfy (most
/// properties, then the earlier one; DevTools, `applyInterfaceDefinitions`) or else "Object".
[[nodiscard]] std::vector<ClassName> name_classes(const ClassTable& table,
                                                  std::span<const InterfaceDefinition> definitions);

}  // namespace heapdiff::model
