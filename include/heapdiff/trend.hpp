#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/types.hpp"

namespace heapdiff {

/// What a series of sizes does. See heapdiff-model(7) for the rules.
enum class Course {
  flat,        ///< no significant change
  step,        ///< rose once, and stayed: a table that was built
  saturating,  ///< rises ever more slowly: a cache that fills
  sawtooth,    ///< rises and falls: a buffer that is emptied
  linear,      ///< rises by as much each time: a leak
  falling,
  rising,   ///< of three values: grew in both steps
  unclear,  ///< none of these describes it
};

/// Of a line through a series, per step: the median of the slopes of all pairs (Theil 1950, Sen
/// 1968), and the interval that has the true one in 95 of 100 cases. With fewer than five values
/// the interval is that of all pairs.
struct Slope {
  double value = 0, low = 0, high = 0;
};

/// Values of one thing in all snapshots; nothing where a snapshot does not have it on record.
struct Series {
  std::string name;            ///< of a class; empty for a suspect's holder
  std::optional<Place> place;  ///< of a class
  /// Objects, or elements of the holder.
  std::vector<std::optional<std::uint64_t>> counts;
  /// Bytes: shallow for a class and for the heap, retained for a holder.
  std::vector<std::optional<std::uint64_t>> sizes;
  Course course = Course::unclear;
  std::optional<Slope> slope;  ///< of `sizes`
  /// `slope` for one operation; nothing if the number of operations is unknown.
  std::optional<Slope> slope_per_op;
  /// Objects of the class that the first step left, and how many of these are in the last snapshot.
  /// Nothing if ids do not tell.
  std::optional<std::uint64_t> born_first, alive_last;
  bool is_engine = false;

  [[nodiscard]] std::int64_t growth() const {
    return static_cast<std::int64_t>(sizes.back().value_or(0)) -
           static_cast<std::int64_t>(sizes.front().value_or(0));
  }
};

/// One of the snapshots.
struct TrendPoint {
  Side side;
  bool is_saved = false;  ///< a saved summary
};

/// Several snapshots of one program, in order: plain data.
struct Trend {
  std::vector<TrendPoint> points;
  Diff whole;  ///< the first compared with the last; its notes are those of all
  Series heap;
  /// For each suspect of `whole`: of its holder, where that has a name that the snapshots share;
  /// else of the class of its elements.
  struct OfSuspect {
    bool is_of_holder = false;
    Series series;
  };
  std::vector<OfSuspect> suspects;
  std::vector<Series> classes;       ///< that changed by anything, the largest growth first
  std::optional<std::uint64_t> ops;  ///< between two snapshots
};

[[nodiscard]] const char* name_of(Course course);  ///< "linear"

struct TrendOptions {
  std::optional<std::uint64_t> ops = {};  ///< between two snapshots that follow each other
  /// Compare even unrelated snapshots, and reversed ones.
  bool force = false;
};

}  // namespace heapdiff
