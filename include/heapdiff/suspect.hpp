#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/index.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

/// The kinds of leak that are told apart. heapdiff-model(7) has the rule of each.
enum class LeakShape {
  unbounded_map,
  unbounded_set,
  unbounded_array,
  object_dictionary,
  accidental_global,
  event_listeners,
  timers,
  closure_capture,
  shared_context,
  closure_chain,
  pending_promises,
  async_context,
  off_heap_buffers,
  weakmap_keys_held,
  duplicate_strings,
  sliced_string,
  string_rope,
  linked_list,
  detached_dom,
  dom_listeners,
  subscription_store,
  native_handles,
  module_cache,
  finalization_registry,
  promise_reactions,
  promise_chain,
  unknown,
};

/// How sure it is that a suspect leaks. heapdiff-model(7) has the rules.
enum class Suspicion { weak, likely, strong };

/// One step of a name, from the left: `rooms`, `.log`, `["a b"]`, `[]`, `.get("x")`.
struct NameStep {
  enum class Kind {
    variable,   ///< a variable, a class, a global or an export: what the name begins with
    property,   ///< of what stands before it
    key,        ///< a property that cannot stand behind a dot
    any_key,    ///< such a property, its key not told
    element,    ///< an element of an Array, whichever
    entry,      ///< the entry of a Map with the key `text`
    entry_of,   ///< the entry of a WeakMap whose key is the variable `text`
    any_entry,  ///< an entry of a collection, its key not told
    timers,     ///< the runtime's timers; `text` is their duration in ms, where they have one
    handle,     ///< native records of the class `text`
  };
  Kind kind = Kind::variable;
  std::string text = {};
  /// Where the file does not tell which variable it is: others that it may be.
  std::vector<std::string> or_else = {};
  friend auto operator<=>(const NameStep&, const NameStep&) = default;
};

/// What a developer would write to get at an object: `service.cache`, `pool[].jobs`. Empty where
/// nothing in the heap has a name for it.
using Name = std::vector<NameStep>;

/// What a holder is to a program.
enum class HolderKind {
  object,
  map,
  set,
  weak_map,
  array,
  plain_object,
  function,  ///< whose properties are used as a dictionary
  buffer,
  event_emitter,
  event_target,
  timers,
  closure_context,
  promise_reactions,
  async_local_storage,
  global,
  detached_dom_tree,
  string,
  native_handle,
  finalization_registry,
};

/// What keeps the growth alive, as a developer would call it.
struct Holder {
  Name name;
  HolderKind kind = HolderKind::object;
  std::string class_name;  ///< of the object that holds
  ObjectId id;
  /// Where it is declared, if the file tells; else where the function or class is in whose scope it
  /// stands; else where a function is that captures it.
  std::optional<Place> location;
  enum class Meaning { declaration, scope, captured_by, class_of_holder, listener };
  Meaning location_means = {};
  std::string function;    ///< that declares the variable; empty for modules
  std::string file;        ///< its script's name; empty where it is not known
  std::string short_file;  ///< as in `Place`
  std::string event;       ///< of an emitter's listeners
  std::vector<Name> also;  ///< other holders of the same objects
  bool is_users = false;   ///< is it named in code of the user's, not of the engine's?
};

/// What piles up.
struct Element {
  enum class Kind {
    object,
    function,
    number,  ///< no object, but a slot of an Array
  };
  Kind kind = Kind::object;
  std::string class_name;         ///< of functions the name; of numbers empty
  std::optional<Place> location;  ///< of the class, or of the function
  Bytes size;                     ///< shallow, all new ones together
  Bytes retained;                 ///< with what is new below them
  /// Where most of their bytes are: ["rows", "elements"], ["buffer", "backing_store"].
  std::vector<std::string> payload;
  /// What made most of them; only where V8 was asked to record allocations.
  std::optional<AllocationStack> allocated;

  [[nodiscard]] bool is_function() const { return kind == Kind::function; }
};

