#include "scripts/scope_names.hpp"

namespace heapdiff::scripts {
namespace {

using graph::Heap;
using graph::Word;

/// Newer V8 calls the node "system / SharedFunctionInfo / <function name>".
std::string_view function_name(std::string_view name) {
  constexpr std::string_view prefix = "system / SharedFunctionInfo";
  // What the engine writes for a function without a name.
  if (name == "(shared function info)") return {};
  if (!name.starts_with(prefix)) return name;
  name.remove_prefix(prefix.size());
  if (name.starts_with(" / ")) name.remove_prefix(3);
  return name;
}

/// Is there no scope around it but the engine's?
bool is_outermost(const Heap& heap, NodeIndex context) {
  const auto previous = heap.internal_child(context, Word::previous);
  return !previous || heap.name_word(*previous) != Word::system_context;
}

}  // namespace

ScopeNames::ScopeNames(const Heap& heap) : uses_(heap) {
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.types[node] != NodeType::code) continue;
    if (const auto scope = heap.internal_child(node, Word::name_or_scope_info)) {
      declarer_of_.try_emplace(scope->value, node);
    }
  }
  for (const parse::Location& location : heap.locations.all()) {
    const NodeIndex node(location.node);
    if (heap.nodes.types[node] != NodeType::closure) continue;
    const auto shared = heap.internal_child(node, Word::shared);
    if (!shared) continue;
    closure_of_.try_emplace(shared->value, node);
    if (heap.source_maps) find_inner_closures(heap, node);
    const auto context = heap.internal_child(node, Word::context);
    const bool is_new = context && !module_closure_of_.contains(context->value);
    if (is_new && is_outermost(heap, *context)) module_closure_of_.emplace(context->value, node);
  }
}

/// A function of the module whose outermost context it is.
std::optional<NodeIndex> ScopeNames::module_of(const Heap& heap, NodeIndex context) const {
  const auto closure = module_closure_of_.find(context.value);
  if (closure == module_closure_of_.end()) return std::nullopt;
  return heap.internal_child(closure->second, Word::shared);
}

/// Of a scope that is known, those around it are, too.
void ScopeNames::find_inner_closures(const Heap& heap, NodeIndex closure) {
  auto context = heap.internal_child(closure, Word::context);
  while (context && heap.name_word(*context) == Word::system_context) {
    const auto scope = heap.internal_child(*context, Word::scope_info);
    if (!scope || !inner_of_.try_emplace(scope->value, closure).second) return;
    context = heap.internal_child(*context, Word::previous);
  }
}

std::optional<ScopeNames::Variable> ScopeNames::original_variable(
    const Heap& heap, const ScriptNames& scripts, NodeIndex context,
    std::string_view generated) const {
  OriginalNames* originals = scripts.originals();
  const auto scope =
      originals != nullptr ? heap.internal_child(context, Word::scope_info) : std::nullopt;
  if (!scope) return std::nullopt;
  std::string_view script;
  const auto ask = [&](NodeIndex closure, OriginalNames::Scope which) {
    const parse::Location* at = heap.locations.find(closure);
    script = scripts[at->script_id];
    return originals->variable_of(at->script_id, TextPlace{at->line, at->column}, which, generated);
  };
  std::optional<OriginalNames::Variable> found;
  const auto declarer = declarer_of_.find(scope->value);
  if (declarer != declarer_of_.end()) {
    const auto closure = closure_of_.find(declarer->second.value);
    if (closure != closure_of_.end()) found = ask(closure->second, OriginalNames::Scope::own);
  }
  const auto inner = inner_of_.find(scope->value);
  if (inner != inner_of_.end() && (!found || !found->declared)) {
    auto around = ask(inner->second, OriginalNames::Scope::around);
    if (around) found = std::move(around);
  }
  if (!found) return std::nullopt;
  Variable variable{std::move(found->name), std::nullopt};
  if (found->declared) {
    variable.declared = scripts.place_of_origin(*found->declared);
    variable.declared->generated = Place::Generated{std::string(script), found->generated.line + 1,
                                                    found->generated.column + 1};
  }
  return variable;
}

std::optional<NodeIndex> ScopeNames::shared_of(const Heap& heap, NodeIndex node) const {
  const auto scope = heap.internal_child(node, Word::scope_info);
  if (!scope) return std::nullopt;
  const auto declarer = declarer_of_.find(scope->value);
  if (declarer != declarer_of_.end()) return declarer->second;
  return module_of(heap, node);
}

std::optional<ScopeLabel> ScopeNames::label_of(const Heap& heap, const ScriptNames& scripts,
                                               NodeIndex node) const {
  if (heap.name_word(node) != Word::system_context) return std::nullopt;
  const auto scope = heap.internal_child(node, Word::scope_info);
  if (!scope) return std::nullopt;
  ScopeLabel label;
  const auto declarer = declarer_of_.find(scope->value);
  if (declarer == declarer_of_.end()) {
    // The function that ran a module's body is gone; any function of the module knows the script.
    const auto inner = module_of(heap, node);
    if (!inner) return std::nullopt;
    label.file = script_name_of_shared(heap, *inner);
    label.owner = scripts.owner_of(label.file);
    label.short_file = scripts.short_name(label.file);
    label.is_module = true;
    return label.file.empty() ? std::nullopt : std::optional(label);
  }
  label.function = function_name(heap.raw_name(declarer->second));
  label.file = script_name_of_shared(heap, declarer->second);
  label.owner = scripts.owner_of(label.file);
  label.short_file = scripts.short_name(label.file);
  label.is_module = label.function.empty() && is_outermost(heap, node);
  const auto closure = closure_of_.find(declarer->second.value);
  if (closure != closure_of_.end()) {
    label.place = scripts.place_of(heap, closure->second);
    if (label.place && label.place->generated) {
      const parse::Location* at = heap.locations.find(closure->second);
      const TextPlace place{at->line, at->column};
      // What a bundler wraps a module in is the module to developers.
      const auto origin = scripts.originals()->origin_of(at->script_id, place);
      label.is_module = label.is_module || (origin && !origin->is_written);
      label.function =
          label.is_module ? std::string() : scripts.name_at(at->script_id, place, label.function);
      label.file = label.place->file;
      label.owner = label.place->owner;
      label.short_file = label.place->short_file;
    }
  }
  if (label.function.empty() && label.file.empty()) return std::nullopt;
  return label;
}

}  // namespace heapdiff::scripts
