#pragma once

#include <vector>

#include "heapdiff/summary.hpp"
#include "heapdiff/suspect.hpp"

namespace heapdiff {

/// What there is to say of a single snapshot, such as a process leaves that ran out of memory.
struct Triage {
  Summary summary;
  /// What has piled up, the most bytes first. Nothing is known of before: all entries count as new,
  /// and what they hold as growth.
  std::vector<Suspect> suspects;
  Bytes kept;  ///< by the program: all but the engine's own
};

}  // namespace heapdiff
