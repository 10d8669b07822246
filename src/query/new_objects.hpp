#pragma once

#include "heapdiff/name_pattern.hpp"
#include "query/session.hpp"

namespace heapdiff::query {

/// Objects of the after side that a diff counts as new in their class, of the classes that the
/// pattern means: those whose id no object of these classes has in the before side, where classes
/// are called as in the after side. Only for two snapshots of one process. O(nodes · log nodes).
[[nodiscard]] FindReport find_new(Session& before, Session& after, const NamePattern& pattern,
                                  std::size_t rows_max);

}  // namespace heapdiff::query
