#include "leaks/judging/shapes.hpp"

#include <algorithm>

namespace heapdiff::leaks {
namespace {

constexpr double nearly_all = 0.9;
constexpr double a_tenth = 0.1;

/// Is most of the items' payload a variable that a function captured?
bool is_captured(const Evidence& evidence) {
  return evidence.payload_share >= share_of_most &&
         std::any_of(evidence.payload.begin(), evidence.payload.end(), [](const PayloadStep& step) {
           return step.edge_type == EdgeType::context ||
                  (step.edge_type == EdgeType::internal && step.edge == "context");
         });
}

LeakShape shape_of_chain(const ShapeFacts& facts) {
  switch (facts.evidence.type) {
    case NodeType::concatenated_string:
      return LeakShape::string_rope;
    case NodeType::closure:
      return LeakShape::closure_chain;
    default:
      if (facts.is_reaction) return LeakShape::promise_reactions;
      if (facts.is_suspended) return LeakShape::pending_promises;
      return facts.is_promise ? LeakShape::promise_chain : LeakShape::linked_list;
  }
}

}  // namespace

LeakShape shape_of_collection(Collection holder) {
  switch (holder) {
    case Collection::map:
    case Collection::weak_map:
      return LeakShape::unbounded_map;
    case Collection::set:
      return LeakShape::unbounded_set;
    case Collection::array:
      return LeakShape::unbounded_array;
    case Collection::dictionary:
    case Collection::function:
      return LeakShape::object_dictionary;
    case Collection::buffer:
      return LeakShape::off_heap_buffers;
    case Collection::none:
      break;
  }
  return LeakShape::unknown;
}

LeakShape shape_of(const ShapeFacts& facts) {
  const Evidence& evidence = facts.evidence;
  const diff::Amount& growth = facts.found.growth;
  const bool are_closures = evidence.type == NodeType::closure;
  const bool is_subscription = evidence.framework_share >= share_of_most;
  // How the items were created is more informative than what holds them.
  if (facts.is_timer || facts.is_promise) {
    if (evidence.async_share >= share_of_most) return LeakShape::async_context;
  }
  if (facts.is_timer && evidence.listed_share >= share_of_most) return LeakShape::timers;
  if (facts.is_registration) return LeakShape::finalization_registry;
  if (facts.is_module) return LeakShape::module_cache;
  if (facts.is_dom_listener) return LeakShape::dom_listeners;
  if (is_subscription && (are_closures || facts.is_listener)) return LeakShape::subscription_store;
  if (facts.is_listener) return LeakShape::event_listeners;
  if (facts.is_detached) return LeakShape::detached_dom;
  if (are_closures && facts.is_callback && facts.holder != Collection::none) {
    return LeakShape::subscription_store;
  }
  if (facts.found.pattern == Pattern::chain) return shape_of_chain(facts);
  if (facts.is_reaction) return LeakShape::promise_reactions;
  if (facts.is_promise) return LeakShape::pending_promises;
  if (facts.is_handled) return LeakShape::native_handles;
  // What their bytes are.
  if (growth.off_heap * 2 >= growth.bytes && growth.bytes > 0) return LeakShape::off_heap_buffers;
  if (evidence.weak_key_share >= nearly_all) return LeakShape::weakmap_keys_held;
  if (evidence.slice_share >= share_of_most) return LeakShape::sliced_string;
  if (evidence.copied_share >= nearly_all) return LeakShape::duplicate_strings;
  // A Map or Set on the global object is there on purpose.
  const bool is_meant = facts.holder == Collection::map || facts.holder == Collection::set ||
                        facts.holder == Collection::weak_map;
  if (facts.is_global && !is_meant) return LeakShape::accidental_global;
  if (are_closures && is_captured(evidence)) {
    return facts.is_unused ? LeakShape::shared_context : LeakShape::closure_capture;
  }
  // What holds them.
  if (facts.holder == Collection::none && evidence.linked_share >= share_of_most) {
    return evidence.forked_share < a_tenth ? LeakShape::linked_list : LeakShape::unknown;
  }
  return shape_of_collection(facts.holder);
}

}  // namespace heapdiff::leaks
