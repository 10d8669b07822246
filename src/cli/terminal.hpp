#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "cli/interrupts.hpp"
#include "cli/phase_log.hpp"
#include "cli/progress.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/watch.hpp"

namespace heapdiff::cli {

/// The program's exit status, as diff(1) has it.
enum class ExitStatus { ok = 0, limit_crossed = 1, trouble = 2 };

enum class ColorMode { automatic, always, never };

/// What goes to standard error: errors alone, notes too, or every phase as well.
enum class Verbosity { quiet, normal, verbose };

/// Standard output and standard error: the only place that prints.
class Terminal final : public Monitor {
 public:
  /// Prints the one form of an error. Returns `trouble`, so a caller can return it.
  ExitStatus fail(const Error& error);
  void note(const std::string& text) override;
  /// What only --verbose shows.
  void detail(const std::string& text);
  /// A rule that was crossed: never quiet, since it explains the exit status.
  void report_crossing(const std::string& text);

  /// Starts to watch the run, as far as the user wants to see it.
  void start(Verbosity verbosity, UnitSystem units);
  void planned(const Plan& plan) override;
  [[nodiscard]] bool wants_forecast() const override { return verbosity_ == Verbosity::verbose; }
  /// Lasts as long as the terminal.
  [[nodiscard]] Watch watch(const std::string& side, const std::string& file) override;
  /// No more progress is shown: what comes now is to stay.
  void end_progress();

  /// Colour where standard output is a terminal that can, and NO_COLOR is not set.
  [[nodiscard]] static bool wants_color(ColorMode mode);
  /// Columns of the terminal; 100 where standard output is none.
  [[nodiscard]] static std::size_t width();

 private:
  Verbosity verbosity_ = Verbosity::normal;
  UnitSystem units_ = UnitSystem::decimal;
  std::deque<Subject> subjects_;
  std::unique_ptr<PhaseLog> phase_log_;
  std::unique_ptr<Progress> progress_;
};

/// Where a report goes: standard output, or a file that is there whole or not at all (it is written
/// under another name beside it, and renamed when it is complete). A file that it replaces leaves
/// it its permissions, and a symbolic link stays one. An interrupt takes away what was begun.
class Output {
 public:
  /// `path` empty or "-": standard output.
  explicit Output(std::string path);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  /// Errors: io. A reader of standard output that went away is none: the rest is dropped.
  [[nodiscard]] Result<void> write(std::string_view text);
  /// The path of the empty file that becomes the report, for those who can write only to a path.
  /// Errors: io, also where the report would be no file.
  [[nodiscard]] Result<std::string> reserve();
  /// What someone who writes to that path failed with, as `write` would say it.
  [[nodiscard]] Error error_of_path(Error error) const;
  /// The step before the last, for those who finish several: nothing but renaming is left.
  [[nodiscard]] Result<void> close_file();
  [[nodiscard]] Result<void> finish();
  /// Several, of which all files were closed. An interrupt comes before or after all of them.
  [[nodiscard]] static Result<void> finish_all(std::deque<Output>& outputs);
  [[nodiscard]] bool is_closed_by_reader() const { return is_closed_by_reader_; }
  [[nodiscard]] bool is_stdout() const { return path_.empty(); }

 private:
  [[nodiscard]] Result<void> open();
  /// REQUIRES: interrupts are held.
  [[nodiscard]] Result<void> rename_file();
  [[nodiscard]] tl::unexpected<Error> system_error() const;
  void discard();

  std::string path_;
  std::string target_path_;     // without links
  std::string temporary_path_;  // changed only while interrupts are held
  int fd_ = -1;
  bool is_closed_by_reader_ = false;
  OnInterrupt on_interrupt_;
};

}  // namespace heapdiff::cli
