#pragma once

#include <string>
#include <string_view>

#include "heapdiff/suspect.hpp"

namespace heapdiff::report {

/// Where a script is, for tools that look at source code.
struct SourcePath {
  std::string text;            ///< a path below the source root, without "./"; else a URI
  bool is_below_root = false;  ///< a name that is no whole path is taken to be
};
[[nodiscard]] SourcePath source_path(std::string_view file, std::string_view source_root);

/// A path as a reference in the sense of RFC 3986: what is not allowed there is %HH.
[[nodiscard]] std::string uri_of_path(std::string_view path);

/// Is there a line of a file that a developer can open?
[[nodiscard]] bool is_in_source(const Place& place);
/// Of a suspect: the holder's place; else that of what it holds; null if neither is known.
[[nodiscard]] const Place* place_in_source(const Suspect& suspect);

}  // namespace heapdiff::report
