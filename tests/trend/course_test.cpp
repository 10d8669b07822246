#include "trend/course.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace heapdiff::trend {
namespace {

constexpr double change_min = 8192;

/// Numbers from -1 to 1, the same everywhere.
class Errors {
 public:
  explicit Errors(std::uint64_t seed) : engine_(seed) {}
  double next() { return static_cast<double>(engine_() % 20'001) / 10'000 - 1; }

 private:
  std::mt19937_64 engine_;
};

using Shape = std::function<double(double part)>;

/// Values of a shape over 0 … 1, of which errors are `noise` of the amplitude.
std::vector<double> series(const Shape& shape, std::size_t size, double noise, std::uint64_t seed) {
  Errors errors(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < size; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(size - 1);
    values.push_back(1e6 * (shape(part) + noise * errors.next()) + 3e5);
  }
  return values;
}

/// Of 100 series with errors, how many are taken for `course`.
int count_of(Course course, const Shape& shape, std::size_t size, double noise) {
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    count += judge_course(series(shape, size, noise, seed), change_min) == course ? 1 : 0;
  }
  return count;
}

const Shape line = [](double part) { return part; };
const Shape step = [](double part) { return part < 0.45 ? 0.0 : 1.0; };
const Shape filling = [](double part) { return 1 - std::exp(-part * 6); };
const Shape full = [](double part) { return std::min(1.0, part * 2.5); };  // a bounded cache
const Shape saw = [](double part) { return std::fmod(part * 2.3, 1.0); };
const Shape level = [](double) { return 5.0; };

TEST(Course, OfCleanSeriesIsTold) {
  for (const std::size_t size : {4u, 5u, 6u, 8u, 12u, 40u}) {
    EXPECT_EQ(judge_course(series(line, size, 0, 1), change_min), Course::linear) << size;
    EXPECT_EQ(judge_course(series(step, size, 0, 1), change_min), Course::step) << size;
    EXPECT_EQ(judge_course(series(level, size, 0, 1), change_min), Course::flat) << size;
    if (size < 6) continue;
    EXPECT_EQ(judge_course(series(filling, size, 0, 1), change_min), Course::saturating) << size;
    EXPECT_EQ(judge_course(series(full, size, 0, 1), change_min), Course::saturating) << size;
    EXPECT_EQ(judge_course(series(saw, size, 0, 1), change_min), Course::sawtooth) << size;
  }
}

TEST(Course, SurvivesErrorsOfATenth) {
  for (const std::size_t size : {6u, 8u, 12u}) {
    EXPECT_GE(count_of(Course::linear, line, size, 0.1), 97) << size;
    EXPECT_GE(count_of(Course::step, step, size, 0.1), 90) << size;
    EXPECT_GE(count_of(Course::saturating, filling, size, 0.1), 95) << size;
    EXPECT_GE(count_of(Course::saturating, full, size, 0.1), 90) << size;
    EXPECT_GE(count_of(Course::sawtooth, saw, size, 0.1), 97) << size;
    // A tenth of the level, up and down.
    EXPECT_GE(count_of(Course::flat, level, size, 0.5), 90) << size;
  }
}

/// A shape whose parameters are drawn, for so many values.
using Draw = std::function<Shape(Errors& random, double size)>;

double between(Errors& random, double low, double high) {
  return low + (random.next() + 1) / 2 * (high - low);
}

const Draw any_line = [](Errors&, double) { return line; };
const Draw any_step = [](Errors& random, double size) -> Shape {
  const double at = (std::floor(between(random, 1, size - 0.001)) - 0.5) / (size - 1);
  return [=](double part) { return part < at ? 0.0 : 1.0; };
};
const Draw any_cache = [](Errors& random, double size) -> Shape {
  const double full_at = between(random, 1.3, (size - 1) * 0.6) / (size - 1);
  return [=](double part) { return std::min(1.0, part / full_at); };
};
const Draw any_saw = [](Errors& random, double size) -> Shape {
  const double period = between(random, 2.2, std::max(2.3, size / 2));
  const double from = between(random, 0, period);
  return [=](double part) { return std::fmod(part * (size - 1) + from, period) / period; };
};
// With what all series have on top, errors of a tenth of the level.
const Draw any_level = [](Errors&, double) -> Shape { return [](double) { return 0.7; }; };

/// Of 1,000 drawn series with errors of a tenth, how many in a hundred are taken for `course`.
double share_of(Course course, const Draw& draw, std::size_t size) {
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    Errors random(seed + 1'000'000);
    const Shape shape = draw(random, static_cast<double>(size));
    count += judge_course(series(shape, size, 0.1, seed), change_min) == course ? 1 : 0;
  }
  return count / 10.0;
}

