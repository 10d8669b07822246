#include "cli/operands.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/printable.hpp"

namespace heapdiff::cli {

Result<ObjectId> parse_object_id(std::string_view text) {
  const std::string shown = base::printable(text);
  if (text.starts_with('@')) text.remove_prefix(1);
  ObjectId id;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), id.value);
  if (status != std::errc{} || end != text.data() + text.size()) {
    return fail({ErrorKind::usage, "",
                 fmt::format("expected an object id such as @12345, not {}", shown), std::nullopt,
                 ""});
  }
  return id;
}

Result<NamePattern> parse_pattern(std::string_view text, NamePattern::PlainText meaning) {
  Result<NamePattern> pattern = NamePattern::parse(text, meaning);
  if (pattern) return pattern;
  return fail({ErrorKind::usage, "",
               fmt::format("{}: {}", base::printable(text), pattern.error().message), std::nullopt,
               ""});
}

}  // namespace heapdiff::cli
