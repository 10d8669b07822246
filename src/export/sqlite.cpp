#include "export/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "heapdiff/export.hpp"

namespace heapdiff {

bool has_sqlite() { return true; }

namespace tables {
namespace {

/// "heap", in the header of the file, which `file` shows.
constexpr int application_id = 0x68656170;

/// The table that holds the texts of a column; empty for those that the column holds itself.
struct TextTable {
  std::string_view table, key, text;
};

TextTable text_table_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::integer:
    case ColumnKind::text:
      return {};
    case ColumnKind::text_of_string:
      return {"strings", "string", "text"};
    case ColumnKind::text_of_class:
      return {"classes", "class_id", "class"};
    case ColumnKind::text_of_node_type:
      return {"node_types", "type_id", "type"};
    case ColumnKind::text_of_edge_type:
      return {"edge_types", "type_id", "type"};
  }
  return {};
}

/// Texts of types are few, and kept until their table is written.
bool is_of_types(ColumnKind kind) {
  return kind == ColumnKind::text_of_node_type || kind == ColumnKind::text_of_edge_type;
}

bool has_shared_texts(const Table& table) {
  return std::any_of(table.columns.begin(), table.columns.end(), [](const Column& column) {
    return !text_table_of(column.kind).table.empty();
  });
}

std::string stored_name(const Table& table) {
  return fmt::format("{}{}", has_shared_texts(table) ? "raw_" : "", table.name);
}

/// What a column is called in the table that stores it.
std::string_view stored_name(const Column& column) {
  const TextTable texts = text_table_of(column.kind);
  return texts.table.empty() ? column.name : texts.key;
}

/// Rows come in the order of their key. One number is the row's own in SQLite; for several the
/// table is the tree of its key, so that no index has to be added.
std::string create_table(const Table& table) {
  std::string sql = fmt::format("CREATE TABLE {} (", stored_name(table));
  for (const Column& column : table.columns) {
    const bool is_text = column.kind == ColumnKind::text;
    const bool is_row = table.key.size() == 1 && table.key[0] == column.name;
    sql += fmt::format("{}{} {}", sql.back() == '(' ? "" : ", ", stored_name(column),
                       is_text  ? "TEXT"
                       : is_row ? "INTEGER PRIMARY KEY"
                                : "INTEGER");
  }
  if (table.key.size() < 2) return sql + ")";
  return sql + fmt::format(", PRIMARY KEY ({})) WITHOUT ROWID", fmt::join(table.key, ", "));
}

std::string insert_into(const Table& table) {
  std::string sql = fmt::format("INSERT INTO {} VALUES (", stored_name(table));
  for (std::size_t i = 0; i < table.columns.size(); ++i) sql += i == 0 ? "?" : ", ?";
  return sql + ")";
}

/// The table as it is described: with the texts. A join that a query does not need is left out by
/// SQLite, if it is a left one over a key.
std::string create_view_of_texts(const Table& table) {
  std::string columns, joins;
  for (const Column& column : table.columns) {
    const TextTable texts = text_table_of(column.kind);
    if (!columns.empty()) columns += ", ";
    if (texts.table.empty()) {
      columns += fmt::format("raw.{}", column.name);
      continue;
    }
    if (!column.key.empty()) columns += fmt::format("raw.{}, ", column.key);
    columns += fmt::format("{}.{} AS {}", texts.table, texts.text, column.name);
    joins += fmt::format(" LEFT JOIN {0} ON {0}.{1} = raw.{1}", texts.table, texts.key);
  }
  return fmt::format("CREATE VIEW {} AS SELECT {} FROM {} AS raw{}", table.name, columns,
                     stored_name(table), joins);
}

}  // namespace

struct SqliteWriter::Impl {
  explicit Impl(std::string at) : path(std::move(at)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { close(); }

  void close() {
    sqlite3_finalize(statement);
    statement = nullptr;
    sqlite3_close(database);
    database = nullptr;
  }

  [[nodiscard]] Result<void> check(int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return {};
    if ((code & 0xFF) == SQLITE_NOMEM) throw std::bad_alloc();
    int system = 0;  // of the file; errno itself may be another one's by now
    sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &system);
    const bool is_full = (code & 0xFF) == SQLITE_FULL;
    const bool is_of_system = (code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CANTOPEN;
    std::string reason = sqlite3_errmsg(database);
    if (is_full || (is_of_system && system != 0)) {
      reason = std::generic_category().message(is_full ? ENOSPC : system);
    }
    return fail({ErrorKind::io, path, std::move(reason), std::nullopt, ""});
  }
  [[nodiscard]] Result<void> run(const std::string& sql) {
    return check(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr));
  }
  [[nodiscard]] Result<void> run_all(std::initializer_list<std::string> all) {
    for (const std::string& sql : all) {
      if (Result<void> done = run(sql); !done) return done;
    }
    return {};
  }
  [[nodiscard]] Result<void> prepare(const std::string& sql) {
    sqlite3_finalize(std::exchange(statement, nullptr));
    return check(sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement,
                                    nullptr));
  }
  void bind_text(int column, std::string_view text) {
    // Read when the row is inserted, while the caller still has it.
    const char* start = text.data() != nullptr ? text.data() : "";  // else it is no text, but null
    failed = std::max(failed, sqlite3_bind_text64(statement, column, start, text.size(),
                                                  SQLITE_STATIC, SQLITE_UTF8));
  }
  void bind_number(int column, std::int64_t number) {
    failed = std::max(failed, sqlite3_bind_int64(statement, column, number));
  }
  void bind_null(int column) { failed = std::max(failed, sqlite3_bind_null(statement, column)); }
  /// Inserts what was bound.
  [[nodiscard]] Result<void> step() {
    if (Result<void> bound = check(std::exchange(failed, SQLITE_OK)); !bound) return bound;
    const Result<void> done = check(sqlite3_step(statement));
    sqlite3_reset(statement);
    return done;
  }

  std::string path;
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  int failed = SQLITE_OK;  // to bind: a text of more than 1 GB
  const Table* table = nullptr;
  std::vector<const Table*> written;
  std::vector<std::string> node_types, edge_types;  // by key; empty: not met
};

