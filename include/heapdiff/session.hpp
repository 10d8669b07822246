#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/name_pattern.hpp"
#include "heapdiff/nodes.hpp"
#include "heapdiff/query.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/snapshot.hpp"
#include "heapdiff/summary.hpp"
#include "heapdiff/triage.hpp"

namespace heapdiff {

/// What will be asked about a snapshot, by the memory that it takes. Everything can be asked of
/// every session; but values of strings are whole only for `values` and `anything`, and the memory
/// is estimated for the purpose.
enum class Purpose {
  lookup,      ///< an object, a summary, or a row for each node
  path,        ///< how one object is retained
  values,      ///< strings by their values
  classes,     ///< how the objects of a class are retained
  biggest,     ///< the largest objects
  triage,      ///< what has accumulated, and what retains it
  duplicates,  ///< strings with one value
  anything,
  tables,           ///< an export
  tables_of_names,  ///< the same without values
};

/// A snapshot in memory to ask about. Whatever an answer needs is computed when it is first asked
/// for, and kept. Move-only; not to be used by two threads at a time.
///
/// `rows_max` is the number of rows of an answer's lists.
class Session {
 public:
  /// Reads a file (or standard input, for "-") and analyses it. `side` is passed to the monitor.
  /// Errors: limit, and those of `read_snapshot`. O(bytes).
  [[nodiscard]] static Result<Session> open(const std::string& file, Purpose purpose,
                                            const ReadOptions& options = {},
                                            Monitor* monitor = nullptr,
                                            const std::string& side = "snapshot");
  /// Of a snapshot that was read before.
  explicit Session(Snapshot snapshot);

  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  [[nodiscard]] const std::string& file() const;
  [[nodiscard]] const std::vector<std::string>& notes() const;  ///< oddities of the file
  [[nodiscard]] const std::optional<Damage>& damage() const;    ///< of a file that was salvaged

  /// From now on the object's references retain nothing: sizes, distances and paths are those of
  /// the heap without them. Errors: usage, for an id that no node has, and for the root.
  /// O(nodes + edges).
  [[nodiscard]] Result<void> ignore(ObjectId id);
  /// Undoes that; without an id, for all objects. Errors: usage, for one that is not ignored.
  [[nodiscard]] Result<void> unignore(std::optional<ObjectId> id = {});
  [[nodiscard]] std::vector<ObjectInfo> ignored();

  [[nodiscard]] Summary summary();
  [[nodiscard]] Triage triage(unsigned threads = 1);
  /// Errors of these four: usage, for an id that no node has.
  [[nodiscard]] Result<PathsReport> paths(std::span<const ObjectId> ids);
  [[nodiscard]] Result<ObjectReport> object(ObjectId id, std::size_t rows_max);
  [[nodiscard]] Result<RetainersReport> retainers(ObjectId id, std::size_t rows_max);
  [[nodiscard]] Result<DominatorsReport> dominators(ObjectId id, std::size_t rows_max);
  /// Errors: usage, if the pattern matches no class that has objects; the hint names some that are
  /// spelt alike.
  [[nodiscard]] Result<ClassReport> classes(const NamePattern& pattern, std::size_t rows_max);
  /// Objects that are not strings, and whose class or name matches.
  [[nodiscard]] FindReport find(const NamePattern& pattern, std::size_t rows_max);
  [[nodiscard]] StringsReport strings(const NamePattern& pattern, std::size_t rows_max);
  [[nodiscard]] DuplicatesReport duplicates(std::size_t rows_max);
  [[nodiscard]] BiggestReport biggest(std::size_t rows_max);

  /// Calls `visit` for every node in file order, until it returns false. O(nodes + edges).
  void for_each_node(const std::function<bool(const NodeRow&)>& visit);
  /// Of all classes, each once, in alphabetical order.
  [[nodiscard]] std::vector<std::string> class_names();

 private:
  friend Result<Diff> compare(const Session& before, const Session& after,
                              const DiffOptions& options);
  friend FindReport find_new(Session& before, Session& after, const NamePattern& pattern,
                             std::size_t rows_max);
  struct Impl;
  explicit Session(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// What grew, class by class, and what retains the new objects. Errors: mismatch (unrelated or
/// reversed snapshots, unless `options.force`). O(nodes + edges).
[[nodiscard]] Result<Diff> compare(const Session& before, const Session& after,
                                   const DiffOptions& options = {});

/// Objects that a diff counts as new in their class, of the classes that match. Only for two
/// snapshots of one process (`Lineage::can_follow`). O(nodes · log nodes).
[[nodiscard]] FindReport find_new(Session& before, Session& after, const NamePattern& pattern,
                                  std::size_t rows_max);

}  // namespace heapdiff
