#pragma once

#include <string>
#include <unordered_map>

#include "graph/heap.hpp"
#include "heapdiff/diff.hpp"
#include "scripts/scope_uses.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::scripts {

/// Whose variables a context holds. A context's `scope_info` is also the `name_or_scope_info` of
/// the function that declares the scope, which is how the two are brought together; the function's
/// place is that of any closure made of it.
class ScopeNames {
 public:
  explicit ScopeNames(const graph::Heap& heap);

  /// Nothing for nodes that are no contexts, and for contexts of the engine's own functions.
  [[nodiscard]] std::optional<ScopeLabel> label_of(const graph::Heap& heap,
                                                   const ScriptNames& scripts,
                                                   NodeIndex node) const;

  /// The function that declares a context's variables or, where the function that ran a module's
  /// body is gone, one of the module's.
  [[nodiscard]] std::optional<NodeIndex> shared_of(const graph::Heap& heap, NodeIndex node) const;

  /// Scopes and variables as the file itself describes them.
  [[nodiscard]] const ScopeUses& uses() const { return uses_; }

 private:
  ScopeUses uses_;
  std::unordered_map<std::uint32_t, NodeIndex> declarer_of_;  // scope info → shared function
  std::unordered_map<std::uint32_t, NodeIndex> module_of_;  // outermost context → shared function
  std::unordered_map<std::uint32_t, NodeIndex>
      closure_of_;  // shared function → a closure with a place
};

}  // namespace heapdiff::scripts
