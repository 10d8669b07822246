#include "trend/course.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace heapdiff::trend {
namespace {

using Values = std::span<const double>;

constexpr double f_min_of_line = 12, f_min_of_curves = 20;
constexpr double turn_min = 0.4;        // of the range, for a sawtooth to rise and to fall
constexpr double range_min = 0.25;      // of the largest value, for what is no line
constexpr double error_counted = 0.01;  // of the range: smaller ones are none

/// Squares that a model leaves unexplained, and which way it goes.
struct Fit {
  double squares = 0;
  bool rises = false;
};

double mean_of(Values values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double squares_around(Values values, double mean) {
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum;
}

/// Least squares of a + b·x.
Fit fit_line(Values x, Values y) {
  const double mean_x = mean_of(x), mean_y = mean_of(y);
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double slope = xx > 0 ? xy / xx : 0;
  Fit fit{0, slope > 0};
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double error = y[i] - mean_y - slope * (x[i] - mean_x);
    fit.squares += error * error;
  }
  return fit;
}

Fit fit_line(Values y) {
  std::vector<double> x(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) x[i] = static_cast<double>(i);
  return fit_line(x, y);
}

/// Two levels.
Fit fit_step(Values y) {
  std::optional<Fit> best;
  for (std::size_t at = 1; at < y.size(); ++at) {
    const Values before = y.first(at), after = y.subspan(at);
    const double low = mean_of(before), high = mean_of(after);
    const Fit fit{squares_around(before, low) + squares_around(after, high), high > low};
    if (!best || fit.squares < best->squares) best = fit;
  }
  return *best;
}

/// a + b·(1 - e^(-t/τ)), for τ up to half of the series: then 86 % is reached at its end.
Fit fit_saturation(Values y) {
  constexpr int tries = 24;
  std::optional<Fit> best;
  std::vector<double> x(y.size());
  for (int i = 1; i <= tries; ++i) {
    const double tau = static_cast<double>(y.size() - 1) * i / tries / 2;
    for (std::size_t t = 0; t < y.size(); ++t) x[t] = 1 - std::exp(-static_cast<double>(t) / tau);
    const Fit fit = fit_line(x, y);
    if (!best || fit.squares < best->squares) best = fit;
  }
  return *best;
}

/// The largest fall from a value to a later one, and the largest rise.
std::pair<double, double> turns_of(Values values) {
  double highest = values[0], lowest = values[0], fall = 0, rise = 0;
  for (const double value : values) {
    highest = std::max(highest, value);
    lowest = std::min(lowest, value);
    fall = std::max(fall, highest - value);
    rise = std::max(rise, value - lowest);
  }
  return {fall, rise};
}

Course judge_three(Values values, double range) {
  const double first = values[1] - values[0], second = values[2] - values[1];
  // What is hardly any growth beside the other step is not growth in both.
  const double least = range / 10;
  if (first >= least && second >= least) return Course::rising;
  if (-first >= least && -second >= least) return Course::falling;
  return Course::unclear;
}

}  // namespace

Slope fit_slope(Values values) {
  // Every so many of a long series: a median of 10,000 slopes is as good as of a million.
  constexpr std::size_t values_max = 300;
  const std::size_t stride = (values.size() + values_max - 1) / values_max;
  std::vector<double> slopes;
  std::size_t count = 0;
  for (std::size_t i = 0; i < values.size(); i += stride) {
    ++count;
    for (std::size_t j = i + stride; j < values.size(); j += stride) {
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
    }
  }
  std::sort(slopes.begin(), slopes.end());
  const std::size_t size = slopes.size();
  const double median = (slopes[(size - 1) / 2] + slopes[size / 2]) / 2;
  // Kendall's statistic has this deviation where nothing but chance orders the values (Sen 1968).
  const auto n = static_cast<double>(count);
  const double reach = 1.96 * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const auto all = static_cast<double>(size);
  const double low = std::floor((all - reach) / 2), high = std::ceil((all + reach) / 2);
  const auto at = [&](double rank) {
    return slopes[static_cast<std::size_t>(std::clamp(rank, 0.0, all - 1))];
  };
  return {median, at(low), at(high)};
}

Course judge_course(Values values, double change_min) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  const double range = *highest - *lowest;
  if (range < change_min) return Course::flat;
  if (values.size() == 3) return judge_three(values, range);
  const bool is_large = range >= range_min * *highest;
  const auto [fall, rise] = turns_of(values);
  if (is_large && fall >= turn_min * range && rise >= turn_min * range) return Course::sawtooth;

  const auto n = static_cast<double>(values.size());
  const double all = squares_around(values, mean_of(values));
  const double error_min = error_counted * range * error_counted * range;
  std::optional<double> least;
  Course course = is_large ? Course::unclear : Course::flat;
  const auto consider = [&](const Fit& fit, double parameters, double f_min, Course if_rising) {
    const double explained = 1 - fit.squares / all;
    if (n <= parameters || explained < f_min / (f_min + n - parameters)) return;
    const double criterion = n * std::log(fit.squares / n + error_min) + parameters * std::log(n);
    if (least && criterion >= *least) return;
    least = criterion;
    course = fit.rises ? if_rising : Course::falling;
  };
  consider(fit_line(values), 2, f_min_of_line, Course::linear);
  consider(fit_step(values), 3, f_min_of_curves, Course::step);
  consider(fit_saturation(values), 3, f_min_of_curves, Course::saturating);
  return course;
}

}  // namespace heapdiff::trend

namespace heapdiff {

const char* name_of(Course course) {
  switch (course) {
    case Course::flat:
      return "flat";
    case Course::step:
      return "step";
    case Course::saturating:
      return "saturating";
    case Course::sawtooth:
      return "sawtooth";
    case Course::linear:
      return "linear";
    case Course::falling:
      return "falling";
    case Course::rising:
      return "rising";
    case Course::unclear:
      break;
  }
  return "unclear";
}

}  // namespace heapdiff
