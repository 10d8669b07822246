#include "base/pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <iterator>
#include <mutex>
#include <new>
#include <vector>

namespace heapdiff::base {
namespace {

constexpr std::size_t small_page = std::size_t{1} << 12;
constexpr std::size_t huge_page = std::size_t{1} << 21;

// ThreadSanitizer does not see mremap: pages that move would keep the history of what another
// thread did at their new address, and look like races. AddressSanitizer and MemorySanitizer would
// take the old address for mapped.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool can_move_pages = false;
#elif !defined(__has_feature)
constexpr bool can_move_pages = true;
#elif __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
constexpr bool can_move_pages = false;
#else
constexpr bool can_move_pages = true;
#endif

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}
std::size_t whole_huge_pages(std::size_t bytes) { return bytes / huge_page * huge_page; }

char* map_anywhere(std::size_t bytes) {
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) throw std::bad_alloc();
  return static_cast<char*>(data);
}

/// Of the calling thread: what others do does not count.
std::chrono::nanoseconds processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

/// Touches the huge pages of the first `tried` bytes of fresh memory, up to one that is slow: all
/// that is behind it comes in small ones.
void try_pages(char* begin, std::size_t bytes, std::size_t tried) {
  for (std::size_t at = 0; at + huge_page <= tried && huge_pages().are_wanted(); at += huge_page) {
    const std::chrono::nanoseconds start = processor_time();
    *static_cast<volatile char*>(begin + at) = 0;  // as it is
    huge_pages().note(processor_time() - start);
    const std::size_t rest = bytes - at - huge_page;
    if (!huge_pages().are_wanted()) madvise(begin + at + huge_page, rest, MADV_NOHUGEPAGE);
  }
}

/// Huge pages only fit where they are aligned, and stay whole only where they move by multiples of
/// their size.
char* map_aligned(std::size_t bytes) {
  if (bytes < huge_page) return map_anywhere(bytes);
  const std::size_t length = round_up(bytes, small_page);
  char* const begin = map_anywhere(length + huge_page);
  const std::size_t before = round_up(reinterpret_cast<std::uintptr_t>(begin), huge_page) -
                             reinterpret_cast<std::uintptr_t>(begin);
  if (before > 0) munmap(begin, before);
  if (before < huge_page) munmap(begin + before + length, huge_page - before);
  madvise(begin + before, length, huge_pages().are_wanted() ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  return begin + before;
}

/// Moves huge pages onto others, which go: one at a time, since the system (Linux before 6.17)
/// moves no more at once than it mapped or moved at once before.
void move_pages(char* from, std::size_t bytes, char* to) {
  for (std::size_t done = 0; done < bytes; done += huge_page) {
    constexpr int onto = MREMAP_MAYMOVE | MREMAP_FIXED;
    if (mremap(from + done, huge_page, huge_page, onto, to + done) == MAP_FAILED) {
      throw std::bad_alloc();
    }
  }
}

/// Unused mappings, aligned as `map_aligned` does it.
class PageStore {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    ++users_;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    if (--users_ > 0) return;
    for (const Span& span : spans_) munmap(span.begin, span.bytes);
    spans_.clear();
  }

  /// Keeps a mapping where anybody may want it, and there is memory to note it; else it is still to
  /// be unmapped.
  [[nodiscard]] bool keep(char* begin, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (users_ == 0) return false;
    try {
      spans_.push_back({begin, bytes});
    } catch (const std::bad_alloc&) {  // destructors come here
      return false;
    }
    return true;
  }

  /// A mapping of just that size: columns of one table have one. Null if there is none.
  [[nodiscard]] char* find(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(spans_.rbegin(), spans_.rend(),
                                    [&](const Span& span) { return span.bytes == bytes; });
    if (found == spans_.rend()) return nullptr;
    char* const begin = found->begin;
    spans_.erase(std::next(found).base());
    return begin;
  }

  /// Puts up to so many bytes of kept pages where fresh ones are, whole huge pages or their small
  /// ones. Returns how many.
  std::size_t give(char* to, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const std::size_t wanted = bytes;
    while (bytes > 0 && !spans_.empty()) {
      Span& last = spans_.back();
      const std::size_t whole = whole_huge_pages(last.bytes);
      if (whole < last.bytes) munmap(last.begin + whole, last.bytes - whole);
      const std::size_t part = std::min(bytes, whole);
      last.bytes = whole - part;
      move_pages(last.begin + last.bytes, part, to);
      if (last.bytes == 0) spans_.pop_back();
      to += part;
      bytes -= part;
    }
    return wanted - bytes;
  }

  /// Unmaps up to so many bytes: what is kept is of no use where fresh pages had to be taken, and
  /// the two together would be more than the process ever needs at once.
  void drop(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    while (bytes >= small_page && !spans_.empty()) {
      Span& last = spans_.back();
      const std::size_t part = std::min(bytes, last.bytes) / small_page * small_page;
      last.bytes -= part;
      munmap(last.begin + last.bytes, part);
      bytes -= part;
      if (last.bytes == 0) spans_.pop_back();
    }
  }

 private:
  struct Span {
    char* begin;
    std::size_t bytes;
  };
  std::mutex mutex_;
  std::size_t users_ = 0;
  std::vector<Span> spans_;
};

