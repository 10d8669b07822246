#include "base/pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <iterator>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "base/parallel.hpp"

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

/// Touches the huge pages of the first `tried` bytes of fresh memory, until they are found to be
/// slow: all that is behind comes in small ones.
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

/// Moves pages of one mapping of the system's onto others, which go. `bytes_there` are at least as
/// many: the mapping then goes on with fresh pages.
void move_mapping(char* from, std::size_t bytes, char* to, std::size_t bytes_there) {
  constexpr int onto = MREMAP_MAYMOVE | MREMAP_FIXED;
  if (mremap(from, bytes, bytes_there, onto, to) == MAP_FAILED) throw std::bad_alloc();
}

/// Moves huge pages, or the small ones in their place: one at a time, since the system (Linux
/// before 6.17) moves no more at once than it mapped or moved at once before.
void move_pages(char* from, std::size_t bytes, char* to) {
  for (std::size_t done = 0; done < bytes; done += huge_page) {
    move_mapping(from + done, huge_page, to + done, huge_page);
  }
}

/// Unused mappings. Each huge page of theirs, and the part of one at the end, is a mapping of the
/// system's or within one, so it can be moved.
class PageStore {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    ++users_;
  }

  void close(unsigned threads) {
    {
      const std::lock_guard lock(mutex_);
      if (--users_ > 0) return;
    }
    empty(threads);
  }

  /// Others may go on, and find less.
  void empty(unsigned threads) {
    std::vector<Span> wholes, parts;
    {
      const std::lock_guard lock(mutex_);
      wholes = std::exchange(wholes_, {});
      parts = std::exchange(parts_, {});
    }
    // While the system unmaps, nobody else can map, or unmap; while it only takes pages back, they
    // can.
    std::atomic<std::size_t> next{0};
    const auto take_back = [&] {
      for (std::size_t i = next++; i < wholes.size(); i = next++) {
        for (std::size_t at = 0; at < wholes[i].bytes; at += huge_page) {
          const std::size_t bytes = std::min(huge_page, wholes[i].bytes - at);
          madvise(wholes[i].begin + at, bytes, MADV_DONTNEED);
        }
      }
    };
    std::optional<Task<void>> other;
    try {
      if (threads > 1) other.emplace(start(threads, take_back));
    } catch (const std::bad_alloc&) {  // destructors come here
    }
    take_back();
    if (other) other->get();
    for (const std::vector<Span>* spans : {&wholes, &parts}) {
      for (const Span& span : *spans) munmap(span.begin, span.bytes);
    }
  }

  /// Keeps a mapping where anybody may want it, and there is memory to note it; else it is still to
  /// be unmapped. One of a huge page and more is aligned as `map_aligned` does it.
  [[nodiscard]] bool keep(char* begin, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (users_ == 0) return false;
    try {
      note({begin, bytes});
    } catch (const std::bad_alloc&) {  // destructors come here
      return false;
    }
    return true;
  }

  /// A mapping of just that size: columns of one table have one. Null if there is none.
  [[nodiscard]] char* find(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    std::vector<Span>& spans = bytes < huge_page ? parts_ : wholes_;
    const auto found = std::find_if(spans.rbegin(), spans.rend(),
                                    [&](const Span& span) { return span.bytes == bytes; });
    if (found == spans.rend()) return nullptr;
    char* const begin = found->begin;
    spans.erase(std::next(found).base());
    return begin;
  }

  /// Puts kept pages where fresh ones are, at most so many bytes of them, from the first on.
  /// Returns how many.
  std::size_t give(char* to, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    std::size_t given = 0;
    for (; bytes - given >= huge_page; given += huge_page) {
      const Span page = take_whole();
      if (page.bytes == 0) return given;
      move_mapping(page.begin, huge_page, to + given, huge_page);
    }
    if (given < bytes) given += give_part(to + given, bytes - given);
    return given;
  }

  /// Unmaps up to so many bytes: what is kept is of no use where fresh pages had to be taken, and
  /// the two together would be more than the process ever needs at once.
  void drop(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    while (bytes >= small_page && !(parts_.empty() && wholes_.empty())) {
      std::vector<Span>& spans = parts_.empty() ? wholes_ : parts_;
      const Span dropped = cut(spans, spans.end() - 1, bytes / small_page * small_page);
      munmap(dropped.begin, dropped.bytes);
      bytes -= dropped.bytes;
    }
  }

 private:
  struct Span {
    char* begin;
    std::size_t bytes;
  };

  void note(Span span) {
    if (span.bytes >= huge_page) return wholes_.push_back(span);
    const std::size_t kept =
        std::accumulate(parts_.begin(), parts_.end(), span.bytes,
                        [](std::size_t sum, const Span& part) { return sum + part.bytes; });
    if (kept > parts_bytes_max) {
      munmap(span.begin, span.bytes);
    } else {
      parts_.push_back(span);
    }
  }

  /// Takes the last bytes of a span, at most so many.
  static Span cut(std::vector<Span>& spans, std::vector<Span>::iterator from, std::size_t bytes) {
    const std::size_t taken = std::min(bytes, from->bytes);
    from->bytes -= taken;
    const Span cut{from->begin + from->bytes, taken};
    if (from->bytes == 0) spans.erase(from);
    return cut;
  }

  /// A huge page, or nothing.
  Span take_whole() {
    while (!wholes_.empty()) {
      const std::size_t part = wholes_.back().bytes % huge_page;
      if (part == 0) return cut(wholes_, wholes_.end() - 1, huge_page);
      note(cut(wholes_, wholes_.end() - 1, part));
    }
    return {nullptr, 0};
  }

  /// Fills less than a huge page, in one mapping of the system's: with the least part that is
  /// enough, or some of a huge page, or else with the largest part and, behind it, fresh pages.
  std::size_t give_part(char* to, std::size_t bytes) {
    const std::size_t wanted = round_up(bytes, small_page);
    auto best = best_part(wanted);
    if (best == parts_.end() || best->bytes < wanted) {
      const Span page = take_whole();  // which may leave a part, too
      if (page.bytes > 0) parts_.push_back(page);
      best = best_part(wanted);
    }
    if (best == parts_.end()) return 0;
    const Span part = cut(parts_, best, wanted);
    move_mapping(part.begin, part.bytes, to, wanted);
    return std::min(part.bytes, bytes);
  }

  /// No large column can use them, and what is not a column cannot use any. A diff of 232 + 258 MB
  /// on one thread, without huge pages: 111,700 page faults and a peak of 285.5 MB if no parts are
  /// kept, 97,200 and 286.4 with a mebibyte of them, 95,300 and 288.2 with four.
  static constexpr std::size_t parts_bytes_max = std::size_t{1} << 20;

  /// The least that has so many bytes, or else the largest.
  std::vector<Span>::iterator best_part(std::size_t wanted) {
    return std::min_element(parts_.begin(), parts_.end(), [&](const Span& a, const Span& b) {
      if (a.bytes >= wanted && b.bytes >= wanted) return a.bytes < b.bytes;
      return a.bytes > b.bytes;
    });
  }

  std::mutex mutex_;
  std::size_t users_ = 0;
  std::vector<Span> wholes_;  ///< of a huge page and more
  std::vector<Span> parts_;   ///< of less
};

