#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heapdiff/damage.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/query.hpp"
#include "heapdiff/retained_tree.hpp"
#include "heapdiff/source_maps.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/suspect.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

/// One of the two snapshots, as a whole.
struct Side {
  std::string file;
  std::uint64_t nodes = 0, edges = 0;
  std::uint64_t objects = 0;  ///< nodes with a size above 0: those that the classes count
  Bytes size;                 ///< sum of all shallow sizes
  /// Outside the JavaScript heap: of `size`, and V8's `extra_native_bytes`.
  Bytes off_heap;
  std::optional<std::uint64_t> extra_native_bytes;
  std::optional<Damage> damage = {};  ///< of a side that was salvaged
  std::vector<SourceMapUse> source_maps = {};
  /// If they were asked for, and all edges are known.
  std::optional<Statistics> statistics = {};
};

/// The objects of one class in one snapshot.
struct Population {
  std::uint64_t count = 0;
  Bytes size;      ///< shallow
  Bytes retained;  ///< by the class's instances together, counted once
};

/// A small ratio: new objects per operation.
struct OpsFactor {
  unsigned numerator = 1, denominator = 1;
  friend bool operator==(const OpsFactor&, const OpsFactor&) = default;
};

/// A row of a diff. Law, where objects can be followed by id (see `Lineage`):
/// after.size − before.size == allocated − freed + resized, and
/// after.count − before.count == added − deleted. Otherwise these five are 0.
struct ClassChange {
  std::string name;
  std::optional<Place> place;
  Population before, after;
  std::uint64_t added = 0, deleted = 0;  ///< objects, matched by id within the class
  Bytes allocated, freed;                ///< their shallow sizes
  ByteDelta resized;                     ///< of objects in both snapshots
  std::vector<Chain> chains;             ///< of the new objects; for top-ranked rows only
  std::uint64_t other_chains_count = 0;  ///< new objects retained in other ways
  /// If the number of operations is known, and the class grew by about 1, 2, 3, 4, 1/2, 1/3 or 1/4
  /// objects per operation: the sign of a leak.
  std::optional<OpsFactor> ops_factor;
  bool is_engine = false;  ///< compiled code, hidden classes and the like
  /// Of `size_delta()`: what no object of the program keeps, such as the texts of scripts. Known
  /// where suspects were looked for.
  ByteDelta engine_size_delta;

  [[nodiscard]] std::int64_t count_delta() const {
    return static_cast<std::int64_t>(after.count) - static_cast<std::int64_t>(before.count);
  }
  [[nodiscard]] ByteDelta size_delta() const { return after.size - before.size; }
  [[nodiscard]] ByteDelta retained_delta() const { return after.retained - before.retained; }
  /// Is the class the same on both sides?
  [[nodiscard]] bool is_unchanged() const {
    return added == 0 && deleted == 0 && resized.value == 0 && retained_delta().value == 0 &&
           before.count == after.count && before.size == after.size;
  }
};

/// How the snapshots of a diff are related.
enum class Relation {
  same_process,
  reversed,  ///< of one process, but the later one came first
  rerun,     ///< of two runs of one program
  /// They may be of one program, but an id does not identify an object: ids began anew (in another
  /// inspector session, or another run), repeat in a file, or are addresses.
  renumbered,
  unrelated,  ///< of two programs, of two versions of V8, of a main thread and a worker
};

enum class Confidence {
  certain,
  likely,
  undecided,  ///< too little evidence
};

/// How many objects share their id, and how many of those agree.
struct Agreement {
  std::uint64_t shared = 0, agreeing = 0;
};

/// How two snapshots are related, and the evidence. Agreements are those of a sample of some
/// thousand objects, chosen by id alone.
struct Lineage {
  Relation relation = Relation::same_process;
  Confidence confidence = Confidence::undecided;
  Agreement objects;  ///< in type and name
  Agreement texts;    ///< strings of six or more characters, in their text
  Agreement places;   ///< in script, line and column
  /// Scripts of the program, excluding V8's and Node's, by name.
  struct Scripts {
    std::uint64_t before = 0, after = 0, shared = 0;
  } scripts;
  /// V8 numbers objects in the order of their creation, so the new objects of a later snapshot have
  /// higher ids. Counted only if objects can be followed.
  struct Order {
    std::uint64_t gained = 0;        ///< objects whose id only the second snapshot has
    std::uint64_t gained_below = 0;  ///< of those, ids below the first one's largest
    std::uint64_t lost = 0;          ///< objects whose id only the first snapshot has
    std::uint64_t lost_above = 0;    ///< of those, ids above the second one's largest
  };
  std::optional<Order> order;
  /// What the files' names say, if both are names that Node gives its dumps, and of one process. No
  /// decision depends on it: files can be renamed, and in containers most processes have the same
  /// id.
  struct Dumps {
    std::uint64_t process = 0, thread = 0;
    std::uint64_t first = 0, second = 0;  ///< their numbers; a process counts its dumps from 1
    std::int64_t seconds = 0;             ///< from the first to the second

