#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "heapdiff/suspect.hpp"
#include "leaks/accumulation.hpp"

namespace heapdiff::leaks {

/// Sets the confidence and its reasons; says whether the suspect is worth telling at all. The rules
/// stand in heapdiff-model(7).
[[nodiscard]] bool judge_suspect(Suspect& suspect, const Accumulation& found,
                                 const std::string& item_class, std::optional<std::uint64_t> ops);

}  // namespace heapdiff::leaks
