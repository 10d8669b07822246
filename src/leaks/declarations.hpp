#pragma once

#include <optional>
#include <string>

#include "analysis/scope_names.hpp"
#include "heapdiff/suspect.hpp"
#include "leaks/holders.hpp"

namespace heapdiff::leaks {

/// Where a variable of a scope is declared, by the script's text in the snapshot. Node keeps the
/// first 1,024 characters of it, Chromium all; nothing where the text does not reach so far, or
/// where several declarations may be meant.
[[nodiscard]] std::optional<Place> find_declaration(const graph::Heap& heap,
                                                    const analysis::ScopeNames& scopes,
                                                    NodeIndex context, const std::string& name,
                                                    const ScopeLabel& label);

/// Sets a holder's script, function and place from where its name was found.
void locate_holder(Holder& holder, const graph::Heap& heap, const analysis::ScriptNames& scripts,
                   const analysis::ScopeNames& scopes, const NamedEnd& end);

/// A variable's declaration in a text: line and column, from 1, of the name's only declaration.
struct TextPlace {
  std::uint32_t line, column;
};
[[nodiscard]] std::optional<TextPlace> find_declaration_in(std::string_view source,
                                                           std::string_view name);

}  // namespace heapdiff::leaks
