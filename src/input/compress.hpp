#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "heapdiff/export.hpp"

namespace heapdiff::input {

/// One zstd frame (RFC 8878) with its length and a checksum, so that damage is found where it is
/// read. The same text gives the same bytes under one version of the library.
[[nodiscard]] std::string compress_zstd(std::string_view text);

/// The same for a text of any length, piece by piece: one gzip member (RFC 1952), without a name or
/// a time, or one zstd frame with a checksum.
class Compressor {
 public:
  /// REQUIRES: not `Compression::none`.
  explicit Compressor(Compression compression);
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;
  ~Compressor();

  /// Appends to `out` what is ready.
  void add(std::string_view text, std::string& out);
  /// Appends the rest. Once only.
  void finish(std::string& out);

 private:
  class Stream;
  class Gzip;
  class Zstd;
  std::unique_ptr<Stream> stream_;
};

}  // namespace heapdiff::input
