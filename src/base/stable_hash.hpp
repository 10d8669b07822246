#pragma once

#include <cstdint>
#include <string_view>

namespace heapdiff::base {

/// FNV-1a of 64 bits (Fowler, Noll, Vo), for what is written down: the same on every machine and in
/// every version of a library.
[[nodiscard]] constexpr std::uint64_t stable_hash(std::string_view text,
                                                  std::uint64_t seed = 0xCBF29CE484222325) {
  std::uint64_t hash = seed;
  for (const char byte : text) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001B3;
  }
  return hash;
}

/// Half of it, with the last bytes of a text in all bits (the finalizer of MurmurHash3, Appleby):
/// samples are those below a limit, and FNV leaves the upper bits of "user1" and "user2" alike.
[[nodiscard]] constexpr std::uint32_t fold_hash(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
  return static_cast<std::uint32_t>(hash ^ (hash >> 33));
}

}  // namespace heapdiff::base
