#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/reduce.hpp"
#include "diff/chains.hpp"
#include "heapdiff/query.hpp"
#include "model/row_index.hpp"
#include "scripts/scope_names.hpp"

namespace heapdiff::query {

/// One analysed snapshot, ready for queries. What answers need is computed on first use and kept, 4
/// to 8 bytes a node each. Nothing is copied out of the heap.
class Session {
 public:
  explicit Session(analysis::Analysis analysed);

  [[nodiscard]] const analysis::Analysis& analysed() const { return analysed_; }
  [[nodiscard]] const graph::Heap& heap() const { return analysed_.heap; }

  /// The node with that id. Errors: usage. O(nodes), a millisecond or two for millions.
  [[nodiscard]] Result<NodeIndex> find(ObjectId id) const;

  /// From now on the object's references hold nothing: sizes, distances and paths are those of the
  /// heap without them. Errors: usage, for an id that no node has, and for the root.
  /// O(nodes + edges).
  [[nodiscard]] Result<void> set_aside(ObjectId id);
  /// Takes one back, or, without an id, all. Errors: usage, for what was not set aside.
  [[nodiscard]] Result<void> take_back(std::optional<ObjectId> id);
  [[nodiscard]] bool is_set_aside(NodeIndex node) const;

  // Of one node. O(1), but for what the first call makes.
  [[nodiscard]] std::uint32_t position_of(NodeIndex node) { return positions()[node]; }
  [[nodiscard]] Bytes self_size(NodeIndex node) const {
    return {analysed_.heap.nodes.self_sizes[node.value]};
  }
  /// Where edges are missing, its own size: what it keeps at the least.
  [[nodiscard]] Bytes retained_size(NodeIndex node);
  [[nodiscard]] std::int32_t distance(NodeIndex node) { return distances()[node]; }
  [[nodiscard]] NodeIndex dominator(NodeIndex node);
  [[nodiscard]] std::uint32_t row_of(NodeIndex node);  ///< in `rows`
  [[nodiscard]] ObjectInfo describe(NodeIndex node);
  /// Of a string; nothing for other nodes, and where only its parts have a value.
  [[nodiscard]] std::optional<StringValue> value_of(NodeIndex node) const;
  /// The only place where the values of strings are made what answers show.
  [[nodiscard]] StringValue show_value(std::string_view text) const;
  /// Its cheapest retaining path, or the first steps of it.
  [[nodiscard]] std::vector<ChainStep> path_of(NodeIndex node, std::size_t steps_max);

  // Of all nodes.
  [[nodiscard]] const base::IndexedColumn<NodeIndex, std::int32_t>& distances();
  /// In the dominator tree's preorder.
  [[nodiscard]] const base::IndexedColumn<NodeIndex, std::uint32_t>& positions();

  /// Classes, as a summary has them: by name and constructor's place.
  [[nodiscard]] const std::vector<model::RowIndex::Row>& rows();
  [[nodiscard]] std::uint32_t row_of_class(ClassIndex index) {
    if (!row_index_) find_rows();
    return row_of_class_[index.value];
  }
  [[nodiscard]] const analysis::RetainingPaths& paths();
  [[nodiscard]] const scripts::ScopeNames& scopes();

  /// What every answer starts with.
  [[nodiscard]] SnapshotView view();

 private:
  void apply(std::vector<NodeIndex> set_aside);
  void find_rows();

  analysis::Analysis analysed_;
  std::optional<model::RowIndex> row_index_;
  std::vector<std::uint32_t> row_of_class_;
  // These change with what is set aside.
  base::IndexedColumn<NodeIndex, std::uint32_t> positions_;
  base::Column<std::uint64_t> size_sums_;
  base::IndexedColumn<NodeIndex, std::int32_t> distances_;
  base::IndexedColumn<NodeIndex, std::uint32_t> dominators_;
};

/// The nodes of largest retained size among `nodes`, then smallest id: the first `rows_max`.
[[nodiscard]] std::vector<NodeIndex> largest_of(Session& session, std::vector<NodeIndex> nodes,
                                                std::size_t rows_max);

/// How each of some groups of nodes is held, by `diff::find_chains`. `groups` is the group of each
/// node, or `no_group`.
inline constexpr std::uint32_t no_group = 0xFFFFFFFF;
[[nodiscard]] std::vector<diff::RowChains> find_holders(
    Session& session, base::IndexedColumn<NodeIndex, std::uint32_t> groups, std::size_t group_count,
    std::size_t chains_max);

}  // namespace heapdiff::query
