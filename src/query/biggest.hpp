#pragma once

#include "query/session.hpp"

namespace heapdiff::query {

/// The objects of the largest retained size, with a path each; see BiggestReport for what is left
/// out. Those inside another one of the list are marked, or left out, too. O(nodes + edges) once,
/// for the paths.
enum class Nested { marked, left_out };
[[nodiscard]] BiggestReport find_biggest(Session& session, std::size_t rows_max,
                                         Nested nested = Nested::marked);

}  // namespace heapdiff::query
