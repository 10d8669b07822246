#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "input/source.hpp"
#include "parse/byte_reader.hpp"
#include "parse/chunks.hpp"
#include "parse/integers.hpp"
#include "parse/partial.hpp"
#include "parse/schema.hpp"

namespace heapdiff::parse {

/// What a section of numbers is called in messages.
struct SectionName {
  const char* key;      ///< "nodes"
  const char* element;  ///< "node"
  const Record& record;
  std::optional<std::uint64_t> count_claimed;  ///< by the header
  /// A bit for each field that may be negative. Everywhere else a sign is damage.
  std::uint64_t signed_fields = 0;

  [[nodiscard]] bool is_signed(std::size_t field) const {
    return (signed_fields >> field & 1) != 0;
  }
};

/// The numbers of one record. V8 keeps some of them as 32-bit integers with a sign and others
/// without, and its versions write one and the same number either way: what is below zero is read
/// modulo 2^32, which is what the versions without the sign write.
struct Values {
  static constexpr std::size_t count_max = 64;

  std::array<std::uint64_t, count_max> numbers;
  std::uint64_t negative_fields = 0;  ///< a bit for each that was written with a sign

  std::uint64_t& operator[](std::size_t field) { return numbers[field]; }
  const std::uint64_t& operator[](std::size_t field) const { return numbers[field]; }
  [[nodiscard]] bool is_negative(std::size_t field) const {
    return (negative_fields >> field & 1) != 0;
  }
  /// REQUIRES: magnitude ≤ `magnitude_max`.
  void set_negative(std::size_t field, std::uint64_t magnitude) {
    numbers[field] = static_cast<std::uint32_t>(-magnitude);
    negative_fields |= std::uint64_t{1} << field;
  }
  static constexpr std::uint64_t magnitude_max = std::uint64_t{1} << 31;
};

/// The error about the one number at fault.
[[nodiscard]] Error bad_number(ByteReader& reader, const SectionName& section,
                               std::uint64_t element, std::size_t field, std::uint64_t byte);

/// "ends inside "nodes" after 12 of 300 nodes", or the reason why reading failed.
[[nodiscard]] Error ends_inside(const ByteReader& reader, const SectionName& section,
                                std::uint64_t elements);

/// Reads one whole number; the reader stands at its first byte, or at what is there instead.
/// Nothing if it is none; then the error is set.
[[nodiscard]] std::optional<std::uint64_t> read_number(ByteReader& reader,
                                                       const SectionName& section,
                                                       std::uint64_t element, std::size_t field,
                                                       std::optional<Error>& error);

/// There is something else where a comma should follow a number.
[[nodiscard]] Error no_comma(const ByteReader& reader, const SectionName& section,
                             std::uint64_t element, std::size_t field, int found);

enum class RecordStatus { complete, end_of_array, bad };

/// Reads one record byte by byte, over chunk borders and any white space. On `bad` the error is
/// set.
[[nodiscard]] RecordStatus read_record_carefully(ByteReader& reader, const SectionName& section,
                                                 std::uint64_t element, Values& values,
                                                 std::optional<Error>& error);

/// Reads a number with a sign into `values`, for `read_record_fast`: the place after it, or null
/// where something is unusual.
[[nodiscard]] const char* read_negative_fast(const char* p, std::size_t field,
                                             const SectionName& section, Values& values);

/// Reads one record that lies wholly in the window, or touches nothing: the reference for the
/// vector code, and what reads files that are laid out otherwise than V8 does. One branch per digit
/// wins over branchless conversion because lengths repeat and are predicted. Returns the place
/// after the record's last separator, or null where something is unusual (the window ends, the
/// array ends, an error): then `read_record_carefully` takes over.
[[nodiscard]] inline const char* read_record_fast(const char* p, const SectionName& section,
                                                  Values& values) {
  const std::size_t width = section.record.width();
  values.negative_fields = 0;
  for (std::size_t field = 0; field < width; ++field) {
    unsigned digit = static_cast<unsigned char>(*p) - unsigned{'0'};
    if (digit > 9) {
      p = read_negative_fast(p, field, section, values);
      if (p == nullptr) return nullptr;
    } else {
      const char* start = p;
      std::uint64_t value = digit;
      while ((digit = static_cast<unsigned char>(*++p) - unsigned{'0'}) <= 9) {
        value = value * 10 + digit;
      }
      if (p - start > 19) return nullptr;  // may not fit 64 bits
      values[field] = value;
    }
    while (*p == '\n' || *p == ' ' || *p == '\r' || *p == '\t') ++p;
    if (*p != ',') return nullptr;
    ++p;
    while (*p == '\n' || *p == ' ' || *p == '\r' || *p == '\t') ++p;
  }
  return p;
}

/// Whole records, converted at once.
struct RecordBatch {
  const std::uint32_t* values;  ///< of one record after the other
  std::size_t count;            ///< of records
  std::uint64_t first_element;
  std::uint64_t first_byte;  ///< where the first one's text starts
  // Where the others start:
  const IntegerWindow& window;
  const char* window_text;
  std::uint64_t window_byte;
  std::size_t width;
  std::size_t carried;  ///< numbers of the first record that stood in an earlier window

