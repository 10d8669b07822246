#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/types.hpp"
#include "model/class_table.hpp"
#include "scripts/script_origin.hpp"

namespace heapdiff::model {

/// The rows of a report over one or two snapshots: one per class name and constructor place, or
/// whatever else the grouping distinguishes.
class RowIndex {
 public:
  struct Row {
    std::string name;
    std::optional<Place> place;
    bool is_function = false;  ///< as in `ClassName`
  };

  /// Within one process scripts are identified by id; between processes only by name.
  enum class ScriptKey { id, file };
  explicit RowIndex(ScriptKey key, GroupBy group_by = GroupBy::class_name)
      : script_key_(key), group_by_(group_by) {}

  /// Has a look at a table's scripts. Of two snapshots both should be learnt before either is
  /// added: one may know a script's name, or whose it is, where the other does not.
  void learn(const ClassTable& table);

  /// The row of each class of a table whose classes are called `names`.
  [[nodiscard]] std::vector<std::uint32_t> add(const ClassTable& table,
                                               const std::vector<ClassName>& names);

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  enum class Kind { whole_class, placed, group };
  // name, script id, script file, line, column
  using Key =
      std::tuple<Kind, std::string, std::uint32_t, std::string, std::uint32_t, std::uint32_t>;

  std::uint32_t row_of(const ClassTable& table, ClassIndex index, const ClassName& name);
  std::uint32_t intern(Key key, std::optional<Place> place, bool is_function = false);
  [[nodiscard]] std::string_view file_of(const ClassTable& table, std::uint32_t place) const;
  [[nodiscard]] std::string group_of_script(std::string_view file) const;

  ScriptKey script_key_;
  GroupBy group_by_;
  scripts::ScriptOrigin origin_;
  std::unordered_map<std::uint32_t, std::string> files_;  // by script id
  std::vector<Row> rows_;
  std::map<Key, std::uint32_t> by_key_;
};

}  // namespace heapdiff::model
