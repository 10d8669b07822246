#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace heapdiff::base {

/// One code point and the bytes that it took. Bytes that are not UTF-8 come out one by one with
/// `is_valid` false.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool is_valid = true;
};

/// REQUIRES: text is not empty.
[[nodiscard]] CodePoint decode_code_point(std::string_view text);

void append_utf8(std::string& out, char32_t code_point);

/// Length in UTF-16 code units, as JavaScript counts it. `text` is UTF-8.
[[nodiscard]] std::size_t utf16_length(std::string_view text);

/// The longest prefix of at most so many bytes that ends where a code point does. `text` is UTF-8.
[[nodiscard]] std::string_view cut_to_bytes(std::string_view text, std::size_t bytes);

/// Columns that a terminal uses for the text: 0 for combining marks, 2 for wide East Asian
/// characters and emoji, 1 otherwise.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Is it none of the characters that change what a terminal shows around them, or show nothing?
[[nodiscard]] bool is_printable(char32_t code_point);

/// Text from a heap or a path as it may be shown on a terminal: control characters, line ends,
/// escapes, bidirectional marks, invisible characters and invalid UTF-8 become \xHH or \u{HHHH}.
[[nodiscard]] std::string printable(std::string_view text);

/// The longest prefix of at most `width` columns, ended by "…" where something was cut.
/// REQUIRES: width > 0.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);

/// The longest end of at most `width` columns, begun by "…" where something was cut: the end of a
/// path tells more than its start. REQUIRES: width > 0.
[[nodiscard]] std::string cut_front_to_width(std::string_view text, std::size_t width);

/// A beginning and an end of at most `width` columns together, with "…" for what was between them:
/// names begin with who holds, and end with what, or with a file and line. O(bytes).
/// REQUIRES: width > 0.
[[nodiscard]] std::string cut_middle_to_width(std::string_view text, std::size_t width);

/// Words, on as many lines as they need; all but the first are indented.
[[nodiscard]] std::string wrap_words(const std::string& text, std::size_t width,
                                     std::size_t indent = 0);

}  // namespace heapdiff::base
