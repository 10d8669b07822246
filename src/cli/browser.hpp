#pragma once

#include <string>

namespace heapdiff::cli {

/// Starts the program that shows a file, and does not wait for it. Returns why not, or nothing.
[[nodiscard]] std::string show_in_browser(const std::string& file);

}  // namespace heapdiff::cli
