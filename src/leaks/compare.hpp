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

/// Names of classes, but that functions are told apart by name and place: `tick()`.
[[nodiscard]] std::vector<model::ClassName> name_functions(
    const model::ClassTable& table, std::span<const model::InterfaceDefinition> interfaces);

/// Both sides lose their ids on the way, as soon as nobody asks for them any more.
/// Errors: as `diff::pair_objects`.
[[nodiscard]] Result<Compared> compare_reductions(
    model::Reduced& before, model::Reduced& after, const base::Column<std::uint32_t>& preorder,
    std::span<const model::InterfaceDefinition> interfaces, const DiffOptions& options,
    const Watch& watch = {});

/// Are retaining paths asked for? Suspects are named by them, and chains are made of them.
[[nodiscard]] bool wants_paths(const DiffOptions& options);

/// Has anything been found that is to be followed in the after side's graph?
[[nodiscard]] bool needs_graph(const Compared& compared);

/// The diff without that.
[[nodiscard]] Diff conclude(Compared compared, const DiffOptions& options);

/// Follows the new objects to their holders: chains of the top rows, and suspects.
[[nodiscard]] Diff explain(Compared compared, const HeldHeap& held, const DiffOptions& options,
                           const Watch& watch = {});

/// All of it, for an after side whose graph is at hand. Uses both up.
[[nodiscard]] Result<Diff> compare(model::Reduced before, analysis::Analysed after,
                                   const DiffOptions& options, const Watch& watch = {});

/// The same for sides that somebody wants to keep.
[[nodiscard]] Result<Diff> compare_kept(const model::Reduced& before,
                                        const analysis::Analysed& after,
                                        const DiffOptions& options);

/// The same, with the named collections where objects cannot be followed but names can. Errors:
/// those.
[[nodiscard]] Result<Diff> compare_loaded(const analysis::Analysed& before,
                                          const analysis::Analysed& after,
                                          const DiffOptions& options);

}  // namespace heapdiff::leaks
