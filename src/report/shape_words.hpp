#pragma once

#include <string>
#include <vector>

#include "heapdiff/suspect.hpp"

namespace heapdiff::report {

/// "listeners never removed": what a suspect of that shape is called on the screen.
[[nodiscard]] const char* title_of(LeakShape shape);

/// Two sentences that say what to do about a suspect, with its own names in them.
[[nodiscard]] std::vector<std::string> advice_for(const Suspect& suspect);

}  // namespace heapdiff::report
