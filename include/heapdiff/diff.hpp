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
  std::optional<Damage> damage = {};  ///< of a side that was salvaged
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

/// A small ratio: new objects an operation.
struct OpsFactor {
  unsigned numerator = 1, denominator = 1;
  friend bool operator==(const OpsFactor&, const OpsFactor&) = default;
};

/// A row of a diff. Law, where objects can be followed by id (see `Lineage`):
/// after.size − before.size == allocated − freed + resized, and
/// after.count − before.count == added − deleted. Elsewhere these five are 0.
struct ClassChange {
  std::string name;
  std::optional<Place> place;
  Population before, after;
  std::uint64_t added = 0, deleted = 0;  ///< objects, matched by id within the class
  Bytes allocated, freed;                ///< their shallow sizes
  ByteDelta resized;                     ///< of objects in both snapshots
  std::vector<Chain> chains;             ///< of the new objects; for top-ranked rows only
  std::uint64_t other_chains_count = 0;  ///< new objects held in other ways than those listed
  /// Where operations were counted, and the class has grown by about 1, 2, 3, 4, 1/2, 1/3 or 1/4
  /// objects for each of them: the sign of a leak.
  std::optional<OpsFactor> ops_factor;
  bool is_engine = false;  ///< compiled code, hidden classes and the like

  [[nodiscard]] std::int64_t count_delta() const {
    return static_cast<std::int64_t>(after.count) - static_cast<std::int64_t>(before.count);
  }
  [[nodiscard]] ByteDelta size_delta() const { return after.size - before.size; }
  [[nodiscard]] ByteDelta retained_delta() const { return after.retained - before.retained; }
  /// Did nothing at all happen to the class?
  [[nodiscard]] bool is_unchanged() const {
    return added == 0 && deleted == 0 && resized.value == 0 && retained_delta().value == 0 &&
           before.count == after.count && before.size == after.size;
  }
};

/// How the snapshots of a diff belong together.
enum class Relation {
  same_process,
  reversed,  ///< of one process, but the later one was given first
  rerun,     ///< of two runs of one program
  /// Nothing says that they are of two programs, but an id does not mean one object: ids began anew
  /// (in another inspector session, or another run), repeat in a file, or are addresses.
  renumbered,
  unrelated,  ///< of two programs, of two versions of the engine, of a main thread and a worker
};

enum class Confidence {
  certain,
  likely,
  undecided,  ///< too little to go by
};

/// How many objects share their id, and how many of those are the same thing.
struct Agreement {
  std::uint64_t shared = 0, agreeing = 0;
};

/// What two files tell about where they come from. Agreements are those of a sample of some
/// thousand objects, chosen by id alone.
struct Lineage {
  Relation relation = Relation::same_process;
  Confidence confidence = Confidence::undecided;
  Agreement objects;  ///< in type and name
  Agreement texts;    ///< strings of six and more characters, in what they say
  Agreement places;   ///< in script, line and column
  /// Scripts of the program, without those of the engine, by name.
  struct Scripts {
    std::uint64_t before = 0, after = 0, shared = 0;
  } scripts;
  /// V8 numbers objects in the order in which they are made, so what a later snapshot has more has
  /// higher ids. Counted only where objects can be followed.
  struct Order {
    std::uint64_t gained = 0;        ///< objects whose id only the second snapshot has
    std::uint64_t gained_below = 0;  ///< of those, ids below the first one's largest
    std::uint64_t lost = 0;          ///< objects whose id only the first snapshot has
    std::uint64_t lost_above = 0;    ///< of those, ids above the second one's largest
  };
  std::optional<Order> order;
  /// Where both files have the names that Node gives its dumps, and those are of one process: what
  /// the names say. It decides nothing, since files can be renamed, and in containers most
  /// processes have the same number.
  struct Dumps {
    std::uint64_t process = 0, thread = 0;
    std::uint64_t first = 0, second = 0;  ///< their numbers; a process counts its dumps from 1
    std::int64_t seconds = 0;             ///< from the first to the second

