#include "graph/allocation_stacks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace heapdiff::graph {
namespace {

using parse::TraceTree;

/// Which row of the tree has an id. V8 numbers the tree's nodes from 1 as it meets them, so a
/// table by id is hardly larger than the tree; what a file has beyond that is sorted.
class RowsById {
 public:
  explicit RowsById(const base::Column<std::uint32_t>& ids) {
    const std::uint64_t first_sorted = std::uint64_t{ids.size()} * 2 + 1024;
    std::uint32_t largest = 0;
    for (const std::uint32_t id : ids) {
      if (id < first_sorted) largest = std::max(largest, id);
    }
    rows_.resize_for_overwrite(std::size_t{largest} + 1);
    rows_.fill(TraceTree::none);
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
      if (ids[row] >= first_sorted) {
        sorted_.push_back(std::uint64_t{ids[row]} << 32 | row);
      } else if (rows_[ids[row]] == TraceTree::none) {
        rows_[ids[row]] = row;
      } else {
        ++repeated_;
      }
    }
    std::sort(sorted_.begin(), sorted_.end());
    for (std::size_t i = 1; i < sorted_.size(); ++i) {
      if (sorted_[i] >> 32 == sorted_[i - 1] >> 32) ++repeated_;
    }
  }

  /// TraceTree::none where no row has the id.
  [[nodiscard]] std::uint32_t operator[](std::uint32_t id) const {
    if (id < rows_.size()) return rows_[id];
    const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), std::uint64_t{id} << 32);
    const bool is_found = found != sorted_.end() && *found >> 32 == id;
    return is_found ? static_cast<std::uint32_t>(*found) : TraceTree::none;
  }

  /// How many rows carry an id that one before them has.
  [[nodiscard]] std::uint64_t repeated() const { return repeated_; }

 private:
  base::Column<std::uint32_t> rows_;   // by id
  std::vector<std::uint64_t> sorted_;  // id, row
  std::uint64_t repeated_ = 0;
};

}  // namespace

AllocationStacks::AllocationStacks(base::Column<std::uint32_t> trace_ids, TraceTree tree,
                                   parse::TraceFunctions functions,
                                   std::vector<std::string>& notes) {
  if (trace_ids.empty() || tree.size() == 0) return;
  const RowsById rows(tree.ids);
  // A root is no function: V8 calls its only one "(root)". What hangs directly on it was
  // allocated by none, and is no frame of a stack.
  const auto is_root = [&](std::uint32_t row) { return tree.callers[row] == none; };
  std::uint64_t unknown = 0;
  bool has_stacks = false;
  for (std::uint32_t& trace : trace_ids) {
    const std::uint32_t id = std::exchange(trace, none);
    if (id == 0) continue;
    const std::uint32_t row = rows[id];
    if (row == none) ++unknown;
    if (row == none || is_root(row)) continue;
    trace = row;
    has_stacks = true;
  }
  if (unknown > 0) {
    notes.push_back(
        fmt::format("{} node{} {} of an allocation stack that \"trace_tree\" does not hold",
                    unknown, unknown == 1 ? "" : "s", unknown == 1 ? "tells" : "tell"));
  }
  if (rows.repeated() > 0) {
    notes.push_back(fmt::format(
        "{} node{} of \"trace_tree\" {} the id of another; the first counts", rows.repeated(),
        rows.repeated() == 1 ? "" : "s", rows.repeated() == 1 ? "has" : "have"));
  }
  if (!has_stacks) return;
  // Backwards, since callers stand in front: a row is still as in the file when those that it
  // called ask.
  for (std::size_t row = tree.size(); row-- > 0;) {
    std::uint32_t& caller = tree.callers[row];
    if (caller != none && is_root(caller)) caller = none;
  }
  traces_ = std::move(trace_ids);
  callers_ = std::move(tree.callers);
  functions_ = std::move(tree.functions);
  function_rows_ = std::move(functions.rows);
}

}  // namespace heapdiff::graph
