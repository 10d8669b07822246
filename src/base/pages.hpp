#pragma once

#include <cstddef>

namespace heapdiff::base {

// Memory in mappings of its own, for blocks of a megabyte and more.
//
// Getting fresh pages is dear: the system clears each of them, which took a third of the time of a
// whole diff. So while a PageRecycling lives, huge pages of released mappings are kept and moved
// (not copied) to where the next mapping wants them. Kept pages are used up before fresh ones are
// touched (but by zeroed and small mappings), so the peak stays about that of the mappings alive.

/// Memory whose bytes are zero, and which is touched where it is used.
[[nodiscard]] void* map_zeroed(std::size_t bytes);

/// Memory whose bytes may be anything.
[[nodiscard]] void* map_recycled(std::size_t bytes);

void unmap(void* data, std::size_t bytes);

/// Grows or shrinks a mapping; the first bytes stay. What is new may be anything.
[[nodiscard]] void* remap(void* data, std::size_t old_bytes, std::size_t bytes);

/// Can pages be moved at all?
[[nodiscard]] bool can_remap();

/// While one lives, released pages are kept for the next mapping; when the last one dies, all go
/// back to the system. May be nested, and live on several threads.
class PageRecycling {
 public:
  PageRecycling();
  PageRecycling(const PageRecycling&) = delete;
  PageRecycling& operator=(const PageRecycling&) = delete;
  ~PageRecycling();
};

}  // namespace heapdiff::base
