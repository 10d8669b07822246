#include "scripts/scope_uses.hpp"

#include <algorithm>
#include <charconv>

#include "graph/properties.hpp"

namespace heapdiff::scripts {
namespace {

using graph::Heap;
using graph::Word;

// Scopes around each other, or contexts: programs have some tens. More are a circle, or a trap.
constexpr std::size_t depth_max = 100'000;

std::uint64_t pair_of(std::uint32_t high, std::uint32_t low) {
  return std::uint64_t{high} << 32 | low;
}

/// Of a node that represents a small integer: a number called "int", whose `value` is the text.
std::optional<std::int64_t> value_of(const Heap& heap, std::optional<NodeIndex> node) {
  if (!node || heap.nodes.types[*node] != NodeType::number || heap.raw_name(*node) != "int") {
    return std::nullopt;
  }
  const auto value = graph::internal(heap, *node, "value");
  if (!value) return std::nullopt;
  const std::string_view text = heap.raw_name(*value);
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  return status == std::errc{} ? std::optional(number) : std::nullopt;
}

bool is_context(const Heap& heap, NodeIndex node) {
  return heap.name_word(node) == Word::system_context;
}

}  // namespace

ScopeUses::ScopeUses(const Heap& heap) {
  if (heap.scopes.empty()) return;
  read_tables(heap);
  find_scripts(heap);
  find_live_functions(heap);
}

void ScopeUses::read_tables(const Heap& heap) {
  const parse::ScopeTables& tables = heap.scopes;
  std::vector<std::uint32_t> around;  // rows of the scopes that we are in
  std::uint32_t variable = 0;
  for (std::uint32_t row = 0; row < tables.rows.size(); ++row) {
    const parse::ScopeRow& scope = tables.rows[row];
    around.resize(scope.depth + std::size_t{1});  // as checked: no more than one deeper
    around[scope.depth] = row;
    scopes_.push_back({scope.depth > 0 ? around[scope.depth - 1] : row, variable});
    variable += scope.variables;
    // Of two scopes with one id the last counts, as in DevTools.
    row_of_scope_[pair_of(scope.script, static_cast<std::uint32_t>(scope.id))] = row;
  }
  std::size_t use = 0;
  for (const parse::ScopeRow& scope : tables.rows) {
    const auto user = row_of(NodeIndex(scope.script), scope.id);
    for (const std::size_t end = use + scope.uses; use < end; ++use) {
      const auto [declaring_id, slot] = tables.uses[use];
      const auto declaring = row_of(NodeIndex(scope.script), declaring_id);
      if (!user || !declaring || slot >= tables.rows[*declaring].variables) continue;
      uses_.emplace_back(scopes_[*declaring].first_variable + slot, *user);
    }
  }
  std::sort(uses_.begin(), uses_.end());
}

void ScopeUses::find_scripts(const Heap& heap) {
  for (const NodeIndex node : heap.nodes.all()) {
    if (!heap.raw_name(node).starts_with("system / SharedFunctionInfo")) continue;
    const auto scope = heap.internal_child(node, Word::name_or_scope_info);
    const auto script = heap.internal_child(node, Word::script);
    if (!scope || heap.raw_name(*scope) != "system / ScopeInfo") continue;
    if (!script || !heap.raw_name(*script).starts_with("system / Script")) continue;
    script_of_.insert_or_assign(scope->value, *script);
  }
}

void ScopeUses::find_live_functions(const Heap& heap) {
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.types[node] != NodeType::closure) continue;
    const auto shared = heap.internal_child(node, Word::shared);
    const auto script = shared ? heap.internal_child(*shared, Word::script) : std::nullopt;
    if (!script) continue;
    const auto row = row_of(*script, value_of(heap, graph::internal(heap, *shared, "scope_id")));
    if (!row) continue;
    auto context = heap.internal_child(node, Word::context);
    // What is known of a context is known of those around it.
    while (context && is_context(heap, *context) &&
           live_.insert(pair_of(*row, context->value)).second) {
      context = heap.internal_child(*context, Word::previous);
    }
  }
}

std::optional<std::uint32_t> ScopeUses::row_of(NodeIndex script,
                                               std::optional<std::int64_t> id) const {
  if (!id || *id != static_cast<std::int32_t>(*id)) return std::nullopt;
  const auto found = row_of_scope_.find(
      pair_of(script.value, static_cast<std::uint32_t>(static_cast<std::int32_t>(*id))));
  return found != row_of_scope_.end() ? std::optional(found->second) : std::nullopt;
}

/// That of a function whose scope it is, or of the scopes around it.
std::optional<NodeIndex> ScopeUses::script_of(const Heap& heap, NodeIndex scope_info) const {
  std::optional<NodeIndex> scope = scope_info;
  for (std::size_t i = 0; scope && i < depth_max; ++i) {
    const auto found = script_of_.find(scope->value);
    if (found != script_of_.end()) return found->second;
    scope = graph::internal(heap, *scope, "outer_scope_info");
  }
  return std::nullopt;
}

std::optional<std::uint32_t> ScopeUses::row_of_context(const Heap& heap, NodeIndex context) const {
  if (!is_context(heap, context)) return std::nullopt;
  const auto scope_info = heap.internal_child(context, Word::scope_info);
  if (!scope_info) return std::nullopt;
  const auto id = value_of(heap, graph::internal(heap, *scope_info, "scope_id"));
  const auto script = id ? script_of(heap, *scope_info) : std::nullopt;
  return script ? row_of(*script, id) : std::nullopt;
}

std::optional<bool> ScopeUses::is_used(const Heap& heap, NodeIndex context, std::uint32_t row,
                                       std::string_view variable) const {
  const std::uint32_t first = scopes_[row].first_variable;
  const std::uint32_t end = first + heap.scopes.rows[row].variables;
  std::uint32_t at = first;
  while (at < end && heap.strings[heap.scopes.variables[at]] != variable) ++at;
  if (at == end) return std::nullopt;
  auto use = std::lower_bound(uses_.begin(), uses_.end(), std::pair(at, std::uint32_t{0}));
  for (; use != uses_.end() && use->first == at; ++use) {
    for (std::uint32_t scope = use->second;; scope = scopes_[scope].parent) {
      if (live_.contains(pair_of(scope, context.value))) return true;
      if (scopes_[scope].parent == scope) break;
    }
  }
  return false;
}

std::optional<bool> ScopeUses::is_used(const Heap& heap, NodeIndex context,
                                       std::string_view variable) const {
  if (scopes_.empty()) return std::nullopt;
  const auto row = row_of_context(heap, context);
  return row ? is_used(heap, context, *row, variable) : std::nullopt;
}

std::vector<DeadCapture> ScopeUses::find_dead_captures(const Heap& heap) const {
  std::vector<DeadCapture> dead;
  if (scopes_.empty()) return dead;
  for (const NodeIndex node : heap.nodes.all()) {
    const auto row = row_of_context(heap, node);
    if (!row) continue;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      if (heap.edges.type(edge) != EdgeType::context) continue;
      const auto used = is_used(heap, node, *row, heap.strings[heap.edges.name(edge)]);
      if (used && !*used) dead.push_back({node, edge});
    }
  }
  return dead;
}

}  // namespace heapdiff::scripts
