#pragma once

#include <memory>

#include "input/source.hpp"

namespace heapdiff::input {

/// Streams of one or more gzip members (RFC 1952). Zero bytes after the last member are padding.
[[nodiscard]] std::unique_ptr<Source> gzip_source(std::unique_ptr<Source> compressed);

/// Streams of one or more zstd frames (RFC 8878).
[[nodiscard]] std::unique_ptr<Source> zstd_source(std::unique_ptr<Source> compressed);

}  // namespace heapdiff::input
