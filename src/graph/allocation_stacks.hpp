#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/column.hpp"
#include "heapdiff/index.hpp"
#include "parse/columns.hpp"

namespace heapdiff::graph {

/// A node of the tree of allocation stacks: a function, with all that had called it. So one of them
/// is a whole stack.
using TraceIndex = Index<struct TraceTag>;

/// What was on the stack when nodes were allocated. Immutable. Empty for most files, and then it
/// costs nothing; else 4 bytes a node of the heap, 8 a node of the tree and 16 a function.
class AllocationStacks {
 public:
  AllocationStacks() = default;
  /// Ids of nodes that no node of the tree has, and ids that several have, are odd but no reason to
  /// refuse a file: a node of the first kind has no stack, of the second kind the first counts, and
  /// a note tells. O(nodes + tree), but for ids far beyond the size of the tree, which are sorted.
  /// REQUIRES: references in the tree were checked.
  AllocationStacks(base::Column<std::uint32_t> trace_ids, parse::TraceTree tree,
                   parse::TraceFunctions functions, std::vector<std::string>& notes);

  [[nodiscard]] bool empty() const { return traces_.empty(); }

  /// The stack on which a node was allocated, by its innermost function. Nothing where none is
  /// known: allocated before V8 recorded allocations, or by no function.
  [[nodiscard]] std::optional<TraceIndex> stack_of(NodeIndex node) const {
    return empty() ? std::nullopt : unless_none(traces_[node]);
  }
  /// The function that called this one, with all that called it in turn. A caller has a smaller
  /// index.
  [[nodiscard]] std::optional<TraceIndex> caller_of(TraceIndex trace) const {
    return unless_none(callers_[trace]);
  }
  [[nodiscard]] const parse::TraceFunction& function_of(TraceIndex trace) const {
    return function_rows_[functions_[trace]];
  }

  static constexpr std::uint32_t none = parse::TraceTree::none;
  /// All that there is, for storing it and restoring it: of each node its trace or `none`; of each
  /// trace its caller, which stands before it, or `none`, and its function; functions.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(traces_, callers_, functions_, function_rows_);
  }

 private:
  static std::optional<TraceIndex> unless_none(std::uint32_t trace) {
    return trace != none ? std::optional(TraceIndex(trace)) : std::nullopt;
  }

  base::IndexedColumn<NodeIndex, std::uint32_t> traces_;  // TraceIndex values
  base::IndexedColumn<TraceIndex, std::uint32_t> callers_;
  base::IndexedColumn<TraceIndex, std::uint32_t> functions_;
  base::Column<parse::TraceFunction> function_rows_;
};

}  // namespace heapdiff::graph
