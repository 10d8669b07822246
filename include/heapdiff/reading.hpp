#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "heapdiff/source_maps.hpp"
#include "heapdiff/units.hpp"
#include "heapdiff/watch.hpp"

namespace heapdiff {

/// How files are read, and how much of the machine the work may use.
struct ReadOptions {
  /// Read as much as possible of a truncated or damaged file.
  bool salvage = false;
  /// A whole snapshot of the same process, from which a damaged file takes the names that it lost.
  std::string names_from = {};
  SourceMapOptions source_maps = {};
  /// An index beside a snapshot is read in its place, where it is of the same file (`index_file`).
  bool use_indexes = true;
  /// Values of strings are not to be shown.
  bool hide_values = false;
  /// What only `Format::html` shows is to be found out: retained trees, and statistics of both
  /// sides of a diff.
  bool pictures = false;
  unsigned threads = 1;
  /// Bytes that the process may use; 0: any. Nothing: the limit of its control group, if there is
  /// one.
  std::optional<std::uint64_t> memory_max = {};
};

/// The memory that a run may take.
struct MemoryLimit {
  enum class Source { options, control_group };  ///< `ReadOptions::memory_max`, or the system
  std::optional<std::uint64_t> bytes;            ///< nothing: any
  Source source = Source::options;
};

/// How a run goes about its work: decided before anything big is allocated.
struct Plan {
  enum class Kind {
    /// Every snapshot is read once, and what can be done at the same time is. Pages that are done
    /// with wait for the next column, which saves the time to clear fresh ones.
    fast,
    /// One thing after the other, and the after side is read twice: less memory at a time. Pages go
    /// back to the system, since those that wait do not always fit what comes next.
    lean,
  };
  Kind kind = Kind::fast;
  unsigned threads = 1;
  /// The peak of memory, estimated from the headers and some samples; nothing if an input cannot be
  /// examined before it is read, such as a pipe, or if nobody asks: see `Monitor::wants_forecast`.
  std::optional<std::uint64_t> needed;
  MemoryLimit limit;
};

/// "plan: lean, 2 threads, about 231.0 MB of memory; the limit is 256.0 MB (--max-memory)"
[[nodiscard]] std::string describe(const Plan& plan, UnitSystem units);

/// Follows a run. The default follows nothing.
class Monitor {
 public:
  Monitor() = default;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  virtual ~Monitor() = default;

  /// Before anything is read.
  virtual void planned(const Plan& /*plan*/) {}
  /// Is `Plan::needed` of interest? Else it is only estimated where memory is limited.
  [[nodiscard]] virtual bool wants_forecast() const { return true; }
  /// For work about one side ("before", "after", "snapshot"), or about "both", whose `file` is
  /// empty. What it returns has to last as long as the work.
  [[nodiscard]] virtual Watch watch(const std::string& /*side*/, const std::string& /*file*/) {
    return {};
  }
  /// What is no part of a report: that an index is used, or why not.
  virtual void note(const std::string& /*text*/) {}
};

}  // namespace heapdiff
