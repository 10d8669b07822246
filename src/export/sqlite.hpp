#pragma once

#include <memory>
#include <string>

#include "export/tables.hpp"

namespace heapdiff::tables {

/// Writes tables, views and indexes into a new SQLite database. Texts that many rows share are
/// stored once: such a table is called `raw_nodes`, and `nodes` is a view of it with the texts.
/// Memory: some 30 MB, whatever the heap. Indexes are sorted on disk, in the folder of SQLite's
/// temporary files (SQLITE_TMPDIR, TMPDIR, or /var/tmp).
class SqliteWriter final : public TableWriter {
 public:
  /// `path` is an empty file.
  explicit SqliteWriter(std::string path);
  ~SqliteWriter() override;

  Result<void> prepare(std::span<const Table* const> tables) override;
  Result<void> start(const Origin& origin) override;
  Result<void> begin(const Table& table) override;
  Result<void> row(std::span<const Value> values) override;
  Result<void> end() override;
  Result<void> finish() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heapdiff::tables
