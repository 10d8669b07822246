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

  /// A variable as developers wrote it.
  struct Variable {
    std::string name;
    std::optional<Place> declared;
  };

  /// What a variable of a context is called by the source map of its script. Nothing where no map
  /// says anything.
  [[nodiscard]] std::optional<Variable> original_variable(const graph::Heap& heap,
                                                          const ScriptNames& scripts,
                                                          NodeIndex context,
                                                          std::string_view generated) const;

  using NodeMap = std::unordered_map<std::uint32_t, NodeIndex>;
  /// What was found out, for storing it: the function that declares a scope, by its scope info; a
  /// closure that has a place, by its function; the first closure of an outermost context.
  template <class Visit>
  void visit_parts(Visit&& visit) const {
    visit(declarer_of_, closure_of_, module_closure_of_);
  }

  /// Scopes and variables as the file itself describes them.
  [[nodiscard]] const ScopeUses& uses() const { return uses_; }

 private:
  void find_inner_closures(const graph::Heap& heap, NodeIndex closure);

  ScopeUses uses_;
  [[nodiscard]] std::optional<NodeIndex> module_of(const graph::Heap& heap,
                                                   NodeIndex context) const;
  NodeMap declarer_of_;        // scope info → shared function
  NodeMap module_closure_of_;  // outermost context → a closure with a place, made in it
  NodeMap closure_of_;         // shared function → a closure with a place
  NodeMap inner_of_;  // scope info → a closure within the scope; only where there are source maps
};

}  // namespace heapdiff::scripts
