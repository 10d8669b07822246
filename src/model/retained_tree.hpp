#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/column.hpp"
#include "base/size_column.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/retained_tree.hpp"
#include "model/class_tree.hpp"
#include "model/path_merger.hpp"

namespace heapdiff::model {

/// Makes a RetainedTree of one side or of two.
class TreeGrower {
 public:
  enum class Side { before, after };

  explicit TreeGrower(std::size_t row_count) : row_count_(row_count) {}

  /// Adds a heap, in the preorder of its dominator tree. `wanted` has positions, ascending: returns
  /// the node that each belongs to, for `finish`. O(nodes).
  std::vector<std::uint32_t> add(Side side, const base::Column<std::uint32_t>& ends,
                                 const base::SizeColumn& self_sizes,
                                 const base::Column<ClassIndex>& classes,
                                 std::span<const std::uint32_t> row_of,
                                 std::span<const std::uint32_t> wanted = {});
  /// Adds what is known without nodes; counts are not.
  void add(Side side, const ClassTree& tree, std::span<const std::uint32_t> row_of);

  /// A tree without names of its rows, and the cell of each node. O(cells · log cells).
  struct Grown {
    RetainedTree tree;
    std::vector<std::uint32_t> cell_of;
  };
  [[nodiscard]] Grown finish() &&;

 private:
  RetainedTree::Own& own(Side side, std::uint32_t node);

  std::size_t row_count_;
  bool has_counts_ = true;
  PathMerger merger_;
  struct Owns {
    RetainedTree::Own before, after;
  };
  std::vector<Owns> owns_;
};

}  // namespace heapdiff::model
