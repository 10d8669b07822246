#pragma once

#include <functional>
#include <mutex>

namespace heapdiff::cli {

/// Lets SIGINT, SIGTERM and SIGHUP end the program at once, whatever its threads do, after every
/// `OnInterrupt` has run; then the process dies of the signal, so a shell sees what
/// happened. Signals that the program was started to ignore (as by nohup) stay ignored.
///
/// A dedicated thread waits for them, and all others block them: cleaning up may take locks, which
/// it could not in a signal handler. REQUIRES: no other thread has been started.
void watch_for_interrupts();

/// While one of these is held, an interrupt waits: for steps of which one half would be left.
[[nodiscard]] std::unique_lock<std::mutex> hold_interrupts();

/// Something to undo where a signal ends the program before this goes out of scope.
class OnInterrupt {
 public:
  /// `undo` is called while interrupts are held, on another thread. It must not throw.
  explicit OnInterrupt(std::function<void()> undo);
  OnInterrupt(const OnInterrupt&) = delete;
  OnInterrupt& operator=(const OnInterrupt&) = delete;
  ~OnInterrupt();

 private:
  friend void watch_for_interrupts();
  /// REQUIRES: interrupts are held.
  static void undo_all();

  std::function<void()> undo_;
  OnInterrupt* next_;
};

}  // namespace heapdiff::cli
