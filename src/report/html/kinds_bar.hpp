#pragma once

#include <string>
#include <vector>

#include "heapdiff/render.hpp"
#include "report/html/markup.hpp"

namespace heapdiff::report::html {

/// A heap in DevTools' kinds.
struct HeapOfKinds {
  std::string title;  ///< "before"
  Statistics statistics;
  std::string pointer;  ///< to them in the JSON report; empty if they are not there
};

/// Heaps as bars of one scale, and as a table; with two, what has changed.
[[nodiscard]] Markup kinds_bars(const std::vector<HeapOfKinds>& heaps, UnitSystem units);

}  // namespace heapdiff::report::html
