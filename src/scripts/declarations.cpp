#include "scripts/declarations.hpp"

#include <algorithm>
#include <cctype>

#include "base/identifier.hpp"
#include "base/printable.hpp"
#include "graph/properties.hpp"

namespace heapdiff::scripts {
namespace {

/// Does the text before a name begin its declaration?
bool declares(std::string_view before) {
  std::size_t end = before.size();
  while (end > 0 && std::isspace(static_cast<unsigned char>(before[end - 1])) != 0) --end;
  if (end == before.size()) return false;  // a keyword and a space at least
  const std::string_view text = before.substr(0, end);
  for (const std::string_view keyword : {"const", "let", "var", "class", "function", "import"}) {
    if (!text.ends_with(keyword)) continue;
    return text.size() == keyword.size() ||
           !base::is_identifier_byte(text[text.size() - keyword.size() - 1]);
  }
  return false;
}

/// Is it a further name of a declaration: `let a = 1, NAME = 2`?
bool declares_too(std::string_view before, std::string_view behind) {
  const auto trim_end = [](std::string_view text) {
    return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  };
  before = trim_end(before);
  if (!before.ends_with(',')) return false;
  behind.remove_prefix(std::min(behind.find_first_not_of(" \t\r\n"), behind.size()));
  const bool is_set =
      behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>");
  if (!is_set) return false;
  const std::size_t start = before.find_last_of(";{}()") + 1;  // npos + 1 is 0
  std::string_view statement = before.substr(start);
  statement.remove_prefix(std::min(statement.find_first_not_of(" \t\r\n"), statement.size()));
  return statement.starts_with("const ") || statement.starts_with("let ") ||
         statement.starts_with("var ");
}

TextPlace place_in(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, offset);
  const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t start = before.rfind('\n');
  const std::string_view line = start == std::string_view::npos ? before : before.substr(start + 1);
  return {lines, static_cast<std::uint32_t>(base::utf16_length(line))};
}

}  // namespace

std::optional<TextPlace> find_declaration_in(std::string_view source, std::string_view name) {
  std::optional<std::size_t> found;
  for (std::size_t at = source.find(name); at != std::string_view::npos;
       at = source.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool is_whole = (at == 0 || !base::is_identifier_byte(source[at - 1])) &&
                          (end == source.size() || !base::is_identifier_byte(source[end]));
    if (!is_whole || end == source.size()) continue;
    const std::string_view before = source.substr(0, at);
    if (!declares(before) && !declares_too(before, source.substr(end))) continue;
    if (found) return std::nullopt;
    found = at;
  }
  if (!found) return std::nullopt;
  return place_in(source, *found);
}

std::optional<Place> find_declaration(const graph::Heap& heap, const ScriptNames& scripts,
                                      const ScopeNames& scopes, NodeIndex context,
                                      const std::string& name) {
  const auto shared = scopes.shared_of(heap, context);
  if (!shared) return std::nullopt;
  const auto script = script_of_shared(heap, *shared);
  if (!script) return std::nullopt;
  const auto source = graph::internal(heap, *script, "source");
  if (!source || !is_string_like(heap.nodes.types[*source])) return std::nullopt;
  const auto found = find_declaration_in(heap.raw_name(*source), name);
  if (!found) return std::nullopt;
  return scripts.place_in(script_name_of_shared(heap, *shared), *found);
}

}  // namespace heapdiff::scripts
