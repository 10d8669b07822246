#pragma once

#include <string_view>

namespace heapdiff::base {

/// The scheme of a script's name with its colon: "https:", "webpack-internal:". Empty if it has
/// none: two characters at least, since "C:" is a drive.
[[nodiscard]] std::string_view scheme_of(std::string_view name);
[[nodiscard]] inline bool has_scheme(std::string_view name) { return !scheme_of(name).empty(); }

/// A path of Windows, "C:\app" or "C:/app".
[[nodiscard]] bool is_drive(std::string_view name);

/// A path without "file://" before it; other names as they are.
[[nodiscard]] std::string_view without_file_scheme(std::string_view name);

}  // namespace heapdiff::base
