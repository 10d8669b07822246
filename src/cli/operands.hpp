#pragma once

#include <string_view>

#include "heapdiff/error.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/name_pattern.hpp"

namespace heapdiff::cli {

// Words that options and commands read the same way.

/// "@123" or "123". Errors: usage.
[[nodiscard]] Result<ObjectId> parse_object_id(std::string_view text);

/// A name, or an expression between slashes. Errors: usage.
[[nodiscard]] Result<NamePattern> parse_pattern(std::string_view text,
                                                NamePattern::PlainText meaning);

}  // namespace heapdiff::cli
