#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/damage.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/reading.hpp"

namespace heapdiff {

// A snapshot as tables, for engines that answer questions in SQL. heapdiff-sql(7) describes the
// tables and their columns. Of a saved summary there are fewer: `snapshot`, `classes` and
// `holders`. Rows are written one by one, so that a heap is never in memory twice.

/// What a host, a build or a run is called among others: {"host", "web-1"}.
struct ExportLabel {
  std::string name, value;
};

struct ExportOptions {
  std::vector<ExportLabel> labels = {};  ///< each name once
};

/// What was exported, and what is odd about it.
struct Exported {
  std::string file;
  std::vector<std::string> notes;
  std::optional<Damage> damage;  ///< of a file that was salvaged
};

enum class Compression { none, gzip, zstd };

/// Takes the files of an NDJSON export, one after the other. What it fails with ends the export.
class ExportFolder {
 public:
  ExportFolder() = default;
  ExportFolder(const ExportFolder&) = delete;
  ExportFolder& operator=(const ExportFolder&) = delete;
  virtual ~ExportFolder() = default;

  /// Before all others: the files that will come. `others` are those that exports of another kind
  /// consist of: beside the new ones they would be taken for part of this export.
  [[nodiscard]] virtual Result<void> expect(const std::vector<std::string>& files,
                                            const std::vector<std::string>& others) = 0;
  [[nodiscard]] virtual Result<void> begin(const std::string& file) = 0;
  [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
  [[nodiscard]] virtual Result<void> end() = 0;
};

/// Was the library built with SQLite?
[[nodiscard]] bool has_sqlite();

/// Writes the tables into a new SQLite database. `database` is the path of an empty file; what is
/// in it after an error is no database. `file` is a snapshot, or a saved summary, or "-".
/// Errors: io, also of the database, whose path it then has; usage, without SQLite; limit, also for
/// sizes above 2^63; and those of `read_snapshot`. O(nodes · log nodes + edges · log edges).
[[nodiscard]] Result<Exported> export_sqlite(const std::string& file, const std::string& database,
                                             const ExportOptions& options = {},
                                             const ReadOptions& reading = {},
                                             Monitor* monitor = nullptr);

/// Writes the tables as NDJSON (a JSON object a line), a file for each: "nodes.ndjson", or
/// "nodes.ndjson.zst". Errors: those of the folder; limit, as above; and those of `read_snapshot`.
/// O(nodes + edges).
[[nodiscard]] Result<Exported> export_ndjson(const std::string& file, ExportFolder& folder,
                                             Compression compression = Compression::none,
                                             const ExportOptions& options = {},
                                             const ReadOptions& reading = {},
                                             Monitor* monitor = nullptr);

}  // namespace heapdiff
