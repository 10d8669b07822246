#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/reduce.hpp"
#include "export/tables.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/export.hpp"
#include "heapdiff/watch.hpp"
#include "saved/saved_summary.hpp"

namespace heapdiff::tables {

/// What is said of all rows of an export.
struct Head {
  std::optional<std::int64_t> modified;  ///< as in `saved::Origin`
  std::vector<ExportLabel> labels;
};

/// Writes all tables of a snapshot. Beside what was analysed it takes 8 bytes a node for retained
/// sizes and 4 for each of retaining paths, positions, distances and dominators; rows are kept by
/// nobody. Where edges are missing, what depends on all of them is null, and `suspects`, `holders`
/// and `dominators` have no rows. Errors: those of the writer.
/// O(nodes + edges).
[[nodiscard]] Result<void> write_snapshot(analysis::Analysis analysed, const Head& head,
                                          unsigned threads, TableWriter& out,
                                          const Watch& watch = {});

/// The tables of a saved summary. Errors: limit, for sizes above 2^63; those of the writer.
[[nodiscard]] Result<void> write_summary(const saved::SavedSummary& summary, const Head& head,
                                         TableWriter& out);

}  // namespace heapdiff::tables
