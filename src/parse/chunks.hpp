#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "parse/byte_reader.hpp"

namespace heapdiff::parse {

/// A run of whole records of an array of numbers, as text. `begin[-1]` is a comma; what is
/// before it and beyond the end may be read as `convert_integers` does.
struct Chunk {
  std::unique_ptr<char[]> memory;
  const char* begin = nullptr;
  const char* end = nullptr;  ///< a byte that is no digit, or a byte of the next record
  std::uint64_t first_byte = 0;
  std::uint64_t first_record = 0;
  std::uint64_t records = 0;  ///< by its commas; of the last chunk, the most it can hold
  bool is_last = false;       ///< it ends with the array's `]`, or where the input does
};

/// Cuts an array of numbers into chunks at record borders and hands them out in order; several
/// threads may ask. What one thread does for all is little: it reads, counts commas, and carries
/// the tail of one chunk in front of the next. So every thread knows where its records belong
/// before any number has been converted.
class ChunkReader {
 public:
  /// The reader is past the `[`, and past the `]` once the last chunk was handed out.
  ChunkReader(ByteReader& reader, std::size_t width) : reader_(reader), width_(width) {}

  /// Nothing when all chunks were handed out, when the next one would hold records at or beyond
  /// `capacity` (it stays for later), and after `stop`.
  [[nodiscard]] std::optional<Chunk> next(std::uint64_t capacity);

  /// Memory of a chunk that is done with.
  void recycle(std::unique_ptr<char[]> memory);

  /// No more chunks: there was an error.
  void stop();

  /// The records up to the end of the chunk that did not fit, or nothing if there is none.
  [[nodiscard]] std::optional<std::uint64_t> capacity_wanted() const;

 private:
  [[nodiscard]] std::optional<Chunk> read_chunk();
  /// The last chunk: the carried tail, and what stands in the reader's window up to `end`. A tail
  /// that is longer than any record can be is the last, too: decoding it will say what is wrong.
  [[nodiscard]] Chunk take_rest(const char* end);
  [[nodiscard]] std::unique_ptr<char[]> spare();

  ByteReader& reader_;
  std::size_t width_;
  std::mutex mutex_;
  std::string carry_;  // the start of a record whose end is in the next window
  std::uint64_t carry_first_byte_ = 0;
  std::uint64_t next_record_ = 0;
  bool is_over_ = false;
  std::optional<Chunk> waiting_;
  std::vector<std::unique_ptr<char[]>> spares_;
};

}  // namespace heapdiff::parse
