#pragma once

#include <optional>
#include <span>
#include <vector>

#include "heapdiff/retained_tree.hpp"
#include "leaks/growth/accumulation.hpp"
#include "model/class_tree.hpp"
#include "model/side.hpp"

namespace heapdiff::leaks {

/// Retained trees by class, by script and by package.
struct RetainedTrees {
  std::vector<RetainedTree> trees;
  /// For each tree and accumulation the cell that most of its items are in.
  std::vector<std::vector<std::optional<std::uint32_t>>> cells;

  /// Tells the trees where suspects are. `accumulations` has the one that each comes from.
  void mark(std::span<const std::size_t> accumulations);
};

/// Of two heaps, or of one if `before` is null. `partners` as in `diff::Pairs`; empty if
/// objects cannot be followed. Shape names are those of the after side. O(nodes), and in memory as
/// much as there are different paths of classes: in heaps of millions of nodes some ten thousand.
[[nodiscard]] RetainedTrees grow_trees(
    const model::Reduction* before, const model::Reduction& after,
    const base::Column<std::uint32_t>& partners, const base::Column<std::uint32_t>& preorder,
    std::span<const model::InterfaceDefinition> interfaces, bool is_one_process,
    std::span<const Accumulation> accumulations, unsigned threads);

/// A side without nodes.
struct TreeSide {
  const model::ClassTable& table;
  const model::ClassTree& tree;
  std::span<const std::uint64_t> counts = {};  ///< as in `model::CountedTree`
};

/// The same of two of them. `marked` has the node of the later tree that each suspect is in.
[[nodiscard]] std::vector<RetainedTree> grow_trees(
    const TreeSide& before, const TreeSide& after,
    std::span<const model::InterfaceDefinition> interfaces, bool is_one_process,
    std::span<const std::uint32_t> marked);

}  // namespace heapdiff::leaks
