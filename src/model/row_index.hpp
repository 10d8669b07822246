#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "heapdiff/types.hpp"
#include "model/class_table.hpp"

namespace heapdiff::model {

/// The rows of a report: one per class name and constructor place, over one or two snapshots.
class RowIndex {
 public:
  struct Row {
    std::string name;
    std::optional<Place> place;
  };

  /// Scripts are told apart by id within one process; between processes only by name.
  enum class ScriptKey { id, file };
  explicit RowIndex(ScriptKey key) : script_key_(key) {}

  /// The row of each class of a table whose classes are called `names`.
  [[nodiscard]] std::vector<std::uint32_t> add(const ClassTable& table,
                                               const std::vector<ClassName>& names);

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  // name, has place, script id, script file, line, column
  using Key =
      std::tuple<std::string, bool, std::uint32_t, std::string, std::uint32_t, std::uint32_t>;

  ScriptKey script_key_;
  std::vector<Row> rows_;
  std::map<Key, std::uint32_t> by_key_;
};

}  // namespace heapdiff::model
