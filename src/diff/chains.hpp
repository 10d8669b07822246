#pragma once

#include <span>
#include <vector>

#include "analysis/retaining_paths.hpp"
#include "analysis/scope_names.hpp"
#include "analysis/script_names.hpp"
#include "heapdiff/diff.hpp"

namespace heapdiff::diff {

/// The after side's graph, and the ways in which it holds its nodes.
struct HeldGraph {
  const graph::Heap& heap;
  const analysis::ScriptNames& scripts;
  const analysis::ScopeNames& scopes;
  const analysis::RetainingPaths& paths;
};

/// What a comparison says about the nodes of the after side.
struct ComparedNodes {
  base::IndexedColumn<NodeIndex, std::uint32_t> rows;    ///< of their classes
  base::IndexedColumn<NodeIndex, std::uint8_t> are_new;  ///< 1: counts as added
  /// The same by the rows of a table that is not of classes; else empty.
  base::IndexedColumn<NodeIndex, std::uint32_t> groups;
  base::IndexedColumn<NodeIndex, std::uint8_t> are_new_in_groups;
};

/// Fills `chains` of those of `changes`, the table's rows, that `rows` names: how their new objects
/// are held, all of them. `classes` are the rows of classes, which name the steps. Each object's
/// cheapest retaining path is folded into a signature (classes, functions with their places, names
/// of properties and variables; indices, ids and the keys of dictionaries dropped; steps that
/// repeat joined), and equal signatures are counted. O(nodes + new objects · steps not walked
/// before); 5 bytes a node.
void find_chains(const HeldGraph& graph, const ComparedNodes& nodes,
                 const std::vector<ClassChange>& classes, std::vector<ClassChange>& changes,
                 std::span<const std::uint32_t> rows, std::size_t chains_max);

}  // namespace heapdiff::diff
