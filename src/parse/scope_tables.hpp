#pragma once

#include <optional>
#include <string>

#include "parse/byte_reader.hpp"
#include "parse/columns.hpp"
#include "parse/partial.hpp"

namespace heapdiff::parse {

// The three sections in which newer V8 says which scope declares and uses which variables. Each
// reads one up to its `]`; the reader is past the `[`. Numbers may be negative: V8 gives the
// scope of a script's own variables the id -2. Errors: cut_short; malformed. What cannot be, though
// it is a number, empties nothing here: see `check_scopes`. O(bytes), and 2 bytes of memory a byte
// at the most. REQUIRES: schema.has_scopes()
[[nodiscard]] std::optional<Error> read_scopes(ByteReader& reader, const Schema& schema,
                                               ScopeTables& tables);
[[nodiscard]] std::optional<Error> read_scope_variables(ByteReader& reader, const Schema& schema,
                                                        ScopeTables& tables);
[[nodiscard]] std::optional<Error> read_scope_uses(ByteReader& reader, const Schema& schema,
                                                   ScopeTables& tables);

/// What three sections together must satisfy, or they are of no use: counts that add up, scopes
/// inside others that are there, names that are strings, scripts that are nodes. Returns what is
/// wrong. O(rows).
[[nodiscard]] std::optional<std::string> check_scopes(const ScopeTables& tables,
                                                      std::size_t node_count,
                                                      std::size_t string_count);

}  // namespace heapdiff::parse
