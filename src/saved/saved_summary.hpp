#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/reduce.hpp"
#include "diff/compare.hpp"
#include "diff/growth.hpp"
#include "heapdiff/error.hpp"
#include "leaks/holders/holder_census.hpp"
#include "model/class_tree.hpp"
#include "model/side.hpp"

namespace heapdiff::saved {

/// The file of the snapshot that a summary is of.
struct Origin {
  std::string snapshot;                  ///< its name, without the folder; empty of a pipe
  std::optional<std::int64_t> modified;  ///< when it was written: nanoseconds since 1970
};

/// What a diff can tell of a snapshot without its nodes: classes with their sizes in any grouping,
/// collections that have names, and whose snapshot it is. Some hundred kilobytes instead of
/// gigabytes.
struct SavedSummary : model::Outline {
  Origin origin;
  /// The largest of the odd ids, which are numbered in the order in which objects were made. Those
  /// of an embedder's nodes are even, and any.
  ObjectId id_max;
  model::ClassTree tree;
  diff::EngineShare engine;
  std::vector<model::InterfaceDefinition> interfaces;
  std::vector<leaks::NamedCollection> collections;

  [[nodiscard]] diff::ClassSide classes() const { return {*this, tree, id_max}; }
};

/// Of a snapshot that was analysed, and is used up. O(nodes + edges).
[[nodiscard]] SavedSummary summarise(analysis::Analysis analysed, unsigned threads);

/// Two sides compared class by class, and collections by name. No object is followed. Errors: as
/// `diff::relate_classes`.
[[nodiscard]] Result<Diff> compare(const SavedSummary& before, const SavedSummary& after,
                                   const DiffOptions& options);

/// The version of the format.
inline constexpr std::uint64_t format_version = 1;

/// As JSON. Texts of strings are left out, and so are keys of Maps, of which there are hashes.
/// Names of properties stay where they are steps of a holder's name, or name a class of many plain
/// objects, and are hashes elsewhere. Same summary, same bytes.
[[nodiscard]] std::string to_json(const SavedSummary& summary);
/// The same, compressed with zstd.
[[nodiscard]] std::string write(const SavedSummary& summary);

/// Does a file that begins like this hold a summary? `start` is decompressed.
[[nodiscard]] bool is_saved(std::string_view start);
inline constexpr std::size_t start_bytes = 4096;  ///< are enough to tell that, and its origin
/// Nothing where it holds none, or a damaged one.
[[nodiscard]] std::optional<Origin> read_origin(std::string_view start);

/// Reads what `to_json` gives. `file` is for messages, and becomes the side's
/// name. Errors: malformed, with the byte; a newer version, with both.
[[nodiscard]] Result<SavedSummary> read(std::string text, const std::string& file);

}  // namespace heapdiff::saved
