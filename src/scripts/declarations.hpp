#pragma once

#include <optional>
#include <string>

#include "heapdiff/path.hpp"
#include "scripts/scope_names.hpp"

namespace heapdiff::scripts {

/// Where a variable of a scope is declared, by the script's text in the snapshot. Node keeps the
/// first 1,024 characters of it, Chromium all; nothing where the text does not reach so far, or
/// where several declarations may be meant.
[[nodiscard]] std::optional<Place> find_declaration(const graph::Heap& heap,
                                                    const ScriptNames& scripts,
                                                    const ScopeNames& scopes, NodeIndex context,
                                                    const std::string& name);

}  // namespace heapdiff::scripts
