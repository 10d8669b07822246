#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "heapdiff/error.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/session.hpp"

namespace heapdiff::api {

/// The given monitor, or one that ignores everything.
[[nodiscard]] Monitor& monitor_or_nobody(Monitor* monitor);

/// What a run may use.
struct Means {
  unsigned threads;
  MemoryLimit limit;
  bool wants_forecast = false;  ///< also without a limit
};

[[nodiscard]] Means means_of(const ReadOptions& options, const Monitor& monitor);

/// For a diff. Errors: limit, with the memory that the leanest plan would need.
[[nodiscard]] Result<Plan> plan_diff(const std::string& before, const std::string& after,
                                     const Means& means);

/// For a summary. Errors: as above.
[[nodiscard]] Result<Plan> plan_summary(const std::string& file, const Means& means);

/// Are the values of strings kept whole for it, however long they are?
[[nodiscard]] constexpr bool keeps_values(Purpose purpose) {
  return purpose == Purpose::values || purpose == Purpose::duplicates ||
         purpose == Purpose::anything || purpose == Purpose::tables;
}

/// Errors: as above.
[[nodiscard]] Result<Plan> plan_single(const std::string& file, Purpose purpose,
                                       const Means& means);

}  // namespace heapdiff::api
