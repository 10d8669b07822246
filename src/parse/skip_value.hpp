#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

#include "base/column.hpp"
#include "parse/byte_reader.hpp"

namespace heapdiff::parse {

/// Passes one JSON value of any depth without recursion, and copies its text to `capture` if that
/// is not null. Brackets are counted, not matched: what is skipped is not judged. `key` is what
/// messages call the value. Errors: cut_short; limit, where more than `bytes_max` would be
/// captured.
[[nodiscard]] Result<void> skip_value(
    ByteReader& reader, std::string_view key, base::Column<char>* capture = nullptr,
    std::size_t bytes_max = std::numeric_limits<std::size_t>::max());

}  // namespace heapdiff::parse
