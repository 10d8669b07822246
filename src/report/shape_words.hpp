#pragma once

#include <string>
#include <vector>

#include "heapdiff/suspect.hpp"

namespace heapdiff::report {

/// "listeners never removed": what a suspect of that shape is called on the screen.
[[nodiscard]] const char* title_of(LeakShape shape);

/// Advice on a suspect in two sentences, with its own names.
[[nodiscard]] std::vector<std::string> advice_for(const Suspect& suspect);

}  // namespace heapdiff::report
