#pragma once

#include "export/tables.hpp"
#include "heapdiff/export.hpp"
#include "input/compress.hpp"

namespace heapdiff::tables {

/// Writes each table as a file of lines, each a JSON object with the columns as members. Rows that
/// are compared between snapshots say which one they are of: `file`, `taken` and `labels` first.
class NdjsonWriter final : public TableWriter {
 public:
  /// The folder must last as long as this.
  NdjsonWriter(ExportFolder& folder, Compression compression)
      : folder_(folder), compression_(compression) {}

  Result<void> prepare(std::span<const Table* const> tables) override;
  Result<void> start(const Origin& origin) override;
  Result<void> begin(const Table& table) override;
  Result<void> row(std::span<const Value> values) override;
  Result<void> end() override;
  Result<void> finish() override { return {}; }

 private:
  [[nodiscard]] std::string file_of(const Table& table) const;
  Result<void> flush();

  ExportFolder& folder_;
  Compression compression_;
  std::string origin_;  // the members that say what rows are of
  const Table* table_ = nullptr;
  struct Member {
    std::string key, name;  // with quotes and colon; the first may be empty
  };
  std::vector<Member> members_;  // of the table's rows
  std::optional<input::Compressor> compressor_;
  std::string text_, bytes_;
};

}  // namespace heapdiff::tables
