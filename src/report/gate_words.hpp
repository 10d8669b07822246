#pragma once

#include <chrono>
#include <string>

#include "heapdiff/gate.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::report {

/// "sessionsById (unbounded Map, +1,000 Session, +300.0 kB)".
[[nodiscard]] std::string suspect_in_short(const Suspect& suspect, UnitSystem units);

/// "size > 1MiB: the heap grew by +1.2 MB (+1,200,000 bytes), the limit is +1.0 MB (+1,048,576
/// bytes)"; with the suspect behind it, if there is one.
[[nodiscard]] std::string crossing_in_words(const Diff& diff, const Gate& gate,
                                            const Crossing& crossing, UnitSystem units);

/// What is said of a suspect that is known; empty for a fresh one.
[[nodiscard]] std::string standing_in_words(const Diff& diff, const Gate& gate, std::size_t suspect,
                                            UnitSystem units);

/// "2026-11-29".
[[nodiscard]] std::string date_in_words(std::chrono::year_month_day date);

/// "sessionsById in src/store.js": of a known leak.
[[nodiscard]] std::string known_leak_in_short(const KnownLeak& leak);

}  // namespace heapdiff::report
