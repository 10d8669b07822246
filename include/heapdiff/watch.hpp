#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace heapdiff {

/// What a phase of work is about: a snapshot, or a pair of them. How far it has been read is
/// counted by the thread that reads, and may be looked at by any other. Relaxed order is enough:
/// nothing else is read because of these numbers.
struct Subject {
  Subject(std::string of_side, std::string of_file)
      : side(std::move(of_side)), file(std::move(of_file)) {}

  std::string side;
  std::string file;                             ///< empty for a pair
  std::atomic<std::uint64_t> bytes_read{0};     ///< of the file as it is, compressed perhaps
  std::atomic<std::uint64_t> bytes_total{0};    ///< of the same; 0 where that is not known
  std::atomic<std::uint64_t> bytes_decoded{0};  ///< of the text in it
};

class Phase;

/// Notified when phases begin and end. They overlap: one snapshot may be reduced while the other is
/// decoded, and the parts of one run on several threads. So calls come from any thread, several at
/// a time, and a phase may be looked at from `phase_begins` until `phase_ends` returns.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void phase_begins(const Phase& phase) = 0;
  virtual void phase_ends(const Phase& phase) = 0;
};

/// Passed down with the work: its observer, and what it is about. Both outlive the work. The
/// default has no observer and costs one comparison per phase.
class Watch {
 public:
  Watch() = default;
  Watch(Observer& observer, Subject& subject) : observer_(&observer), subject_(&subject) {}

  [[nodiscard]] Observer* observer() const { return observer_; }
  /// Null without an observer.
  [[nodiscard]] Subject* subject() const { return subject_; }

 private:
  Observer* observer_ = nullptr;
  Subject* subject_ = nullptr;
};

/// A part of the work, from its construction to its end. Failure ends it, too.
class Phase {
 public:
  using Clock = std::chrono::steady_clock;

  /// `name` is a literal: in the field's terms, lower case.
  Phase(const Watch& watch, const char* name) : watch_(watch) { begin(name); }
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;
  ~Phase() { end(); }

  /// Ends this phase and begins another about the same.
  void next(const char* name) {
    end();
    begin(name);
  }
  void end();

  // For observers.
  [[nodiscard]] const Subject& subject() const { return *watch_.subject(); }
  [[nodiscard]] const char* name() const { return name_; }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }
  /// Of text, decoded since the phase began.
  [[nodiscard]] std::uint64_t bytes_decoded() const {
    return subject().bytes_decoded.load(std::memory_order_relaxed) - bytes_before_;
  }

 private:
  void begin(const char* name);

  Watch watch_;
  const char* name_ = nullptr;  // null between phases
  Clock::time_point start_;
  std::uint64_t bytes_before_ = 0;
};

}  // namespace heapdiff
