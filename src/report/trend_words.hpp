#pragma once

#include <string>

#include "heapdiff/render.hpp"
#include "heapdiff/trend.hpp"

namespace heapdiff::report {

/// "▁▂▄▆█  1.0 MB → 6.1 MB, grows by the same amount each time (linear), +1.0 MB a step"
[[nodiscard]] std::string series_as_text(const Series& series, UnitSystem units);
/// The same without the bars.
[[nodiscard]] std::string series_in_words(const Series& series, UnitSystem units);

/// What a trend says first, in one sentence without a full stop.
[[nodiscard]] std::string trend_in_words(const Trend& trend);

}  // namespace heapdiff::report
