#pragma once

#include <optional>
#include <vector>

#include "heapdiff/suspect.hpp"
#include "leaks/growth/accumulation.hpp"
#include "leaks/holders/holder_name.hpp"
#include "leaks/holders/name_search.hpp"
#include "leaks/judging/evidence.hpp"

namespace heapdiff::leaks {

/// A holder that was chosen, and how it is called.
struct NamedHolder {
  NodeIndex node;
  std::vector<InEdge> from_item;  // edges from an item up to the holder
  NamePath way;                   // from there to something with a name
  HolderName called;
  bool is_users = false;
};

/// What is known of one accumulation in the end.
struct Case {
  const Accumulation* found = nullptr;
  Evidence evidence;
  NamedHolder holder;
  std::vector<ObjectId> others;       // ids of other holders of the same items
  std::optional<NodeIndex> function;  // that the items are made to call
  Name pattern;                       // the holder's name without keys
  Suspect suspect;
};

/// Two findings about one holder are one: a table's keys beside its values, many collections of one
/// collection, collections of several objects of one class that are properties of one object, timers
/// of one callback. The largest growth comes first.
[[nodiscard]] std::vector<Case> merge_cases(const graph::Heap& heap, std::vector<Case> cases);

}  // namespace heapdiff::leaks
