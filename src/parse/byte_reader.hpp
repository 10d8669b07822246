#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "input/source.hpp"

namespace heapdiff::parse {

/// JSON's white space.
template <typename Char>
[[nodiscard]] constexpr bool is_space(Char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// The bytes of a source, one chunk in memory at a time. Trouble while reading looks like the end
/// of the input; who meets the end asks `failure()` why.
class ByteReader {
 public:
  static constexpr int end = -1;
  /// Bytes that may be written before the start of a taken window.
  static constexpr std::size_t margin = std::size_t{16} << 10;
  /// Bytes that may be read beyond its end.
  static constexpr std::size_t padding = 64;

  /// The window's memory, taken out of the reader: [begin, end), a NUL at `end`, `margin` bytes of
  /// room before `begin`.
  struct Window {
    std::unique_ptr<char[]> memory;
    char* begin = nullptr;
    char* end = nullptr;
    std::uint64_t first_byte = 0;
  };

  /// Reads from the source's position on, which is offset `first_byte` of the input.
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
  int peek_past_space() {
    for (;;) {
      const int byte = peek();
      if (byte > ' ' || !is_space(byte)) return byte;
      skip();
    }
  }

  /// Offset of the next byte in the input.
  [[nodiscard]] std::uint64_t offset() const {
    return offset_of_window_ + static_cast<std::uint64_t>(position_ - window_begin());
  }

  /// For hot loops: the bytes at hand, [position(), window_end()). A NUL stands at window_end(), so
  /// that a loop which stops at every byte outside its alphabet needs no bounds check.
  [[nodiscard]] const char* position() const { return position_; }
  [[nodiscard]] const char* window_end() const { return window_end_; }
  void set_position(const char* position) { position_ += position - position_; }

  /// Takes what is left of the window, or the next one where nothing is; empty at the end. `spare`
  /// is memory of a window taken before, to be used again; it may be null.
  [[nodiscard]] Window take_window(std::unique_ptr<char[]> spare);

  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] const std::string& name() const { return source_.name(); }
  [[nodiscard]] const input::Source& source() const { return source_; }

 private:
  bool refill();
  [[nodiscard]] static std::unique_ptr<char[]> new_buffer();
  [[nodiscard]] char* window_begin() const {
    const auto begin = reinterpret_cast<std::uintptr_t>(buffer_.get() + margin);
    return buffer_.get() + margin + (alignment - begin % alignment) % alignment;
  }

  /// The system copies twice as fast to where a line of the cache begins as to 16 bytes behind,
  /// which is what `new` returns for large blocks (AMD EPYC: 9 and 4.8 GB/s).
  static constexpr std::size_t alignment = 64;

  input::Source& source_;
  std::unique_ptr<char[]> buffer_;
  char* position_;
  char* window_end_;
  std::uint64_t offset_of_window_;
  std::optional<Error> failure_;
};

/// The way out that every message about an early end offers.
inline constexpr const char* cut_hint =
    "the file was cut short; was the process killed while writing it?";

/// Why there is a NUL byte where none should be.
inline constexpr const char* hole_hint =
    "a block of the file is missing (NUL bytes stand in its place)";

/// A byte as messages call it: "a string", "'}'", "byte 0x00".
[[nodiscard]] std::string describe_byte(int byte);

/// "1 string", "2 strings".
[[nodiscard]] std::string counted(std::uint64_t count, const char* noun);

/// For an input that ends where it should not: "ends " and `where`, or the reason why reading
/// failed.
[[nodiscard]] Error ends_early(const ByteReader& reader, const std::string& where);

}  // namespace heapdiff::parse
