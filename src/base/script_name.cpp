#include "base/script_name.hpp"

#include <algorithm>
#include <cctype>

namespace heapdiff::base {

std::string_view scheme_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  const bool is_scheme =
      colon != std::string_view::npos && colon > 1 &&
      std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+';
      });
  return is_scheme ? name.substr(0, colon + 1) : std::string_view();
}

bool is_drive(std::string_view name) {
  return name.size() > 2 && std::isalpha(static_cast<unsigned char>(name[0])) != 0 &&
         name[1] == ':' && (name[2] == '/' || name[2] == '\\');
}

std::string_view without_file_scheme(std::string_view name) {
  constexpr std::string_view file = "file://";
  if (name.starts_with(file)) name.remove_prefix(file.size());
  return name;
}

}  // namespace heapdiff::base
