#pragma once

#include <optional>
#include <string>
#include <vector>

#include "leaks/growth/accumulation.hpp"
#include "leaks/holders/name_search.hpp"
#include "leaks/holders/owners.hpp"

namespace heapdiff::leaks {

/// A step from an item towards most of its bytes.
struct PayloadStep {
  std::string edge;
  EdgeType edge_type = EdgeType::unknown;
  NodeIndex node;  ///< in the example
  friend bool operator==(const PayloadStep& a, const PayloadStep& b) {
    return a.edge == b.edge && a.edge_type == b.edge_type;
  }
};

/// The share of a sample above which most of it is meant.
inline constexpr double share_of_most = 0.5;

/// Evidence from the graph about an accumulation's items, from a sample of them.
struct Evidence {
  NodeIndex example;  ///< the first item
  NodeType type = NodeType::unknown;
  /// Most of the sample's ways to their bytes, where most agree.
  std::vector<PayloadStep> payload;
  double payload_share = 0;    ///< of the sample that goes that way
  double linked_share = 0;     ///< held by another item
  double weak_key_share = 0;   ///< keys of a WeakMap's entries
  double copied_share = 0;     ///< of strings (their own, or their payload's) that repeat a content
  double slice_share = 0;      ///< that are, or lead to, a slice of a larger string
  double async_share = 0;      ///< that keep a store of an AsyncLocalStorage
  double framework_share = 0;  ///< that lead to a component of React or Preact
  double forked_share = 0;     ///< that hold two or more others of their class: a tree, no list
  double listed_share = 0;     ///< of timers: in a list of the runtime, and not run out
  double loaded_once_share = 0;  ///< of modules: see `share_loaded_once`
  /// The native record that most are kept by, and by nothing else, if they are.
  std::optional<HandleRecord> handled;
};

[[nodiscard]] Evidence gather_evidence(const graph::Heap& heap, const Retainers& retainers,
                                       const Accumulation& found, const Owners& owners,
                                       const diff::ComparedNodes& nodes);

/// Is a timer in a list of the runtime? One that has run out or was cleared is linked to nothing.
[[nodiscard]] bool is_listed_timer(const graph::Heap& heap, NodeIndex timer);

/// How many of a Map's or dictionary's values repeat the text of another; nothing where most are no
/// plain strings. None if the texts are less than half of `bytes`: then the entries
/// are what piles up, whatever they hold.
[[nodiscard]] std::optional<double> copied_share_of_values(const graph::Heap& heap,
                                                           NodeIndex collection,
                                                           std::int64_t bytes);

/// Is it awaited: a promise that has not settled?
[[nodiscard]] bool is_waiting_promise(const graph::Heap& heap, NodeIndex node);

/// Is a suspended async function or generator what most of the items would go on with?
[[nodiscard]] bool have_suspended_calls(const graph::Heap& heap, const Accumulation& found);

/// The function behind a record that was made to call it: a timer's callback, a listener's
/// function, the target of a bound function, a suspended async function.
[[nodiscard]] std::optional<NodeIndex> function_behind(const graph::Heap& heap, NodeIndex node);

}  // namespace heapdiff::leaks
