#pragma once

#include <string>
#include <vector>

#include "parse/byte_reader.hpp"

namespace heapdiff::parse {

/// What an input is that does not start like a JSON object: "this is an HTML page, not a heap
/// snapshot". The reader stands at its first byte that is no white space.
[[nodiscard]] Error describe_foreign_text(ByteReader& reader);

/// What a JSON object without a "snapshot" is, by the names of its members.
[[nodiscard]] Error describe_foreign_json(const std::string& file,
                                          const std::vector<std::string>& keys);

}  // namespace heapdiff::parse
