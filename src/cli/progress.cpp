#include "cli/progress.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <new>
#include <system_error>

#include "base/printable.hpp"
#include "cli/write_all.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto first_paint = 500ms;
constexpr auto repaint = 100ms;
// A terminal that takes nothing (its user pressed ^S) does not keep an interrupt from us.
constexpr auto interrupt_patience = 50ms;
constexpr std::size_t width_when_unknown = 80;
constexpr std::size_t file_width_min = 8;

// To the line's start; erase everything after the cursor (ECMA-48, EL).
constexpr const char* erase = "\r\x1b[K";

std::size_t width_of(int fd) {
  winsize size{};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : width_when_unknown;
}

std::string format_seconds(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds);
  return whole < 60 ? fmt::format("{} s", whole)
                    : fmt::format("{} min {} s", whole / 60, whole % 60);
}

/// "decode  63 %  812 MB/s  0.4 s left"; of what is no reading, the time that it has taken.
std::string describe(const Phase& phase) {
  const double seconds = phase.seconds();
  const std::uint64_t decoded = phase.bytes_decoded();
  if (decoded == 0) return fmt::format("{}  {}", phase.name(), format_seconds(seconds));
  const std::uint64_t read = phase.subject().bytes_read.load(std::memory_order_relaxed);
  const std::uint64_t total = phase.subject().bytes_total.load(std::memory_order_relaxed);
  const double rate = static_cast<double>(decoded) / seconds / 1e6;
  if (total == 0 || read == 0) {
    return fmt::format("{}  {}  {:.0f} MB/s", phase.name(),
                       format_bytes({decoded}, UnitSystem::decimal), rate);
  }
  // A file that grows while it is read has no more than its end.
  const double share = std::min(1.0, static_cast<double>(read) / static_cast<double>(total));
  return fmt::format("{}  {:.0f} %  {:.0f} MB/s  {} left", phase.name(), share * 100, rate,
                     format_seconds(seconds / share - seconds));
}

/// The file's name gives way first, and the last column stays free for the cursor.
std::string compose(const Phase& phase, std::size_t width) {
  const std::size_t room = std::max<std::size_t>(width, 2) - 1;
  const std::string what = describe(phase);
  const std::string file = base::printable(phase.subject().file);
  const std::size_t needed = base::display_width(what) + 2;
  if (file.empty() || needed + file_width_min > room) return base::cut_to_width(what, room);
  return fmt::format("{}  {}", base::cut_front_to_width(file, room - needed), what);
}

bool takes_text(int fd) {
  pollfd terminal{fd, POLLOUT, 0};
  return poll(&terminal, 1, 0) == 1 && (terminal.revents & POLLOUT) != 0;
}

}  // namespace

Progress::Progress(int fd) : fd_(fd), on_interrupt_([this] { erase_at_interrupt(); }) {
  try {
    painter_ = std::thread([this] { paint_until_stopped(); });
  } catch (const std::system_error&) {  // no thread to be had: then the run shows nothing
  }
}

Progress::~Progress() { stop(); }

void Progress::phase_begins(const Phase& phase) {
  const std::lock_guard lock(mutex_);
  running_.push_back(&phase);
}

void Progress::phase_ends(const Phase& phase) {
  const std::lock_guard lock(mutex_);
  running_.erase(std::find(running_.begin(), running_.end(), &phase));
}

void Progress::stop() {
  if (!painter_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  stopping_.notify_one();
  painter_.join();
  if (is_painted_) write_all(fd_, erase);
}

void Progress::erase_at_interrupt() {
  std::unique_lock lock(mutex_);
  is_stopped_ = true;
  painted_.wait_for(lock, interrupt_patience, [this] { return !is_painting_; });
  if (is_painted_ && takes_text(fd_)) write_all(fd_, erase);
}

/// Of several phases at once the one that reads, since of it is known how long it will take; else
/// the latest.
const Phase* Progress::shown_phase() const {
  if (running_.empty()) return nullptr;
  const auto reading = std::find_if(running_.rbegin(), running_.rend(),
                                    [](const auto* phase) { return phase->bytes_decoded() > 0; });
  return reading != running_.rend() ? *reading : running_.back();
}

void Progress::paint_until_stopped() {
  std::unique_lock lock(mutex_);
  auto pause = first_paint;
  while (!stopping_.wait_for(lock, pause, [this] { return is_stopped_; })) {
    pause = repaint;
    const Phase* phase = shown_phase();
    if (phase == nullptr) continue;
    std::string line;
    try {
      line = erase + compose(*phase, width_of(fd_));
    } catch (const std::bad_alloc&) {  // whether that ends the run is up to the work
      continue;
    }
    is_painted_ = is_painting_ = true;
    lock.unlock();  // a terminal may be slow
    write_all(fd_, line);
    lock.lock();
    is_painting_ = false;
    painted_.notify_one();
  }
}

}  // namespace heapdiff::cli
