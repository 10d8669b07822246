#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heapdiff::base {

/// SHA-256 (FIPS 180-4), of bytes that come in pieces. With the processor's instructions for it, it
/// takes a fifth of the time.
class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;
  using State = std::array<std::uint32_t, 8>;
  static constexpr std::size_t block_bytes = 64;

  /// By which code; the digest is the same.
  enum class By { fastest, portable };
  explicit Sha256(By by = By::fastest);

  void add(std::string_view bytes);
  /// Of all that was added. Once only.
  [[nodiscard]] Digest finish() &&;

 private:
  void (*take_blocks_)(State& state, const char* bytes, std::size_t count);
  State state_{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
               0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
  std::string pending_;  // less than a block
  std::uint64_t bytes_ = 0;
};

[[nodiscard]] Sha256::Digest sha256(std::string_view bytes);

/// As `sha256sum` prints it.
[[nodiscard]] std::string in_hex(const Sha256::Digest& digest);
/// As a Content-Security-Policy has it (RFC 4648, section 4).
[[nodiscard]] std::string in_base64(const Sha256::Digest& digest);

}  // namespace heapdiff::base
