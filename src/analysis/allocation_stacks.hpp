#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "graph/heap.hpp"
#include "heapdiff/path.hpp"

namespace heapdiff::analysis {

/// V8 records no more frames of a stack, but a file may claim anything.
inline constexpr std::size_t frames_max = 64;

/// The functions of a stack, the innermost first, `frames_max` of them at most. A function without
/// a name is anonymous, or a script's own code; one that has no place either says nothing, and is
/// left out.
[[nodiscard]] std::vector<StackFrame> frames_of(const graph::Heap& heap, graph::TraceIndex stack);

/// Of the stacks on which the nodes were allocated, the one that made most of them; of several that
/// made as many, the first in the file. Nothing where no node has a stack with a frame to show: in
/// most files. Two stacks are one if all their functions are, and not only the innermost: what
/// calls a helper is more informative than the helper.
/// What it cannot see: V8 does not record functions that its compilers have put into their callers,
/// so that hot code may seem to allocate in a caller, and one line of a program on several stacks.
/// O(nodes · log nodes), 4 bytes a node; O(1) for files without stacks.
[[nodiscard]] std::optional<AllocationStack> most_common_stack(const graph::Heap& heap,
                                                               std::span<const NodeIndex> nodes);

}  // namespace heapdiff::analysis
