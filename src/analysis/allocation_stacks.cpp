#include "analysis/allocation_stacks.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace heapdiff::analysis {

using graph::TraceIndex;

std::vector<StackFrame> frames_of(const graph::Heap& heap, TraceIndex stack) {
  std::vector<StackFrame> frames;
  for (std::optional<TraceIndex> at = stack; at && frames.size() < frames_max;
       at = heap.allocation_stacks.caller_of(*at)) {
    const parse::TraceFunction& function = heap.allocation_stacks.function_of(*at);
    StackFrame frame{std::string(heap.string(function.name)), std::nullopt};
    if (function.line > 0) {
      frame.place =
          Place{std::string(heap.string(function.script_name)), function.line, function.column};
    }
    if (!frame.function.empty() || frame.place) frames.push_back(std::move(frame));
  }
  return frames;
}

std::optional<AllocationStack> most_common_stack(const graph::Heap& heap,
                                                 std::span<const NodeIndex> nodes) {
  if (heap.allocation_stacks.empty()) return std::nullopt;
  std::vector<TraceIndex> stacks;
  for (const NodeIndex node : nodes) {
    if (const auto stack = heap.allocation_stacks.stack_of(node)) stacks.push_back(*stack);
  }
  std::sort(stacks.begin(), stacks.end());
  AllocationStack common;
  for (auto first = stacks.begin(); first != stacks.end();) {
    const auto last = std::upper_bound(first, stacks.end(), *first);
    const auto count = static_cast<std::uint32_t>(last - first);
    if (count > common.count) {
      std::vector<StackFrame> frames = frames_of(heap, *first);
      if (!frames.empty()) common = {std::move(frames), count, 0};
    }
    first = last;
  }
  if (common.count == 0) return std::nullopt;
  common.known = static_cast<std::uint32_t>(stacks.size());
  return common;
}

}  // namespace heapdiff::analysis
