#pragma once

#include <string>

#include "heapdiff/diff.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/triage.hpp"

namespace heapdiff {

// From files to a report, in the least memory: what a report needs no more is gone while the rest
// is computed. Files are plain, or compressed with gzip or zstd; "-" is standard input. Reports do
// not depend on the plan, nor on the number of threads. Errors of all: limit, with the memory that
// the leanest plan would need, and those of `read_snapshot`.

/// What grew. `options.threads` is ignored: `reading` has it. Errors: mismatch, too (unrelated or
/// reversed snapshots, unless `options.force`; a damaged file that lacks nodes or names).
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

}  // namespace heapdiff
