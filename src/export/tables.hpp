#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"

// The folder is `export`, which C++ keeps for itself.
namespace heapdiff::tables {

/// What a column's values are.
enum class ColumnKind {
  integer,
  text,
  /// A text out of one of the tables below, which a database stores once and names by its key.
  text_of_string,
  text_of_class,
  text_of_node_type,
  text_of_edge_type,
};

struct Column {
  std::string_view name;
  ColumnKind kind = ColumnKind::integer;
  /// Of a text of a table: the column that has its key, "class_id"; empty where the key means
  /// nothing outside of one database.
  std::string_view key = {};
};

/// Who writes the rows of a table, and how they are found.
struct Table {
  std::string_view name;
  std::vector<Column> columns;
  /// Which columns identify a row, in the order of the rows; empty: none.
  std::vector<std::string_view> key = {};
  /// Columns that rows are looked up by.
  std::vector<std::string_view> indexes = {};
  /// Does each row say which snapshot it is of? Rows of these are compared between many.
  bool is_of_fleets = false;
  /// Can it be written of a saved summary?
  bool is_of_summaries = false;
};

/// A saved query of a database.
struct View {
  std::string_view name;
  std::string_view sql;
};

/// In the order in which they are written. The manual describes each: heapdiff-sql(7).
[[nodiscard]] std::span<const Table> all_tables();
[[nodiscard]] const Table& table_named(std::string_view name);
/// Those that a snapshot, or a saved summary, has.
enum class Subject { snapshot, summary };
[[nodiscard]] std::vector<const Table*> tables_of(Subject subject);
[[nodiscard]] std::span<const View> all_views();

/// The version of tables and views: rises when one of them changes its meaning, or goes.
inline constexpr int version = 1;

/// One field of a row. A text of a table has its key in `number`. Views last as long as the call
/// that they are passed to.
struct Value {
  enum class Kind : std::uint8_t { null, number, text };
  Kind kind = Kind::null;
  std::int64_t number = 0;
  std::string_view text = {};

  Value() = default;
  Value(std::int64_t of) : kind(Kind::number), number(of) {}
  Value(std::uint64_t of) : Value(static_cast<std::int64_t>(of)) {}
  Value(std::uint32_t of) : Value(std::int64_t{of}) {}
  Value(std::int32_t of) : Value(std::int64_t{of}) {}
  Value(std::string_view of) : kind(Kind::text), text(of) {}
  Value(std::uint32_t key, std::string_view of) : kind(Kind::text), number(key), text(of) {}
  template <class T>
  Value(const std::optional<T>& of) : Value(of ? Value(*of) : Value()) {}
};

/// Which snapshot rows are of.
struct Origin {
  std::string_view file;
  std::optional<std::string_view> taken;  ///< UTC, as ISO 8601
  std::span<const std::pair<std::string_view, std::string_view>> labels;
};

/// Takes rows, table by table.
class TableWriter {
 public:
  TableWriter() = default;
  TableWriter(const TableWriter&) = delete;
  TableWriter& operator=(const TableWriter&) = delete;
  virtual ~TableWriter() = default;

  /// Before anything is read: can these be written?
  [[nodiscard]] virtual Result<void> prepare(std::span<const Table* const> tables) = 0;
  /// Before the first of them.
  [[nodiscard]] virtual Result<void> start(const Origin& origin) = 0;
  [[nodiscard]] virtual Result<void> begin(const Table& table) = 0;
  /// REQUIRES: as many as the table has columns.
  [[nodiscard]] virtual Result<void> row(std::span<const Value> values) = 0;
  [[nodiscard]] virtual Result<void> end() = 0;
  [[nodiscard]] virtual Result<void> finish() = 0;
};

}  // namespace heapdiff::tables
