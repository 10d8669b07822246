#pragma once

#include <optional>

#include "heapdiff/error.hpp"

namespace heapdiff::parse {

/// What lies before the first thing that is wrong, and what that is; nothing where all is well.
template <class T>
struct Partial {
  T value;
  std::optional<Error> error = std::nullopt;
};

}  // namespace heapdiff::parse
