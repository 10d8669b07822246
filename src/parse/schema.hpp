#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"
#include "heapdiff/types.hpp"

namespace heapdiff::parse {

/// The names of the numbers that make one element of a section ("one node has 7 fields").
struct Record {
  std::vector<std::string> fields;
  [[nodiscard]] std::size_t width() const { return fields.size(); }
  /// Position of a field, or nothing.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view field) const;
};

/// How the `snapshot` section describes the others. Field positions and type numbers differ by
/// producer, so they come from here and never from constants.
struct Schema {
  Record node, edge, location;
  struct {
    std::size_t type, name, id, self_size, edge_count;
    std::optional<std::size_t> detachedness;
    std::optional<std::size_t> trace_node;  ///< set only where the file has allocation stacks
  } node_at{};
  struct {
    std::size_t type, name, to_node;
  } edge_at{};
  struct {
    std::size_t object, script_id, line, column;
  } location_at{};  ///< meaningful only where `location` has fields

  Record trace_function, trace_node;  ///< meaningful only where the file has allocation stacks
  struct {
    std::size_t name, script_name, line, column;
  } trace_function_at{};
  struct {
    std::size_t id, function, children;
  } trace_node_at{};

  /// The file's number → meaning. Longer than the header's list: Node 6 to 8 and Chrome of that
  /// time wrote symbols and bigints as types that they forgot to list. What lies beyond is called
  /// "undefined", which is what DevTools makes of it.
  std::vector<NodeType> node_types;
  std::size_t node_types_listed = 0;

  Record scope, scope_variable, scope_use;  ///< meaningful only where the file has scopes
  struct {
    std::size_t script, id, depth, variables, uses;
  } scope_at{};
  struct {
    std::size_t name;
  } scope_variable_at{};
  struct {
    std::size_t declaring_scope, slot;
  } scope_use_at{};

  std::vector<EdgeType> edge_types;
  /// Names of the types that this program does not know: NodeType::unknown + i is the i-th.
  std::vector<std::string> unknown_node_types;

  std::optional<std::uint64_t> node_count, edge_count;  ///< as the header claims: a hint, no truth
  std::optional<std::uint64_t> extra_native_bytes;
  std::uint64_t root_index = 0;  ///< offset into the flat array of nodes
  /// Of all of "meta": two versions of V8 hardly ever have the same.
  std::uint64_t meta_hash = 0;
  std::vector<std::string> notes;  ///< oddities that do not hinder

  /// Most files have the field and the sections, but nothing in them: V8 records stacks only where
  /// it was asked to. The header tells by its count of functions, which is no more than a sign: V8
  /// may meet more of them while it writes.
  [[nodiscard]] bool has_allocation_stacks() const { return node_at.trace_node.has_value(); }

  /// Does the header describe the three sections about scopes?
  [[nodiscard]] bool has_scopes() const { return scope.width() > 0; }
};

/// Among `unknown_node_types`: types that the header does not list.
inline constexpr std::string_view undefined_type = "undefined";

/// Reads the text of the `snapshot` section. Errors: malformed, naming what is missing. The path
/// and byte of an error are left to the caller.
[[nodiscard]] Result<Schema> read_schema(std::string_view json);

/// The name that DevTools and V8 use for a type.
[[nodiscard]] std::string_view name_of(NodeType type, const std::vector<std::string>& unknown);
/// Of a heap with these unknown types.
[[nodiscard]] NodeKind kind_of(NodeType type, const std::vector<std::string>& unknown);

}  // namespace heapdiff::parse
