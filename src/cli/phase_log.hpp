#pragma once

#include <mutex>
#include <string_view>

#include "base/watch.hpp"

namespace heapdiff::cli {

/// What --verbose shows: a line on standard error for each phase when it ends, and one for all of
/// them when the log goes. Columns are numbers first, so that sort(1) and awk(1) can use them.
class PhaseLog final : public base::Observer {
 public:
  PhaseLog() = default;
  PhaseLog(const PhaseLog&) = delete;
  PhaseLog& operator=(const PhaseLog&) = delete;
  ~PhaseLog() override;

  void phase_begins(const base::Phase&) override {}
  void phase_ends(const base::Phase& phase) override;

 private:
  /// `rate` in megabytes a second; 0 where nothing was decoded.
  void write_line(double seconds, double rate, std::string_view side, const char* what);

  const base::Phase::Clock::time_point start_ = base::Phase::Clock::now();
  std::mutex mutex_;
  bool has_head_ = false;
};

}  // namespace heapdiff::cli
