#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/suspect.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

/// One of the two snapshots, as a whole.
struct Side {
  std::string file;
  std::uint64_t nodes = 0, edges = 0;
  std::uint64_t objects = 0;  ///< nodes with a size of their own: what the classes count
  Bytes size;                 ///< sum of all shallow sizes
  std::optional<std::uint64_t> extra_native_bytes;
};

/// The objects of one class in one snapshot.
struct Population {
  std::uint64_t count = 0;
  Bytes size;      ///< shallow
  Bytes retained;  ///< by the class's instances together, nothing counted twice
};

/// How some of the new objects of a class are held: retaining paths that differ in nothing but
/// indices and ids, counted.
struct Chain {
  std::uint64_t count = 0;       ///< new objects held like this
  ObjectId example;              ///< one of them: the one with the smallest id
  std::vector<ChainStep> steps;  ///< from the direct holder to the root
};

/// A row of a diff. Law: after.size − before.size == allocated − freed + resized, and
/// after.count − before.count == added − deleted.
struct ClassChange {
  std::string name;
  std::optional<Place> place;
  Population before, after;
  std::uint64_t added = 0, deleted = 0;  ///< objects, matched by id within the class
  Bytes allocated, freed;                ///< their shallow sizes
  ByteDelta resized;                     ///< of objects in both snapshots
  std::vector<Chain> chains;             ///< of the new objects; for top-ranked rows only
  std::uint64_t other_chains_count = 0;  ///< new objects held in other ways than those listed

  [[nodiscard]] std::int64_t count_delta() const {
    return static_cast<std::int64_t>(after.count) - static_cast<std::int64_t>(before.count);
  }
  [[nodiscard]] ByteDelta size_delta() const { return after.size - before.size; }
  [[nodiscard]] ByteDelta retained_delta() const { return after.retained - before.retained; }
  /// Did nothing at all happen to the class?
  [[nodiscard]] bool is_unchanged() const {
    return added == 0 && deleted == 0 && resized.value == 0 && retained_delta().value == 0;
  }
};

enum class SortKey { size, count, retained };

struct DiffOptions {
  SortKey sort = SortKey::size;
  /// How many rows, from the top, get their retainer chains.
  std::size_t chains_for = 10;
  /// How many chains at most a row lists.
  std::size_t chains_max = 3;
  /// Only classes whose name this accepts get chains. Null: all.
  std::function<bool(std::string_view class_name)> wants_chains = {};
  /// With more than one, parts that do not depend on each other run at once; the result is the
  /// same.
  unsigned threads = 1;
  /// Look for what leaks, and name it.
  bool suspects = true;
  /// Say of each suspect what to do about it.
  bool advice = true;
  /// So many operations (requests, say) were made between the snapshots.
  std::optional<std::uint64_t> ops = {};
  /// Compare even where ids show that the snapshots are of two processes.
  bool force = false;
};

/// Two snapshots of one process compared: plain data.
struct Diff {
  Side before, after;
  std::vector<ClassChange> classes;  ///< all that exist on either side, in the order asked for
  std::vector<Suspect> suspects;     ///< the largest growth first, weak ones last
  Remainder remainder;               ///< law: suspects and remainder add up to the heap's growth
  /// Do the rows add up, each and all together, to the change of the heap? Computed from the rows.
  bool is_balanced = false;
  std::vector<std::string> notes;

  [[nodiscard]] ByteDelta size_delta() const { return after.size - before.size; }
  [[nodiscard]] std::int64_t count_delta() const {
    return static_cast<std::int64_t>(after.objects) - static_cast<std::int64_t>(before.objects);
  }
};

}  // namespace heapdiff
