#pragma once

#include <string>

#include "leaks/suspects.hpp"

namespace heapdiff::leaks {

/// Sets the confidence and its reasons; says whether the suspect is worth telling at all. The rules
/// stand in heapdiff-model(7).
[[nodiscard]] bool judge_suspect(Suspect& suspect, const Accumulation& found,
                                 const std::string& item_class, const SuspectOptions& options);

}  // namespace heapdiff::leaks
