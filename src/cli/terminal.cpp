#include "cli/terminal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/printable.hpp"
#include "cli/write_all.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t default_width = 100;
constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 160;

/// A terminal that understands control sequences.
bool is_capable(int fd) {
  const char* term = std::getenv("TERM");
  return isatty(fd) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace

ExitStatus Terminal::fail(const Error& error) {
  end_progress();
  write_all(STDERR_FILENO, format_error(error));
  return ExitStatus::trouble;
}

void Terminal::note(const std::string& text) {
  if (verbosity_ == Verbosity::quiet) return;
  end_progress();
  write_all(STDERR_FILENO, fmt::format("heapdiff: note: {}\n", base::printable(text)));
}

void Terminal::detail(const std::string& text) {
  if (verbosity_ != Verbosity::verbose) return;
  write_all(STDERR_FILENO, fmt::format("heapdiff: {}\n", base::printable(text)));
}

void Terminal::report_crossing(const std::string& text) {
  end_progress();
  write_all(STDERR_FILENO, fmt::format("heapdiff: {}\n", base::printable(text)));
}

void Terminal::start(Verbosity verbosity) {
  verbosity_ = verbosity;
  if (verbosity == Verbosity::verbose) {
    phase_log_ = std::make_unique<PhaseLog>();
  } else if (verbosity == Verbosity::normal && is_capable(STDERR_FILENO)) {
    progress_ = std::make_unique<Progress>(STDERR_FILENO);
  }
}

base::Watch Terminal::watch(std::string side, std::string file) {
  base::Observer* observer = phase_log_.get();
  if (progress_) observer = progress_.get();
  if (observer == nullptr) return {};
  if (file == "-") file = "<stdin>";
  return {*observer, subjects_.emplace_back(std::move(side), std::move(file))};
}

void Terminal::end_progress() {
  if (progress_) progress_->stop();
}

bool Terminal::wants_color(ColorMode mode) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  return is_capable(STDOUT_FILENO);
}

std::size_t Terminal::width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return default_width;
  return std::clamp(std::size_t{size.ws_col}, narrowest, widest);
}

Output::Output(std::string path)
    : path_(path == "-" ? "" : std::move(path)), on_interrupt_([this] {
        if (!temporary_path_.empty()) unlink(temporary_path_.c_str());
      }) {}

Output::~Output() {
  if (fd_ > STDERR_FILENO) close(fd_);
  discard();
}

void Output::discard() {
  const auto held = hold_interrupts();
  if (!temporary_path_.empty()) unlink(temporary_path_.c_str());
  temporary_path_.clear();
}

tl::unexpected<Error> Output::system_error() const {
  const int reason = errno;
  const bool is_full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  return heapdiff::fail({ErrorKind::io, path_.empty() ? "<stdout>" : path_,
                         std::generic_category().message(reason), std::nullopt,
                         is_full && !temporary_path_.empty()
                             ? "nothing of the report is left, and an older one is as it was"
                             : ""});
}

Result<void> Output::open() {
  if (path_.empty()) {
    fd_ = STDOUT_FILENO;
    return {};
  }
  struct stat status {};
  const bool is_special = stat(path_.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  if (is_special) {  // a device or a pipe cannot be renamed onto
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) return system_error();
    return {};
  }
  std::string name = path_ + ".XXXXXX";
  const auto held = hold_interrupts();
  fd_ = mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) return system_error();
  temporary_path_ = std::move(name);
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(fd_, 0666 & ~mask);
  return {};
}

Result<void> Output::write(std::string_view text) {
  if (is_closed_by_reader_) return {};
  if (fd_ < 0) {
    if (Result<void> opened = open(); !opened) return opened;
  }
  const int reason = write_all(fd_, text);
  if (reason == EPIPE && path_.empty()) {
    is_closed_by_reader_ = true;
  } else if (reason != 0) {
    errno = reason;
    return system_error();
  }
  return {};
}

Result<void> Output::finish() {
  if (temporary_path_.empty()) return {};
  const int status = close(std::exchange(fd_, -1));  // some file systems are full only now
  const auto held = hold_interrupts();
  if (status != 0 || rename(temporary_path_.c_str(), path_.c_str()) != 0) return system_error();
  temporary_path_.clear();
  return {};
}

}  // namespace heapdiff::cli
