#pragma once

#include <cstdint>
#include <string>

#include "parse/sections.hpp"

namespace heapdiff::parse {

/// The text of a name whose string is lost.
[[nodiscard]] std::string lost_name(std::uint32_t string);

/// Drops from the columns of a damaged file each section that is kept whole or not at all, unless
/// it was read to its end: see `Salvage`.
void drop_lost_sections(ParseState& state);

/// Keeps those nodes, edges and strings of a damaged file that are right whatever is missing, makes
/// every reference in the columns valid, and completes `columns.damage` with how much was kept:
///  - Without all nodes no edge is kept: its source is unknown.
///  - Arrays that end properly but hold less than the rest of the file requires have lost a part in
///    an unknown place, so none of their edges, or strings, are kept.
///  - Names whose strings are lost get a text each, "(name lost #1234)", with the file's index. V8
///    writes each text once, so what shares an index shares a name.
/// O(elements), and a text for each lost name.
void keep_what_is_sound(ParseState& state);

}  // namespace heapdiff::parse
