#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/query.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/suspect.hpp"

namespace heapdiff {

/// Slices of strings keep the whole text that they were cut from.
struct PinnedTexts {
  std::uint64_t slices = 0;  ///< of such texts
  std::uint64_t texts = 0;   ///< that nothing but slices holds
  Bytes size;                ///< shallow, of those
};

/// DOM nodes that are in no document any more.
struct DetachedNodes {
  std::uint64_t count = 0;
  Bytes size;  ///< shallow
};

/// What there is to say of a single snapshot, such as a process leaves that ran out of memory.
struct Triage {
  Summary summary;
  /// What has piled up, the most bytes first. Nothing is known of before: all entries count as new,
  /// and what they hold as growth.
  std::vector<Suspect> suspects;
  std::optional<Verdict> verdict;  ///< nothing where nobody knows who holds what
  /// Where the verdict is `unnamed`: the largest of what has piled up.
  std::optional<UnnamedGrowth::Accumulation> unnamed;
  /// Where a damaged file lacks edges: a whole snapshot of the same process whose suspects these
  /// are, and how large that heap is. Else empty.
  std::string suspects_from;
  Bytes heap_of_suspects;
  Bytes kept;  ///< by the program: all but the engine's own
  DuplicatesReport duplicates;
  PinnedTexts pinned;
  DetachedNodes detached;
  BiggestReport biggest;
};

}  // namespace heapdiff
