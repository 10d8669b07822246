#pragma once

#include <string>

#include "heapdiff/suspect.hpp"

namespace heapdiff::report {

/// `service.cache`, `pool[].jobs`, `rooms.get("lobby")`, "timers of 60000 ms". Empty where nothing
/// has a name. Not made safe for a terminal.
[[nodiscard]] std::string name_in_words(const Name& name);
/// "Order"; of numbers "(number)".
[[nodiscard]] std::string class_in_words(const Element& element);
/// "192 of 200 earlier ones are still alive".
[[nodiscard]] std::string reason_in_words(const Reason& reason);
/// The reasons for and against a leak of growth that has no name.
[[nodiscard]] std::string reason_in_words(const Reason& reason, const UnnamedGrowth& unnamed);
[[nodiscard]] std::string next_in_words(UnnamedGrowth::Next next);

}  // namespace heapdiff::report
