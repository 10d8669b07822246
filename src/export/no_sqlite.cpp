// In the place of sqlite.cpp, where the library is built without SQLite.
#include <memory>

#include "export/sqlite.hpp"
#include "heapdiff/export.hpp"

namespace heapdiff {

bool has_sqlite() { return false; }

namespace tables {
namespace {

Result<void> refuse() {
  return fail({ErrorKind::usage, "", "this heapdiff was built without SQLite", std::nullopt,
               "the same tables come as NDJSON, which every engine reads"});
}

}  // namespace

struct SqliteWriter::Impl {};

SqliteWriter::SqliteWriter(std::string) {}
SqliteWriter::~SqliteWriter() = default;
Result<void> SqliteWriter::prepare(std::span<const Table* const>) { return refuse(); }
Result<void> SqliteWriter::start(const Origin&) { return refuse(); }
Result<void> SqliteWriter::begin(const Table&) { return refuse(); }
Result<void> SqliteWriter::row(std::span<const Value>) { return refuse(); }
Result<void> SqliteWriter::end() { return refuse(); }
Result<void> SqliteWriter::finish() { return refuse(); }

}  // namespace tables
}  // namespace heapdiff
