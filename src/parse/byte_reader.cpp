#include "parse/byte_reader.hpp"

#include <fmt/format.h>

namespace heapdiff::parse {
namespace {

// Fits the second-level cache of anything current; larger chunks measured no faster.
constexpr std::size_t chunk_bytes = std::size_t{512} << 10;

}  // namespace

std::unique_ptr<char[]> ByteReader::new_buffer() {
  return std::unique_ptr<char[]>(new char[margin + alignment + chunk_bytes + padding]);
}

ByteReader::ByteReader(input::Source& source, std::uint64_t first_byte)
    : source_(source),
      buffer_(new_buffer()),
      position_(window_begin()),
      window_end_(window_begin()),
      offset_of_window_(first_byte) {
  *window_begin() = '\0';
}

bool ByteReader::refill() {
  if (failure_) return false;
  offset_of_window_ += static_cast<std::uint64_t>(window_end_ - window_begin());
  const Result<std::size_t> got = source_.read({window_begin(), chunk_bytes});
  if (!got) failure_ = got.error();
  const std::size_t count = got.value_or(0);
  position_ = window_begin();
  window_end_ = position_ + count;
  *window_end_ = '\0';
  return count > 0;
}

ByteReader::Window ByteReader::take_window(std::unique_ptr<char[]> spare) {
  if (position_ == window_end_ && !refill()) return {};
  const std::uint64_t first_byte = offset();
  const std::uint64_t next_byte =
      offset_of_window_ + static_cast<std::uint64_t>(window_end_ - window_begin());
  Window window{std::move(buffer_), position_, window_end_, first_byte};
  buffer_ = spare ? std::move(spare) : new_buffer();
  *window_begin() = '\0';
  position_ = window_end_ = window_begin();
  offset_of_window_ = next_byte;
  return window;
}

std::string describe_byte(int byte) {
  switch (byte) {
    case '"':
      return "a string";
    case '[':
      return "an array";
    case '{':
      return "an object";
    case '-':
      return "a negative number";
    case 't':
    case 'f':
      return "true or false";
    case 'n':
      return "null";
    case ']':
      return "the end of the array";
    default:
      break;
  }
  return byte > ' ' && byte < 0x7F ? fmt::format("'{}'", static_cast<char>(byte))
                                   : fmt::format("byte 0x{:02X}", byte);
}

std::string counted(std::uint64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

Error ends_early(const ByteReader& reader, const std::string& where) {
  if (reader.failure()) return *reader.failure();
  return {ErrorKind::cut_short, reader.name(), "ends " + where, reader.offset(), cut_hint};
}

}  // namespace heapdiff::parse
