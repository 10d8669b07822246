#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cli/interrupts.hpp"
#include "heapdiff/watch.hpp"

namespace heapdiff::cli {

/// One line on a terminal that shows how far the run is, rewritten in place ten times a second.
/// It appears after half a second: shorter runs show nothing. A thread of its own looks at the
/// phases and the bytes counted, so the work never waits for the terminal.
class Progress final : public Observer {
 public:
  /// `fd` is a terminal.
  explicit Progress(int fd);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() override;

  void phase_begins(const Phase& phase) override;
  void phase_ends(const Phase& phase) override;

  /// Erases the line; it does not come back.
  void stop();

 private:
  void paint_until_stopped();
  void erase_at_interrupt();
  /// REQUIRES: mutex_ is held, since a phase may end.
  [[nodiscard]] const Phase* shown_phase() const;

  const int fd_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool is_stopped_ = false;
  std::vector<const Phase*> running_;  // in the order in which they began
  bool is_painted_ = false;
  bool is_painting_ = false;
  std::condition_variable painted_;
  std::thread painter_;
  OnInterrupt on_interrupt_;
};

}  // namespace heapdiff::cli
