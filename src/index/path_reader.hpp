#pragma once

#include <span>
#include <string>
#include <vector>

#include "heapdiff/path.hpp"
#include "heapdiff/render.hpp"
#include "heapdiff/watch.hpp"
#include "index/index_file.hpp"

namespace heapdiff::index {

/// How objects are held, read from the few blocks of an index that their paths touch: the part of
/// the heap around these paths becomes a heap of its own, and the paths in it are explained as in
/// any other. A block is checked when it is first touched. Says what `analysis::explain_paths` says
/// of the whole heap. Errors: usage, for an id that no node has; io; malformed. O(nodes) for the
/// ids, and the lengths of the paths.
[[nodiscard]] Result<std::vector<PathReport>> read_paths(IndexFile index, const std::string& file,
                                                         std::span<const ObjectId> ids,
                                                         bool hides_values,
                                                         const Watch& watch = {});

}  // namespace heapdiff::index
