#include "report/table.hpp"

#include <algorithm>
#include <numeric>

#include "base/printable.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t first_column_min = 24;

void append_padded(std::string& line, const std::string& text, std::size_t width,
                   bool on_the_left) {
  const std::size_t used = base::display_width(text);
  const std::string padding(width > used ? width - used : 0, ' ');
  line += on_the_left ? padding + text : text + padding;
}

}  // namespace

std::string Style::bold(const std::string& text) const {
  return color ? "\x1b[1m" + text + "\x1b[0m" : text;
}

std::string Style::dim(const std::string& text) const {
  return color ? "\x1b[2m" + text + "\x1b[0m" : text;
}

std::string title_in_words(const std::string& what, const std::string& rest, std::size_t width,
                           const Style& style) {
  constexpr std::size_t indent = 4;
  if (base::display_width(what) + gap + base::display_width(rest) <= width) {
    return style.bold(what) + std::string(gap, ' ') + rest + '\n';
  }
  return style.bold(base::cut_middle_to_width(what, width)) + '\n' + std::string(indent, ' ') +
         base::wrap_words(rest, width - std::min(width, indent), indent) + '\n';
}

std::string Table::format(std::size_t width, const Style& style) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t widest = base::display_width(columns_[c].title);
    for (const Row& row : rows_) widest = std::max(widest, base::display_width(row.cells[c]));
    widths.push_back(widest);
  }
  std::vector<bool> is_shown(columns_.size(), true);
  const auto others_width = [&] {
    std::size_t sum = 0;
    for (std::size_t c = 1; c < widths.size(); ++c) sum += is_shown[c] ? gap + widths[c] : 0;
    return sum;
  };
  while (first_column_min + others_width() > width) {
    std::size_t worst = 0;
    for (std::size_t c = 1; c < columns_.size(); ++c) {
      if (is_shown[c] && columns_[c].expendable > columns_[worst].expendable) worst = c;
    }
    if (columns_[worst].expendable == 0) break;
    is_shown[worst] = false;
  }
  const std::size_t left = width > others_width() ? width - others_width() : 0;
  widths[0] = std::clamp(widths[0], std::size_t{1}, std::max(left, first_column_min));

  const auto format_row = [&](const Row& row) {
    const std::vector<std::string>& cells = row.cells;
    const auto cut = row.keep == Keep::end     ? base::cut_front_to_width
                     : row.keep == Keep::start ? base::cut_to_width
                                               : base::cut_middle_to_width;
    std::string line;
    append_padded(line, cut(cells[0], widths[0]), widths[0], false);
    for (std::size_t c = 1; c < cells.size(); ++c) {
      if (!is_shown[c]) continue;
      line.append(gap, ' ');
      append_padded(line, cells[c], widths[c], true);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  };
  Row titles;
  for (const ColumnSpec& column : columns_) titles.cells.push_back(column.title);
  std::string text = style.bold(format_row(titles)) + '\n';
  for (const Row& row : rows_) text += format_row(row) + '\n';
  return text;
}

}  // namespace heapdiff::report
