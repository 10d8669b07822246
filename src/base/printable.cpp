#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace heapdiff::base {
namespace {

struct Range {
  char32_t first, last;
};

// Characters that change what a terminal shows around them, or show nothing at all.
constexpr Range unprintable[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},     {0x115F, 0x1160},
    {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},   {0x3164, 0x3164},
    {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0xE0000, 0xE0FFF},
};

constexpr Range zero_width[] = {
    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},   {0x64B, 0x65F},
    {0x6D6, 0x6DC},   {0x730, 0x74A},   {0x900, 0x902},   {0x93C, 0x93C},   {0x941, 0x948},
    {0x94D, 0x94D},   {0xE31, 0xE31},   {0xE34, 0xE3A},   {0xE47, 0xE4E},   {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF},
};

constexpr Range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x2614, 0x2615},   {0x26A1, 0x26A1},   {0x2705, 0x2705},   {0x274C, 0x274C},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], char32_t c) {
  const Range* range = std::lower_bound(std::begin(ranges), std::end(ranges), c,
                                        [](const Range& r, char32_t x) { return r.last < x; });
  return range != std::end(ranges) && c >= range->first;
}

std::size_t width_of(const CodePoint& point) {
  const char32_t c = point.value;
  if (!point.is_valid || c < 0x300) return 1;
  if (is_in(zero_width, c)) return 0;
  return is_in(wide, c) ? 2 : 1;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

CodePoint decode_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const CodePoint invalid{lead, 1, false};
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return invalid;
  char32_t value = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return invalid;
    value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest[length] || value > 0x10FFFF || is_surrogate) return invalid;
  return {value, length, true};
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    if (is_continuation(c)) continue;
    units += static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::string_view cut_to_bytes(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = decode_code_point(text);
    width += width_of(point);
    text.remove_prefix(point.bytes);
  }
  return width;
}

bool is_printable(char32_t code_point) {
  const bool is_plain = code_point >= 0x20 && code_point < 0x7F;  // most of all text
  return is_plain || !is_in(unprintable, code_point);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode_code_point(text);
    if (point.is_valid && is_printable(point.value)) {
      out.append(text.substr(0, point.bytes));
    } else if (point.value == '\n') {
      out += "\\n";
    } else if (point.value == '\t') {
      out += "\\t";
    } else if (!point.is_valid || point.value < 0x100) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<std::uint32_t>(point.value));
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{{{:04x}}}",
                     static_cast<std::uint32_t>(point.value));
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t end = 0;              // bytes that fit wholly
  std::size_t end_before_dots = 0;  // bytes that leave room for the ellipsis
  while (end < text.size()) {
    const CodePoint point = decode_code_point(text.substr(end));
    const std::size_t columns = width_of(point);
    if (used + columns > width) return std::string(text.substr(0, end_before_dots)) + "…";
    used += columns;
    end += point.bytes;
    if (used < width) end_before_dots = end;
  }
  return std::string(text);
}

std::string cut_middle_to_width(std::string_view text, std::size_t width) {
  const std::size_t whole = display_width(text);
  if (whole <= width) return std::string(text);
  if (width < 3) return cut_to_width(text, width);
  // The end gets the larger half: of a path it names the file.
  const std::size_t of_end = width / 2, of_start = width - 1 - of_end;
  std::size_t used = 0, start = 0, end = text.size();
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_code_point(text.substr(at));
    used += width_of(point);
    at += point.bytes;
    if (used <= of_start) start = at;
    if (whole - used <= of_end) {
      end = at;
      break;
    }
  }
  std::string out(text.substr(0, start));
  out += "…";
  return out += text.substr(end);
}

std::string cut_front_to_width(std::string_view text, std::size_t width) {
  std::size_t left = display_width(text);
  if (left <= width) return std::string(text);
  while (left + 1 > width) {
    const CodePoint point = decode_code_point(text);
    left -= width_of(point);
    text.remove_prefix(point.bytes);
  }
  std::string out = "…";
  return out += text;
}

}  // namespace heapdiff::base
