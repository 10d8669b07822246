#pragma once

#include <vector>

#include "leaks/holders/retainers.hpp"

namespace heapdiff::leaks {

/// Is it a record of a loaded module: Node's `Module`, or `ModuleWrap` and `ModuleJob` of its
/// loader for ES modules?
[[nodiscard]] bool is_module(const graph::Heap& heap, NodeIndex node);

/// What part of these modules is loaded once and for good, as a program does that loads its parts
/// when they are first used: of most files there is one, and `require.cache` has those of CommonJS.
/// The others were loaded again and again. The retainers of all must have been fetched.
[[nodiscard]] double share_loaded_once(const graph::Heap& heap, const Retainers& retainers,
                                       const std::vector<NodeIndex>& modules);

}  // namespace heapdiff::leaks
