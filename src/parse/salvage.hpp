#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parse/columns.hpp"
#include "parse/strings.hpp"

namespace heapdiff::parse {

/// Which sections of a damaged file were read to their end.
struct Reach {
  bool nodes = false, edges = false, places = false, strings = false, stacks = false;
  std::optional<Hole> hole;  ///< in the strings
};

/// The text of a name whose string is lost.
[[nodiscard]] std::string lost_name(std::uint32_t string);

/// Keeps of the columns of a damaged file what is right whatever is missing, makes every reference
/// in it lead somewhere, and says in `columns.damage`, which is there already, how much that is:
///  - Without all nodes no edge is kept: whose it is cannot be told.
///  - Arrays that end as they should but hold less than the rest of the file says have lost a part
///    nobody knows where, so that none of their edges, or strings, are kept.
///  - Without all places in the source none is kept.
///  - Names whose strings are lost get a text each, "(name lost #1234)", with the file's index. V8
///    has each text once, so that what shares an index shares a name.
/// O(elements), and a text for each lost name.
void keep_what_is_sound(Columns& columns, const Reach& reach);

}  // namespace heapdiff::parse
