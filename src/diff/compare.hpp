#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analysis/reduce.hpp"
#include "diff/chains.hpp"
#include "diff/match.hpp"
#include "heapdiff/diff.hpp"
#include "model/class_tree.hpp"
#include "model/side.hpp"

namespace heapdiff::diff {

/// One way of putting the objects of both sides into rows, and what became of each row.
struct Rows {
  std::vector<ClassChange> changes;
  std::vector<std::uint32_t> row_of_before;  ///< class of the before side → row
  std::vector<std::uint32_t> row_of_after;   ///< class of the after side → row
  base::Column<std::uint8_t> is_new;         ///< by position of the after side: counts as added
};

/// About how many objects an operation, if that is a ratio such as leaks have: within 2 %, and of
/// 16 objects at least.
[[nodiscard]] std::optional<OpsFactor> find_ops_factor(std::int64_t count_delta, std::uint64_t ops);

/// A diff whose chains are still to be found, and what that takes.
struct Comparison {
  Diff diff;  ///< all but its classes
  Rows classes;
  std::optional<Rows> groups;                   ///< where the table's rows are no classes
  std::vector<std::uint32_t> order;             ///< of the table's rows in the diff
  std::vector<std::uint32_t> rows_with_chains;  ///< those of the table that are to get some
  Pairs pairs;                                  ///< see pair_by_id

  /// The rows that the diff shows.
  [[nodiscard]] Rows& table() { return groups ? *groups : classes; }
};

/// Begins a comparison: how the snapshots are related, and which objects are the same. Ids are not
/// needed afterwards. O(nodes).
/// Errors: mismatch where the snapshots cannot be of one process and `options.force` is not given.
[[nodiscard]] Result<Comparison> pair_objects(const model::Reduction& before,
                                              const model::Reduction& after,
                                              const DiffOptions& options, const Watch& watch = {});

/// A side of which the nodes are not known.
struct ClassSide {
  const model::Outline& outline;
  const model::ClassTree& tree;
  ObjectId id_max;  ///< the largest odd one: embedders' nodes have even ones
};

/// Begins a comparison of such sides: no object is followed. Errors: as `pair_objects`.
[[nodiscard]] Result<Comparison> relate_classes(const ClassSide& before, const ClassSide& after,
                                                const DiffOptions& options);

/// Compares such sides class by class: the same rows as of their nodes, matched objects apart.
void compare_classes(Comparison& comparison, const ClassSide& before, const ClassSide& after,
                     std::span<const model::InterfaceDefinition> interfaces,
                     const DiffOptions& options);

/// Compares two snapshots class by class, paired objects matched within a class (DevTools,
/// `calculateDiffForClass`), and once more by other rows if the options want them. Shape names are
/// those of the after side. O(nodes); 14 bytes a node while it matches. Of `comparison`, lineage
/// and partners are only read.
void compare_classes(Comparison& comparison, const model::Reduction& before,
                     const model::Reduction& after,
                     std::span<const model::InterfaceDefinition> interfaces,
                     const DiffOptions& options, const Watch& watch = {});

/// The comparison's result by node of the after side, whose classes are in preorder.
[[nodiscard]] ComparedNodes place_in_graph(const Comparison& comparison,
                                           const base::Column<ClassIndex>& classes,
                                           const base::Column<std::uint32_t>& preorder);

[[nodiscard]] Diff finish(Comparison comparison);

}  // namespace heapdiff::diff
