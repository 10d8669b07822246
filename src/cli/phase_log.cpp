#include "cli/phase_log.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/write_all.hpp"

namespace heapdiff::cli {
namespace {

/// The most memory that the process had so far: what `time -v` calls its maximum resident set.
double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

}  // namespace

PhaseLog::~PhaseLog() {
  const std::chrono::duration<double> seconds = base::Phase::Clock::now() - start_;
  write_line(seconds.count(), "-", "all", "total");
}

void PhaseLog::phase_ends(const base::Phase& phase) {
  const double seconds = phase.seconds();
  const auto bytes = static_cast<double>(phase.bytes_decoded());
  write_line(seconds, bytes > 0 && seconds > 0 ? fmt::format("{:.1f}", bytes / seconds / 1e6) : "-",
             phase.subject().side, phase.name());
}

void PhaseLog::write_line(double seconds, const std::string& rate, const std::string& side,
                          const char* what) {
  const std::lock_guard lock(mutex_);
  if (!has_head_) write_all(STDERR_FILENO, "seconds  peak MB    MB/s  side      phase\n");
  has_head_ = true;
  write_all(STDERR_FILENO, fmt::format("{:7.3f}  {:7.1f}  {:>6}  {:<8}  {}\n", seconds,
                                       peak_megabytes(), rate, side, what));
}

}  // namespace heapdiff::cli
