#include "report/shape_words.hpp"

#include <fmt/format.h>

#include <array>

#include "report/suspect_words.hpp"

namespace heapdiff::report {
namespace {

/// Of a collection that a package or Node made: what empties it, its documentation tells.
constexpr const char* advice_for_others =
    "{holder} belongs to {maker}, and nothing is ever removed: look for the call that adds to it "
    "and "
    "for what undoes that (unsubscribe, off, close, delete), or for an option that limits it";

/// What is said of a shape. In its advice {holder} is what keeps the growth, {item} one of what
/// piles up, {at} where that is, and {event} what a listener listens for.
struct ShapeWords {
  LeakShape shape;
  const char* title;
  const char* advice;
  const char* more;
  bool more_is_for_objects = false;  ///< `more` is of use only for keys that are objects
};

constexpr std::array all_words{
    ShapeWords{LeakShape::unbounded_map, "unbounded Map",
               "entries are added to {holder} and never removed: limit its size or their age, or "
               "delete each entry when it is no longer needed",
               "if something else owns the objects that are its keys, a WeakMap lets the entries "
               "go with them",
               true},
    ShapeWords{LeakShape::unbounded_set, "unbounded Set",
               "members are added to {holder} and never removed: delete each one when its work is "
               "done",
               "if it only marks objects that something else owns, a WeakSet does that without "
               "keeping them alive",
               true},
    ShapeWords{LeakShape::unbounded_array, "unbounded Array",
               "{holder} only ever grows: remove entries once they are processed, or keep only the "
               "last N",
               "if it is a log or a history, write it out and empty the array"},
    ShapeWords{LeakShape::object_dictionary, "object used as a dictionary",
               "{holder} is used as a dictionary whose keys are never deleted: limit its size, or "
               "delete keys when they are no longer needed",
               "a Map with a size limit makes a better cache: deleting from it is cheap"},
    ShapeWords{LeakShape::accidental_global, "accidental global",
               "{holder} is a property of the global object: was it meant to be a local variable? "
               "declare it with `const` or `let`",
               "'use strict' turns assignments to undeclared names into errors"},
    ShapeWords{LeakShape::event_listeners, "listeners never removed",
               "{item}{at} is added to {holder} for {event} again and again: remove it with `off` "
               "when its owner is done; `once` removes it only if the event fires",
               "or add it once, outside the code that runs for each request"},
    ShapeWords{
        LeakShape::timers, "timers never cleared",
        "timers that call {item}{at} are started and never cleared: keep what setInterval or "
        "setTimeout returns, and clear the timer when the work ends",
        "a pending timer keeps its callback alive, and everything that it captured"},
    ShapeWords{LeakShape::closure_capture, "closures that capture too much",
               "{item}{at} stays in {holder}, with everything that its scope captured: remove it "
               "when its work is done, or capture only the few values that it needs",
               "drop the functions once they have been called, or set the captured variable to "
               "null"},
    ShapeWords{
        LeakShape::shared_context, "shared closure scope",
        "{item}{at} does not use what it keeps alive: closures created in one scope share all "
        "variables that any of them captures",
        "move the large variable into a scope of its own, or create the small closure "
        "elsewhere"},
    ShapeWords{LeakShape::closure_chain, "chain of closures",
               "each {item}{at} captures the one before it, so none can be collected: replace the "
               "function instead of wrapping it again",
               "if the earlier ones must still be called, keep them in an array of limited size"},
    ShapeWords{LeakShape::pending_promises, "promises that never settle",
               "{item}{at} waits for a promise that never settles, held by {holder}: resolve or "
               "reject it in every case, also on errors and on shutdown",
               "each waiting call keeps its variables alive: a timeout that rejects the promise "
               "itself releases them"},
    ShapeWords{LeakShape::async_context, "async context kept alive",
               "{item} was created inside a `run` of AsyncLocalStorage and keeps its store alive",
               "create long-lived timers and promises outside `run`, or clear them; keep stores "
               "small"},
    ShapeWords{LeakShape::off_heap_buffers, "off-heap buffers",
               "the bytes are outside the JavaScript heap, in buffers that {holder} keeps: release "
               "them once they are processed",
               "a small view keeps its whole buffer alive: copy the few bytes that you need"},
    ShapeWords{
        LeakShape::weakmap_keys_held, "WeakMap keys kept alive elsewhere",
        "a WeakMap's entries go when their keys do, but {holder} keeps the keys alive: remove "
        "them from it",
        "the WeakMap itself is not at fault"},
    ShapeWords{LeakShape::duplicate_strings, "duplicate strings",
               "{holder} keeps many copies of the same text: keep one and share it",
               "look values up in a Map of known strings before keeping what a parser returned"},
    ShapeWords{
        LeakShape::sliced_string, "slices of large strings",
        "short slices in {holder} keep the large strings alive that they were cut from",
        "copy the piece before keeping it, for example with `Buffer.from(piece).toString()`"},
    ShapeWords{LeakShape::string_rope, "ever-growing string",
               "{holder} grows with `+=` and is never flattened or written out",
               "collect the pieces in an array, and join or write them now and then"},
    ShapeWords{LeakShape::linked_list, "ever-growing list",
               "{holder} is a list that only grows: unlink nodes when you are done with them",
               "check that the consumer keeps up with the producer"},
    ShapeWords{LeakShape::detached_dom, "detached DOM",
               "nodes were removed from the document, but {holder} still refers to them: clear the "
               "reference when you remove them",
               "a reference to one node keeps its whole tree alive"},
    ShapeWords{LeakShape::dom_listeners, "DOM listeners never removed",
               "{item}{at} is added to {holder} and never removed: call `removeEventListener` with "
               "the same function when its component unmounts",
               "the `signal` option of an AbortController removes many listeners at once"},
    ShapeWords{LeakShape::subscription_store, "subscriptions never cancelled",
               "{item}{at} subscribes to {holder} and never unsubscribes: call what subscribing "
               "returned, or `off`, `remove` or `unregister`, when its owner is done",
               "a subscription keeps everything alive that its function captured; in a component, "
               "unsubscribe when it unmounts"},
    ShapeWords{LeakShape::native_handles, "native handles never closed",
               "each {item} stays alive for as long as its {holder} is open, even if nothing else "
               "refers to it: close or destroy it when its work is done, also on errors",
               "a timeout closes those that the other side has abandoned"},
    ShapeWords{LeakShape::module_cache, "modules loaded again and again",
               "modules are loaded again and again, and {holder} keeps each copy: load them once",
               "if one must be reloaded, remove it from its parent's `module.children` as well as "
               "from the cache"},
    ShapeWords{LeakShape::finalization_registry, "registrations never undone",
               "{holder} keeps a cell for each registered object: call `unregister` when you are "
               "done with the object",
               "the held value must not refer to the object, or the object is never collected"},
    ShapeWords{
        LeakShape::promise_reactions, "reactions on a long-lived promise",
        "each use adds reactions to {holder}, a long-lived promise, and none is ever removed: "
        "`then`, `await` and `Promise.race` all add them",
        "use something that can be unsubscribed from (a listener, an AbortSignal), or keep "
        "one reaction and share its result"},
    ShapeWords{LeakShape::promise_chain, "chain of promises",
               "each promise waits for the next one, starting at {holder}, and none settles: retry "
               "in a loop that awaits each attempt; recursion keeps every attempt alive",
               "return when the work is done instead of calling the function again"},
    ShapeWords{LeakShape::unknown, "growth of unknown shape",
               "find what adds {item} to {holder}, and whether anything removes it",
               "the path shows what keeps it alive"},
};

constexpr bool stand_in_order() {
  for (std::size_t i = 0; i < all_words.size(); ++i) {
    if (static_cast<std::size_t>(all_words[i].shape) != i) return false;
  }
  return all_words.size() == static_cast<std::size_t>(LeakShape::unknown) + 1;
}
static_assert(stand_in_order(), "a shape is the place of its words");

const ShapeWords& words_of(LeakShape shape) { return all_words[static_cast<std::size_t>(shape)]; }

std::string line_of(const std::optional<Place>& place) {
  if (!place) return "";
  const std::string& file = place->short_file.empty() ? place->file : place->short_file;
  return fmt::format(" at {}:{}", file.empty() ? "(no script name)" : file, place->line);
}

std::string item_of(const Element& element) {
  const std::string name = class_in_words(element);
  if (!name.empty()) return name;
  return element.is_function() ? "an anonymous function" : "object";
}

/// Do only the collection and its contents say what it is?
bool is_collection(LeakShape shape) {
  switch (shape) {
    case LeakShape::unbounded_map:
    case LeakShape::unbounded_set:
    case LeakShape::unbounded_array:
    case LeakShape::object_dictionary:
      return true;
    default:
      return false;
  }
}

}  // namespace

const char* title_of(LeakShape shape) { return words_of(shape).title; }

std::vector<std::string> advice_for(const Suspect& suspect) {
  const Holder& holder = suspect.holder;
  const std::string holder_name = holder.name.empty() ? fmt::format("the {}", name_of(holder.kind))
                                                      : name_in_words(holder.name);
  const std::string event = holder.event.empty() ? "an event" : fmt::format("'{}'", holder.event);
  const ShapeWords& words = words_of(suspect.shape);
  const bool is_of_others = !holder.made_by.empty() && is_collection(suspect.shape);
  std::vector<std::string> advice{
      fmt::format(fmt::runtime(is_of_others ? advice_for_others : words.advice),
                  fmt::arg("holder", holder_name), fmt::arg("maker", holder.made_by),
                  fmt::arg("item", item_of(suspect.element)),
                  fmt::arg("at", line_of(suspect.element.location)), fmt::arg("event", event))};
  if (is_of_others) return advice;
  if (!words.more_is_for_objects || suspect.is_keyed_by_objects) advice.emplace_back(words.more);
  return advice;
}

}  // namespace heapdiff::report
