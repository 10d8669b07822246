#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace heapdiff::report {

/// The paths of two files, each in at most `width` columns, and printable. What has no room is left
/// out where both are alike: folders first, then the end of the name; what tells the two apart
/// stays as far as that is possible. Of equal paths the end stays. O(bytes). REQUIRES: width > 0.
[[nodiscard]] std::pair<std::string, std::string> file_labels(std::string_view before,
                                                              std::string_view after,
                                                              std::size_t width);

}  // namespace heapdiff::report
