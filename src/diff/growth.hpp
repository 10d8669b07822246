#pragma once

#include <cstdint>
#include <vector>

#include "base/column.hpp"
#include "diff/match.hpp"
#include "model/side.hpp"

namespace heapdiff::diff {

/// Roles of both sides when they are compared. Code, hidden classes and feedback that a new object
/// of the program dominates are part of it, and not of a program that warms up: a validator that is
/// compiled for each request. So they are `Role::owned` there, and so are those that went with an
/// object that is gone. What survivors dominate stays the engine's, and so does what is in both
/// snapshots, whoever dominates it.
struct ComparedRoles {
  base::Column<model::Role> before, after;
};

/// O(nodes); a byte a node of both sides. Without pairs, as between two processes, the engine's
/// stays the engine's.
[[nodiscard]] ComparedRoles compare_roles(const model::Reduction& before,
                                          const model::Reduction& after, const Pairs& pairs,
                                          unsigned threads = 1);

/// Sums over nodes of one side: what a program keeps, without the engine's own (Role::engine).
struct Amount {
  std::int64_t bytes = 0;     ///< shallow, off the heap included
  std::int64_t off_heap = 0;  ///< of `bytes`: backing stores and external strings
  std::int64_t objects = 0;   ///< with a size of their own
  Amount& operator+=(const Amount& other);
  Amount& operator-=(const Amount& other);
  friend Amount operator-(Amount a, const Amount& b);
};

/// A survivor (an object of both snapshots) under which the heap has grown.
struct GrowthPoint {
  std::uint32_t position = 0;  ///< of the after side
  /// New objects, less those that are gone, and the survivor's own growth: each object counts for
  /// its nearest surviving dominator. So growths of different points are disjoint, and what merely
  /// moved from one holder to another is no growth.
  Amount growth;
  /// Where many small growths were added up: the survivors below the point that grew, whose growth
  /// this is. Else empty.
  std::vector<std::uint32_t> parts;
};

/// Where the heap has grown.
struct Growth {
  std::vector<GrowthPoint> points;  ///< most bytes first, then by position
  Amount total;                     ///< of the heap, without the engine's own
};

/// Smaller growth is not examined. In heaps of programs that leak nothing the
/// largest single growth was 4,288 bytes (a half-empty table).
inline constexpr std::int64_t growth_bytes_min = 8192;

/// Brings the dominator trees together by pairs (see `pair_by_id`) and charges growth to
/// survivors. Many growths that are too small by themselves go up to the nearest dominator at which
/// they add up to enough. O(nodes); 8 bytes a node of the before side while it runs.
[[nodiscard]] Growth attribute_growth(const model::Reduction& before, const model::Reduction& after,
                                      const ComparedRoles& roles, const Pairs& pairs);

/// What of a side is the engine's own.
struct EngineShare {
  std::vector<std::int64_t> bytes;  ///< by class
  Amount total;
  std::int64_t owned_code = 0;  ///< and compiled code that objects of the program own, in bytes
};

/// O(nodes).
[[nodiscard]] EngineShare measure_engine(const model::Reduction& side,
                                         const base::Column<model::Role>& roles);

}  // namespace heapdiff::diff
