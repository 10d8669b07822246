#pragma once

#include <functional>
#include <span>
#include <vector>

#include "analysis/path_steps.hpp"
#include "analysis/reduce.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::analysis {

/// The error for an id that no node has.
[[nodiscard]] Error no_such_object(const graph::Heap& heap, ObjectId id);

/// An object whose path is to be explained.
struct PathSubject {
  NodeIndex node;
  Bytes size, retained;
};

/// `class_of(node)` is the name of a node's class. O(length of the path).
[[nodiscard]] PathReport explain_path(const StepContext& context, const RetainingPaths& paths,
                                      const PathSubject& subject,
                                      const std::function<std::string(NodeIndex)>& class_of);

/// How each of the objects is held, by the rule of `find_retaining_paths`. O(nodes + edges) once,
/// where they are not known yet,
/// and the length of each path. Errors: usage, for an id that no node has.
[[nodiscard]] Result<std::vector<PathReport>> explain_paths(const Analysis& analysed,
                                                            std::span<const ObjectId> ids,
                                                            const Watch& watch = {});

}  // namespace heapdiff::analysis