    [[nodiscard]] bool are_in_order() const { return seconds >= 0 && first < second; }
    [[nodiscard]] bool are_reversed() const { return seconds <= 0 && first > second; }
  };
  std::optional<Dumps> dumps;
  /// What was looked at first, and said whether ids mean objects.
  enum class Basis {
    few_texts,      ///< too few strings share an id to say anything: taken for one process
    agreement,      ///< of what shares an id
    no_shared_ids,  ///< next to nothing does
    unusable_ids,
  };
  Basis basis = Basis::few_texts;
  std::uint64_t sampled_before = 0, sampled_after = 0;  ///< objects that were looked at
  /// Why one file's ids cannot stand for objects: two nodes have the same, or they are addresses.
  struct UnusableIds {
    std::string file;
    ObjectId id;  ///< an example
    std::optional<std::pair<NodeIndex, NodeIndex>> twice;
  };
  std::optional<UnusableIds> unusable_ids;
  /// What was looked at then, where ids do not agree.
  enum class Programs {
    not_compared,
    other_engine,  ///< versions of the engine
    other_entry,   ///< a main thread and a worker
    no_script_known,
    by_scripts,
  };
  Programs programs = Programs::not_compared;
  std::string entry_before, entry_after;  ///< scripts of Node's that they began with
  /// Of neighbours in the engine's table of strings, those in the same order; nothing where they
  /// say nothing.
  Agreement table_order;

  /// Does an id mean the same object on both sides?
  [[nodiscard]] bool can_follow() const {
    return relation == Relation::same_process || relation == Relation::reversed;
  }
  /// Do the sides have names in common, rather than objects?
  [[nodiscard]] bool shares_names() const {
    return relation == Relation::rerun || relation == Relation::renumbered;
  }
};

enum class SortKey { size, count, retained };

/// What makes one row of a diff. Functions, and objects whose constructor has a place, are where
/// their source is; everything else stays with its class.
enum class GroupBy {
  class_name,  ///< as in DevTools: a class and its constructor's place; all functions are one row
  place,       ///< the same, and each function by its name and place
  script,      ///< by the script's name
  package,     ///< by npm package, or the folder of the script; Node's own are "node:"
};

struct DiffOptions {
  SortKey sort = SortKey::size;
  GroupBy group_by = GroupBy::class_name;
  /// How many rows, from the top, get their retainer chains.
  std::size_t chains_for = 10;
  /// How many chains at most a row lists.
  std::size_t chains_max = 3;
  /// Only classes whose name this accepts get chains. Null: all.
  std::function<bool(std::string_view class_name)> wants_chains = {};
  /// How many operations (requests, say) the program did between the two snapshots; more than 0.
  std::optional<std::uint64_t> ops = {};
  /// With more than one, parts that do not depend on each other run at once; the result is the
  /// same.
  unsigned threads = 1;
  /// Look for what leaks, and name it.
  bool suspects = true;
  /// Compare even what is unrelated, class by class, or was given in reverse.
  bool force = false;
};

/// Two snapshots compared: plain data.
struct Diff {
  Side before, after;
  Lineage lineage;
  std::vector<ClassChange> classes;  ///< all that exist on either side, in the order asked for
  /// Were suspects looked for? They cannot be where objects cannot be followed.
  bool has_suspects = false;
  std::vector<Suspect> suspects;   ///< the largest growth first, weak ones last
  Remainder remainder;             ///< law: suspects and remainder add up to the heap's growth
  std::optional<Verdict> verdict;  ///< nothing where suspects were not looked for
  /// Where the verdict is `unnamed`.
  std::optional<UnnamedGrowth> unnamed;
  std::optional<std::uint64_t> ops;  ///< as in the options
  GroupBy group_by = GroupBy::class_name;
  /// Do the rows add up, each and all together, to the change of the heap? Computed from the rows.
  bool is_balanced = false;
  std::vector<std::string> notes;

  /// Without all edges of both sides they are not known, whatever the rows say; then both sides are
  /// compared without any: sizes as in the files, and no shapes of plain objects.
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
