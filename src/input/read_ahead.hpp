#pragma once

#include <memory>

#include "input/source.hpp"

namespace heapdiff::input {

/// Reads a source on its own thread, a few buffers ahead of the reader: worth it if
/// a read costs much, as decompression does. Bytes, and the error after them, come as the wrapped
/// source gives them. The destructor ends the thread, even where it waits for a pipe.
[[nodiscard]] std::unique_ptr<Source> read_ahead(std::unique_ptr<Source> source);

}  // namespace heapdiff::input
