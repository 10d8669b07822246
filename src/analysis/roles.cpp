#include "analysis/roles.hpp"

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

}  // namespace

Role role_of(const graph::Heap& heap, NodeIndex node) {
  if (node == heap.root) return Role::boundary;
  const Word name = heap.name_word(node);
  switch (heap.nodes.types[node]) {
    case NodeType::code:
    case NodeType::object_shape:
      return Role::engine;
    case NodeType::synthetic:
      return Role::boundary;
    case NodeType::hidden:
      return role_of_record(name, Role::engine);
    case NodeType::native:
      // A handle belongs to its object. In Node it gets a new id in each snapshot.
      if (name == Word::native_handle) {
        return is_object_too(heap, node) ? Role::value : Role::store;
      }
      return name == Word::global_object ? Role::boundary : role_of_record(name, Role::value);
    case NodeType::object:
      if (heap.is_global(node)) return Role::boundary;
      if (heap.is_engine_object(node)) return role_of_engine_object(name);
      if (name == Word::native_context || name == Word::native_context_of_page) {
        return Role::boundary;
      }
      // A list belongs to the timers' table, as an array's elements do to the array.
      if (name == Word::timer_list) return Role::store;
      return name == Word::system_context ? Role::context : Role::value;
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

std::vector<NodeIndex> find_spent_cells(const graph::Heap& heap) {
  std::vector<NodeIndex> without_target;
  bool does_tell = false;
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.name_word(node) != Word::user_record) continue;
    if (!heap.raw_name(node).starts_with("system / WeakCell")) continue;
    bool has_target = false;
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      const bool is_weak = heap.edges.type(edge) == EdgeType::weak;
      has_target |= is_weak && heap.string(heap.edges.name(edge)) == "target";
    }
    does_tell |= has_target;
    if (!has_target) without_target.push_back(node);
  }
  if (!does_tell) without_target.clear();
  return without_target;
}

Roles assign_roles(const graph::Heap& heap) {
  Roles roles(base::Column<Role>::for_overwrite(heap.nodes.size()));
  for (const NodeIndex node : heap.nodes.all()) roles[node] = role_of(heap, node);
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
