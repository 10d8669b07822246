#pragma once

#include <string_view>

#include "scripts/scope_names.hpp"

namespace heapdiff::scripts {

/// Does a function's code use a variable that it keeps alive through its scope? Functions of one
/// scope share one record of all variables that any of them captured, so a function may keep what
/// only its neighbour needs.
enum class Use { yes, no, unknown };

/// By what the file says of scopes, where newer V8 wrote that: then a variable is used where any
/// function that lives and reaches its context uses it, as in DevTools' analysis of contexts. Else
/// by the script's text, as far as the snapshot has it. Else by compiled code: a scope's only
/// function must be the one that uses its variables; of several, one whose constants name nothing
/// that the variable's value has, while a sibling's do, does not use it.
[[nodiscard]] Use use_of_variable(const graph::Heap& heap, const ScopeNames& scopes,
                                  NodeIndex function, std::string_view variable, NodeIndex value);

}  // namespace heapdiff::scripts
