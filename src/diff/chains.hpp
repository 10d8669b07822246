#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/retaining_paths.hpp"
#include "base/narrow_column.hpp"
#include "heapdiff/diff.hpp"
#include "scripts/scope_names.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::diff {

/// The after side's graph, and how it retains its nodes.
struct HeldGraph {
  const graph::Heap& heap;
  const scripts::ScriptNames& scripts;
  const scripts::ScopeNames& scopes;
  const analysis::RetainingPaths& paths;
};

/// What a comparison says about the nodes of the after side.
struct ComparedNodes {
  base::IndexedNarrowColumn<NodeIndex> rows;             ///< of their classes
  base::IndexedColumn<NodeIndex, std::uint8_t> are_new;  ///< 1: counts as added
  std::vector<std::string> class_names;                  ///< by row
  /// The same by the rows of a table that is not of classes; else empty.
  base::IndexedNarrowColumn<NodeIndex> groups;
  base::IndexedColumn<NodeIndex, std::uint8_t> are_new_in_groups;
};

/// How the new objects of a row are retained.
struct RowChains {
  std::vector<Chain> chains;
  std::uint64_t other_count = 0;  ///< objects held in other ways than those listed
};

/// For each of these rows of the table how all of its new objects are retained. Each object's
/// cheapest retaining path is folded into a signature (classes, functions with their places, names
/// of properties and variables; indices, ids and the keys of dictionaries dropped; steps that
/// repeat joined), and equal signatures are counted. O(nodes + new objects · steps not walked
/// before); 5 bytes a node.
[[nodiscard]] std::vector<RowChains> find_chains(const HeldGraph& graph, const ComparedNodes& nodes,
                                                 std::span<const std::uint32_t> rows,
                                                 std::size_t chains_max);

}  // namespace heapdiff::diff
