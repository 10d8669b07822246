#include "report/advice.hpp"

#include <fmt/format.h>

#include "report/suspect_words.hpp"

namespace heapdiff::report {
namespace {

std::string place_of(const std::optional<Place>& place) {
  if (!place) return {};
  const std::string& file = place->short_file.empty() ? place->file : place->short_file;
  return fmt::format("{}:{}", file.empty() ? "(no script name)" : file, place->line);
}

/// The names that sentences are made of, each with a way to do without.
struct Words {
  std::string holder, items, item, at, event;

  explicit Words(const Suspect& s) {
    holder = s.holder.name.empty() ? fmt::format("the {}", name_of(s.holder.kind))
                                   : name_in_words(s.holder.name);
    const std::string name = class_in_words(s.element);
    const std::string function = name.empty() ? "an anonymous function" : name;
    item = s.element.is_function() ? function : name.empty() ? "object" : name;
    items = item;
    const std::string place = place_of(s.element.location);
    if (!place.empty()) at = " at " + place;
    event = s.holder.event.empty() ? "an event" : "'" + s.holder.event + "'";
  }
};

}  // namespace

std::vector<std::string> advice_for(const Suspect& s) {
  const Words w(s);
  switch (s.shape) {
    case LeakShape::unbounded_map:
      return {
          fmt::format("entries go into {} and none leaves: bound it by size or age, or delete an "
                      "entry when what it stands for ends",
                      w.holder),
          "if the keys are objects that live on elsewhere, a WeakMap lets entries go with them"};
    case LeakShape::unbounded_set:
      return {
          fmt::format("members go into {} and none leaves: delete each when its work is done",
                      w.holder),
          "if it only marks objects that live elsewhere, a WeakSet does so without keeping them"};
    case LeakShape::unbounded_array:
      return {
          fmt::format("{} is only ever appended to: remove what has been dealt with, or keep the "
                      "last N",
                      w.holder),
          "if it is a log or a history, write it out and empty the array"};
    case LeakShape::object_dictionary:
      return {fmt::format("{} is used as a dictionary and its keys are never deleted: bound it, or "
                          "delete keys when they have served",
                          w.holder),
              "a Map with a limit is the better cache: deleting from it is cheap"};
    case LeakShape::accidental_global:
      return {fmt::format("{} hangs on the global object: was it meant to be declared? `const` or "
                          "`let` gives it a scope",
                          w.holder),
              "'use strict' makes assignments to undeclared names an error"};
    case LeakShape::event_listeners:
      return {
          fmt::format("{}{} is added to {} for {} again and again: remove it with `off` when its "
                      "owner ends; `once` removes it only if the event comes",
                      w.item, w.at, w.holder, w.event),
          "adding it in one place that runs once, outside the handler of a request, also does"};
    case LeakShape::dom_listeners:
      return {
          fmt::format("{}{} is added to {} and never removed: call `removeEventListener` with the "
                      "same function when its component goes",
                      w.item, w.at, w.holder),
          "an AbortController's `signal` as an option removes many listeners at once"};
    case LeakShape::timers:
      return {
          fmt::format("timers that call {}{} are set and never cleared: keep what setInterval or "
                      "setTimeout returns, and clear it when the work ends",
                      w.item, w.at),
          "each pending timer keeps its callback's scope alive, with all that it captured"};
    case LeakShape::closure_capture:
      return {
          fmt::format("each {}{} in {} keeps what its scope captured: let it capture only the few "
                      "values that it needs",
                      w.item, w.at, w.holder),
          "drop the functions when they have been called, or set the captured variable to null"};
    case LeakShape::shared_context:
      return {
          fmt::format("{}{} does not use what it keeps: functions made in one scope share all "
                      "captured variables of that scope",
                      w.item, w.at),
          "move the large variable into a scope of its own, or create the small function outside"};
    case LeakShape::closure_chain:
      return {fmt::format("each {}{} captures the one before it, so that none can go: replace the "
                          "function instead of wrapping it",
                          w.item, w.at),
              "keep the earlier steps in an array that is bounded, if they must be called at all"};
    case LeakShape::pending_promises:
      return {fmt::format("{}{} waits for a promise that never settles, held by {}: resolve or "
                          "reject it in every case, also when what it stands for fails or ends",
                          w.item, w.at, w.holder),
              "each call that waits keeps its variables: a timer that rejects the promise itself "
              "lets them go"};
    case LeakShape::promise_reactions:
      return {fmt::format("each use adds reactions to {}, a promise that lives on, and none is "
                          "taken off: `then`, `await` and `Promise.race` all add some",
                          w.holder),
              "subscribe in a way that can be undone (a listener, an AbortSignal), or keep one "
              "reaction and share what it finds"};
    case LeakShape::promise_chain:
      return {fmt::format("each promise waits for the next one, from {} on, and none settles: a "
                          "loop that awaits each try keeps one at a time, recursion keeps all",
                          w.holder),
              "return from the function when the work is done, instead of calling it again"};
    case LeakShape::native_handles:
      return {fmt::format("each {} lives for as long as its {} is open, whoever else lets go of "
                          "it: close or destroy it when its work is done, also on errors",
                          w.item, w.holder),
              "a time limit closes those that the other side forgot"};
    case LeakShape::module_cache:
      return {fmt::format("modules are loaded again and again, and {} keeps each: load them once",
                          w.holder),
              "where one must be loaded anew, take it out of its parent's `module.children` too"};
    case LeakShape::finalization_registry:
      return {fmt::format("{} keeps a cell for each registered object: call `unregister` when the "
                          "object is done with",
                          w.holder),
              "the held value must not lead to the object, or that never goes"};
    case LeakShape::async_context:
      return {
          fmt::format("what stays alive ({}) was created inside a `run` of AsyncLocalStorage and "
                      "keeps its store",
                      w.item),
          "create long-lived timers and promises outside `run`, or clear them; keep stores small"};
    case LeakShape::off_heap_buffers:
      return {
          fmt::format("the bytes are outside the JavaScript heap, in buffers that {} keeps: drop "
                      "them when they are used up",
                      w.holder),
          "a small view keeps the whole buffer: copy the few bytes that are needed"};
    case LeakShape::weakmap_keys_held:
      return {
          fmt::format("entries of a WeakMap go when their keys do, but {} keeps the keys: remove "
                      "them from there",
                      w.holder),
          "the WeakMap is not at fault"};
    case LeakShape::duplicate_strings:
      return {
          fmt::format("{} keeps many copies of the same text: keep one, and refer to it", w.holder),
          "look up known values in a Map before keeping what a parser returned"};
    case LeakShape::sliced_string:
      return {
          fmt::format("short slices in {} keep the large strings that they were cut from",
                      w.holder),
          "copy the piece, for example with `Buffer.from(piece).toString()`, before keeping it"};
    case LeakShape::string_rope:
      return {fmt::format("{} grows by `+=` and is never flattened or written out", w.holder),
              "collect pieces in an array and join or write them from time to time"};
    case LeakShape::linked_list:
      return {fmt::format("{} is a list that only grows: unlink nodes when they are done with",
                          w.holder),
              "check that the end that should be consumed is consumed as fast as it is filled"};
    case LeakShape::detached_dom:
      return {
          fmt::format("nodes were removed from the document, but {} still refers to them: drop the "
                      "reference when removing",
                      w.holder),
          "one reference to a node keeps its whole tree alive"};
    case LeakShape::subscription_store:
      return {
          fmt::format("components subscribe to {} and stay subscribed when they are gone: return "
                      "the unsubscribe function from the effect",
                      w.holder),
          "each subscription keeps its component, with props and state"};
    case LeakShape::unknown:
      break;
  }
  return {fmt::format("look at what adds {} to {}, and whether anything ever removes it", w.items,
                      w.holder),
          "the path shows what keeps it alive"};
}

}  // namespace heapdiff::report
