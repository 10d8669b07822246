#pragma once

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

/// What keeps the growth alive, as a developer would call it.
struct Holder {
  /// `ordersById`, `service.cache`, `Registry.instances`, `globalThis.leaked`, `pool[].jobs`,
  /// "timers of 60000 ms". Empty where nothing has a name.
  std::string name;
  /// Map, Set, WeakMap, Array, plain object, object, EventEmitter, EventTarget, timers, closure
  /// context, Promise reactions, AsyncLocalStorage, global, detached DOM tree, string, buffer, native
  /// handle, FinalizationRegistry.
  std::string kind;
  std::string class_name;  ///< of the object that holds
  ObjectId id;
  /// Where it is declared, if the file tells; else where the function or class is in whose scope it
  /// stands; else where a function is that captures it.
  std::optional<Place> location;
  enum class Meaning { declaration, scope, captured_by, class_of_holder, listener };
  Meaning location_means = {};
  std::string function;           ///< that declares the variable; empty for modules
  std::string file;               ///< its script's name; empty where it is not known
  std::string short_file;         ///< as in `Place`
  std::string event;              ///< of an emitter's listeners
  std::vector<std::string> also;  ///< other holders of the same objects
  bool is_users = false;          ///< is it named in code of the user's, not of the engine's?
};

/// What piles up.
struct Element {
  std::string class_name;         ///< of objects; of closures, the function's name
  std::optional<Place> location;  ///< of the class, or of the function
  bool is_function = false;
  Bytes size;      ///< shallow, all new ones together
  Bytes retained;  ///< with what is new below them
  /// Where most of their bytes are: ["rows", "elements"], ["buffer", "backing_store"].
  std::vector<std::string> payload;
  /// What made most of them; only where V8 was asked to record allocations.
  std::optional<AllocationStack> allocated;
};

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
  std::vector<std::string> advice;
  std::vector<std::string> reasons;  ///< for the confidence
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
  std::vector<std::string> speaks_for, speaks_against;  ///< a leak
  std::string next;                                     ///< which snapshot would decide
};

[[nodiscard]] const char* name_of(LeakShape shape);       ///< "unbounded-map"
[[nodiscard]] const char* name_of(Suspicion confidence);  ///< "strong"
/// "leaks" of growth, "piled-up" of a single heap, of which nobody knows how it came about.
[[nodiscard]] const char* name_of(Verdict verdict, bool is_growth);

}  // namespace heapdiff