    [[nodiscard]] bool are_in_order() const { return seconds >= 0 && first < second; }
    [[nodiscard]] bool are_reversed() const { return seconds <= 0 && first > second; }
  };
  std::optional<Dumps> dumps;
  /// What decided first whether ids identify objects.
  enum class Basis {
    few_texts,      ///< too few strings share an id to decide: taken for one process
    agreement,      ///< of objects that share an id
    no_shared_ids,  ///< hardly any objects share an id
    unusable_ids,
  };
  Basis basis = Basis::few_texts;
  std::uint64_t sampled_before = 0, sampled_after = 0;  ///< objects examined
  /// Why one file's ids cannot identify objects: two nodes share one, or they are addresses.
  struct UnusableIds {
    std::string file;
    ObjectId id;  ///< an example
    std::optional<std::pair<NodeIndex, NodeIndex>> twice;
  };
  std::optional<UnusableIds> unusable_ids;
  /// What decided next, if ids do not agree.
  enum class Programs {
    not_compared,
    other_engine,  ///< versions of the engine
    other_entry,   ///< a main thread and a worker
    no_script_known,
    by_scripts,
  };
  Programs programs = Programs::not_compared;
  std::string entry_before, entry_after;  ///< Node's script that each started with
  /// Are the ids of both sides known? A saved summary has those of a sample only.
  bool has_ids = true;
  /// Neighbours in V8's string table, and those in the same order; zero if they are no evidence.
  Agreement table_order;

  /// Does an id mean the same object on both sides?
  [[nodiscard]] bool can_follow() const { return has_ids && is_one_process(); }
  [[nodiscard]] bool is_one_process() const {
    return relation == Relation::same_process || relation == Relation::reversed;
  }
  /// Do the sides have names in common, rather than objects?
  [[nodiscard]] bool shares_names() const {
    return relation == Relation::rerun || relation == Relation::renumbered ||
           (!has_ids && is_one_process());
  }
};

enum class SortKey { size, count, retained };

/// What one row of a diff is. Functions, and objects whose constructor has a place, are grouped by
/// their place in the source; everything else stays with its class.
enum class GroupBy {
  class_name,  ///< as in DevTools: a class and its constructor's place; all functions are one row
  place,       ///< the same, and each function by its name and place
  script,      ///< by the script's name
  package,     ///< by npm package, or the folder of the script; Node's own are "node:"
};

struct DiffOptions {
  SortKey sort = SortKey::size;
  GroupBy group_by = GroupBy::class_name;
  /// How many rows, from the top, have retainer chains.
  std::size_t chains_for = 10;
  /// The maximum number of chains per row.
  std::size_t chains_max = 3;
  /// Only classes whose name this accepts have chains. Null: all.
  std::function<bool(std::string_view class_name)> wants_chains = {};
  /// Classes of V8 internals have chains, too.
  bool chains_of_engine = true;
  /// How many operations (requests, say) the program did between the two snapshots; more than 0.
  std::optional<std::uint64_t> ops = {};
  /// With more than one, independent parts run in parallel; the result is the same.
  unsigned threads = 1;
  /// Find suspects.
  bool suspects = true;
  /// Compare even unrelated snapshots, class by class, and reversed ones.
  bool force = false;
  /// For a page: grow retained trees, a picture of the growth, and look at the after side alone.
  /// `compare_files` takes it from `reading`.
  bool pictures = false;
};

/// Two snapshots compared: plain data.
struct Diff {
  Side before, after;
  Lineage lineage;
  std::vector<ClassChange> classes;  ///< all classes of either side, in the order of `sort`
  /// Were suspects searched for? Not possible if objects cannot be followed.
  bool has_suspects = false;
  std::vector<Suspect> suspects;   ///< largest growth first, weak ones last
  Remainder remainder;             ///< law: suspects and remainder add up to the heap's growth
  std::optional<Verdict> verdict;  ///< nothing if suspects were not searched for
  /// If the verdict is `unnamed`.
  std::optional<UnnamedGrowth> unnamed;
  std::optional<std::uint64_t> ops;  ///< as in the options
  GroupBy group_by = GroupBy::class_name;
  /// Do the rows add up, each and all together, to the change of the heap? Computed from the rows.
  bool is_balanced = false;
  std::vector<std::string> notes;
  /// By class, by script and by package, if they were asked for, and retained sizes are known.
  std::vector<RetainedTree> retained_trees = {};
  /// Of the after side, for a page: texts that repeat, and the largest objects.
  std::optional<DuplicatesReport> duplicates = {};
  std::optional<BiggestReport> biggest = {};

  /// Without all edges of both sides, retained sizes are unknown, and their values in the rows are
  /// meaningless. Both sides are then compared without edges: sizes are those in the files, and
  /// plain objects have no shapes.
  [[nodiscard]] bool has_retained_sizes() const {
    return (!before.damage || before.damage->has_all_edges()) &&
           (!after.damage || after.damage->has_all_edges());
  }

  [[nodiscard]] ByteDelta size_delta() const { return after.size - before.size; }
  [[nodiscard]] std::int64_t count_delta() const {
    return static_cast<std::int64_t>(after.objects) - static_cast<std::int64_t>(before.objects);
  }
};

}  // namespace heapdiff