/// What speaks for a leak or against it.
struct Reason {
  enum class Kind {
    survivors,         ///< `part` of `whole` earlier ones are still there
    surviving_keys,    ///< the same of the keys of a collection
    few_before,        ///< fewer than can say something
    built_once,        ///< of a class: few or none were there before
    new_container,     ///< what holds them appeared with them
    unnamed,           ///< no name in the user's code leads to the holder
    in_step,           ///< as many came as there were operations, or a small ratio of them
    share,             ///< `part` of `whole` bytes that the program keeps
    numbers,           ///< numbers are counted by the bytes of their Array
    same_objects,      ///< objects that were there already were added again
    one_object,        ///< one large object, not many alike
    nowhere_together,  ///< no container holds many alike
    another_run,       ///< holders of two runs are compared by name
    renumbered,        ///< the same, since ids are not comparable
    elsewhere,         ///< `whole` objects of the class `text` in another snapshot, `part` in this
  };
  Kind kind = Kind::unnamed;
  std::uint64_t part = 0, whole = 0;
  std::string text = {};  ///< a class, where the reason is about one
  friend bool operator==(const Reason&, const Reason&) = default;
};

/// Does it make a leak more likely?
[[nodiscard]] bool speaks_for_leak(Reason::Kind kind);

/// Growth that looks like a leak: what piled up between the snapshots, and what holds it.
struct Suspect {
  std::uint32_t rank = 0;  ///< from 1
  LeakShape shape = LeakShape::unknown;
  Suspicion confidence = Suspicion::weak;
  Holder holder;
  Element element;
  std::uint64_t entries_before = 0, entries_after = 0;
  std::uint64_t new_count = 0;
  /// Bytes and objects that are charged to this suspect and to no other: with the remainder they
  /// add up to the growth of the heap.
  ByteDelta size;
  std::int64_t count = 0;
  ByteDelta off_heap;            ///< of `size`: outside the JavaScript heap
  std::optional<double> per_op;  ///< new elements an operation
  std::vector<ChainStep> path;   ///< from the direct holder to the root
  std::vector<Reason> reasons;   ///< for the confidence
};

/// Growth that no suspect explains, in kinds.
struct Remainder {
  ByteDelta size;  ///< all of it
  std::int64_t count = 0;
  ByteDelta code;    ///< of `size`: compiled code
  ByteDelta engine;  ///< of `size`: hidden classes, feedback and other records of the engine
  std::int64_t engine_count = 0;  ///< of `count`: objects of both
};

/// What is said of the growth, or of a single heap, as a whole. heapdiff-model(7) has the rules.
enum class Verdict {
  nothing,  ///< nothing has grown, or piled up, that matters
  unnamed,  ///< something has, and who holds it is not named for sure
  leaks,    ///< there is a suspect that is likely or strong
};

/// Growth that is too much to be passed over, of which no suspect above `weak` is made.
struct UnnamedGrowth {
  ByteDelta size;  ///< without the engine's own, and what likely and strong suspects explain
  std::int64_t count = 0;  ///< the same in objects
  /// The class that has grown most: by retained size, of those that have 16 and more objects more;
  /// if there is none, by shallow size.
  std::string class_name;
  std::optional<Place> location;
  std::int64_t class_count = 0;
  ByteDelta class_size;  ///< shallow
  ByteDelta class_retained;
  std::vector<ChainStep> held;  ///< how most of its new objects are; empty where nobody has looked
  /// Most new objects of one class in one place; nothing where they lie nowhere together.
  struct Accumulation {
    std::string class_name;
    std::uint64_t count = 0;
    ByteDelta size;         ///< with all that is charged to it
    std::string container;  ///< class of what holds them together
    ObjectId container_id;
  };
  std::optional<Accumulation> accumulation;
  std::vector<std::string> in_step;  ///< classes that have grown in step with the operations
  std::vector<Reason> speaks_for, speaks_against;  ///< a leak
  /// Which snapshot would decide.
  enum class Next {
    after_more_work,  ///< a third one, after as much work again
    at_rest,          ///< the second one again, with no work under way
  };
  Next next = Next::after_more_work;
};

[[nodiscard]] const char* name_of(LeakShape shape);       ///< "unbounded-map"
[[nodiscard]] const char* name_of(HolderKind kind);       ///< "Map"
[[nodiscard]] const char* name_of(Suspicion confidence);  ///< "strong"
/// "leaks" of growth, "piled-up" of a single heap, of which nobody knows how it came about.
[[nodiscard]] const char* name_of(Verdict verdict, bool is_growth);

}  // namespace heapdiff
