#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/reduce.hpp"
#include "export/ndjson.hpp"
#include "export/sqlite.hpp"
#include "export/write_tables.hpp"
#include "support/database.hpp"
#include "support/program.hpp"

namespace heapdiff::test {

/// An NDJSON export in memory.
class MemoryFolder final : public ExportFolder {
 public:
  Result<void> expect(const std::vector<std::string>& expected,
                      const std::vector<std::string>& unexpected) override {
    files = expected;
    others = unexpected;
    return {};
  }
  Result<void> begin(const std::string& file) override {
    current_ = file;
    texts[file];
    return {};
  }
  Result<void> write(std::string_view bytes) override {
    texts[current_] += bytes;
    return {};
  }
  Result<void> end() override { return {}; }

  /// The lines of a file.
  [[nodiscard]] std::vector<std::string> lines(const std::string& file) const {
    std::vector<std::string> lines;
    const std::string& text = texts.at(file);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

  std::vector<std::string> files, others;
  std::map<std::string, std::string> texts;

 private:
  std::string current_;
};

/// Exports to SQLite in a folder that is there as long as this.
class ExportedDatabase {
 public:
  explicit ExportedDatabase(graph::Heap heap, const tables::Head& head = {})
      : ExportedDatabase(tables::Subject::snapshot, [&](tables::TableWriter& out) {
          return tables::write_snapshot(analysis::analyse(std::move(heap)), head, 1, out);
        }) {}
  explicit ExportedDatabase(const saved::SavedSummary& summary, const tables::Head& head = {})
      : ExportedDatabase(tables::Subject::summary, [&](tables::TableWriter& out) {
          return tables::write_summary(summary, head, out);
        }) {}

  [[nodiscard]] Rows ask(const std::string& sql) const { return Database(path_).ask(sql); }

 private:
  template <class Write>
  ExportedDatabase(tables::Subject subject, const Write& write) {
    tables::SqliteWriter out(path_);
    Result<void> written = out.prepare(tables::tables_of(subject));
    if (written) written = write(out);
    if (!written) {
      throw std::runtime_error(format_error(written.error()));
    }
  }

  TemporaryDirectory directory_;
  std::string path_ = (directory_.path() / "heap.sqlite").string();
};

inline MemoryFolder& export_to(MemoryFolder& folder, graph::Heap heap,
                               const tables::Head& head = {},
                               Compression compression = Compression::none) {
  tables::NdjsonWriter out(folder, compression);
  Result<void> written = out.prepare(tables::tables_of(tables::Subject::snapshot));
  if (written) written = tables::write_snapshot(analysis::analyse(std::move(heap)), head, 1, out);
  if (!written) throw std::runtime_error(format_error(written.error()));
  return folder;
}

}  // namespace heapdiff::test
