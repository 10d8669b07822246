#pragma once

#include <string>
#include <vector>

#include "heapdiff/damage.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::report {

/// What is missing, and what therefore is not as exact as usual: for the top of a report.
[[nodiscard]] std::string damage_as_text(const Damage& damage, const std::string& file,
                                         const RenderOptions& options);

/// Which results are partial or missing, as JSON names them: "edges", "retained".
[[nodiscard]] std::vector<const char*> partial_results(const Damage& damage);

}  // namespace heapdiff::report
