#include "parse/skip_value.hpp"

#include <fmt/format.h>

namespace heapdiff::parse {
namespace {

/// Where in a value we are, between two windows of the input.
struct Position {
  std::uint64_t depth = 0;
  bool is_in_string = false;
  bool is_over = false;                 ///< the value's last byte was passed
  bool is_before_what_follows = false;  ///< a plain value has ended, and something else begins
  bool is_escape_at_border = false;     ///< the window ends with the backslash of an escape
};

/// Passes bytes of the value in [p, end); returns where it stopped.
const char* advance(const char* p, const char* end, Position& at) {
  at.is_escape_at_border = false;
  for (; p != end && !at.is_over; ++p) {
    const char c = *p;
    if (at.is_in_string) {
      if (c == '"') {
        at.is_in_string = false;
        at.is_over = at.depth == 0;
      } else if (c == '\\') {
        at.is_escape_at_border = p + 1 == end;
        if (!at.is_escape_at_border) ++p;
      }
    } else if (c == '"') {
      at.is_in_string = true;
    } else if (c == '[' || c == '{') {
      ++at.depth;
    } else if (c == ']' || c == '}' || c == ',') {
      at.is_before_what_follows = at.depth == 0;
      if (at.is_before_what_follows) return p;
      if (c != ',') at.is_over = --at.depth == 0;
    }
  }
  return p;
}

}  // namespace

Result<void> skip_value(ByteReader& reader, std::string_view key, base::Column<char>* capture,
                        std::size_t bytes_max) {
  Position at;
  reader.peek_past_space();
  while (!at.is_over && !at.is_before_what_follows) {
    if (reader.peek() == ByteReader::end) {
      return fail(ends_early(reader, fmt::format("inside \"{}\"", key)));
    }
    const char* start = reader.position();
    const char* stop = advance(start, reader.window_end(), at);
    const auto length = static_cast<std::size_t>(stop - start);
    if (capture != nullptr) {
      if (length > bytes_max - capture->size()) {
        return fail({ErrorKind::limit, reader.name(),
                     fmt::format("\"{}\" is longer than {} bytes", key, bytes_max), reader.offset(),
                     ""});
      }
      capture->append(start, length);
    }
    reader.set_position(stop);
    if (!at.is_escape_at_border || reader.peek() == ByteReader::end) continue;
    if (capture != nullptr) capture->push_back(static_cast<char>(reader.peek()));
    reader.skip();
  }
  return {};
}

}  // namespace heapdiff::parse
