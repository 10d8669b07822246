#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/damage.hpp"
#include "heapdiff/source_maps.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

/// What DevTools shows as statistics. `total` includes `extra_native_bytes`.
struct Statistics {
  Bytes total;
  Bytes native;        ///< of `total`, outside the JavaScript heap
  Bytes typed_arrays;  ///< of `native`, backing stores
  Bytes code, js_arrays, strings, system;
  /// The size of V8's own heap.
  [[nodiscard]] Bytes v8_heap() const { return {total.value - native.value}; }
  /// What DevTools has no name for: of V8's heap and outside of it.
  [[nodiscard]] Bytes objects() const {
    const std::uint64_t named = js_arrays.value + strings.value + code.value + system.value;
    return {v8_heap().value - std::min(named, v8_heap().value)};
  }
  [[nodiscard]] Bytes other_native() const { return {native.value - typed_arrays.value}; }
};

/// One row of a snapshot's Summary: the objects of one class. Objects whose size was moved to their
/// owner (they have size 0) are not counted, as in DevTools.
struct ClassSummary {
  std::string name;
  std::optional<Place> place;  ///< of the constructor; nothing for most built-in classes
  std::uint64_t count = 0;
  Bytes size;      ///< shallow
  Bytes retained;  ///< kept alive by instances of the class, counted once
  std::int32_t distance = 0;
};

/// A snapshot in numbers.
struct Summary {
  std::string file;
  std::uint64_t nodes = 0, edges = 0;
  Bytes size;  ///< sum of all shallow sizes
  std::optional<std::uint64_t> extra_native_bytes;
  Statistics statistics;
  std::vector<ClassSummary> classes;  ///< by retained size (or shallow), then name, then place
  std::vector<std::string> notes;     ///< oddities of the file
  std::optional<Damage> damage = {};  ///< of a file that was salvaged
  std::vector<SourceMapUse> source_maps = {};

  /// Without all edges retained sizes, distances and statistics are unknown, and their values here
  /// are meaningless; sizes are those in the file, with none moved to an owner.
  [[nodiscard]] bool has_retained_sizes() const { return !damage || damage->has_all_edges(); }
};

}  // namespace heapdiff
