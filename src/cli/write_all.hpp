#pragma once

#include <string_view>

namespace heapdiff::cli {

/// Writes all of it; 0, or the reason why not (errno).
int write_all(int fd, std::string_view text);

}  // namespace heapdiff::cli
