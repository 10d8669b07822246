#pragma once

#include <string>

#include "heapdiff/render.hpp"
#include "heapdiff/triage.hpp"
#include "report/table.hpp"

namespace heapdiff::report {

/// The first screen's suspects: what leaks, what holds it, where, and what to do; or that nothing
/// does, and why. Ends in an empty line. Empty where suspects were not looked for.
[[nodiscard]] std::string suspects_as_text(const Diff& diff, const RenderOptions& options,
                                           const Style& style);

/// The same for what has piled up in a single snapshot.
[[nodiscard]] std::string suspects_as_text(const Triage& triage, const RenderOptions& options,
                                           const Style& style);

}  // namespace heapdiff::report
