#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/reduce.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/render.hpp"
#include "heapdiff/summary.hpp"
#include "parse/texts.hpp"
#include "source_maps/script_maps.hpp"

namespace heapdiff::api {

/// A snapshot that may have an index.
struct IndexedFile {
  const std::string& path;
  const ReadOptions& options;
  Watch watch;
  Monitor& monitor;
  /// As of `load_file`. May be null.
  std::shared_ptr<source_maps::ScriptMaps> maps = {};
};

// What the index beside a snapshot has, or the index that `path` itself is. Nothing where there is
// none, and where the one there is of no use, which the monitor is told: it is of another state of
// the snapshot, or of another version of heapdiff, or damaged; or there are source maps, of which
// indexes know nothing. Nothing, too, where the options read a file as no index has it. Errors:
// those of a `path` that is an index, and of source maps that the user named.

/// `statistics`, if it is not null, becomes the snapshot's.
[[nodiscard]] Result<std::optional<analysis::Analysis>> analysis_from_index(
    const IndexedFile& file, unsigned threads, parse::Texts texts = parse::Texts::cut(),
    std::optional<Statistics>* statistics = nullptr);
[[nodiscard]] Result<std::optional<model::Reduction>> reduction_from_index(
    const IndexedFile& file, unsigned threads, std::optional<Statistics>* statistics = nullptr);

/// How objects are held, by `index::read_paths`, and the notes of the snapshot.
[[nodiscard]] Result<std::optional<std::vector<PathReport>>> paths_from_index(
    const IndexedFile& file, std::span<const ObjectId> ids, std::vector<std::string>& notes);

/// The path of the snapshot that an index is of, by the index's name; of any other file, its own.
[[nodiscard]] std::string snapshot_of(const std::string& path);

/// When the snapshot was last changed, in nanoseconds since 1970: of an index, when that was whose
/// index it is.
[[nodiscard]] std::optional<std::int64_t> modification_time(const std::string& path);

}  // namespace heapdiff::api
