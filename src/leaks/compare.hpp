#pragma once

#include "analysis/reduce.hpp"
#include "diff/compare.hpp"
#include "leaks/suspects.hpp"

namespace heapdiff::leaks {

/// Two snapshots compared as far as their reductions tell: classes, and where the heap has grown.
struct Compared {
  diff::Comparison comparison;
  diff::ComparedNodes nodes;
  Findings findings;
};

/// Errors: as `diff::compare_classes`.
[[nodiscard]] Result<Compared> compare_reductions(
    const model::Reduced& before, const model::Reduced& after,
    const base::Column<std::uint32_t>& preorder,
    std::span<const model::InterfaceDefinition> interfaces, const DiffOptions& options,
    const base::Watch& watch = {});

/// Does the rest take the after side's graph?
[[nodiscard]] bool needs_graph(const Compared& compared);

/// Follows the new objects to their holders: chains of the top rows, and suspects.
[[nodiscard]] Diff explain(Compared compared, const HeldHeap& held, const DiffOptions& options,
                           const base::Watch& watch = {});

/// All of it, for an after side whose graph is at hand.
[[nodiscard]] Result<Diff> compare(const model::Reduced& before, const analysis::Analysed& after,
                                   const DiffOptions& options, const base::Watch& watch = {});

}  // namespace heapdiff::leaks
