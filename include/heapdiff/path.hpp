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
  std::optional<Place> place;                ///< of the function, where a closure of it is alive
};

/// A function on the stack when something was allocated.
struct StackFrame {
  std::string function;        ///< empty for anonymous functions and for a script's own code
  std::optional<Place> place;  ///< where the function begins, not where it allocates
  friend bool operator==(const StackFrame&, const StackFrame&) = default;
};

/// The stack on which most of some objects were allocated.
struct AllocationStack {
  std::vector<StackFrame> frames;  ///< the innermost first; never empty
  std::uint32_t count = 0;         ///< objects that were allocated on it
  std::uint32_t known = 0;         ///< objects whose stack is known: `count` of these
};

/// What an entry of a collection's table is to the collection.
enum class EntryRole { none, key, value };

/// One step of a retainer chain: an edge, and the node that it leaves.
struct ChainStep {
  std::string edge;  ///< name, or number, of the edge to the node of the step before
  std::string edge_type;
  bool is_any_key = false;   ///< the chain joins edges of many names (dictionary keys, indices)
  bool is_repeated = false;  ///< the step occurs several times in a row (a linked list)
  EntryRole role = EntryRole::none;  ///< where the node is the table of a Map or Set
  std::string node;                  ///< class of the node; of closures and code, its name
  std::string node_type;
  ObjectId id;  ///< in the example
  std::optional<Place> place;
  std::optional<ScopeLabel> scope;  ///< where the node is a context
};

}  // namespace heapdiff
