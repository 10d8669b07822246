#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "graph/heap.hpp"

namespace heapdiff::scripts {

/// A variable that a context keeps, though no function that lives and reaches it can use it.
struct DeadCapture {
  NodeIndex context;
  EdgeIndex edge;
};

/// Which variables of contexts are used, by the sections `scopes`, `scope_context_vars` and
/// `scope_uses`, which V8 writes since its version 15. A variable of a context is used if a scope
/// that uses it, or one around that scope, is that of a function of which a closure lives whose
/// chain of contexts holds the context: the closure may run, or make inner functions that do. The
/// rule is that of DevTools' ContextAnalyzer.ts, and its results are these.
/// O(nodes + closures · contexts around them); empty, for nothing, where the file has no scopes.
class ScopeUses {
 public:
  ScopeUses() = default;
  explicit ScopeUses(const graph::Heap& heap);

  /// Nothing if the file does not have it: for the engine's contexts, and for other names.
  [[nodiscard]] std::optional<bool> is_used(const graph::Heap& heap, NodeIndex context,
                                            std::string_view variable) const;

  /// All that are kept for nothing, in the order of the file.
  [[nodiscard]] std::vector<DeadCapture> find_dead_captures(const graph::Heap& heap) const;

 private:
  struct Scope {
    std::uint32_t parent;  // of the outermost, itself
    std::uint32_t first_variable;
  };

  void read_tables(const graph::Heap& heap);
  void find_scripts(const graph::Heap& heap);
  void find_live_functions(const graph::Heap& heap);
  [[nodiscard]] std::optional<std::uint32_t> row_of(NodeIndex script,
                                                    std::optional<std::int64_t> id) const;
  [[nodiscard]] std::optional<NodeIndex> script_of(const graph::Heap& heap,
                                                   NodeIndex scope_info) const;
  [[nodiscard]] std::optional<std::uint32_t> row_of_context(const graph::Heap& heap,
                                                            NodeIndex context) const;
  [[nodiscard]] std::optional<bool> is_used(const graph::Heap& heap, NodeIndex context,
                                            std::uint32_t row, std::string_view variable) const;

  std::vector<Scope> scopes_;                                      // by row of the file's table
  std::unordered_map<std::uint64_t, std::uint32_t> row_of_scope_;  // script and id → row
  std::vector<std::pair<std::uint32_t, std::uint32_t>> uses_;      // variable, using row; ascending
  std::unordered_map<std::uint32_t, NodeIndex> script_of_;         // scope info → script
  std::unordered_set<std::uint64_t> live_;  // row of a function, and a context that it reaches
};

}  // namespace heapdiff::scripts
