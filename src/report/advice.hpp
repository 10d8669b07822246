#pragma once

#include <string>
#include <vector>

#include "heapdiff/suspect.hpp"

namespace heapdiff::report {

/// Two sentences that say what to do about a suspect, with its own names in them.
[[nodiscard]] std::vector<std::string> advice_for(const Suspect& suspect);

}  // namespace heapdiff::report