  /// Where the text of a record starts.
  [[nodiscard]] std::uint64_t byte_of(std::size_t record) const {
    if (record == 0) return first_byte;
    return window_byte + behind_separator(record * width);
  }

  /// The offset in the window of the text after the first `number` numbers of the batch.
  [[nodiscard]] std::size_t behind_separator(std::size_t number) const {
    const std::size_t end = window.ends[number - carried - 1];
    return end + (window_text[end] == '\n' ? 2 : 1);
  }
};

/// Decodes the records at the start of a chunk that are written as V8 writes them and that
/// `take_batch` accepts, many at a time. Returns the first one that was not decoded.
template <class Decoder>
[[nodiscard]] std::uint64_t decode_batches(const Chunk& chunk, std::size_t width, Decoder& decoder,
                                           const char*& start) {
  IntegerWindow window;
  std::array<std::uint32_t, Values::count_max + IntegerWindow::count_max + IntegerWindow::slack>
      values;
  std::size_t carried = 0;  // numbers of a record whose end is in a later window
  std::uint64_t element = chunk.first_record;
  const auto byte_of = [&](const char* at) {
    return chunk.first_byte + static_cast<std::uint64_t>(at - chunk.begin);
  };
  start = chunk.begin;
  for (const char* text = chunk.begin; text != chunk.end;) {
    const char* limit = text + std::min<std::ptrdiff_t>(chunk.end - text, IntegerWindow::bytes_max);
    while (limit != text && limit[-1] != ',') --limit;
    if (limit == text) break;
    const auto count = convert_integers(text, limit, window, values.data() + carried);
    if (!count) break;
    const std::size_t held = carried + *count;
    const std::size_t used = held - held % width;
    if (used > 0) {
      const RecordBatch batch{values.data(), used / width,  element, byte_of(start), window,
                              text,          byte_of(text), width,   carried};
      if (!decoder.take_batch(batch)) break;
      element += batch.count;
      start = text + batch.behind_separator(used);
    }
    carried = held - used;
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(used), carried, values.begin());
    text = limit;
  }
  return element;
}

/// Decodes one chunk. Records go to `decoder.take_batch(batch)`, which refuses what is unusual;
/// from there on one by one to `decoder.take(values, element, byte)`, which returns false when it
/// refuses one and knows why. Returns the number of records taken; the error is that of the text.
template <class Decoder>
[[nodiscard]] Partial<std::uint64_t> decode_chunk(const Chunk& chunk, const std::string& file,
                                                  const SectionName& section, Decoder& decoder) {
  const std::size_t width = section.record.width();
  Values values{};
  const char* p = nullptr;
  std::uint64_t element = decode_batches(chunk, width, decoder, p);
  const auto byte_of = [&](const char* at) {
    return chunk.first_byte + static_cast<std::uint64_t>(at - chunk.begin);
  };
  const std::uint64_t end_of_whole = chunk.first_record + chunk.records - (chunk.is_last ? 1 : 0);
  for (; element < end_of_whole; ++element) {
    const char* next = read_record_fast(p, section, values);
    if (next == nullptr) break;
    if (!decoder.take(values, element, byte_of(p))) return {element - chunk.first_record};
    p = next;
  }
  if (!chunk.is_last && element == end_of_whole) return {chunk.records};

  // The last record, or one that is not as it should be.
  const auto rest =
      input::text_source({p, static_cast<std::size_t>(chunk.end - p)}, file, byte_of(p));
  ByteReader reader(*rest, byte_of(p));
  std::optional<Error> error;
  if (element == 0 && chunk.is_last && reader.peek_past_space() == ']') return {0};
  for (;; ++element) {
    reader.peek_past_space();
    const std::uint64_t byte = reader.offset();
    const RecordStatus status = read_record_carefully(reader, section, element, values, error);
    if (status == RecordStatus::bad) return {element - chunk.first_record, std::move(error)};
    if (!decoder.take(values, element, byte)) return {element - chunk.first_record};
    if (status == RecordStatus::end_of_array || (!chunk.is_last && element + 1 == end_of_whole)) {
      return {element + 1 - chunk.first_record};
    }
  }
}

}  // namespace heapdiff::parse