// The shares that heapdiff-model(7) states, less what chance takes from 1,000.
TEST(Course, IsToldAsOftenAsTheManualSays) {
  EXPECT_GE(share_of(Course::linear, any_line, 6), 98.5);
  EXPECT_GE(share_of(Course::step, any_step, 6), 86);
  EXPECT_GE(share_of(Course::saturating, any_cache, 6), 97);
  EXPECT_GE(share_of(Course::sawtooth, any_saw, 6), 96);
  EXPECT_GE(share_of(Course::flat, any_level, 6), 91);
  EXPECT_GE(share_of(Course::linear, any_line, 4), 97);
  EXPECT_GE(share_of(Course::step, any_step, 4), 79);
  EXPECT_GE(share_of(Course::saturating, any_cache, 4), 90);
  EXPECT_GE(share_of(Course::sawtooth, any_saw, 4), 95);
  EXPECT_GE(share_of(Course::flat, any_level, 4), 79);
  for (const Draw& other : {any_step, any_cache, any_saw, any_level}) {
    EXPECT_LE(share_of(Course::linear, other, 6), 2);
    EXPECT_LE(share_of(Course::linear, other, 4), 4);
  }
}

// What a build fails for.
TEST(Course, NothingButALineIsTakenForOne) {
  for (const std::size_t size : {4u, 6u, 8u, 12u}) {
    for (const Shape& shape : {step, filling, full, saw, level}) {
      EXPECT_LE(count_of(Course::linear, shape, size, 0.1), 3) << size;
    }
  }
}

TEST(Course, OfThreeValuesIsNoVerdict) {
  const auto judge = [](std::vector<double> values) { return judge_course(values, change_min); };
  EXPECT_EQ(judge({0, 1e5, 2e5}), Course::rising);
  EXPECT_EQ(judge({0, 1e5, 1.05e5}), Course::unclear);  // the second step is next to nothing
  EXPECT_EQ(judge({2e5, 1e5, 0}), Course::falling);
  EXPECT_EQ(judge({0, 4000, 8000}), Course::flat);
  EXPECT_EQ(judge({0, 4100, 8200}), Course::rising);
}

TEST(Course, ALineOnALargeBaseIsOne) {
  EXPECT_EQ(judge_course(std::vector<double>{1e8, 1.001e8, 1.002e8, 1.003e8}, change_min),
            Course::linear);
}

TEST(Course, WhatShrinksIsFalling) {
  EXPECT_EQ(judge_course(std::vector<double>{4e6, 3e6, 2e6, 1e6}, change_min), Course::falling);
  EXPECT_EQ(judge_course(std::vector<double>{4e6, 4e6, 1e6, 1e6}, change_min), Course::falling);
}

TEST(Slope, IsThatOfTheLine) {
  const Slope slope = fit_slope(std::vector<double>{0, 100, 200, 300, 400, 500});
  EXPECT_EQ(slope.value, 100);
  EXPECT_EQ(slope.low, 100);
  EXPECT_EQ(slope.high, 100);
}

// One snapshot taken before the collector ran.
TEST(Slope, IsNotMovedByOneOutlier) {
  const Slope slope = fit_slope(std::vector<double>{0, 100, 900, 300, 400, 500});
  EXPECT_NEAR(slope.value, 100, 5);
  EXPECT_LE(slope.low, 100);
  EXPECT_GE(slope.high, 100);
}

TEST(Slope, OfALineWithErrorsOfATenthIsNearWithItsInterval) {
  int inside = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Slope slope = fit_slope(series(line, 12, 0.1, seed));
    EXPECT_NEAR(slope.value, 1e6 / 11, 2e4) << seed;
    inside += slope.low <= 1e6 / 11 && slope.high >= 1e6 / 11 ? 1 : 0;
  }
  EXPECT_GE(inside, 90);
}

TEST(Slope, OfALongSeriesTakesNoLongTime) {
  std::vector<double> values;
  for (int i = 0; i < 100'000; ++i) values.push_back(3.0 * i);
  EXPECT_NEAR(fit_slope(values).value, 3, 1e-9);
}

}  // namespace
}  // namespace heapdiff::trend
