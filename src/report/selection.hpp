#pragma once

#include <cstddef>
#include <vector>

#include "heapdiff/render.hpp"

namespace heapdiff::report {

/// Which rows a report shows, and which it sums up as others: every row is in one of the two.
struct Selection {
  std::vector<std::size_t> shown, others;
};

/// The first `top` rows that pass the filter. Rows of a diff to which nothing happened are never
/// shown for their own sake.
[[nodiscard]] Selection select(const Diff& diff, const RenderOptions& options);
[[nodiscard]] Selection select(const Summary& summary, const RenderOptions& options);

/// Adds all sums but `retained`, which of several classes is no sum.
void add_to(ClassChange& total, const ClassChange& change);
[[nodiscard]] ClassChange sum_of(const Diff& diff, const std::vector<std::size_t>& rows);

}  // namespace heapdiff::report