PageStore& store() {
  static PageStore store;
  return store;
}

/// Releases what stands in [begin, begin + bytes); `begin` is aligned as `map_aligned` does it.
void release(char* begin, std::size_t bytes) {
  const bool is_worth_keeping = can_move_pages && bytes >= huge_page;
  if (!is_worth_keeping || !store().keep(begin, bytes)) munmap(begin, bytes);
}

}  // namespace

bool can_remap() { return can_move_pages; }

HugePages& huge_pages() {
  static HugePages huge_pages;
  return huge_pages;
}

void* map_zeroed(std::size_t bytes) { return map_aligned(bytes); }

void* map_recycled(std::size_t bytes) {
  if (!can_move_pages) return map_aligned(bytes);
  if (char* const found = store().find(round_up(bytes, small_page))) return found;
  char* const data = map_aligned(bytes);
  const std::size_t given = store().give(data, whole_huge_pages(bytes));
  store().drop(bytes - given);
  // It will be used throughout. Pages that the system has at hand come first, so each is tried.
  try_pages(data + given, bytes - given, bytes - given);
  return data;
}

void unmap(void* data, std::size_t bytes) {
  release(static_cast<char*>(data), round_up(bytes, small_page));
}

void* remap(void* data, std::size_t old_bytes, std::size_t bytes) {
  char* const old = static_cast<char*>(data);
  const std::size_t old_length = round_up(old_bytes, small_page);
  const std::size_t length = round_up(bytes, small_page);
  if (length <= old_length) {
    if (length == old_length) return data;
    // The huge page in which the mapping now ends is still in use.
    const std::size_t first_free = std::min(round_up(length, huge_page), old_length);
    munmap(old + length, first_free - length);
    if (first_free < old_length) release(old + first_free, old_length - first_free);
    return data;
  }
  char* const moved = map_aligned(bytes);
  const std::size_t movable = whole_huge_pages(old_length);
  move_pages(old, movable, moved);
  // What does not fill a huge page is copied: moved, it would share one with fresh pages, and the
  // two could not be moved again as one.
  std::memcpy(moved + movable, old + movable, old_length - movable);
  if (movable < old_length) munmap(old + movable, old_length - movable);
  const std::size_t first_whole = round_up(old_length, huge_page);
  const std::size_t whole = whole_huge_pages(bytes);
  if (first_whole < whole) {
    const std::size_t given = store().give(moved + first_whole, whole - first_whole);
    // How much of it will be used is open.
    const std::size_t fresh = bytes - first_whole - given;
    try_pages(moved + first_whole + given, fresh, std::min(fresh, huge_page));
  }
  return moved;
}

PageRecycling::PageRecycling() { store().open(); }
PageRecycling::~PageRecycling() { store().close(); }

}  // namespace heapdiff::base
