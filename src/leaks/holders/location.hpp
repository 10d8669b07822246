#pragma once

#include "leaks/holders/name_search.hpp"

namespace heapdiff::leaks {

/// Sets a holder's script, function and place from where its name was found.
void locate_holder(Holder& holder, const graph::Heap& heap, const scripts::ScriptNames& scripts,
                   const scripts::ScopeNames& scopes, const NameOrigin& end);

}  // namespace heapdiff::leaks
