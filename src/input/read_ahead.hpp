#pragma once

#include <memory>

#include "input/source.hpp"

namespace heapdiff::input {

/// Reads a source on a thread of its own, a few buffers ahead of who reads this one: worth it where
/// a read costs much, as decompression does. Bytes, and the error behind them, come as the wrapped
/// source gives them. The destructor ends the thread, even where it waits for a pipe.
[[nodiscard]] std::unique_ptr<Source> read_ahead(std::unique_ptr<Source> source);

}  // namespace heapdiff::input
