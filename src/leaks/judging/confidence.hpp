#pragma once

#include <string>

#include "leaks/judging/evidence.hpp"
#include "leaks/suspects.hpp"

namespace heapdiff::leaks {

/// The objects whose fate shows whether what accumulates is ever released.
struct Population {
  std::uint64_t before = 0;    ///< how many there were
  std::uint64_t survived = 0;  ///< and still are
};

/// What a suspect is judged by.
struct Grounds {
  const Accumulation& found;
  const Evidence& evidence;
  const std::string& item_class;
  Population earlier;          ///< of the suspect's own kind
  double share_of_growth = 0;  ///< of the heap's, without the engine's own
};

/// Sets the confidence and its reasons; returns whether the suspect is worth reporting. The rules
/// are in heapdiff-model(7).
[[nodiscard]] bool judge_suspect(Suspect& suspect, const Grounds& grounds,
                                 const SuspectOptions& options);

}  // namespace heapdiff::leaks
