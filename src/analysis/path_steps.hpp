#pragma once

#include <string>
#include <vector>

#include "analysis/retaining_paths.hpp"
#include "analysis/script_names.hpp"
#include "heapdiff/diff.hpp"

namespace heapdiff::analysis {

/// Is a node told by its own name on a path (functions, code, synthetic roots), rather than by its
/// class?
[[nodiscard]] bool is_told_by_name(NodeType type);

/// One step of a path as reports show it. `class_name` is that of the holder.
[[nodiscard]] ChainStep describe_step(const graph::Heap& heap, const ScriptNames& scripts,
                                      NodeIndex holder, EdgeIndex edge,
                                      const std::string& class_name);

/// The node that holds another on its cheapest path; nothing for the root and for what no path
/// reaches. O(log nodes).
[[nodiscard]] std::optional<NodeIndex> holder_of(const graph::Heap& heap,
                                                 const RetainingPaths& paths, NodeIndex node);

}  // namespace heapdiff::analysis
