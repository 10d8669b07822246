#pragma once

#include "heapdiff/diff.hpp"
#include "model/side.hpp"

namespace heapdiff::diff {

/// With fewer objects that share an id, agreement is no evidence.
inline constexpr std::uint64_t agreement_min = 100;

/// One process, two runs of one program, or neither? Ids are numbered in heap order from the first
/// snapshot on, so two runs share most of them; what each id belongs to decides.
///
///                              objects      strings        places
///     one process              99.4-100 %   99.99-100 %    100 %
///     two runs, one program    34-95 %      72-88 %        0.3-74 %
///     anything else            2-33 %       0.2-67 %       0-2 %
///
/// V8 numbers objects anew in each inspector session that takes a snapshot, so two snapshots
/// of one process may look like two runs. What distinguishes them is the order of the engine's
/// table of strings, which depends on a seed: 100 % of neighbours in one process, 75 % where the
/// table has grown in between, 50 % in another process.
///
/// Measured on Node 12 to 26 and Chromium; the limits lie in the gaps. What is not one process is
/// two runs of one program where the engine is the same and the program's scripts have the same
/// names. O(sample), and no object is matched yet: `judge_order` distinguishes one process forwards
/// from backwards.
[[nodiscard]] Lineage find_lineage(const model::Outline& before, const model::Outline& after);

/// REQUIRES: objects can be followed, and `order` was counted. Of one process's snapshots, what
/// only the later one has is numbered above everything in the earlier one, with no exception in 1.1
/// million such objects. So where the second one lacks just what is numbered above all it has, it
/// is the earlier one.
void judge_order(Lineage& lineage);

/// Refuses what is unrelated or in reverse. Errors: mismatch, with the numbers.
[[nodiscard]] Result<void> check_lineage(const Lineage& lineage, const Side& before,
                                         const Side& after);

}  // namespace heapdiff::diff
