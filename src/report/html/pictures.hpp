#pragma once

#include <vector>

#include "heapdiff/render.hpp"
#include "heapdiff/retained_tree.hpp"
#include "report/html/markup.hpp"

namespace heapdiff::report::html {

/// Icicles of all groupings, with their legend and controls. Empty without trees.
[[nodiscard]] Markup pictures(const std::vector<RetainedTree>& trees,
                              const std::vector<Suspect>& suspects, bool is_growth,
                              UnitSystem units);

/// Is a suspect's cell in the first picture?
[[nodiscard]] bool is_in_picture(const std::vector<RetainedTree>& trees, std::size_t suspect);

}  // namespace heapdiff::report::html
