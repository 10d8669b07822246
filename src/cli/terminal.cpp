#include "cli/terminal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/printable.hpp"
#include "cli/write_all.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t default_width = 100;
constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 160;
constexpr const char* hint_of_loss = "nothing of the report is left, and an older one is as it was";

/// A terminal that understands control sequences.
bool is_capable(int fd) {
  const char* term = std::getenv("TERM");
  return isatty(fd) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

/// What a path leads to if it is a symbolic link, which may not be there yet; else itself. Empty
/// where links go round in a circle.
std::string follow_links(std::string path) {
  constexpr int links_max = 40;  // as Linux counts
  for (int i = 0; i < links_max; ++i) {
    std::error_code error;
    const std::filesystem::path target = std::filesystem::read_symlink(path, error);
    if (error) return path;
    path = std::filesystem::path(path).parent_path() / target;
  }
  return {};
}

/// Gives a new file the owner and the permissions of the one that it replaces: all that this
/// process may give. The group that may read it is never another one than before.
void take_over(int fd, const struct stat& replaced) {
  mode_t mode = replaced.st_mode & 0777;
  if (fchown(fd, replaced.st_uid, replaced.st_gid) != 0 &&
      fchown(fd, static_cast<uid_t>(-1), replaced.st_gid) != 0) {
    const mode_t of_others = mode & S_IRWXO;
    mode &= ~static_cast<mode_t>(S_IRWXG) | of_others << 3;
  }
  fchmod(fd, mode);
}

}  // namespace

namespace {

/// The options that let a run go on.
std::string option_for(const WayOut& way_out) {
  switch (way_out.kind) {
    case WayOut::Kind::salvage:
      return "--salvage reads what is there";
    case WayOut::Kind::look_at_salvaged:
      return "heapdiff summary FILE --salvage tells what is there";
    case WayOut::Kind::borrow_names:
      return "--names-from FILE takes names from a whole snapshot of the same process";
    case WayOut::Kind::force:
      return "--force compares them as they are";
    case WayOut::Kind::more_memory:
      return fmt::format("--max-memory {}M lets it try; --max-memory 0 takes what there is",
                         way_out.bytes / (1 << 20) + 1);
    case WayOut::Kind::count_operations:
      return "--ops N says how many operations the program did";
  }
  return "";
}

}  // namespace

ExitStatus Terminal::fail(const Error& error) {
  end_progress();
  write_all(STDERR_FILENO, format_error(error, option_for));
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

void Terminal::start(Verbosity verbosity, UnitSystem units) {
  verbosity_ = verbosity;
  units_ = units;
  if (verbosity == Verbosity::verbose) {
    phase_log_ = std::make_unique<PhaseLog>();
  } else if (verbosity == Verbosity::normal && is_capable(STDERR_FILENO)) {
    progress_ = std::make_unique<Progress>(STDERR_FILENO);
  }
}

void Terminal::planned(const Plan& plan) { detail(describe(plan, units_)); }

Watch Terminal::watch(const std::string& side, const std::string& file) {
  Observer* observer = phase_log_.get();
  if (progress_) observer = progress_.get();
  if (observer == nullptr) return {};
  return {*observer, subjects_.emplace_back(side, file == "-" ? "<stdin>" : file)};
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
                         is_full && !temporary_path_.empty() ? hint_of_loss : ""});
}

Result<void> Output::open() {
  if (path_.empty()) {
    fd_ = STDOUT_FILENO;
    return {};
  }
  struct stat status {};
  const bool is_there = stat(path_.c_str(), &status) == 0;
  if (is_there && !S_ISREG(status.st_mode)) {  // a device or a pipe cannot be renamed onto
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) return system_error();
    return {};
  }
  target_path_ = follow_links(path_);
  if (target_path_.empty()) {
    errno = ELOOP;
    return system_error();
  }
  std::string name = target_path_ + ".XXXXXX";
  const auto held = hold_interrupts();
  fd_ = mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) return system_error();
  temporary_path_ = std::move(name);
  if (is_there) {
    take_over(fd_, status);
  } else {
    const mode_t mask = umask(0);
    umask(mask);
    fchmod(fd_, 0666 & ~mask);
  }
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

Result<void> Output::close_file() {
  if (temporary_path_.empty() || fd_ < 0) return {};
  // Some file systems are full only now.
  if (close(std::exchange(fd_, -1)) != 0) return system_error();
  return {};
}

Result<std::string> Output::reserve() {
  if (Result<void> opened = open(); !opened) return fail(opened.error());
  if (temporary_path_.empty()) {
    return fail({ErrorKind::io, path_.empty() ? "<stdout>" : path_, "is not a file", std::nullopt,
                 "a database has to be one"});
  }
  return temporary_path_;
}

Error Output::error_of_path(Error error) const {
  if (error.path != temporary_path_) return error;
  error.path = path_;
  error.hint = hint_of_loss;
  return error;
}

Result<void> Output::finish() {
  if (Result<void> closed = close_file(); !closed) return closed;
  const auto held = hold_interrupts();
  return rename_file();
}

Result<void> Output::finish_all(std::deque<Output>& outputs) {
  const auto held = hold_interrupts();
  for (Output& output : outputs) {
    if (Result<void> renamed = output.rename_file(); !renamed) return renamed;
  }
  return {};
}

Result<void> Output::rename_file() {
  if (temporary_path_.empty()) return {};
  if (rename(temporary_path_.c_str(), target_path_.c_str()) != 0) return system_error();
  temporary_path_.clear();
  return {};
}

}  // namespace heapdiff::cli
