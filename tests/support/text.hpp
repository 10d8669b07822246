#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace heapdiff::test {

/// Without their ends; nothing follows the last one.
inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

}  // namespace heapdiff::test
