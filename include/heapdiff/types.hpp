#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heapdiff {

/// Node types by meaning; a file's own numbering is translated when it is read. Types that a newer
/// V8 may add follow `unknown`, numbered in the order of the file's `meta`.
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

/// Edge types by meaning. At most sixteen, since a packed edge has four bits for its type.
enum class EdgeType : std::uint8_t {
  context,   ///< a captured variable
  element,   ///< numbered
  property,  ///< named
  internal,  ///< of the engine, named
  hidden,    ///< of the engine, numbered
  shortcut,
  weak,
  invisible,
  unknown,
};

/// Whether an embedder's node (a DOM node, say) is still in its document.
enum class Detachedness : std::uint8_t { unknown = 0, attached = 1, detached = 2 };

/// Whose code a script is. heapdiff-model(7) has the rule.
enum class ScriptOwner : std::uint8_t {
  program,  ///< the user's own, and all that nothing says otherwise of
  library,  ///< of an npm package
  node,     ///< Node's own JavaScript, or that of another runtime
  engine,   ///< V8's own
};

/// Came it with the runtime, rather than with the program?
[[nodiscard]] constexpr bool is_built_in(ScriptOwner owner) {
  return owner == ScriptOwner::node || owner == ScriptOwner::engine;
}

[[nodiscard]] const char* name_of(ScriptOwner owner);  ///< "program"

/// A place in a source text. Line and column count from 1; `file` is the script's name as the
/// engine knows it (a path, a URL, or empty).
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  ScriptOwner owner = ScriptOwner::program;  ///< of the file
  /// The file as people look for it: "express/lib/router.js" of a package; else relative to the
  /// folder that the program's own scripts have in common.
  std::string short_file = {};
  /// Owner and short file follow from the file and the snapshot.
  friend bool operator==(const Place& a, const Place& b) {
    return a.line == b.line && a.column == b.column && a.file == b.file;
  }
};

[[nodiscard]] constexpr bool is_string_like(NodeType type) {
  return type == NodeType::string || type == NodeType::concatenated_string ||
         type == NodeType::sliced_string;
}

/// Does the name of such an edge stand as a number in the file, rather than as a string index?
[[nodiscard]] constexpr bool has_numeric_name(EdgeType type) {
  return type == EdgeType::element || type == EdgeType::hidden;
}

}  // namespace heapdiff
