#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heapdiff {

/// Node types by meaning; the file's own numbering is translated on reading. Types that a newer V8
/// may add follow `unknown`, numbered in the order of the file's `meta`.
enum class NodeType : std::uint8_t {
  hidden,
  array,
  string,
  object,
  code,
  closure,
  regexp,
  number,
  native,
  synthetic,
  concatenated_string,
  sliced_string,
  symbol,
  bigint,
  object_shape,
  wasm_object,
  unknown,
};

/// Edge types by meaning. At most sixteen, because a packed edge has four bits for its type.
enum class EdgeType : std::uint8_t {
  context,   ///< a captured variable
  element,   ///< numbered
  property,  ///< named
  internal,  ///< of V8, named
  hidden,    ///< of V8, numbered
  shortcut,
  weak,
  invisible,
  unknown,
};

[[nodiscard]] const char* name_of(EdgeType type);  ///< as V8 writes it: "context"

/// A node's type away from its heap.
struct NodeKind {
  NodeType type = NodeType::unknown;
  std::string unknown_name = {};  ///< the file's, of a type that `NodeType` does not list

  friend bool operator==(const NodeKind&, const NodeKind&) = default;
  friend bool operator==(const NodeKind& kind, NodeType other) { return kind.type == other; }
};

[[nodiscard]] std::string_view name_of(const NodeKind& kind);  ///< as V8 writes it: "closure"

/// Whether an embedder's node (a DOM node, say) is still in its document.
enum class Detachedness : std::uint8_t { unknown = 0, attached = 1, detached = 2 };

/// Whose code a script is. See heapdiff-model(7) for the rule.
enum class ScriptOwner : std::uint8_t {
  program,  ///< the user's own, and everything not known to be something else
  library,  ///< of an npm package
  node,     ///< Node's own JavaScript, or that of another runtime
  engine,   ///< V8's own
};

/// Is it part of the runtime, rather than of the program?
[[nodiscard]] constexpr bool is_built_in(ScriptOwner owner) {
  return owner == ScriptOwner::node || owner == ScriptOwner::engine;
}

[[nodiscard]] const char* name_of(ScriptOwner owner);  ///< "program"

/// A place in a source text. Line and column count from 1; `file` is the script's name as the
/// V8 knows it (a path, a URL, or empty).
struct Place {
  /// Of a script without a source map, or what a place was compiled to.
  struct Generated {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend bool operator==(const Generated&, const Generated&) = default;
  };
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  ScriptOwner owner = ScriptOwner::program;  ///< of the file
  /// The file as people look for it: "express/lib/router.js" for a package; otherwise relative to
  /// the common folder of the program's own scripts.
  std::string short_file = {};
  /// If a source map led here: where the snapshot has it.
  std::optional<Generated> generated = {};
  /// Owner, short file and generated place follow from the place and the snapshot.
  friend bool operator==(const Place& a, const Place& b) {
    return a.line == b.line && a.column == b.column && a.file == b.file;
  }
};

[[nodiscard]] constexpr bool is_string_like(NodeType type) {
  return type == NodeType::string || type == NodeType::concatenated_string ||
         type == NodeType::sliced_string;
}

/// Is the name of such an edge a number in the file, rather than a string index?
[[nodiscard]] constexpr bool has_numeric_name(EdgeType type) {
  return type == EdgeType::element || type == EdgeType::hidden;
}

}  // namespace heapdiff
