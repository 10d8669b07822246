#pragma once

#include <cstdint>
#include <optional>

#include "input/source.hpp"
#include "parse/schema.hpp"

namespace heapdiff::parse {

/// The memory that the strings of a file will take, estimated from samples.
struct StringsExtent {
  std::uint64_t first_byte = 0;  ///< of the section, to a window
  std::uint64_t count = 0;
  std::uint64_t text_bytes = 0;    ///< all of it, decoded
  std::uint64_t starts_bytes = 0;  ///< of each string what is kept of a value: see `Texts`
};

/// Looks for where the numbers of a file end, by halves, and at some windows of what stands after
/// them: a megabyte or so is read. At `in_numbers` there are still numbers. Nothing where the
/// source cannot be read from any offset, or strings do not come last. The source stands anywhere
/// afterwards.
[[nodiscard]] std::optional<StringsExtent> sample_strings(input::Source& source,
                                                          std::uint64_t in_numbers);

/// What the numbers of a file say of the memory that it will take, estimated from samples.
struct NumbersExtent {
  std::uint64_t locations = 0;
  std::uint64_t texts = 0;  ///< nodes that are strings, or joined of two
};

/// V8 writes one element a line: so many numbers in a line show which section a window is of. Looks
/// for where locations begin, by halves, and at the types of some nodes: two megabytes or so are
/// read. `strings_begin` is where strings begin. Nothing where lines are of other lengths, as other
/// producers write them. The source stands anywhere afterwards.
[[nodiscard]] std::optional<NumbersExtent> sample_numbers(input::Source& source,
                                                          const Schema& schema,
                                                          std::uint64_t node_count,
                                                          std::uint64_t strings_begin);

}  // namespace heapdiff::parse
