#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapdiff/index.hpp"
#include "heapdiff/types.hpp"

namespace heapdiff {

/// The function (or module) whose variables a context holds.
struct ScopeLabel {
  std::string function;                      ///< empty for anonymous functions and modules
  std::string file;                          ///< name of its script
  ScriptOwner owner = ScriptOwner::program;  ///< of the file
  std::string short_file;                    ///< as in `Place`
  bool is_module = false;                    ///< the outermost scope of a script
  std::optional<Place> place;                ///< of the function, if a closure of it is alive
};

/// A function on the stack when something was allocated.
struct StackFrame {
  std::string function;        ///< empty for anonymous functions and for a script's own code
  std::optional<Place> place;  ///< where the function begins, not where it allocates
  friend bool operator==(const StackFrame&, const StackFrame&) = default;
};

/// The stack on which most objects of a set were allocated.
struct AllocationStack {
  std::vector<StackFrame> frames;  ///< innermost first; never empty
  std::uint32_t count = 0;         ///< objects allocated on it
  std::uint32_t known = 0;         ///< objects whose stack is known: `count` of these
};

/// The role of an entry of a collection's table.
enum class EntryRole { none, key, value };

/// One step of a retainer chain: an edge, and the node that it leaves.
struct ChainStep {
  std::string edge;  ///< name, or number, of the edge to the node of the previous step
  EdgeType edge_type = EdgeType::unknown;
  bool is_any_key = false;           ///< combines edges of many names (dictionary keys, indices)
  bool is_repeated = false;          ///< the step occurs several times in a row (a linked list)
  EntryRole role = EntryRole::none;  ///< if the node is the table of a Map or Set
  std::string node;                  ///< class of the node; for closures and code, its name
  NodeKind node_type;
  ObjectId id;  ///< in the example
  std::optional<Place> place;
  std::optional<ScopeLabel> scope;  ///< if the node is a context
};

/// One way in which new objects of a class are retained: paths that differ only in indices and ids,
/// counted together.
struct Chain {
  std::uint64_t count = 0;       ///< new objects retained in this way
  ObjectId example;              ///< one of them: the one with the smallest id
  std::vector<ChainStep> steps;  ///< from the direct holder to the root
};

}  // namespace heapdiff
