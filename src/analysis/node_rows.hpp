#pragma once

#include <functional>
#include <string_view>

#include "analysis/reduce.hpp"

namespace heapdiff::analysis {

/// Everything that is known of one node, as DevTools has it. Views last until the next row.
struct NodeRow {
  NodeIndex index;
  ObjectId id;
  std::string_view type;
  /// As in the file, with "Detached " before it where DevTools adds that; of values what may be
  /// shown of them.
  std::string_view name;
  std::string_view class_name;
  Bytes self, retained;
  std::int32_t distance = 0;
  ObjectId dominator;
  /// Else edges are missing, and retained size, distance and dominator say nothing.
  bool has_retention = true;
  Detachedness detachedness = Detachedness::unknown;
};

/// Calls `visit` for every node in file order, until it says no. O(nodes + edges).
void for_each_node(const Analysed& analysed, const std::function<bool(const NodeRow&)>& visit,
                   const base::Watch& watch = {});

}  // namespace heapdiff::analysis
