#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace heapdiff::model {

/// Merges paths of labels into a tree: the nodes of one parent with one label are one. Nodes are
/// numbered in the order in which they were first met, so parents come before their children.
class PathMerger {
 public:
  static constexpr std::uint32_t top = 0xFFFFFFFF;  ///< the parent of those that have none

  [[nodiscard]] std::uint32_t child_of(std::uint32_t parent, std::uint32_t label);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  [[nodiscard]] std::uint32_t parent(std::uint32_t node) const { return nodes_[node].parent; }
  [[nodiscard]] std::uint32_t label(std::uint32_t node) const { return nodes_[node].label; }

  /// All nodes, those of smaller labels first; of one label as they were met.
  [[nodiscard]] std::vector<std::uint32_t> by_label() const;

  /// A place in preorder, and the end of the subtree there.
  struct Placed {
    std::uint32_t place = 0, end = 0;
  };
  /// Of each node. `order` has all nodes, siblings as they are to follow each other. O(nodes).
  [[nodiscard]] std::vector<Placed> in_preorder(const std::vector<std::uint32_t>& order) const;

 private:
  struct Node {
    std::uint32_t parent, label;
  };
  std::vector<Node> nodes_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_key_;
};

/// Follows the rows on the way down a tree that is walked in preorder: where a row is met again
/// below itself, nothing is entered.
class OpenRows {
 public:
  explicit OpenRows(std::size_t row_count) : open_until_(row_count, 0) {}

  /// Goes on to a position whose subtree ends at `end`, and returns the node that it belongs to.
  std::uint32_t enter(std::uint32_t position, std::uint32_t end, std::uint32_t row,
                      PathMerger& merger) {
    while (!path_.empty() && path_.back().end <= position) path_.pop_back();
    if (position >= open_until_[row]) {
      path_.push_back(
          {merger.child_of(path_.empty() ? PathMerger::top : path_.back().node, row), end});
      open_until_[row] = end;
    }
    return path_.back().node;
  }

 private:
  struct Open {
    std::uint32_t node, end;
  };
  std::vector<Open> path_;
  std::vector<std::uint32_t> open_until_;
};

}  // namespace heapdiff::model
