#pragma once

#include <cstdint>
#include <string>

#include "graph/heap.hpp"

namespace heapdiff::graph {

/// What another snapshot lent to a heap.
struct Loan {
  bool is_of_one_process = true;  ///< else nothing was lent
  std::string evidence;           ///< the numbers that decided, in words
};

/// Finds lost names of a damaged heap in another snapshot of the same process, earlier or later. An
/// object that both have by id gives its name's index a text, and so names all others with that
/// index, new ones, too; a reference between two objects that both have does the same for the name
/// of a property. What most of them say counts if nearly all do, and if the file has that text
/// under no other index: V8 writes each text once.
///
/// An id means an object within one process only, so that has to be likely first: what both have
/// has to be of one type, and strings of one length, and so for what names and places are left.
/// `heap.damage` tells how many names were found.
/// O(nodes + edges) but for sorting edges of nodes that have changed; 20 bytes a node and 12 a lost
/// name. REQUIRES: heap.damage.
[[nodiscard]] Loan borrow_names(Heap& heap, const Heap& whole);

}  // namespace heapdiff::graph
