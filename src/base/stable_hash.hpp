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

/// Both halves of it in one.
[[nodiscard]] constexpr std::uint32_t fold_hash(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

}  // namespace heapdiff::base
