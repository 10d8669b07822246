#include "heapdiff/error.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/printable.hpp"

namespace heapdiff {

std::string format_error(const Error& error) {
  std::string text = "heapdiff: ";
  auto out = std::back_inserter(text);
  if (!error.path.empty()) fmt::format_to(out, "{}: ", base::printable(error.path));
  text += error.message;
  if (error.byte) fmt::format_to(out, " (byte {})", *error.byte);
  text += '\n';
  if (!error.hint.empty()) fmt::format_to(out, "  hint: {}\n", error.hint);
  return text;
}

}  // namespace heapdiff
