#include "base/sha256.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace heapdiff::base {
namespace {

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

std::uint32_t big_endian(const char* bytes) {
  std::uint32_t word = 0;
  for (int i = 0; i < 4; ++i) word = word << 8 | static_cast<std::uint8_t>(bytes[i]);
  return word;
}

void take_block(Sha256::State& state, const char* bytes) {
  std::array<std::uint32_t, 64> words;
  for (std::size_t i = 0; i < 16; ++i) words[i] = big_endian(bytes + 4 * i);
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t a = words[i - 15], b = words[i - 2];
    words[i] = words[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + words[i - 7] +
               (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                                ((e & f) ^ (~e & g)) + round_constants[i] + words[i];
    const std::uint32_t second =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + second;
  }
  const std::array<std::uint32_t, 8> sums{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state[i] += sums[i];
}

void take_blocks(Sha256::State& state, const char* bytes, std::size_t count) {
  for (; count > 0; --count, bytes += Sha256::block_bytes) take_block(state, bytes);
}

#if defined(__x86_64__)

bool has_instructions() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_SSSE3) == 0 || (c & bit_SSE4_1) == 0) {
    return false;
  }
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}

/// By the instructions of x86, which do two rounds at a time and want the state as {a, b, e, f} and
/// {c, d, g, h}, the first in the highest lane.
__attribute__((target("sha,sse4.1,ssse3"))) void take_blocks_by_instructions(Sha256::State& state,
                                                                             const char* bytes,
                                                                             std::size_t count) {
  const auto lane = [&](std::size_t i) { return static_cast<int>(state[i]); };
  __m128i abef = _mm_set_epi32(lane(0), lane(1), lane(4), lane(5));
  __m128i cdgh = _mm_set_epi32(lane(2), lane(3), lane(6), lane(7));
  const __m128i byte_order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
  for (; count > 0; --count, bytes += Sha256::block_bytes) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];  // the last sixteen of the schedule
    for (std::size_t i = 0; i < 4; ++i) {
      words[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i)),
                                  byte_order);
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < 16; ++i) {
      __m128i& next = words[i % 4];
      const __m128i sum = _mm_add_epi32(
          next, _mm_loadu_si128(reinterpret_cast<const __m128i*>(round_constants.data() + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
      const __m128i& last = words[(i + 3) % 4];
      next = _mm_add_epi32(_mm_sha256msg1_epu32(next, words[(i + 1) % 4]),
                           _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
      next = _mm_sha256msg2_epu32(next, last);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const auto word = [](int lane_of) { return static_cast<std::uint32_t>(lane_of); };
  state = {word(_mm_extract_epi32(abef, 3)), word(_mm_extract_epi32(abef, 2)),
           word(_mm_extract_epi32(cdgh, 3)), word(_mm_extract_epi32(cdgh, 2)),
           word(_mm_extract_epi32(abef, 1)), word(_mm_extract_epi32(abef, 0)),
           word(_mm_extract_epi32(cdgh, 1)), word(_mm_extract_epi32(cdgh, 0))};
}

#else

bool has_instructions() { return false; }
void take_blocks_by_instructions(Sha256::State& state, const char* bytes, std::size_t count) {
  take_blocks(state, bytes, count);
}

#endif

}  // namespace

Sha256::Sha256(By by)
    : take_blocks_(by == By::fastest && has_instructions() ? take_blocks_by_instructions
                                                           : take_blocks) {}

void Sha256::add(std::string_view bytes) {
  bytes_ += bytes.size();
  if (!pending_.empty()) {
    const std::size_t missing = std::min(block_bytes - pending_.size(), bytes.size());
    pending_ += bytes.substr(0, missing);
    bytes.remove_prefix(missing);
    if (pending_.size() < block_bytes) return;
    take_blocks_(state_, pending_.data(), 1);
    pending_.clear();
  }
  const std::size_t blocks = bytes.size() / block_bytes;
  take_blocks_(state_, bytes.data(), blocks);
  bytes.remove_prefix(blocks * block_bytes);
  pending_ = bytes;
}

Sha256::Digest Sha256::finish() && {
  const std::uint64_t bits = bytes_ * 8;
  std::string padding(1, '\x80');
  while ((bytes_ + padding.size()) % block_bytes != block_bytes - 8) padding += '\0';
  for (int shift = 56; shift >= 0; shift -= 8) padding += static_cast<char>(bits >> shift);
  add(padding);
  Digest digest;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

Sha256::Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return std::move(hash).finish();
}

std::string in_hex(const Sha256::Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string in_base64(const Sha256::Digest& digest) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, digest.size() - i);
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? digest[i + k] : 0);
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? letters[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

}  // namespace heapdiff::base
