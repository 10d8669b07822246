#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/damage.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/source_maps.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

/// The start of a string's value: dumps contain secrets, and strings of megabytes.
struct StringValue {
  /// UTF-8, at most 48 bytes and "…" if there is more, or "(hidden)" if values are not to be shown.
  /// As in the heap: not safe to print.
  std::string start;
  bool is_cut = false;       ///< there is more
  std::uint64_t length = 0;  ///< in UTF-16 code units, as far as the text is in the file
};

/// One object, as it appears in answers.
struct ObjectInfo {
  ObjectId id;
  std::string name;  ///< class; for functions, code and V8's roots, the name
  NodeKind type;
  std::optional<Place> place;
  Bytes size, retained;
  std::int32_t distance = 0;         ///< as in `Retention::distance`
  std::optional<StringValue> value;  ///< for strings
};

/// The snapshot, as an answer sees it.
struct SnapshotView {
  std::string file;
  std::optional<Damage> damage;  ///< of a file that was salvaged
  std::vector<SourceMapUse> source_maps = {};
  /// Ignored objects: their references retain nothing, which shows the heap without them. Their own
  /// sizes stay; their `retained` is what is left without these references.
  std::vector<ObjectInfo> set_aside;
  [[nodiscard]] bool has_retained_sizes() const { return !damage || damage->has_all_edges(); }
};

/// How one object is retained: its cheapest retaining path in steps, from its holder to the root.
struct PathReport {
  ObjectId id;
  std::string node;  ///< class; for closures and code, the name
  NodeKind node_type;
  std::optional<Place> place;
  Bytes size, retained;
  bool is_reachable = false;  ///< is there a path? Otherwise there are no steps
  std::vector<ChainStep> steps;
};
/// For a salvaged file without all of its edges, retained sizes are unknown, and there may be other
/// paths.
struct PathsReport {
  SnapshotView view;
  std::vector<PathReport> paths;
};

/// The objects of one class, or of all classes that match a pattern.
struct ClassReport {
  SnapshotView view;
  std::string pattern;
  std::vector<ClassSummary> classes;  ///< by retained size, then name, then place
  std::uint64_t count = 0;            ///< of all classes
  Bytes size;
  Bytes retained;                   ///< by all of them together, counted once
  std::vector<ObjectInfo> largest;  ///< by retained size, then id
  std::vector<Chain> chains;        ///< how the objects are retained, the most frequent way first
  std::uint64_t other_chains_count = 0;
};

/// A reference, as seen from one of its two ends.
struct Reference {
  std::string edge;  ///< name, or number
  EdgeType edge_type = EdgeType::unknown;
  ObjectInfo object;          ///< at the other end
  bool is_retaining = true;   ///< does it keep its target alive?
  bool is_set_aside = false;  ///< it would, but its source was set aside
};

/// One object and what it refers to.
struct ObjectReport {
  SnapshotView view;
  ObjectInfo object;
  Detachedness detachedness = Detachedness::unknown;
  ObjectId dominator;
  /// By retained size of the target, then name; V8's (internal, hidden) last.
  std::vector<Reference> references;
  std::uint64_t references_count = 0;  ///< those not listed included
};

/// What refers to an object: by distance, then class, then id, as in DevTools' Retainers pane.
struct RetainersReport {
  SnapshotView view;
  ObjectInfo object;
  std::vector<Reference> retainers;
  std::uint64_t retainers_count = 0;  ///< those not listed included
};

/// The position of an object in the dominator tree.
struct DominatorsReport {
  SnapshotView view;
  ObjectInfo object;
  std::vector<ObjectInfo> dominators;  ///< from the immediate one up to the root
  std::uint64_t dominators_count = 0;  ///< those not listed included
  std::vector<ObjectInfo> children;    ///< by retained size, then id
  std::uint64_t children_count = 0;    ///< those not listed included
  Bytes other_children_retained;       ///< of those not listed
};

/// Objects whose class or name matches; by retained size, then id.
struct FindReport {
  SnapshotView view;
  bool is_new = false;  ///< only those that are not in the earlier snapshot
  std::string pattern;
  std::uint64_t count = 0;  ///< those not listed included
  Bytes size;
  std::vector<ObjectInfo> objects;
};

/// One text, and the strings that have it.
struct TextInfo {
  StringValue value;
  std::uint64_t copies = 0;
  Bytes size;                      ///< shallow, of all copies
  Bytes wasted;                    ///< of all copies but the largest
  std::vector<ObjectId> examples;  ///< a few, the smallest ids first
  /// For duplicates only, how copies are retained: the first steps of their paths, up to an object
  /// that is not a backing store, and beyond a collection up to its owner.
  std::vector<Chain> holders;
  std::uint64_t other_holders_count = 0;
};

/// Strings whose value matches; by size, then copies, then value.
struct StringsReport {
  SnapshotView view;
  std::string pattern;
  std::uint64_t text_count = 0, copies = 0;  ///< those not listed included
  Bytes size;
  std::vector<TextInfo> texts;
};

/// Texts that several strings share; by wasted bytes, then copies, then value.
struct DuplicatesReport {
  SnapshotView view;
  std::uint64_t text_count = 0, copies = 0;  ///< those not listed included
  Bytes size, wasted;
  std::vector<TextInfo> texts;
};

struct BigObject {
  ObjectInfo object;
  /// The nearest object in the list that dominates it: their sizes overlap.
  std::optional<ObjectId> inside;
  std::vector<ChainStep> path;  ///< its first steps; empty if there is no path to it
  /// If edges are missing: the most that it may retain. Nothing if something that it leads to lacks
  /// its edges, and may retain anything.
  std::optional<Bytes> retained_max;
};

/// The objects of the largest retained size; by that, then id. Excluded are V8's own, the roots and
/// global objects, which retain everything, and backing stores, whose owner retains as much.
struct BiggestReport {
  SnapshotView view;
  Bytes heap;  ///< sum of all shallow sizes
  std::vector<BigObject> objects;
};

}  // namespace heapdiff
