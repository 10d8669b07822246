#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace heapdiff::base {

// Memory in mappings of its own, for blocks of a megabyte and more.
//
// Getting fresh pages is dear: the system clears each of them, which took a third of the time of a
// whole diff. So while a PageRecycling lives, pages of released mappings are kept and moved (not
// copied) to where the next mapping wants them. Kept pages are used up before fresh ones are
// touched (but by zeroed mappings), so the peak stays about that of the mappings alive.

/// Memory whose bytes are zero, and which is touched where it is used.
[[nodiscard]] void* map_zeroed(std::size_t bytes);

/// Memory whose bytes may be anything.
[[nodiscard]] void* map_recycled(std::size_t bytes);

void unmap(void* data, std::size_t bytes);

/// Grows or shrinks a mapping; the first bytes stay. What is new may be anything.
[[nodiscard]] void* remap(void* data, std::size_t old_bytes, std::size_t bytes);

/// Can pages be moved at all?
[[nodiscard]] bool can_remap();

/// Is it worth asking for huge pages? Where the system has them ready, one costs a quarter of the
/// small pages in its place. Where it has to make room for one first, or has to ask the host of a
/// virtual machine that took back what was idle, one costs several times as much as small pages,
/// which are nearly always at hand. So pages are touched under a clock. One that the host has to
/// find takes 4 to 7 ms and is the last of the process; one during which the thread was interrupted
/// takes 1.3 to 2.5 ms, and says nothing about the next, unless there are several.
class HugePages {
 public:
  [[nodiscard]] bool are_wanted() const { return are_wanted_.load(std::memory_order_relaxed); }
  void want(bool are_wanted) {
    excess_ = 0;
    are_wanted_.store(are_wanted, std::memory_order_relaxed);
  }
  /// One was touched for the first time, and it took the thread so long.
  void note(std::chrono::nanoseconds taken);

  /// What 512 small pages take, and more than clearing two megabytes takes anywhere.
  static constexpr std::chrono::nanoseconds worth = std::chrono::milliseconds(1);
  /// By how much all may take longer than they are worth.
  static constexpr std::chrono::nanoseconds excess_max = std::chrono::milliseconds(3);

 private:
  std::atomic<bool> are_wanted_{true};
  std::atomic<std::int64_t> excess_{0};
};

/// Of the process.
[[nodiscard]] HugePages& huge_pages();

/// While one lives, released pages are kept for the next mapping; when the last one dies, all go
/// back to the system, on two threads if it may have them. May be nested, and live on several
/// threads.
class PageRecycling {
 public:
  explicit PageRecycling(unsigned threads = 1) : threads_(threads) { open(); }
  PageRecycling(const PageRecycling&) = delete;
  PageRecycling& operator=(const PageRecycling&) = delete;
  ~PageRecycling();

 private:
  static void open();

  unsigned threads_;
};

/// Returns to the system what is kept at the moment. For a thread that has nothing else to do, when
/// few columns are still to come.
void return_kept_pages();

}  // namespace heapdiff::base
