#pragma once

#include <optional>
#include <string_view>

#include "heapdiff/error.hpp"
#include "parse/columns.hpp"

namespace heapdiff::parse {

/// What is wrong between sections.
struct Fault {
  std::string_view section;  ///< the one to blame
  Error error;               ///< its path is left to the caller
};

/// Do nodes and edges hold as many as the header and each other say, is the root a node, and are
/// their names strings? More than the header says is a note.
[[nodiscard]] std::optional<Fault> check_graph(Columns& columns);

/// Are the names of functions on allocation stacks strings?
[[nodiscard]] std::optional<Fault> check_trace_functions(Columns& columns);

/// Are the functions of allocation stacks there?
[[nodiscard]] std::optional<Fault> check_trace_tree(Columns& columns);

/// Is the root that the header names one of the nodes?
[[nodiscard]] bool is_root_a_node(const Columns& columns);

}  // namespace heapdiff::parse
