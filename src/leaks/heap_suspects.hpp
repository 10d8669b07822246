#pragma once

#include <optional>
#include <vector>

#include "analysis/reduce.hpp"
#include "heapdiff/retained_tree.hpp"
#include "heapdiff/suspect.hpp"
#include "heapdiff/watch.hpp"

namespace heapdiff::leaks {

struct HeapSuspectOptions {
  unsigned threads = 1;   ///< the result does not depend on it
  bool pictures = false;  ///< grow retained trees, too
};

/// What a single snapshot's memory is held by.
struct HeapSuspects {
  /// What has piled up, the most bytes first. Growth is what they hold; nothing is known of before.
  std::vector<Suspect> suspects;
  Bytes kept;                                          ///< by the program: all but the engine's own
  std::optional<UnnamedGrowth::Accumulation> largest;  ///< suspect or not
  std::vector<RetainedTree> trees;                     ///< if they are asked for
};

/// Finds what has piled up, and asks the graph who holds it. Needs the paths of `analysed`, or the
/// suspects' paths end at a name. O(nodes + edges).
[[nodiscard]] HeapSuspects suspects_of_heap(const analysis::Analysis& analysed,
                                            const HeapSuspectOptions& options,
                                            const Watch& watch = {});

}  // namespace heapdiff::leaks
