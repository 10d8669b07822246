#pragma once

#include <optional>
#include <span>

#include "heapdiff/trend.hpp"

namespace heapdiff::trend {

/// Theil and Sen's line, whatever the series does. REQUIRES: at least two values. O(n² log n); of a
/// long series a few hundred values decide.
[[nodiscard]] Slope fit_slope(std::span<const double> values);

/// What the series does. `change_min` is what matters at all. Of n values:
///
///   flat        max - min is below `change_min`, or nothing describes it and it is below a quarter
///               of the largest
///   sawtooth    falls and rises by at least 0.4 of max - min each, and that is a quarter of the
///               largest at least
///   line, step, a(1 - e^(-t/τ))
///               explains what the mean does not: F >= 12 for the line, 20 for the others; the one
///               with the least Bayesian information criterion, errors below 1 % of max - min
///               counted as that
///
/// Simulated, 6,000 series of each kind, with errors of up to 10 % of the amplitude, or of the
/// level of what is flat: of 6 values 99.5 % of lines, 90 % of steps, 98.6 % of bounded
/// caches, 98.5 % of sawteeth and 94 % of levels are told right, and at most 0.8 % of another kind
/// are taken for a line. Of 4 values 98.7, 83, 93, 98 and 83 %, and at most 2.5 % (course_test.cpp
/// draws such). Three values are rising, falling or flat. REQUIRES: at least three values.
[[nodiscard]] Course judge_course(std::span<const double> values, double change_min);

}  // namespace heapdiff::trend
