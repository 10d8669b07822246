#pragma once

#include <cstddef>
#include <cstdint>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heapdiff::base {

/// A hash of bytes (XXH3 of 64 bits), which tells damage, not malice.
inline std::uint64_t hash_block(const void* data, std::size_t bytes) {
  return XXH3_64bits(data, bytes);
}

}  // namespace heapdiff::base
