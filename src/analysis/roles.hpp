#pragma once

#include <vector>

#include "graph/heap.hpp"
#include "model/role.hpp"

namespace heapdiff::analysis {

using Roles = base::IndexedColumn<NodeIndex, model::Role>;

/// The role of every node by its type and name alone. A store or text whose immediate dominator is
/// the engine's is the engine's, too: `gather` in reduce.cpp sees to that, where dominators are
/// known. O(nodes); a byte a node.
[[nodiscard]] model::Role role_of(const graph::Heap& heap, NodeIndex node);
[[nodiscard]] Roles assign_roles(const graph::Heap& heap);

/// The cells of FinalizationRegistries whose objects are gone. The engine has collected what they
/// were made for, and calls back and drops them when the program next waits: their number reflects
/// when the last collection was, not what the program keeps. V8 writes the object of a cell that
/// still has one; the result is empty if no cell has, since older files omit it. O(nodes).
[[nodiscard]] std::vector<NodeIndex> find_spent_cells(const graph::Heap& heap);

}  // namespace heapdiff::analysis
