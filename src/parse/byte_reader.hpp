#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "input/source.hpp"

namespace heapdiff::parse {

/// The bytes of a source, one chunk in memory at a time. Trouble while reading looks like the end
/// of the input; who meets the end asks `failure()` why.
class ByteReader {
 public:
  static constexpr int end = -1;

  /// Reads on from where the source stands, which is offset `first_byte` of the input.
  explicit ByteReader(input::Source& source, std::uint64_t first_byte = 0);

  /// The next byte, or `end`.
  int peek() {
    if (position_ == window_end_ && !refill()) return end;
    return static_cast<unsigned char>(*position_);
  }

  int take() {
    const int byte = peek();
    if (byte != end) ++position_;
    return byte;
  }

  void skip() { ++position_; }  ///< REQUIRES: peek() was not `end`.

  /// Passes spaces, tabs and line ends, and peeks.
  int peek_past_space();

  /// Offset of the next byte in the input.
  [[nodiscard]] std::uint64_t offset() const {
    return offset_of_window_ + static_cast<std::uint64_t>(position_ - buffer_.get());
  }

  /// For hot loops: the bytes at hand, [position(), window_end()). A NUL stands at window_end(), so
  /// that a loop which stops at every byte outside its alphabet needs no bounds check.
  [[nodiscard]] const char* position() const { return position_; }
  [[nodiscard]] const char* window_end() const { return window_end_; }
  void set_position(const char* position) { position_ = position; }

  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] const std::string& name() const { return source_.name(); }

 private:
  bool refill();

  input::Source& source_;
  std::unique_ptr<char[]> buffer_;
  const char* position_;
  const char* window_end_;
  std::uint64_t offset_of_window_;
  std::optional<Error> failure_;
};

}  // namespace heapdiff::parse
