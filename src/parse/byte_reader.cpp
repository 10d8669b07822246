#include "parse/byte_reader.hpp"

namespace heapdiff::parse {
namespace {

// Fits the second-level cache of anything current; larger chunks measured no faster.
constexpr std::size_t chunk_bytes = std::size_t{512} << 10;

}  // namespace

ByteReader::ByteReader(input::Source& source, std::uint64_t first_byte)
    : source_(source),
      buffer_(new char[chunk_bytes + 1]),
      position_(buffer_.get()),
      window_end_(buffer_.get()),
      offset_of_window_(first_byte) {
  buffer_[0] = '\0';
}

bool ByteReader::refill() {
  if (failure_) return false;
  offset_of_window_ += static_cast<std::uint64_t>(window_end_ - buffer_.get());
  const Result<std::size_t> got = source_.read({buffer_.get(), chunk_bytes});
  if (!got) failure_ = got.error();
  const std::size_t count = got.value_or(0);
  position_ = buffer_.get();
  window_end_ = position_ + count;
  buffer_[count] = '\0';
  return count > 0;
}

int ByteReader::peek_past_space() {
  for (;;) {
    const int byte = peek();
    if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') return byte;
    skip();
  }
}

}  // namespace heapdiff::parse
