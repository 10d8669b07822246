#pragma once

#include <string_view>

namespace heapdiff::report::html {

/// What the colour of a cell tells.
enum class Kind { object, collection, array, string, function, buffer, code, engine };
inline constexpr Kind last_kind = Kind::engine;

/// By the name of a class, as DevTools has it.
[[nodiscard]] Kind kind_of_class(std::string_view name);
[[nodiscard]] const char* name_of(Kind kind);  ///< "strings"

}  // namespace heapdiff::report::html
