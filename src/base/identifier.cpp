#include "base/identifier.hpp"

#include <algorithm>
#include <cctype>

namespace heapdiff::base {

bool is_identifier_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '_' || c == '$' || byte >= 0x80 || std::isalnum(byte) != 0;
}

bool is_property_name(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) return false;
  // A private name begins with "#".
  return name.starts_with("<symbol") || std::all_of(name.begin(), name.end(), [](char c) {
           return c == '#' || is_identifier_byte(c);
         });
}

}  // namespace heapdiff::base
