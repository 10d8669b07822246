#pragma once

#include <optional>
#include <span>
#include <vector>

#include "diff/chains.hpp"
#include "heapdiff/diff.hpp"
#include "leaks/growth/accumulation.hpp"
#include "model/row_index.hpp"

namespace heapdiff::leaks {

/// Unexplained growth from which on a report must not claim that nothing grew. One in a hundred of
/// the heap, but never less than 48 KiB: healthy programs of the corpora had up to 32 KiB (a
/// WeakMap's table), leaks of which no suspect was made 69 KiB and more. Nor more than 4 MiB,
/// whatever the heap.
[[nodiscard]] Bytes unnamed_growth_min(Bytes heap_before);

/// The largest accumulation, whether or not it has become a suspect.
[[nodiscard]] std::optional<UnnamedGrowth::Accumulation> largest_accumulation(
    const graph::Heap& heap, const diff::ComparedNodes& nodes,
    const std::vector<Accumulation>& accumulations, std::span<const model::RowIndex::Row> rows);

/// Says what the suspects, the remainder and the rows come to. To be called when they are complete,
/// and again if they change.
void judge(Diff& diff, std::optional<UnnamedGrowth::Accumulation> largest = {});

}  // namespace heapdiff::leaks
