#include "report/sparkline.hpp"

#include <algorithm>
#include <array>

namespace heapdiff::report {

std::string sparkline(const std::vector<std::optional<std::uint64_t>>& values,
                      std::size_t width_max) {
  constexpr std::array bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::vector<std::uint64_t> shown;
  const std::size_t width = std::min(values.size(), std::max<std::size_t>(width_max, 2));
  for (std::size_t i = 0; i < width; ++i) {
    shown.push_back(values[width < 2 ? 0 : i * (values.size() - 1) / (width - 1)].value_or(0));
  }
  if (shown.empty()) return "";
  const auto [smallest, largest] = std::minmax_element(shown.begin(), shown.end());
  std::uint64_t least = *smallest;
  const std::uint64_t most = *largest;
  if (most - least > most / 2) least = 0;
  std::string text;
  for (const std::uint64_t value : shown) {
    // In floating point: the sizes may be anything.
    const double part =
        most == least ? 0 : static_cast<double>(value - least) / static_cast<double>(most - least);
    text += bars[std::min<std::size_t>(static_cast<std::size_t>(part * 8), 7)];
  }
  return text;
}

}  // namespace heapdiff::report
