#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/query.hpp"
#include "heapdiff/retained_tree.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/suspect.hpp"

namespace heapdiff {

/// Large strings that slices of them keep alive as a whole.
struct PinnedTexts {
  std::uint64_t slices = 0;  ///< of such strings
  std::uint64_t texts = 0;   ///< strings that only slices keep alive
  Bytes size;                ///< shallow, of those strings
};

/// DOM nodes that are no longer in any document.
struct DetachedNodes {
  std::uint64_t count = 0;
  Bytes size;  ///< shallow
};

/// One snapshot, such as a process leaves when it runs out of memory: what is using its memory.
struct Triage {
  Summary summary;
  /// What has accumulated, the most bytes first. The earlier state is unknown: all entries count as
  /// new, and what they hold as growth.
  std::vector<Suspect> suspects;
  std::optional<Verdict> verdict;  ///< nothing if edges are missing: holders are unknown
  /// If the verdict is `unnamed`: the largest accumulation.
  std::optional<UnnamedGrowth::Accumulation> unnamed;
  /// If a damaged file lacks edges: the whole snapshot of the same process from which the suspects
  /// are taken, and the size of that heap. Otherwise empty.
  std::string suspects_from;
  Bytes heap_of_suspects;
  Bytes kept;  ///< by the program: everything except V8 internals
  DuplicatesReport duplicates;
  PinnedTexts pinned;
  DetachedNodes detached;
  BiggestReport biggest;
  /// As in `Diff`, of this one snapshot.
  std::vector<RetainedTree> retained_trees = {};
};

}  // namespace heapdiff
