#pragma once

#include <string>
#include <string_view>

#include "graph/heap.hpp"

namespace heapdiff::graph {

/// Is the name of such a node a value of the program's, not a name in its code: the text of a
/// string, a symbol's description, a pattern, a number? Types that are not known may be.
[[nodiscard]] bool is_value(NodeType type);

/// How much is shown of a value. Less than is kept of one that is cut, so what is shown does
/// not depend on that.
inline constexpr std::size_t value_bytes_shown = 48;
inline constexpr std::string_view hidden_value = "(hidden)";

/// What people may see of a value: its start, ended by "…" where there is more, or that it is
/// hidden (see `Heap::hides_values`). Values leave a heap through this alone, since they hold
/// passwords; but for an export, which is no report, and has them whole unless they are hidden.
[[nodiscard]] std::string shown_value(const Heap& heap, std::string_view value);

/// A node's name as in the file, if it is none of the program's values.
[[nodiscard]] std::string shown_name(const Heap& heap, NodeIndex node);
/// An edge's name or number. The name of a WeakMap entry contains a value, too.
[[nodiscard]] std::string shown_name(const Heap& heap, EdgeIndex edge);

}  // namespace heapdiff::graph
