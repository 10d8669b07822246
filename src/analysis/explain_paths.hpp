#pragma once

#include <span>
#include <vector>

#include "analysis/reduce.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::analysis {

/// The error for an id that no node has.
[[nodiscard]] Error no_such_object(const graph::Heap& heap, ObjectId id);

/// How each of the objects is held, by the rule of `find_retaining_paths`. O(nodes + edges) once,
/// where they are not known yet,
/// and the length of each path. Errors: usage, for an id that no node has.
[[nodiscard]] Result<std::vector<PathReport>> explain_paths(const Analysis& analysed,
                                                            std::span<const ObjectId> ids,
                                                            const Watch& watch = {});

}  // namespace heapdiff::analysis
