#include "cli/phase_log.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <iterator>

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
  const std::chrono::duration<double> seconds = Phase::Clock::now() - start_;
  write_line(seconds.count(), 0, "all", "total");
}

void PhaseLog::phase_ends(const Phase& phase) {
  const auto bytes = static_cast<double>(phase.bytes_decoded());
  const double seconds = phase.seconds();
  write_line(seconds, seconds > 0 ? bytes / seconds / 1e6 : 0, phase.subject().side, phase.name());
}

// Phases end where memory did, too: nothing is allocated for a line of less than 500 bytes.
void PhaseLog::write_line(double seconds, double rate, std::string_view side, const char* what) {
  const std::lock_guard lock(mutex_);
  if (!has_head_) write_all(STDERR_FILENO, "seconds  peak MB    MB/s  side      phase\n");
  has_head_ = true;
  fmt::memory_buffer line;
  const auto out = std::back_inserter(line);
  fmt::format_to(out, "{:7.3f}  {:7.1f}  ", seconds, peak_megabytes());
  rate > 0 ? fmt::format_to(out, "{:6.1f}", rate) : fmt::format_to(out, "{:>6}", "-");
  fmt::format_to(out, "  {:<8}  {}\n", side, what);
  write_all(STDERR_FILENO, {line.data(), line.size()});
}

}  // namespace heapdiff::cli
