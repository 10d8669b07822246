#include "scripts/captures.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "graph/properties.hpp"
#include "scripts/script_names.hpp"
#include "source_maps/script_text.hpp"

namespace heapdiff::scripts {
namespace {

using graph::Heap;
using graph::Word;

/// Longer functions are not looked through.
constexpr std::size_t function_bytes_max = std::size_t{1} << 16;

Use use_by_text(const Heap& heap, NodeIndex function, NodeIndex shared, std::string_view variable) {
  const auto script = script_of_shared(heap, shared);
  const auto source = script ? graph::internal(heap, *script, "source") : std::nullopt;
  const parse::Location* place = heap.locations.find(function);
  if (!source || place == nullptr || !is_string_like(heap.nodes.types[*source])) {
    return Use::unknown;
  }
  const source_maps::ScriptText text{std::string(heap.raw_name(*source))};
  const auto start = text.offset_of({place->line, place->column});
  if (!start) return Use::unknown;
  const source_maps::ScriptText behind{std::string(text.text().substr(*start, function_bytes_max))};
  const auto is_used = behind.uses({0, 0}, variable);
  if (!is_used) return Use::unknown;
  return *is_used ? Use::yes : Use::no;
}

/// The innermost context that a function reaches with a variable of that name.
std::optional<NodeIndex> context_of_variable(const Heap& heap, NodeIndex function,
                                             std::string_view variable) {
  constexpr std::size_t contexts_max = 1000;  // around each other; more are a circle, or a trap
  auto context = heap.internal_child(function, Word::context);
  for (std::size_t i = 0; context && i < contexts_max; ++i) {
    if (graph::child(heap, *context, EdgeType::context, variable)) return context;
    context = heap.internal_child(*context, Word::previous);
  }
  return std::nullopt;
}

/// The first node of that name that a node holds.
std::optional<NodeIndex> held_by_name(const Heap& heap, NodeIndex node, std::string_view name) {
  for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
    if (heap.edges.type(edge) == EdgeType::weak) continue;
    if (heap.raw_name(heap.edges.target(edge)) == name) return heap.edges.target(edge);
  }
  return std::nullopt;
}

/// Nothing where the function was never called, or so long ago that its code was thrown away.
std::optional<NodeIndex> bytecode_of(const Heap& heap, NodeIndex shared) {
  constexpr std::string_view bytecode = "system / BytecodeArray";
  for (const char* name : {"function_data", "trusted_function_data", "untrusted_function_data"}) {
    const auto data = graph::internal(heap, shared, name);
    if (!data) continue;
    if (heap.raw_name(*data) == bytecode) return data;
    // Machine code, or what enters the interpreter, leads to the bytecode.
    if (const auto behind = held_by_name(heap, *data, bytecode)) return behind;
  }
  return std::nullopt;
}

/// What a function's compiled code names, and which functions it makes.
struct Constants {
  std::vector<std::string_view> names;
  std::vector<NodeIndex> functions;
};

std::optional<Constants> constants_of(const Heap& heap, NodeIndex shared) {
  const auto bytecode = bytecode_of(heap, shared);
  const auto pool = bytecode ? held_by_name(heap, *bytecode, "(constant pool)") : std::nullopt;
  if (!bytecode) return std::nullopt;
  Constants constants;
  if (!pool) return constants;
  for (const EdgeIndex edge : heap.nodes.edges_of(*pool)) {
    const NodeIndex constant = heap.edges.target(edge);
    if (is_string_like(heap.nodes.types[constant])) {
      constants.names.push_back(heap.raw_name(constant));
    } else if (heap.nodes.types[constant] == NodeType::code &&
               heap.internal_child(constant, Word::name_or_scope_info)) {
      constants.functions.push_back(constant);
    }
  }
  return constants;
}

/// Is a name one of the value's properties or methods, its own or inherited? What strings have,
/// too, is no evidence: every other function cuts a string.
bool has_member(const Heap& heap, NodeIndex value, std::string_view name) {
  constexpr std::size_t prototypes_max = 4;
  static constexpr std::array<std::string_view, 13> common{
      "at",     "concat", "constructor", "includes", "indexOf",   "keys",     "lastIndexOf",
      "length", "slice",  "toString",    "valueOf",  "__proto__", "prototype"};
  if (std::find(common.begin(), common.end(), name) != common.end()) return false;
  NodeIndex at = value;
  for (std::size_t i = 0; i < prototypes_max; ++i) {
    // Methods of every object are no evidence, either.
    const auto above = graph::property(heap, at, "__proto__");
    if (!above && i > 0) return false;
    if (graph::property(heap, at, name)) return true;
    if (!above) return false;
    at = *above;
  }
  return false;
}

bool touches(const Heap& heap, const Constants& constants, NodeIndex value) {
  return std::any_of(constants.names.begin(), constants.names.end(),
                     [&](std::string_view name) { return has_member(heap, value, name); });
}

}  // namespace

Use use_of_variable(const Heap& heap, const ScopeNames& scopes, NodeIndex function,
                    std::string_view variable, NodeIndex value) {
  if (const auto context = context_of_variable(heap, function, variable)) {
    const auto is_used = scopes.uses().is_used(heap, *context, variable);
    if (is_used) return *is_used ? Use::yes : Use::no;
  }
  const auto shared = heap.internal_child(function, Word::shared);
  if (!shared) return Use::unknown;
  const Use by_text = use_by_text(heap, function, *shared, variable);
  if (by_text != Use::unknown) return by_text;
  const auto context = heap.internal_child(function, Word::context);
  const auto declarer = context ? scopes.shared_of(heap, *context) : std::nullopt;
  const auto maker = declarer ? constants_of(heap, *declarer) : std::nullopt;
  if (!maker) return Use::unknown;
  if (maker->functions.size() == 1) return Use::yes;
  const auto own = constants_of(heap, *shared);
  if (own && touches(heap, *own, value)) return Use::yes;
  for (const NodeIndex sibling : maker->functions) {
    if (sibling == *shared) continue;
    const auto others = constants_of(heap, sibling);
    if (others && touches(heap, *others, value)) return Use::no;
  }
  return Use::unknown;
}

}  // namespace heapdiff::scripts
