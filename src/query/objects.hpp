#pragma once

#include "query/session.hpp"

namespace heapdiff::query {

// Errors of all three: usage, for an id that no node has.

/// O(nodes + edges of the object).
[[nodiscard]] Result<ObjectReport> show_object(Session& session, ObjectId id, std::size_t rows_max);

/// What refers to the object, weak references included. O(edges): one pass over the targets of all
/// edges, of a few milliseconds, in place of a table as large as the edges.
[[nodiscard]] Result<RetainersReport> find_retainers(Session& session, ObjectId id,
                                                     std::size_t rows_max);

/// O(nodes).
[[nodiscard]] Result<DominatorsReport> find_dominators_of(Session& session, ObjectId id,
                                                          std::size_t rows_max);

}  // namespace heapdiff::query
