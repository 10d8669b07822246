#pragma once

#include "heapdiff/name_pattern.hpp"
#include "query/session.hpp"

namespace heapdiff::query {

/// The objects of the classes that the pattern means, with sizes as in a summary. Errors: usage,
/// where it means no class that has objects; the hint lists some with similar names.
/// O(nodes + edges) once, for the paths.
[[nodiscard]] Result<ClassReport> show_class(Session& session, const NamePattern& pattern,
                                             std::size_t rows_max, std::size_t chains_max = 3);

/// Objects that are no strings, and whose class or name the pattern matches. As in DevTools'
/// search, objects whose size their owner has are left out. O(nodes).
[[nodiscard]] FindReport find_objects(Session& session, const NamePattern& pattern,
                                      std::size_t rows_max);

}  // namespace heapdiff::query
