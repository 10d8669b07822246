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

/// The kinds of leak. See heapdiff-model(7) for the rule of each.
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

/// How sure it is that a suspect leaks. See heapdiff-model(7) for the rules.
enum class Suspicion { weak, likely, strong };

/// One step of a name, from the left: `rooms`, `.log`, `["a b"]`, `[]`, `.get("x")`.
struct NameStep {
  enum class Kind {
    variable,   ///< a variable, a class, a global or an export: what the name begins with
    property,   ///< of what precedes it
    key,        ///< a property that cannot be written with a dot
    any_key,    ///< such a property, with any key
    element,    ///< any element of an Array
    entry,      ///< the entry of a Map with the key `text`
    entry_of,   ///< the entry of a WeakMap whose key is the variable `text`
    any_entry,  ///< any entry of a collection
    timers,     ///< the runtime's timers; `text` is their duration in ms, if they have one
    handle,     ///< native records of the class `text`
  };
  Kind kind = Kind::variable;
  std::string text = {};
  /// If the file leaves open which variable it is: the others that it may be.
  std::vector<std::string> or_else = {};
  friend auto operator<=>(const NameStep&, const NameStep&) = default;
};

/// What a developer would write to reach an object: `service.cache`, `pool[].jobs`. Empty if
/// nothing in the heap names it.
using Name = std::vector<NameStep>;

/// What a holder is in the program.
enum class HolderKind {
  object,
  map,
  set,
  weak_map,
  array,
  plain_object,
  function,  ///< its properties are used as a dictionary
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

/// What retains the growth, in a developer's terms.
struct Holder {
  Name name;
  HolderKind kind = HolderKind::object;
  std::string class_name;  ///< of the holding object
  ObjectId id;
  /// Its declaration, if known; otherwise the function or class whose scope it is in; otherwise a
  /// function that captures it.
  std::optional<Place> location;
  enum class Meaning { declaration, scope, captured_by, class_of_holder, listener };
  Meaning location_means = {};
  std::string function;    ///< that declares the variable; empty for modules
  std::string file;        ///< its script's name; empty if unknown
  std::string short_file;  ///< as in `Place`
  std::string event;       ///< of an emitter's listeners
  /// The npm package whose code made the holder, or "Node"; empty for the program's own, and
  /// where that is unknown.
  std::string made_by;
  std::vector<Name> also;  ///< other holders of the same objects
  bool is_users = false;   ///< is it named in the user's code, not in V8's or Node's?
};

/// What accumulates.
struct Element {
  enum class Kind {
    object,
    function,
    number,  ///< not an object: a slot of an Array
  };
  Kind kind = Kind::object;
  std::string class_name;         ///< for functions, the name; empty for numbers
  std::optional<Place> location;  ///< of the class, or of the function
  Bytes size;                     ///< shallow, all new ones together
  Bytes retained;                 ///< including what is new below them
  /// A step towards most of their bytes.
  struct PayloadStep {
    std::string edge;         ///< its name: "rows", "elements"
    bool is_written = false;  ///< in the program: a property or a variable, not an edge of V8's own
  };
  /// Where most of their bytes are: rows, elements; buffer, backing_store.
  std::vector<PayloadStep> payload;
  /// What allocated most of them; only if V8 was asked to record allocations.
  std::optional<AllocationStack> allocated;

