#pragma once

#include "graph/heap.hpp"
#include "model/role.hpp"

namespace heapdiff::analysis {

using Roles = base::IndexedColumn<NodeIndex, model::Role>;

/// The role of every node by its type and name alone. A store or text whose immediate dominator is
/// the engine's is the engine's, too: `gather` in reduce.cpp sees to that, where dominators are
/// known. O(nodes); a byte a node.
[[nodiscard]] model::Role role_of(const graph::Heap& heap, NodeIndex node);
[[nodiscard]] Roles assign_roles(const graph::Heap& heap);

}  // namespace heapdiff::analysis
