#include "analysis/roles.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/bits.hpp"

namespace heapdiff::analysis {
namespace {

using graph::Word;
using model::Role;

/// Records of the engine: type hidden, and native in newer V8.
Role role_of_record(Word name, Role otherwise) {
  switch (name) {
    case Word::array_buffer_data:
    case Word::external_string_data:
      return Role::off_heap;
    case Word::native_context:
    case Word::native_context_of_page:
      return Role::boundary;
    case Word::engine_store:
      return Role::store;
    case Word::user_record:
      return Role::value;
    case Word::system_context:
      return Role::context;
    case Word::engine_record:
    case Word::script_context_table:
      return Role::engine;
    default:
      return otherwise;
  }
}

/// V8 writes the handle and the object as one node where the handle owns the object: vm.Script on
/// Node 24. It has a prototype then, as objects do.
bool is_object_too(const graph::Heap& heap, NodeIndex handle) {
  for (const EdgeIndex edge : heap.nodes.edges_of(handle)) {
    if (heap.edges.type(edge) == EdgeType::property && heap.edge_word(edge) == Word::proto)
      return true;
  }
  return false;
}

/// Of Hermes' objects that are none of JavaScript's: most are parts of what holds them, as V8's
/// arrays are.
Role role_of_engine_object(Word name) {
  switch (name) {
    case Word::hermes_hidden_class:
    case Word::hermes_properties:
      return Role::engine;
    case Word::hermes_scope:
      return Role::context;
    default:
      return Role::store;
  }
}

/// By type and name alone; nothing where more has to be looked at.
std::optional<Role> role_of_kind(NodeType type, Word name) {
  switch (type) {
    case NodeType::code:
    case NodeType::object_shape:
      return Role::engine;
    case NodeType::synthetic:
      return Role::boundary;
    case NodeType::hidden:
      return role_of_record(name, Role::engine);
    case NodeType::native:
      if (name == Word::native_handle) return std::nullopt;
      return name == Word::global_object ? Role::boundary : role_of_record(name, Role::value);
    case NodeType::object:
      switch (name) {
        case Word::global_object:
        case Word::native_context:
        case Word::native_context_of_page:
          return Role::boundary;
        // A list belongs to the timers' table, as an array's elements do to the array.
        case Word::timer_list:
          return Role::store;
        case Word::system_context:
          return Role::context;
        default:
          return Role::value;
      }
    case NodeType::array:
      return name == Word::engine_array || name == Word::map_descriptors ? Role::engine
                                                                         : Role::store;
    case NodeType::string:
    case NodeType::concatenated_string:
    case NodeType::sliced_string:
    case NodeType::symbol:
    case NodeType::number:
    case NodeType::bigint:
      return Role::text;
    default:
      return Role::value;
  }
}

/// The same by table: of the types that `NodeType` lists, and words.
class RolesOfKinds {
 public:
  RolesOfKinds() {
    for (std::size_t type = 0; type < types; ++type) {
      for (std::size_t word = 0; word < words; ++word) {
        const auto role = role_of_kind(static_cast<NodeType>(type), static_cast<Word>(word));
        roles_[type * words + word] = role ? static_cast<std::uint8_t>(*role) : unknown;
      }
    }
  }

  [[nodiscard]] std::optional<Role> operator()(NodeType type, Word name) const {
    const std::size_t row = std::min(static_cast<std::size_t>(type), types - 1);
    const std::uint8_t role = roles_[row * words + static_cast<std::size_t>(name)];
    return role != unknown ? std::optional(static_cast<Role>(role)) : std::nullopt;
  }

 private:
  static constexpr std::size_t types = static_cast<std::size_t>(NodeType::unknown) + 1;
  static constexpr std::size_t words = graph::word_count;
  static constexpr std::uint8_t unknown = 0xFF;
  std::array<std::uint8_t, types * words> roles_;
};

}  // namespace

Role role_of(const graph::Heap& heap, NodeIndex node) {
  if (node == heap.root || node == heap.producer.global) return Role::boundary;
  const Word name = heap.name_word(node);
  const NodeType type = heap.nodes.types[node];
  if (type == NodeType::object && name != Word::global_object && heap.is_engine_object(node)) {
    return role_of_engine_object(name);
  }
  if (const auto role = role_of_kind(type, name)) return *role;
  // A handle belongs to its object. In Node it gets a new id in each snapshot.
  return is_object_too(heap, node) ? Role::value : Role::store;
}

std::vector<NodeIndex> find_spent_cells(const graph::Heap& heap) {
  const auto names = heap.vocabulary.range_of(Word::user_record);
  if (!names) return {};
  std::vector<NodeIndex> without_target;
  bool does_tell = false;
  const auto look_at = [&](NodeIndex node) {
    if (!heap.raw_name(node).starts_with("system / WeakCell")) return;
    bool has_target = false;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      const bool is_weak = heap.edges.type(edge) == EdgeType::weak;
      has_target |= is_weak && heap.string(heap.edges.name(edge)) == "target";
    }
    does_tell |= has_target;
    if (!has_target) without_target.push_back(node);
  };
  const std::uint32_t* const names_of_nodes = heap.nodes.names.data();
  base::for_each_word(heap.nodes.size(), [&](std::size_t first, std::size_t count) {
    const std::uint64_t may_be =
        base::mask_of_range(names_of_nodes + first, count, names->first, names->second);
    base::for_each_bit(may_be, [&](unsigned i) {
      const NodeIndex node(first + i);
      if (heap.name_word(node) == Word::user_record) look_at(node);
    });
  });
  if (!does_tell) without_target.clear();
  return without_target;
}

Roles assign_roles(const graph::Heap& heap) {
  Roles roles(base::Column<Role>::for_overwrite(heap.nodes.size()));
  const RolesOfKinds by_kind;
  for (const NodeIndex node : heap.nodes.all()) {
    const auto role = by_kind(heap.nodes.types[node], heap.name_word(node));
    roles[node] = role ? *role : role_of(heap, node);
  }
  if (heap.producer.is_hermes) {
    for (const NodeIndex node : heap.nodes.all()) {
      if (heap.nodes.types[node] == NodeType::object) roles[node] = role_of(heap, node);
    }
  }
  if (heap.producer.global) roles[*heap.producer.global] = Role::boundary;
  roles[heap.root] = Role::boundary;
  for (const NodeIndex node : find_spent_cells(heap)) roles[node] = Role::spent;
  // A script's text is the script's, whoever else has it from reading the file.
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.types[node] != NodeType::code) continue;
    const auto source = heap.internal_child(node, Word::source);
    if (source && roles[*source] == Role::text) roles[*source] = Role::engine;
  }
  // Arrays that the engine's own lists of roots hold themselves: caches of numbers and strings, the
  // table of strings. What a program has is reached through handles, which are listed elsewhere.
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.types[node] != NodeType::synthetic) continue;
    const Word name = heap.name_word(node);
    if (name != Word::strong_roots && name != Word::internalized_strings) continue;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      const NodeIndex target = heap.edges.target(edge);
      if (heap.nodes.types[target] == NodeType::array) roles[target] = Role::engine;
    }
  }
  return roles;
}

}  // namespace heapdiff::analysis
