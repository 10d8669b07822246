#pragma once

#include <mutex>
#include <string_view>

#include "heapdiff/watch.hpp"

namespace heapdiff::cli {

/// What --verbose shows: a line on standard error for each phase when it ends, and one for all of
/// them when the log goes. Columns are numbers first, so sort(1) and awk(1) can use them.
class PhaseLog final : public Observer {
 public:
  PhaseLog() = default;
  PhaseLog(const PhaseLog&) = delete;
  PhaseLog& operator=(const PhaseLog&) = delete;
  ~PhaseLog() override;

  void phase_begins(const Phase&) override {}
  void phase_ends(const Phase& phase) override;

 private:
  /// `rate` in megabytes a second; 0 where nothing was decoded.
  void write_line(double seconds, double rate, std::string_view side, const char* what);

  const Phase::Clock::time_point start_ = Phase::Clock::now();
  std::mutex mutex_;
  bool has_head_ = false;
};

}  // namespace heapdiff::cli
