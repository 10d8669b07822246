#pragma once

#include <span>
#include <vector>

#include "heapdiff/error.hpp"
#include "heapdiff/trend.hpp"
#include "saved/saved_summary.hpp"

namespace heapdiff::trend {

/// A snapshot of a trend, without its nodes.
struct Point {
  saved::SavedSummary summary;
  bool is_saved = false;
  /// Objects that the first step left, by class, as far as ids tell; empty of a saved summary.
  std::vector<std::uint64_t> born_first = {};
  bool shares_ids = true;  ///< is it of the first one's process? See `is_one_process`
};

/// Are both of one process, so that ids tell when an object was made?
[[nodiscard]] bool is_one_process(const model::Outline& a, const model::Outline& b);

/// Refuses two that do not follow each other. Errors: mismatch, unless `options.force`.
[[nodiscard]] Result<void> check_order(const saved::SavedSummary& earlier,
                                       const saved::SavedSummary& later,
                                       const TrendOptions& options);

/// The series of everything that `whole`, the first compared with the last, names. REQUIRES: at
/// least three points, in order.
[[nodiscard]] Trend follow(std::span<const Point> points, Diff whole, const TrendOptions& options);

}  // namespace heapdiff::trend
