#pragma once

#include <atomic>
#include <memory>

#include "input/source.hpp"

namespace heapdiff::input {

/// The same source; how far it was read stands in `bytes`, which outlives it. What is read again is
/// not counted again.
[[nodiscard]] std::unique_ptr<Source> counted(std::unique_ptr<Source> source,
                                              std::atomic<std::uint64_t>& bytes);

}  // namespace heapdiff::input