  [[nodiscard]] bool is_function() const { return kind == Kind::function; }
};

/// Evidence for or against a leak.
struct Reason {
  enum class Kind {
    survivors,         ///< `part` of `whole` earlier ones are still alive
    surviving_keys,    ///< the same for the keys of a collection
    few_before,        ///< too few earlier ones to be evidence
    built_once,        ///< of a class: few or no earlier ones
    new_container,     ///< what holds them is new as well
    unnamed,           ///< no variable or class in the user's code leads to the holder
    in_step,           ///< the new ones are as many as the operations, or a small ratio of them
    share,             ///< `part` of `whole` bytes that the program retains
    numbers,           ///< numbers are counted by the bytes of their Array
    same_objects,      ///< existing objects were added again
    one_object,        ///< one large object, not many of a kind
    nowhere_together,  ///< no container holds many of a kind
    another_run,       ///< holders of two runs are compared by name
    renumbered,        ///< the same, because ids are not comparable
    elsewhere,         ///< `whole` objects of the class `text` in another snapshot, `part` in this
  };
  Kind kind = Kind::unnamed;
  std::uint64_t part = 0, whole = 0;
  std::string text = {};  ///< a class, if the reason is about one
  friend bool operator==(const Reason&, const Reason&) = default;
};

/// Does it make a leak more likely?
[[nodiscard]] bool speaks_for_leak(Reason::Kind kind);

/// Growth that looks like a leak: what accumulated between the snapshots, and what retains it.
struct Suspect {
  std::uint32_t rank = 0;  ///< from 1
  LeakShape shape = LeakShape::unknown;
  Suspicion confidence = Suspicion::weak;
  Holder holder;
  Element element;
  std::uint64_t entries_before = 0, entries_after = 0;
  std::uint64_t new_count = 0;
  /// Bytes and objects charged to this suspect and to no other: suspects and remainder add up to
  /// the growth of the heap.
  ByteDelta size;
  std::int64_t count = 0;
  ByteDelta off_heap;  ///< of `size`: outside the JavaScript heap
  /// Are most keys of the holding Map, or most members of the Set, objects?
  bool is_keyed_by_objects = false;
  std::optional<double> per_op;  ///< new elements per operation
  std::vector<ChainStep> path;   ///< from the direct holder to the root
  std::vector<Reason> reasons;   ///< for the confidence
};

/// Growth that no suspect explains, by kind.
struct Remainder {
  ByteDelta size;  ///< all of it
  std::int64_t count = 0;
  ByteDelta code;                 ///< of `size`: compiled code
  ByteDelta engine;               ///< of `size`: hidden classes, feedback and other V8 records
  std::int64_t engine_count = 0;  ///< of `count`: objects of both
};

/// The verdict on the growth, or on a single heap, as a whole. See heapdiff-model(7) for the rules.
enum class Verdict {
  nothing,  ///< no significant growth or accumulation
  unnamed,  ///< significant growth or accumulation, but no holder identified
  leaks,    ///< there is a suspect that is likely or strong
};

/// Significant growth without a suspect above `weak`.
struct UnnamedGrowth {
  ByteDelta size;          ///< excluding V8 internals, and what likely and strong suspects explain
  std::int64_t count = 0;  ///< the same in objects
  /// The class that grew most: by retained size, of those with at least 16 more objects; if there
  /// is none, by shallow size.
  std::string class_name;
  std::optional<Place> location;
  std::int64_t class_count = 0;
  ByteDelta class_size;  ///< shallow
  ByteDelta class_retained;
  std::vector<ChainStep> held;  ///< how most of its new objects are retained; empty if not computed
  /// Most new objects of one class in one place; nothing if there is no such place.
  struct Accumulation {
    std::string class_name;
    std::uint64_t count = 0;
    ByteDelta size;         ///< including everything charged to it
    std::string container;  ///< class of what holds them together
    ObjectId container_id;
  };
  std::optional<Accumulation> accumulation;
  std::vector<std::string> in_step;  ///< classes that grew in step with the operations
  std::vector<Reason> speaks_for, speaks_against;  ///< a leak
  /// The snapshot that would settle it.
  enum class Next {
    after_more_work,  ///< a third one, after as much work again
    at_rest,          ///< the second one again, with no work under way
  };
  Next next = Next::after_more_work;
};

[[nodiscard]] const char* name_of(LeakShape shape);       ///< "unbounded-map"
[[nodiscard]] const char* name_of(HolderKind kind);       ///< "Map"
[[nodiscard]] const char* name_of(Suspicion confidence);  ///< "strong"
/// "leaks" for growth, "piled-up" for a single heap.
[[nodiscard]] const char* name_of(Verdict verdict, bool is_growth);

}  // namespace heapdiff
