#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace heapdiff::test {

/// A row of an answer, with "|" between its values; null is "-".
using Rows = std::vector<std::string>;

/// An SQLite database to ask. Throws std::runtime_error with SQLite's message.
class Database {
 public:
  explicit Database(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) {
      throw std::runtime_error(path);
    }
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close(database_); }

  [[nodiscard]] Rows ask(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(std::string(sqlite3_errmsg(database_)) + "\n" + sql);
    }
    Rows rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      std::string row;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        if (i > 0) row += '|';
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
        row += text == nullptr ? "-" : std::string(text, bytes);
      }
      rows.push_back(std::move(row));
    }
    const std::string problem = sqlite3_errmsg(database_);
    if (sqlite3_finalize(statement) != SQLITE_OK) throw std::runtime_error(problem + "\n" + sql);
    return rows;
  }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace heapdiff::test
