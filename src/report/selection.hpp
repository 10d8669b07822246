#pragma once

#include <cstddef>
#include <vector>

#include "heapdiff/render.hpp"

namespace heapdiff::report {

/// Which rows a report shows, and which it sums up: every row is in one of the three.
struct Selection {
  std::vector<std::size_t> shown;
  std::vector<std::size_t> engine;  ///< summed as the engine's work; in a diff's text only
  std::vector<std::size_t> others;
};

/// The first `top` rows that pass the filter. Rows of a diff to which nothing happened are never
/// shown for their own sake.
[[nodiscard]] Selection select(const Diff& diff, const RenderOptions& options);
[[nodiscard]] Selection select(const Summary& summary, const RenderOptions& options);

/// Adds all sums but `retained`, which of several classes is no sum.
void add_to(ClassChange& total, const ClassChange& change);
[[nodiscard]] ClassChange sum_of(const Diff& diff, const std::vector<std::size_t>& rows);
/// All of them.
[[nodiscard]] ClassChange sum_of(const Diff& diff);

}  // namespace heapdiff::report