PageStore& store() {
  static PageStore store;
  return store;
}

/// Whole pages of one mapping: from `begin` as `map_aligned` aligns it, or fewer than a huge page.
void release(char* begin, std::size_t bytes) {
  if (!can_move_pages || !store().keep(begin, bytes)) munmap(begin, bytes);
}

}  // namespace

bool can_remap() { return can_move_pages; }

void HugePages::note(std::chrono::nanoseconds taken) {
  if (taken <= worth) return;
  const std::int64_t excess = (taken - worth).count();
  if (excess_.fetch_add(excess) + excess > excess_max.count()) want(false);
}

HugePages& huge_pages() {
  static HugePages huge_pages;
  return huge_pages;
}

void* map_zeroed(std::size_t bytes) { return map_aligned(bytes); }

void* map_recycled(std::size_t bytes) {
  if (!can_move_pages) return map_aligned(bytes);
  if (char* const found = store().find(round_up(bytes, small_page))) return found;
  char* const data = map_aligned(bytes);
  const std::size_t given = store().give(data, bytes);
  store().drop(bytes - given);
  // It will be used throughout. Pages that the system has at hand come first, so each is tried.
  const std::size_t fresh = whole_huge_pages(bytes) - std::min(given, whole_huge_pages(bytes));
  try_pages(data + given, bytes - given, fresh);
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
    if (length < first_free) release(old + length, first_free - length);
    if (first_free < old_length) release(old + first_free, old_length - first_free);
    return data;
  }
  char* const moved = map_aligned(bytes);
  const std::size_t movable = whole_huge_pages(old_length);
  move_pages(old, movable, moved);
  // The page in which the old mapping ends goes on with fresh ones, so it can be moved as a whole.
  const std::size_t begun = std::min(movable + huge_page, length);
  if (movable < old_length) {
    move_mapping(old + movable, old_length - movable, moved + movable, begun - movable);
  }
  const std::size_t first_fresh = movable < old_length ? begun : movable;
  if (first_fresh < length) {
    const std::size_t given = store().give(moved + first_fresh, bytes - first_fresh);
    // How much of it will be used is open.
    const std::size_t at = first_fresh + given;
    if (at < bytes) try_pages(moved + at, bytes - at, std::min(bytes - at, huge_page));
  }
  return moved;
}

void PageRecycling::open() { store().open(); }
PageRecycling::~PageRecycling() { store().close(threads_); }

void return_kept_pages() { store().empty(1); }

}  // namespace heapdiff::base
