#pragma once

#include <optional>

#include "input/source.hpp"
#include "parse/columns.hpp"
#include "parse/read_options.hpp"

namespace heapdiff::parse {

/// Reads a whole snapshot. Sections may come in any order: what comes before the sections that it
/// needs is found again by its offset where the source can be read again, and is held as text (with
/// a note) where it cannot. Needs memory for the columns and one chunk of input.
/// Numbers are converted on so many threads; the result is the same for any.
/// Where values are to be cut, they are while strings are read, or after everything where strings
/// come before what tells names from values, as V8 never writes them; the result is the same.
/// Allocation stacks cost nothing where the file has none; see `Schema::has_allocation_stacks`.
/// Of a damaged file, what is sound is read where `options.salvage` asks for it: see
/// `keep_what_is_sound`. The header and some of the nodes are needed.
/// Errors: io, cut_short, malformed, limit; each with the place.
[[nodiscard]] Result<Columns> parse_snapshot(input::Source& source, unsigned threads = 1,
                                             const ReadOptions& options = {});

/// The header alone, where it comes first as in every file that V8 writes.
[[nodiscard]] std::optional<Schema> peek_schema(input::Source& source);

}  // namespace heapdiff::parse
