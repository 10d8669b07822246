#include "parse/sample_strings.hpp"

#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <string_view>

#include "parse/byte_reader.hpp"
#include "parse/texts.hpp"

namespace heapdiff::parse {
namespace {

constexpr std::size_t window_bytes = std::size_t{16} << 10;
constexpr std::size_t window_count = 64;

/// What stands at an offset; shorter at the end, empty where reading fails.
std::string_view read_window(input::Source& source, std::uint64_t offset, std::string& memory,
                             std::size_t bytes = window_bytes) {
  memory.resize(bytes);
  source.seek(offset);
  std::size_t filled = 0;
  while (filled < bytes) {
    const auto got = source.read(std::span(memory).subspan(filled));
    if (!got) return {};
    if (*got == 0) break;
    filled += *got;
  }
  return std::string_view(memory).substr(0, filled);
}

/// Numbers of a section, or strings? Between sections of numbers stand a few keys. V8 cuts strings
/// at 1,024 characters, so a window of them has quotes; of what others write without, a part is
/// letters.
bool is_text(std::string_view window) {
  constexpr std::size_t quotes_of_keys = 24;
  std::size_t quotes = 0, others = 0;
  for (const char c : window) {
    const bool is_of_number = (c >= '0' && c <= '9') || c == ',' || c == '-' || is_space(c);
    quotes += c == '"' ? 1 : 0;
    others += is_of_number ? 0 : 1;
  }
  return quotes > quotes_of_keys || others > window.size() / 4;
}

/// Does the first quote of a window end a string? Then a comma and another quote follow.
bool starts_inside(std::string_view window) {
  std::size_t i = 0;
  while (i < window.size() && window[i] != '"') i += window[i] == '\\' ? 2 : 1;
  const auto skip_space = [&] {
    while (i < window.size() && is_space(window[i])) ++i;
  };
  ++i;
  skip_space();
  if (i >= window.size() || (window[i] != ',' && window[i] != ']')) return i >= window.size();
  ++i;
  skip_space();
  return i >= window.size() || window[i] == '"' || window[i] == '}';
}

/// Strings that start in the window are counted, and the text of all that stand in it.
void count(std::string_view window, StringsExtent& sum) {
  bool is_inside = starts_inside(window);
  std::size_t length = value_bytes_kept;  // of what began before the window, the start is not here
  const auto take = [&](std::size_t bytes) {
    sum.text_bytes += bytes;
    sum.starts_bytes +=
        std::min(length + bytes, value_bytes_kept) - std::min(length, value_bytes_kept);
    length += bytes;
  };
  for (std::size_t i = 0; i < window.size(); ++i) {
    const char c = window[i];
    if (c == '"') {
      is_inside = !is_inside;
      if (is_inside) {
        ++sum.count;
        length = 0;
      }
    } else if (is_inside && c == '\\') {
      const bool is_code_unit = i + 5 < window.size() && window[i + 1] == 'u';
      const bool is_latin = is_code_unit && window.substr(i + 2, 2) == "00";
      take(!is_code_unit ? 1 : is_latin ? 2 : 3);
      i += is_code_unit ? 5 : 1;
    } else if (is_inside) {
      take(1);
    }
  }
}

/// Calls `visit` for each whole line of a window, without the comma that V8 puts in front.
template <class Visit>
void for_each_line(std::string_view window, Visit&& visit) {
  std::size_t start = window.find('\n');
  while (start != std::string_view::npos) {
    ++start;
    const std::size_t end = window.find('\n', start);
    if (end == std::string_view::npos) return;
    std::string_view line = window.substr(start, end - start);
    if (line.starts_with(',')) line.remove_prefix(1);
    if (!line.empty()) visit(line);
    start = end;
  }
}

std::size_t numbers_in(std::string_view line) {
  return static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
}

/// Lines of one number of numbers.
struct Lines {
  std::uint64_t count = 0, bytes = 0;
  std::uint64_t all = 0;  ///< of any
  [[nodiscard]] bool are_most() const { return count > 0 && count * 10 >= all * 9; }
};

Lines count_lines(std::string_view window, std::size_t numbers) {
  Lines lines;
  for_each_line(window, [&](std::string_view line) {
    ++lines.all;
    if (numbers_in(line) != numbers) return;
    ++lines.count;
    lines.bytes += line.size() + std::string_view(",\n").size();
  });
  return lines;
}

/// How many locations stand right before the strings.
std::optional<std::uint64_t> count_locations(input::Source& source, const Schema& schema,
                                             std::uint64_t strings_begin) {
  constexpr std::uint64_t sampled = 16;
  const std::size_t width = schema.location.width();
  if (width == 0) return 0;
  if (strings_begin < window_bytes || width == schema.edge.width()) return std::nullopt;
  std::string memory;
  const auto is_at = [&](std::uint64_t offset) {
    return count_lines(read_window(source, offset, memory), width).are_most();
  };
  std::uint64_t begin = 0;
  std::uint64_t end = strings_begin - window_bytes;
  if (!is_at(end)) return std::nullopt;
  while (end - begin > window_bytes) {
    const std::uint64_t middle = begin + (end - begin) / 2;
    (is_at(middle) ? end : begin) = middle;
  }
  Lines lines;
  for (std::uint64_t i = 0; i < sampled; ++i) {
    const std::uint64_t offset = end + (strings_begin - window_bytes - end) / sampled * i;
    const Lines there = count_lines(read_window(source, offset, memory), width);
    lines.count += there.count;
    lines.bytes += there.bytes;
  }
  if (lines.count == 0) return std::nullopt;
  return (strings_begin - end) * lines.count / lines.bytes;
}

/// What part of the nodes are texts: strings, and what is joined of them.
std::optional<double> share_of_texts(input::Source& source, const Schema& schema,
                                     std::uint64_t node_count) {
  // About where nodes end; lines of edges behind them are of another length.
  const std::uint64_t bytes = node_count * schema.node.width() * 4;
  // Nodes that were made together stand together, so many places tell more than long windows.
  constexpr std::uint64_t places = 700;
  constexpr std::size_t place_bytes = 1500;
  std::uint64_t nodes = 0, texts = 0;
  std::string memory;
  for (std::uint64_t i = 0; i < places; ++i) {
    const std::string_view window = read_window(source, bytes / places * i, memory, place_bytes);
    for_each_line(window, [&](std::string_view line) {
      if (numbers_in(line) != schema.node.width()) return;
      for (std::size_t field = 0; field < schema.node_at.type; ++field) {
        line.remove_prefix(line.find(',') + 1);
      }
      std::size_t type = 0;
      if (std::from_chars(line.data(), line.data() + line.size(), type).ec != std::errc{}) return;
      ++nodes;
      if (type >= schema.node_types.size()) return;
      const NodeType meant = schema.node_types[type];
      texts += meant == NodeType::string || meant == NodeType::concatenated_string ? 1 : 0;
    });
  }
  if (nodes == 0) return std::nullopt;
  return static_cast<double>(texts) / static_cast<double>(nodes);
}

}  // namespace

std::optional<NumbersExtent> sample_numbers(input::Source& source, const Schema& schema,
                                            std::uint64_t node_count, std::uint64_t strings_begin) {
  const auto locations = count_locations(source, schema, strings_begin);
  const auto texts = share_of_texts(source, schema, node_count);
  if (!locations || !texts) return std::nullopt;
  return NumbersExtent{*locations,
                       static_cast<std::uint64_t>(*texts * static_cast<double>(node_count))};
}

std::optional<StringsExtent> sample_strings(input::Source& source, std::uint64_t in_numbers) {
  const auto size = source.size();
  if (!source.can_reread() || !size) return std::nullopt;
  std::string memory;
  std::uint64_t begin = in_numbers;
  std::uint64_t end = *size;
  if (begin >= end || is_text(read_window(source, begin, memory))) return std::nullopt;
  while (end - begin > window_bytes) {
    const std::uint64_t middle = begin + (end - begin) / 2;
    const std::string_view window = read_window(source, middle, memory);
    if (window.empty()) return std::nullopt;
    (is_text(window) ? end : begin) = middle;
  }
  const std::uint64_t bytes = *size - begin;
  StringsExtent sum;
  std::uint64_t sampled = 0;
  const std::uint64_t windows = std::min<std::uint64_t>(window_count, bytes / window_bytes + 1);
  for (std::uint64_t i = 0; i < windows; ++i) {
    const std::uint64_t offset = bytes / windows * i;
    const std::string_view window = read_window(source, begin + offset, memory);
    count(window, sum);
    sampled += window.size();
  }
  if (sampled == 0) return std::nullopt;
  const double scale = static_cast<double>(bytes) / static_cast<double>(sampled);
  const auto scaled = [scale](std::uint64_t value) {
    return static_cast<std::uint64_t>(static_cast<double>(value) * scale);
  };
  return StringsExtent{begin, scaled(sum.count), scaled(sum.text_bytes), scaled(sum.starts_bytes)};
}

}  // namespace heapdiff::parse
