#pragma once

#include <string>
#include <string_view>

namespace heapdiff::input {

/// One zstd frame (RFC 8878) with its length and a checksum, so that damage is found where it is
/// read. The same text gives the same bytes under one version of the library.
[[nodiscard]] std::string compress_zstd(std::string_view text);

}  // namespace heapdiff::input
