#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/damage.hpp"
#include "heapdiff/diff.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

/// The start of a string's value: dumps hold secrets, and texts of megabytes.
struct StringValue {
  /// UTF-8, at most 48 bytes and "…" where there is more, or "(hidden)" where values are not to be
  /// seen. As the heap has it: not safe to print.
  std::string start;
  bool is_cut = false;       ///< there is more
  std::uint64_t length = 0;  ///< in UTF-16 code units, as far as the file has the text
};

/// One object, as answers name it.
struct ObjectInfo {
  ObjectId id;
  std::string name;  ///< class; of functions, code and the engine's roots, the name
  std::string type;
  std::optional<Place> place;
  Bytes size, retained;
  std::int32_t distance = 0;         ///< as in `Retention::distance`
  std::optional<StringValue> value;  ///< of a string
};

/// What an answer is about.
struct Asked {
  std::string file;
  std::optional<Damage> damage;  ///< of a file that was salvaged
  /// Objects whose references hold nothing, since somebody wants to see the heap without them.
  /// Their own sizes stay; `retained` is theirs with nothing held.
  std::vector<ObjectInfo> set_aside;
  [[nodiscard]] bool has_retained_sizes() const { return !damage || damage->has_all_edges(); }
};

/// The objects of one class, or of several that a pattern means.
struct ClassReport {
  Asked asked;
  std::string pattern;
  std::vector<ClassSummary> classes;  ///< by retained size, then name, then place
  std::uint64_t count = 0;            ///< of all classes
  Bytes size;
  Bytes retained;                   ///< by all of them together, nothing counted twice
  std::vector<ObjectInfo> largest;  ///< by retained size, then id
  std::vector<Chain> chains;        ///< how the objects are held, the most frequent way first
  std::uint64_t other_chains_count = 0;
};

/// A reference, seen from one of its two ends.
struct Reference {
  std::string edge;  ///< name, or number
  std::string edge_type;
  ObjectInfo object;          ///< at the other end
  bool is_retaining = true;   ///< does it keep its target alive?
  bool is_set_aside = false;  ///< it would, but its source was set aside
};

/// One object and what it refers to.
struct ObjectReport {
  Asked asked;
  ObjectInfo object;
  Detachedness detachedness = Detachedness::unknown;
  ObjectId dominator;
  /// By retained size of the target, then name; the engine's (internal, hidden) last.
  std::vector<Reference> references;
  std::uint64_t references_count = 0;  ///< those not listed included
};

/// What refers to an object: by distance, then class, then id, as DevTools' Retainers pane.
struct RetainersReport {
  Asked asked;
  ObjectInfo object;
  std::vector<Reference> retainers;
  std::uint64_t retainers_count = 0;  ///< those not listed included
};

/// Where an object stands in the dominator tree.
struct DominatorsReport {
  Asked asked;
  ObjectInfo object;
  std::vector<ObjectInfo> dominators;  ///< from the immediate one up to the root
  std::uint64_t dominators_count = 0;  ///< those not listed included
  std::vector<ObjectInfo> children;    ///< by retained size, then id
  std::uint64_t children_count = 0;    ///< those not listed included
  Bytes other_children_retained;       ///< of those not listed
};

/// Objects whose class or name matches; by retained size, then id.
struct FindReport {
  Asked asked;
  bool is_new = false;  ///< only those that the snapshot before does not have
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
  /// How copies are held, of duplicates only: the first steps of their paths, up to an object that
  /// is no backing store and, above a collection, to the object that has it.
  std::vector<Chain> holders;
  std::uint64_t other_holders_count = 0;
};

/// Strings whose value matches; by size, then copies, then value.
struct StringsReport {
  Asked asked;
  std::string pattern;
  std::uint64_t text_count = 0, copies = 0;  ///< those not listed included
  Bytes size;
  std::vector<TextInfo> texts;
};

/// Texts that several strings have; by wasted bytes, then copies, then value.
struct DuplicatesReport {
  Asked asked;
  std::uint64_t text_count = 0, copies = 0;  ///< those not listed included
  Bytes size, wasted;
  std::vector<TextInfo> texts;
};

struct BigObject {
  ObjectInfo object;
  /// The nearest object of the list that dominates it: their sizes are not to be added.
  std::optional<ObjectId> inside;
  std::vector<ChainStep> path;  ///< its first steps; empty where no path leads to it
  /// Where edges are missing: what it can keep at the most. Nothing where something that it leads
  /// to has lost its edges, and anything might be behind.
  std::optional<Bytes> retained_max;
};

/// The objects of the largest retained size; by that, then id. Not among them are the engine's own,
/// the roots and global objects, which hold everything, and backing stores, whose owner holds as
/// much.
struct BiggestReport {
  Asked asked;
  Bytes heap;  ///< sum of all shallow sizes
  std::vector<BigObject> objects;
};

}  // namespace heapdiff
