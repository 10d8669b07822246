#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "heapdiff/error.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::cli {

/// The memory that a run may take, and who says so.
struct MemoryLimit {
  std::optional<std::uint64_t> bytes;  ///< nothing: any
  std::string said_by;                 ///< "--max-memory", "the control group"
};

/// What --max-memory says; where it says nothing, the limit of the control group that the process
/// is in, or of the groups around it.
[[nodiscard]] MemoryLimit memory_limit(std::optional<std::uint64_t> asked_for);

/// How a run goes about its work: decided before anything big is allocated.
struct Plan {
  enum class Kind {
    /// Every snapshot is read once, and what can be done at the same time is. Pages that are done
    /// with wait for the next column, which spares the time to clear fresh ones.
    fast,
    /// One thing after the other, and the after side is read twice: less memory at a time. Pages go
    /// back to the system, since those that wait do not always fit what comes next.
    lean,
  };
  Kind kind = Kind::fast;
  unsigned threads = 1;
  /// The peak of memory, foretold from the headers; nothing where an input cannot be looked into
  /// before it is read, as a pipe.
  std::optional<std::uint64_t> needed;
  MemoryLimit limit;
};

/// For a diff. Errors: limit, with the memory that the leanest plan would need.
[[nodiscard]] Result<Plan> plan_diff(const std::string& before, const std::string& after,
                                     unsigned threads, const MemoryLimit& limit);

/// For a summary. Errors: as above.
[[nodiscard]] Result<Plan> plan_summary(const std::string& file, unsigned threads,
                                        const MemoryLimit& limit);

/// What is asked of one snapshot whose graph stays, by the memory that it takes.
enum class Work {
  lookup,      ///< an object, or a row for each node
  path,        ///< how one is held
  values,      ///< strings, with their values whole
  classes,     ///< how those of a class are held
  biggest,     ///< how the largest are
  triage,      ///< what has piled up, and how it is held
  duplicates,  ///< of values, which are whole; also a shell, which may be asked anything
};
/// Are the values of strings kept whole for it, however long they are?
[[nodiscard]] constexpr bool keeps_values(Work work) {
  return work == Work::values || work == Work::duplicates;
}

/// Errors: as above.
[[nodiscard]] Result<Plan> plan_single(const std::string& file, Work work, unsigned threads,
                                       const MemoryLimit& limit);

/// "plan: lean, 2 threads, about 231.0 MB of memory; the limit is 256.0 MB (--max-memory)"
[[nodiscard]] std::string describe(const Plan& plan, UnitSystem units);

}  // namespace heapdiff::cli
