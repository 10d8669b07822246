#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "heapdiff/index.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

/// Everything that is known of one node, by DevTools' rules. Views last until the next row.
struct NodeRow {
  NodeIndex index;
  ObjectId id;
  std::string_view type;
  /// As in the file, with "Detached " before it if DevTools adds that; of values what may be shown
  /// of them.
  std::string_view name;
  std::string_view class_name;
  Bytes self, retained;
  std::int32_t distance = 0;
  ObjectId dominator;
  /// Otherwise edges are missing, and retained size, distance and dominator are meaningless.
  bool has_retention = true;
  Detachedness detachedness = Detachedness::unknown;
};

enum class NodesFormat { ndjson, csv };

/// What comes before the first row: the names of the columns, in CSV.
[[nodiscard]] std::string_view nodes_header(NodesFormat format);

/// Appends one line, with its line end. Names are cut to 1,024 bytes.
void append_row(std::string& out, const NodeRow& row, NodesFormat format);

}  // namespace heapdiff
