#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/path.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/trend.hpp"
#include "heapdiff/triage.hpp"

namespace heapdiff {

// From files to a report, in the least memory: what a report needs no more is gone while the rest
// is computed. Files are plain, or compressed with gzip or zstd; "-" is standard input. Reports do
// not depend on the plan, nor on the number of threads. Errors of all: limit, with the memory that
// the leanest plan would need, and those of `read_snapshot`.

/// What grew. Either side may be a saved summary: see `save_file`. `options.threads` is ignored:
/// `reading` has it. Errors: mismatch, too (unrelated or reversed snapshots, unless
/// `options.force`; a damaged file that lacks nodes or names).
[[nodiscard]] Result<Diff> compare_files(const std::string& before, const std::string& after,
                                         DiffOptions options = {}, const ReadOptions& reading = {},
                                         Monitor* monitor = nullptr);

/// DevTools' Summary view and statistics.
[[nodiscard]] Result<Summary> summarize_file(const std::string& file,
                                             const ReadOptions& reading = {},
                                             Monitor* monitor = nullptr);

/// What is using the memory of a process, such as one that ran out of it.
[[nodiscard]] Result<Triage> triage_file(const std::string& file, const ReadOptions& reading = {},
                                         Monitor* monitor = nullptr);

/// How objects of a snapshot are held.
struct PathsOfFile {
  PathsReport report;
  std::vector<std::string> notes;  ///< oddities of the file
};

/// How each of the objects is held, as `Session::paths` says it, after `ignored` were set aside; out
/// of an index in a moment, as long as nothing is ignored. Errors: usage, for an id that no object
/// has, too.
[[nodiscard]] Result<PathsOfFile> explain_paths(const std::string& file,
                                                std::span<const ObjectId> ids,
                                                std::span<const ObjectId> ignored = {},
                                                const ReadOptions& reading = {},
                                                Monitor* monitor = nullptr);

/// The bytes of a summary to be saved in a file (.hds): what a diff needs of a snapshot when
/// nothing has to be followed by id. Errors: mismatch, for a damaged snapshot.
[[nodiscard]] Result<std::string> save_file(const std::string& file,
                                            const ReadOptions& reading = {},
                                            Monitor* monitor = nullptr);

/// Where the index of a snapshot is looked for: FILE.hdx.
[[nodiscard]] std::string index_path_of(const std::string& file);

/// Is it a snapshot without an index that is of the file as it is now, and of this version of
/// heapdiff? Not so are saved summaries, and indexes themselves. Columns of an index are checked
/// when they are used, not here.
[[nodiscard]] bool lacks_index(const std::string& file);

/// Passes the bytes of a snapshot's index to `write`, which returns its own error: all that reports
/// need, ready to be mapped into memory, so that nothing is read, searched or sorted again. Only
/// this version of heapdiff can open it, on a machine that orders bytes alike. Errors: usage, for
/// what is no file.
[[nodiscard]] Result<void> index_file(const std::string& file,
                                      const std::function<Result<void>(std::string_view)>& write,
                                      const ReadOptions& reading = {}, Monitor* monitor = nullptr);

/// SHA-256 of a file's bytes as they are, compressed or not, as `sha256sum` prints it. Errors: io.
[[nodiscard]] Result<std::string> hash_file(const std::string& file);

/// The snapshots and saved summaries of a folder, or what a pattern with *, ? or [] matches, in
/// order: by the time that Node's names of dumps tell, else by the time of the files. A file is
/// returned as it is. Errors: io, also where there are none.
[[nodiscard]] Result<std::vector<std::string>> list_snapshots(const std::string& path);

/// What becomes of classes and holders over several snapshots, and saved summaries, in the order in
/// which they were taken. One graph is in memory at a time, and two at its end. Errors: usage, for
/// fewer than three, and for more operations than can be counted; mismatch, for those that do not
/// follow each other, unless `options.force`.
[[nodiscard]] Result<Trend> follow_files(const std::vector<std::string>& files,
                                         const TrendOptions& options = {},
                                         const ReadOptions& reading = {},
                                         Monitor* monitor = nullptr);

}  // namespace heapdiff
