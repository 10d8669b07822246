#pragma once

#include <string_view>

namespace heapdiff::base {

/// May the byte stand in a JavaScript identifier, after the first place? Of UTF-8 outside ASCII all
/// may.
[[nodiscard]] bool is_identifier_byte(char c);

/// Can a property of this name follow a dot? Else it is a key, and written ["so"]. Symbols
/// have no other form than the one that snapshots give them.
[[nodiscard]] bool is_property_name(std::string_view name);

}  // namespace heapdiff::base
