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

/// What the caller allows; without that, the limit of the control group that the process
/// is in, or of the groups around it.
[[nodiscard]] MemoryLimit memory_limit(std::optional<std::uint64_t> asked_for);

/// For a diff. Errors: limit, with the memory that the leanest plan would need.
[[nodiscard]] Result<Plan> plan_diff(const std::string& before, const std::string& after,
                                     unsigned threads, const MemoryLimit& limit);

/// For a summary. Errors: as above.
[[nodiscard]] Result<Plan> plan_summary(const std::string& file, unsigned threads,
                                        const MemoryLimit& limit);

/// Are the values of strings kept whole for it, however long they are?
[[nodiscard]] constexpr bool keeps_values(Purpose purpose) {
  return purpose == Purpose::values || purpose == Purpose::duplicates ||
         purpose == Purpose::anything || purpose == Purpose::tables;
}

/// Errors: as above.
[[nodiscard]] Result<Plan> plan_single(const std::string& file, Purpose purpose, unsigned threads,
                                       const MemoryLimit& limit);

}  // namespace heapdiff::api
