#include "base/printable.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace heapdiff::base {
namespace {

// What shows nothing although Unicode counts it among letters and symbols.
constexpr std::array<char32_t, 5> blank_letters{0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800};

std::size_t width_of(const CodePoint& point) {
  if (!point.is_valid || point.value < 0x300) return 1;
  return static_cast<std::size_t>(utf8proc_charwidth(static_cast<utf8proc_int32_t>(point.value)));
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

CodePoint decode_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  utf8proc_int32_t value = 0;
  // No code point has more than four bytes, and the length is signed.
  const std::size_t length = std::min<std::size_t>(text.size(), 4);
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(length), &value);
  if (bytes < 1) return {lead, 1, false};
  return {static_cast<char32_t>(value), static_cast<std::size_t>(bytes), true};
}

void append_utf8(std::string& out, char32_t c) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const utf8proc_ssize_t count =
      utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(count));
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
  if (code_point >= 0x20 && code_point < 0x7F) return true;  // most of all text
  const auto c = static_cast<utf8proc_int32_t>(code_point);
  const utf8proc_property_t& properties = *utf8proc_get_property(c);
  switch (properties.category) {
    case UTF8PROC_CATEGORY_CC:  // control characters
    case UTF8PROC_CATEGORY_CF:  // joiners, bidirectional marks
    case UTF8PROC_CATEGORY_CN:  // no character at all
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return std::ranges::find(blank_letters, code_point) == blank_letters.end();
  }
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

std::string wrap_words(const std::string& text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t used = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string word = text.substr(start, end - start);
    const std::size_t columns = display_width(word);
    if (used == 0) {
      used = columns;
    } else if (used + 1 + columns > width) {
      out += '\n' + std::string(indent, ' ');
      used = columns;
    } else {
      out += ' ';
      used += 1 + columns;
    }
    out += word;
    start = end + 1;
  }
  return out;
}

}  // namespace heapdiff::base
