#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "input/source.hpp"
#include "parse/byte_reader.hpp"
#include "parse/chunks.hpp"
#include "parse/schema.hpp"

namespace heapdiff::parse {

/// What a section of numbers is called in messages.
struct SectionName {
  const char* key;      ///< "nodes"
  const char* element;  ///< "node"
  const Record& record;
  std::optional<std::uint64_t> count_claimed;  ///< by the header
};

using Values = std::array<std::uint64_t, 64>;

/// The one number at fault, told apart for the message.
[[nodiscard]] Error bad_number(ByteReader& reader, const SectionName& section,
                               std::uint64_t element, std::size_t field, std::uint64_t byte);

/// "ends inside "nodes" after 12 of 300 nodes", or the reason why reading failed.
[[nodiscard]] Error ends_inside(const ByteReader& reader, const SectionName& section,
                                std::uint64_t elements);

enum class RecordStatus { complete, end_of_array, bad };

/// Reads one record byte by byte, over chunk borders and any white space. On `bad` the error is
/// set.
[[nodiscard]] RecordStatus read_record_carefully(ByteReader& reader, const SectionName& section,
                                                 std::uint64_t element, Values& values,
                                                 std::optional<Error>& error);

/// The hot loop: reads one record that lies wholly in the window, or touches nothing. One branch
/// per digit wins over branchless conversion because lengths repeat and are predicted; about 2
/// GB/s. Returns the place after the record's last separator, or null where something is unusual
/// (the window ends, the array ends, an error): then `read_record_carefully` takes over.
[[nodiscard]] inline const char* read_record_fast(const char* p, std::size_t width,
                                                  Values& values) {
  for (std::size_t field = 0; field < width; ++field) {
    unsigned digit = static_cast<unsigned char>(*p) - unsigned{'0'};
    if (digit > 9) return nullptr;
    const char* start = p;
    std::uint64_t value = digit;
    while ((digit = static_cast<unsigned char>(*++p) - unsigned{'0'}) <= 9) {
      value = value * 10 + digit;
    }
    if (p - start > 19) return nullptr;  // may not fit 64 bits
    values[field] = value;
    while (*p == '\n' || *p == ' ' || *p == '\r' || *p == '\t') ++p;
    if (*p != ',') return nullptr;
    ++p;
    while (*p == '\n' || *p == ' ' || *p == '\r' || *p == '\t') ++p;
  }
  return p;
}

/// Decodes one chunk and hands each record to `take(values, element, byte)`, which returns false
/// when it refuses one (and knows why). Returns the number of records; the error is that of the
/// text.
template <class Take>
[[nodiscard]] Result<std::uint64_t> decode_chunk(const Chunk& chunk, const std::string& file,
                                                 const SectionName& section, Take&& take) {
  const std::size_t width = section.record.width();
  Values values{};
  const char* p = chunk.begin;
  std::uint64_t element = chunk.first_record;
  const auto byte_of = [&](const char* at) {
    return chunk.first_byte + static_cast<std::uint64_t>(at - chunk.begin);
  };
  const std::uint64_t end_of_whole = chunk.first_record + chunk.records - (chunk.is_last ? 1 : 0);
  for (; element < end_of_whole; ++element) {
    const char* next = read_record_fast(p, width, values);
    if (next == nullptr) break;
    if (!take(values, element, byte_of(p))) return element - chunk.first_record;
    p = next;
  }
  if (!chunk.is_last && element == end_of_whole) return chunk.records;

  // The last record, or one that is not as it should be.
  const auto rest =
      input::text_source({p, static_cast<std::size_t>(chunk.end - p)}, file, byte_of(p));
  ByteReader reader(*rest, byte_of(p));
  std::optional<Error> error;
  if (element == 0 && chunk.is_last && reader.peek_past_space() == ']') return 0;
  for (;; ++element) {
    reader.peek_past_space();
    const std::uint64_t byte = reader.offset();
    const RecordStatus status = read_record_carefully(reader, section, element, values, error);
    if (status == RecordStatus::bad) return fail(std::move(*error));
    if (!take(values, element, byte)) return element - chunk.first_record;
    if (status == RecordStatus::end_of_array || (!chunk.is_last && element + 1 == end_of_whole)) {
      return element + 1 - chunk.first_record;
    }
  }
}

}  // namespace heapdiff::parse
