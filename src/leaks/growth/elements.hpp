#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "diff/chains.hpp"
#include "heapdiff/suspect.hpp"
#include "leaks/growth/accumulation.hpp"
#include "leaks/judging/evidence.hpp"
#include "model/row_index.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::leaks {

/// What accumulates, as a developer would call it, and how many.
struct Elements {
  Element element;
  std::uint64_t new_count = 0;
  std::uint64_t before_count = 0;  ///< of references to objects that were there already
  /// The function that the items are made to call, if they are.
  std::optional<NodeIndex> function;
};

/// Records of the engine are named after the function they belong to; general containers (an Array,
/// a Promise) by the user's class that most of them hold.
[[nodiscard]] Elements describe_elements(const graph::Heap& heap,
                                         const scripts::ScriptNames& scripts,
                                         std::span<const model::RowIndex::Row> rows,
                                         std::span<const model::ArrayLength> lengths_before,
                                         const Accumulation& found, const Evidence& evidence);

/// Members of a collection, by what its stores hold. Dominators do not see members that somebody
/// else holds, too.
struct Members {
  std::uint64_t all = 0, fresh = 0;
};

/// Calls `visit(source, edge, target)` for what a collection holds, through its stores; the keys of
/// Maps and dictionaries apart. More than once for what it holds over several edges.
void for_each_value(const graph::Heap& heap, NodeIndex collection,
                    const std::function<void(NodeIndex target)>& visit);

/// Are most keys of a Map, or most members of a Set, objects? A weak collection could hold those.
[[nodiscard]] bool is_keyed_by_objects(const graph::Heap& heap, NodeIndex collection);

/// Those that are like the item: of its class; of functions, made from the same one; of strings,
/// any string, and of a Map or dictionary the values only.
[[nodiscard]] Members count_members(const graph::Heap& heap, const scripts::ScriptNames& scripts,
                                    const diff::ComparedNodes& nodes, NodeIndex collection,
                                    NodeIndex item);

}  // namespace heapdiff::leaks
