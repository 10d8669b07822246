#include "parse/records.hpp"

#include <fmt/format.h>

#include "base/checked.hpp"

namespace heapdiff::parse {
namespace {

bool is_digit(int byte) { return byte >= '0' && byte <= '9'; }

Error number_error(const ByteReader& reader, const SectionName& section, std::uint64_t element,
                   std::size_t field, std::uint64_t byte, std::string problem) {
  return {ErrorKind::malformed, reader.name(),
          fmt::format("{} {}: its {} {}", section.element, element, section.record.fields[field],
                      problem),
          byte, ""};
}

}  // namespace

Error bad_number(ByteReader& reader, const SectionName& section, std::uint64_t element,
                 std::size_t field, std::uint64_t byte) {
  const int found = reader.peek();
  if (found == ByteReader::end) return ends_inside(reader, section, element);
  Error error =
      number_error(reader, section, element, field, byte,
                   fmt::format("is {} where a whole number is expected", describe_byte(found)));
  if (found == '\0') error.hint = hole_hint;
  return error;
}

Error ends_inside(const ByteReader& reader, const SectionName& section, std::uint64_t elements) {
  const std::string of =
      section.count_claimed ? fmt::format(" of {}", *section.count_claimed) : std::string();
  return ends_early(
      reader, fmt::format("inside \"{}\" after {}{} {}{}", section.key, elements, of,
                          section.element, section.count_claimed || elements != 1 ? "s" : ""));
}

std::optional<std::uint64_t> read_number(ByteReader& reader, const SectionName& section,
                                         std::uint64_t element, std::size_t field,
                                         std::optional<Error>& error) {
  const std::uint64_t byte = reader.offset();
  if (!is_digit(reader.peek())) {
    error = bad_number(reader, section, element, field, byte);
    return std::nullopt;
  }
  std::uint64_t value = 0;
  while (is_digit(reader.peek())) {
    const auto digit = static_cast<std::uint64_t>(reader.take() - '0');
    const auto tens = base::checked_multiply(value, 10);
    const auto sum = tens ? base::checked_add(*tens, digit) : std::nullopt;
    if (!sum) {
      error = number_error(reader, section, element, field, byte, "does not fit in 64 bits");
      return std::nullopt;
    }
    value = *sum;
  }
  const int after = reader.peek();
  if (after == '.' || after == 'e' || after == 'E') {
    error = number_error(reader, section, element, field, byte, "is not written as a whole number");
    return std::nullopt;
  }
  return value;
}

Error no_comma(const ByteReader& reader, const SectionName& section, std::uint64_t element,
               std::size_t field, int found) {
  if (found == ByteReader::end) return ends_inside(reader, section, element);
  Error error = number_error(
      reader, section, element, field, reader.offset(),
      fmt::format("is followed by {} where a comma is expected", describe_byte(found)));
  if (found == '\0') error.hint = hole_hint;
  return error;
}

const char* read_negative_fast(const char* p, std::size_t field, const SectionName& section,
                               Values& values) {
  if (*p != '-' || !section.is_signed(field)) return nullptr;
  const char* start = ++p;
  std::uint64_t magnitude = 0;
  for (; *p >= '0' && *p <= '9'; ++p) {
    magnitude = magnitude * 10 + static_cast<std::uint64_t>(*p - '0');
    if (magnitude > Values::magnitude_max) return nullptr;
  }
  if (p == start) return nullptr;
  values.set_negative(field, magnitude);
  return p;
}

RecordStatus read_record_carefully(ByteReader& reader, const SectionName& section,
                                   std::uint64_t element, Values& values,
                                   std::optional<Error>& error) {
  const std::size_t width = section.record.width();
  values.negative_fields = 0;
  for (std::size_t field = 0; field < width; ++field) {
    const bool is_negative = reader.peek_past_space() == '-' && section.is_signed(field);
    const std::uint64_t byte = reader.offset();
    if (is_negative) reader.skip();
    const auto value = read_number(reader, section, element, field, error);
    if (!value) return RecordStatus::bad;
    values[field] = *value;
    if (is_negative) {
      if (*value > Values::magnitude_max) {
        error = number_error(reader, section, element, field, byte,
                             fmt::format("is -{}, less than 32 bits hold", *value));
        return RecordStatus::bad;
      }
      values.set_negative(field, *value);
    }
    const int separator = reader.peek_past_space();
    if (separator == ']') {
      reader.skip();
      if (field + 1 == width) return RecordStatus::end_of_array;
      error = Error{ErrorKind::malformed, reader.name(),
                    fmt::format("\"{}\" ends after {} of the {} numbers of {} {}", section.key,
                                field + 1, width, section.element, element),
                    reader.offset() - 1, ""};
      return RecordStatus::bad;
    }
    if (separator != ',') {
      error = no_comma(reader, section, element, field, separator);
      return RecordStatus::bad;
    }
    reader.skip();
  }
  // The next record's first byte is a digit, or the next call reports what is wrong with it.
  return RecordStatus::complete;
}

}  // namespace heapdiff::parse
