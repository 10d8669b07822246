#pragma once

#include <vector>

#include "analysis/reduce.hpp"
#include "heapdiff/diff.hpp"
#include "model/side.hpp"

namespace heapdiff::diff {

/// Finds two objects with one id, which matching by id cannot accept. Errors: malformed.
[[nodiscard]] Result<void> check_ids(const graph::Heap& heap);

/// Compares two snapshots class by class, objects matched by id within a class (DevTools,
/// `calculateDiffForClass`); `analysed` is the after side. The new objects of the top rows are
/// followed to their holders.
/// O(nodes + edges of the after side); 32 bytes a node while it matches.
/// Errors: mismatch where the snapshots cannot be of one process and `options.force` is not given.
[[nodiscard]] Result<Diff> compare(const model::Reduced& before, const analysis::Analysed& analysed,
                                   const DiffOptions& options, const base::Watch& watch = {});

}  // namespace heapdiff::diff
