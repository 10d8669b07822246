#pragma once

#include <functional>
#include <string_view>

#include "analysis/reduce.hpp"
#include "heapdiff/nodes.hpp"

namespace heapdiff::analysis {

/// Calls `visit` for every node in file order, until it says no. O(nodes + edges).
void for_each_node(const Analysis& analysed, const std::function<bool(const NodeRow&)>& visit,
                   const Watch& watch = {});

}  // namespace heapdiff::analysis
