#pragma once

#include <string>

#include "heapdiff/query.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::report {

/// A string's value in quotes, safe to print, with its length where it was cut. The only form in
/// which text shows values.
[[nodiscard]] std::string value_in_words(const StringValue& value);

}  // namespace heapdiff::report
