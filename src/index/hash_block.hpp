#pragma once

#include <cstddef>
#include <cstdint>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heapdiff::index {

/// The checksum of a block of an index. It tells damage, not malice.
inline std::uint64_t hash_block(const void* data, std::size_t bytes) {
  return XXH3_64bits(data, bytes);
}

}  // namespace heapdiff::index
