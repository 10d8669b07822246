#include "leaks/declarations.hpp"

#include <algorithm>
#include <cctype>

#include "base/printable.hpp"
#include "leaks/lookup.hpp"

namespace heapdiff::leaks {
namespace {

bool is_identifier(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Is what stands before a name the beginning of its declaration?
bool declares(std::string_view before) {
  std::size_t end = before.size();
  while (end > 0 && std::isspace(static_cast<unsigned char>(before[end - 1])) != 0) --end;
  if (end == before.size()) return false;  // a keyword and a space at least
  const std::string_view text = before.substr(0, end);
  for (const std::string_view keyword : {"const", "let", "var", "class", "function", "import"}) {
    if (!text.ends_with(keyword)) continue;
    return text.size() == keyword.size() || !is_identifier(text[text.size() - keyword.size() - 1]);
  }
  return false;
}

TextPlace place_in(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, offset);
  const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t start = before.rfind('\n');
  const std::string_view line = start == std::string_view::npos ? before : before.substr(start + 1);
  return {lines + 1, static_cast<std::uint32_t>(base::utf16_length(line)) + 1};
}

}  // namespace

std::optional<TextPlace> find_declaration_in(std::string_view source, std::string_view name) {
  std::optional<std::size_t> found;
  for (std::size_t at = source.find(name); at != std::string_view::npos;
       at = source.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool is_whole = (at == 0 || !is_identifier(source[at - 1])) &&
                          (end == source.size() || !is_identifier(source[end]));
    if (!is_whole || end == source.size() || !declares(source.substr(0, at))) continue;
    if (found) return std::nullopt;
    found = at;
  }
  if (!found) return std::nullopt;
  return place_in(source, *found);
}

std::optional<Place> find_declaration(const graph::Heap& heap, const analysis::ScopeNames& scopes,
                                      NodeIndex context, const std::string& name,
                                      const ScopeLabel& label) {
  const auto shared = scopes.shared_of(heap, context);
  if (!shared) return std::nullopt;
  const auto script = analysis::script_of_shared(heap, *shared);
  if (!script) return std::nullopt;
  const auto source = internal(heap, *script, "source");
  if (!source || !is_string_like(heap.nodes.types[*source])) return std::nullopt;
  const auto found = find_declaration_in(heap.raw_name(*source), name);
  if (!found) return std::nullopt;
  return Place{label.file, found->line, found->column};
}

}  // namespace heapdiff::leaks
