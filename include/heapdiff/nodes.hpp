#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/damage.hpp"
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

/// What is said of all nodes together, before them.
struct NodesHead {
  std::string file;
  std::optional<Damage> damage = {};
  std::vector<std::string> notes = {};
};

enum class NodesFormat { ndjson, csv, json };

/// Writes nodes one by one, so that as many can be written as a heap has: lines of NDJSON, records
/// of CSV, or one JSON object with a list of them. Names are cut to 1,024 bytes.
class NodesText {
 public:
  explicit NodesText(NodesFormat format) : format_(format) {}

  /// What comes before the first node: the names of the columns, in CSV.
  void begin(std::string& out, const NodesHead& head) const;
  /// Appends a node.
  void add(std::string& out, const NodeRow& row);
  /// What comes after the last one.
  void end(std::string& out) const;

 private:
  NodesFormat format_;
  bool is_empty_ = true;
};

}  // namespace heapdiff
