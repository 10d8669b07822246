#pragma once

#include <cstdint>
#include <optional>

#include "base/string_pool.hpp"
#include "parse/byte_reader.hpp"
#include "parse/partial.hpp"
#include "parse/texts.hpp"

namespace heapdiff::parse {

/// A block of NUL bytes inside a text: legal to read, but nothing that V8 writes.
struct Hole {
  std::uint64_t string = 0;  ///< the text that it is in, or starts in
  std::uint64_t byte = 0;
};

struct StringTable {
  base::StringPool texts;       ///< valid UTF-8, always
  std::uint64_t replaced = 0;   ///< places that held no text and became U+FFFD
  bool are_values_cut = false;  ///< see `Texts`
  std::optional<Hole> first_hole;
};

/// Reads an array of strings up to its `]`; the reader is past the `[`. Lenient inside
/// strings: lone surrogates, bad escapes, raw control characters and bytes that are not UTF-8
/// become U+FFFD (a run of raw ones becomes a single U+FFFD, so text never outgrows its
/// bytes). Errors: cut_short; malformed where something other than strings and commas stands; the
/// strings before it are whole.
[[nodiscard]] Partial<StringTable> read_strings(ByteReader& reader);

/// The same, with values cut as `texts` has it; the other sections, in `columns`, tell which those
/// are.
/// Needs memory for what is kept, and for up to `texts.cut_above` bytes before.
[[nodiscard]] Partial<StringTable> read_strings(ByteReader& reader, Texts texts,
                                                const Columns& columns);

}  // namespace heapdiff::parse
