#pragma once

#include <cstdint>

#include "graph/heap.hpp"

namespace heapdiff::graph {

/// How many things two snapshots both have, and how many of those are the same.
struct Tally {
  std::uint64_t shared = 0, agreeing = 0;

  void count(bool agrees) {
    ++shared;
    agreeing += agrees ? 1 : 0;
  }
};

/// What another snapshot lent to a heap, and the evidence.
struct Loan {
  bool is_of_one_process = true;  ///< else nothing was lent
  /// Why no object can be compared.
  enum class Hindrance { none, other_engine, duplicate_ids, ids_are_addresses };
  Hindrance hindrance = Hindrance::none;
  Tally types;    ///< objects, by id: are they of one type?
  Tally lengths;  ///< strings of these
  Tally names;    ///< of these, where the damaged heap has them
  Tally places;   ///< in the source
  Tally hints;    ///< at lost names; counted only if nothing else speaks against one process
};

/// Finds lost names of a damaged heap in another snapshot of the same process, earlier or later. An
/// object that both have by id votes for the text of its name's index, and thereby names all others
/// with that index, new ones, too; a reference between two such objects votes for the name of a
/// property. A text wins if nearly all votes agree, and if the file has it under no other index: V8
/// writes each text once.
///
/// Ids identify objects only within one process, so there must be evidence of that first: objects
/// that both have must be of one type, strings of one length, and remaining names and places equal.
/// `heap.damage` has the number of names that were found.
/// O(nodes + edges) but for sorting edges of nodes that have changed; 20 bytes a node and 12 a lost
/// name. REQUIRES: heap.damage.
[[nodiscard]] Loan borrow_names(Heap& heap, const Heap& whole);

}  // namespace heapdiff::graph
