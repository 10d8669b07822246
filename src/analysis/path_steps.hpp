#pragma once

#include <string>
#include <vector>

#include "analysis/retaining_paths.hpp"
#include "heapdiff/diff.hpp"
#include "scripts/scope_names.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::analysis {

/// Does a path show a node by its own name (functions, code, synthetic roots), rather than by its
/// class?
[[nodiscard]] bool is_told_by_name(NodeType type);

/// What describing steps asks for, made once.
struct StepContext {
  const graph::Heap& heap;
  const scripts::ScriptNames& scripts;
  const scripts::ScopeNames& scopes;
};

/// One step of a path as reports show it. `class_name` is that of the holder.
[[nodiscard]] ChainStep describe_step(const StepContext& context, const PathEdge& path_edge,
                                      const std::string& class_name);

/// Is the target of the edge a key or a value of a Map or Set, whose table the holder is? Entries
/// are runs of slots: key, value (not in Sets), link. Small integers have no edges, so a target
/// with an edge for the slot before it is a value, and one with an edge after it a key.
[[nodiscard]] EntryRole entry_role(const graph::Heap& heap, const PathEdge& step);

}  // namespace heapdiff::analysis
