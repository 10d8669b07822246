#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

class Retention;
class Session;

/// A heap snapshot in memory: a directed graph of nodes (objects) and edges (references), as in the
/// file. Immutable and move-only; an index that it returns is valid for its own tables, and for no
/// other snapshot. Views of names live as long as the snapshot.
///
/// Memory: about 18 bytes per node, 6 per edge, the text of all names, and 4 bytes per edge and per
/// node for reverse edges (`in_edges_of`).
class Snapshot {
 public:
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

  [[nodiscard]] std::uint32_t node_count() const;
  [[nodiscard]] std::uint32_t edge_count() const;
  [[nodiscard]] NodeIndex root() const;

  [[nodiscard]] ObjectId id(NodeIndex node) const;
  [[nodiscard]] NodeType type(NodeIndex node) const;
  /// The type's name in the file, even if this library does not know the type.
  [[nodiscard]] std::string_view type_name(NodeIndex node) const;
  [[nodiscard]] std::string_view name(NodeIndex node) const;
  /// As in the file; in a snapshot that belongs to a Retention, after sizes were moved to owners.
  [[nodiscard]] Bytes self_size(NodeIndex node) const;
  [[nodiscard]] Detachedness detachedness(NodeIndex node) const;
  /// The place of the node's function or constructor in the source, if it is in the file.
  [[nodiscard]] std::optional<Place> place(NodeIndex node) const;

  /// The node's outgoing edges are [first, last) in file order.
  struct EdgeRange {
    EdgeIndex first, last;
  };
  [[nodiscard]] EdgeRange out_edges_of(NodeIndex node) const;
  /// The edges that lead to the node, ascending.
  [[nodiscard]] std::span<const EdgeIndex> in_edges_of(NodeIndex node) const;

  [[nodiscard]] NodeIndex source(EdgeIndex edge) const;  ///< O(log node_count())
  [[nodiscard]] NodeIndex target(EdgeIndex edge) const;
  [[nodiscard]] EdgeType type(EdgeIndex edge) const;
  /// The edge's name, or its number as text.
  [[nodiscard]] std::string name(EdgeIndex edge) const;

  /// The file's name, and its oddities.
  [[nodiscard]] const std::string& file() const;
  [[nodiscard]] const std::vector<std::string>& notes() const;

 private:
  friend class Retention;
  friend Result<Snapshot> read_snapshot(const std::string& path);
  friend Result<Snapshot> read_snapshot_text(std::string_view text, const std::string& name);
  friend class Session;
  friend Retention analyze(Snapshot snapshot);
  struct Impl;
  explicit Snapshot(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Reads a file, plain or compressed with gzip or zstd, or standard input for "-".
/// Errors: io, cut_short, malformed, limit. O(bytes).
[[nodiscard]] Result<Snapshot> read_snapshot(const std::string& path);

/// Reads a snapshot from memory; messages call it `name`. Errors: as above, except io.
[[nodiscard]] Result<Snapshot> read_snapshot_text(std::string_view text, const std::string& name);

}  // namespace heapdiff