SqliteWriter::SqliteWriter(std::string path) : impl_(std::make_unique<Impl>(std::move(path))) {}
SqliteWriter::~SqliteWriter() = default;

Result<void> SqliteWriter::prepare(std::span<const Table* const> tables) {
  Impl& db = *impl_;
  db.written.assign(tables.begin(), tables.end());
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int opened = sqlite3_open_v2(db.path.c_str(), &db.database, flags, nullptr);
  if (opened != SQLITE_OK && db.database == nullptr) throw std::bad_alloc();
  if (Result<void> done = db.check(opened); !done) return done;
  sqlite3_extended_result_codes(db.database, 1);
  // The file is nobody's until it is whole, so that there is nothing to take back.
  if (Result<void> done = db.run_all({
          "PRAGMA page_size = 8192",
          "PRAGMA journal_mode = OFF",
          "PRAGMA synchronous = OFF",
          "PRAGMA locking_mode = EXCLUSIVE",
          "PRAGMA cache_size = -16384",
          "PRAGMA temp_store = FILE",
          fmt::format("PRAGMA application_id = {}", application_id),
          fmt::format("PRAGMA user_version = {}", version),
          "BEGIN",
          "CREATE TABLE labels (label TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
      });
      !done) {
    return done;
  }
  return {};
}

Result<void> SqliteWriter::start(const Origin& origin) {
  Impl& db = *impl_;
  if (Result<void> done = db.prepare("INSERT INTO labels VALUES (?, ?)"); !done) return done;
  for (const auto& [name, value] : origin.labels) {
    db.bind_text(1, name);
    db.bind_text(2, value);
    if (Result<void> done = db.step(); !done) return done;
  }
  return {};
}

Result<void> SqliteWriter::begin(const Table& table) {
  impl_->table = &table;
  if (Result<void> done = impl_->run(create_table(table)); !done) return done;
  return impl_->prepare(insert_into(table));
}

Result<void> SqliteWriter::row(std::span<const Value> values) {
  Impl& db = *impl_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    const ColumnKind kind = db.table->columns[i].kind;
    const int column = static_cast<int>(i) + 1;
    if (value.kind == Value::Kind::null) {
      db.bind_null(column);
    } else if (kind == ColumnKind::text) {
      db.bind_text(column, value.text);
    } else {
      db.bind_number(column, value.number);
    }
    if (!is_of_types(kind)) continue;
    std::vector<std::string>& names =
        kind == ColumnKind::text_of_node_type ? db.node_types : db.edge_types;
    const auto key = static_cast<std::size_t>(value.number);
    if (names.size() <= key) names.resize(key + 1);
    if (names[key].empty()) names[key] = value.text;
  }
  return db.step();
}

Result<void> SqliteWriter::end() { return {}; }

Result<void> SqliteWriter::finish() {
  Impl& db = *impl_;
  const auto write_types = [&](std::string_view table,
                               const std::vector<std::string>& names) -> Result<void> {
    if (Result<void> done =
            db.run(fmt::format("CREATE TABLE {} (type_id INTEGER PRIMARY KEY, type TEXT)", table));
        !done) {
      return done;
    }
    if (Result<void> done = db.prepare(fmt::format("INSERT INTO {} VALUES (?, ?)", table)); !done) {
      return done;
    }
    for (std::size_t key = 0; key < names.size(); ++key) {
      if (names[key].empty()) continue;
      db.bind_number(1, static_cast<std::int64_t>(key));
      db.bind_text(2, names[key]);
      if (Result<void> done = db.step(); !done) return done;
    }
    return {};
  };
  bool has_nodes = false;
  for (const Table* table : db.written) {
    has_nodes = has_nodes || table->name == "nodes";
    if (has_shared_texts(*table)) {
      if (Result<void> done = db.run(create_view_of_texts(*table)); !done) return done;
    }
    for (const std::string_view column : table->indexes) {
      if (Result<void> done = db.run(fmt::format("CREATE INDEX {0}_by_{1} ON {2} ({1})",
                                                 table->name, column, stored_name(*table)));
          !done) {
        return done;
      }
    }
  }
  if (has_nodes) {
    if (Result<void> done = write_types("node_types", db.node_types); !done) return done;
    if (Result<void> done = write_types("edge_types", db.edge_types); !done) return done;
    for (const View& view : all_views()) {
      if (Result<void> done = db.run(fmt::format("CREATE VIEW {} AS {}", view.name, view.sql));
          !done) {
        return done;
      }
    }
  }
  // A glance at the indexes, without which SQLite's planner takes wrong turns in larger questions.
  if (Result<void> done = db.run_all({"PRAGMA analysis_limit = 1000", "ANALYZE", "COMMIT"});
      !done) {
    return done;
  }
  db.close();
  return {};
}

}  // namespace tables
}  // namespace heapdiff
