#include "report/file_labels.hpp"

#include <algorithm>

#include "base/printable.hpp"

namespace heapdiff::report {
namespace {

/// Where two paths differ, in bytes: the start of the first part of the path that differs, and how
/// many bytes both have at their end.
struct Difference {
  std::size_t begin = 0;
  std::size_t common_end = 0;
};

Difference find_difference(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  const auto first = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin()).first -
      a.begin());
  const std::size_t slash = a.substr(0, first).rfind('/');
  Difference result;
  result.begin = slash == std::string_view::npos ? 0 : slash + 1;
  while (result.common_end < shorter - first &&
         a[a.size() - 1 - result.common_end] == b[b.size() - 1 - result.common_end]) {
    ++result.common_end;
  }
  return result;
}

/// May a string be cut in front of this byte? Not inside a character.
bool is_boundary(std::string_view text, std::size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

std::string cut(std::string_view path, const Difference& difference, std::size_t width) {
  constexpr std::string_view ellipsis = "…";
  if (base::display_width(path) <= width) return std::string(path);
  const std::string_view rest = path.substr(difference.begin);
  if (difference.begin > 0) {
    const std::string marked = std::string(ellipsis) + '/' + std::string(rest);
    if (base::display_width(marked) <= width) return marked;
    if (base::display_width(rest) <= width) return std::string(rest);
  }
  std::size_t end = rest.size() - std::min(difference.common_end, rest.size());
  while (!is_boundary(rest, end)) ++end;
  if (base::display_width(rest.substr(0, end)) + 1 <= width) return base::cut_to_width(rest, width);
  if (end == rest.size() || width < 2) return base::cut_front_to_width(rest, width);
  return base::cut_front_to_width(rest.substr(0, end), width - 1) + std::string(ellipsis);
}

}  // namespace

std::pair<std::string, std::string> file_labels(std::string_view before, std::string_view after,
                                                std::size_t width) {
  const std::string a = base::printable(before), b = base::printable(after);
  if (a == b) return {base::cut_front_to_width(a, width), base::cut_front_to_width(b, width)};
  const Difference difference = find_difference(a, b);
  return {cut(a, difference, width), cut(b, difference, width)};
}

}  // namespace heapdiff::report
