#include "parse/byte_reader.hpp"

namespace heapdiff::parse {
namespace {

// Fits the second-level cache of anything current; larger chunks measured no faster.
constexpr std::size_t chunk_bytes = std::size_t{512} << 10;

}  // namespace

std::unique_ptr<char[]> ByteReader::new_buffer() {
  return std::unique_ptr<char[]>(new char[margin + chunk_bytes + 1]);
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
  Window window{std::move(buffer_), position_, window_end_,
                first_byte};
  buffer_ = spare ? std::move(spare) : new_buffer();
  *window_begin() = '\0';
  position_ = window_end_ = window_begin();
  offset_of_window_ = next_byte;
  return window;
}

int ByteReader::peek_past_space() {
  for (;;) {
    const int byte = peek();
    if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') return byte;
    skip();
  }
}

}  // namespace heapdiff::parse
