#include "report/html/charts.hpp"

#include <algorithm>

namespace heapdiff::report::html {

Markup line_chart(const std::vector<std::optional<std::uint64_t>>& values, std::string_view label,
                  std::optional<std::uint64_t> largest) {
  constexpr double width = 100, height = 40, margin = 3;
  if (!largest) {
    largest = 1;
    for (const auto& value : values) largest = std::max(*largest, value.value_or(0));
  }
  std::string points, dots;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    const double x = values.size() < 2 ? width / 2
                                       : margin + (width - 2 * margin) * static_cast<double>(i) /
                                                      static_cast<double>(values.size() - 1);
    const double share = static_cast<double>(std::min(*values[i], *largest)) /
                         static_cast<double>(std::max<std::uint64_t>(*largest, 1));
    const double y = height - margin - (height - 2 * margin) * share;
    points += fmt::format("{}{:.2f},{:.2f}", points.empty() ? "" : " ", x, y);
    dots += fmt::format("M{:.2f} {:.2f}h0", x, y);
  }
  return markup(
      "<svg class=\"line\" viewBox=\"0 0 100 40\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"{}\"><path class=\"base\" d=\"M0 37H100\"/><polyline points=\"{}\"/>"
      "<path class=\"dots\" d=\"{}\"/></svg>\n",
      escaped(label), Markup{points}, Markup{dots});
}

}  // namespace heapdiff::report::html
