#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/index.hpp"

namespace heapdiff::model {

/// The dominator tree with all objects merged whose dominators are of the same classes in the same
/// order, each class counted where it is first met. What an object of a class dominates is below a
/// node of that class, so retained sizes of any set of classes follow from it. A forest in
/// preorder.
struct ClassTree {
  struct Node {
    ClassIndex of;
    std::uint32_t end = 0;  ///< of its subtree
    /// Shallow: of its objects, and of those below them whose class is met above.
    std::uint64_t bytes = 0;
    friend bool operator==(const Node&, const Node&) = default;
  };
  struct Total {
    std::uint64_t count = 0;  ///< objects with a size above 0
    std::uint64_t bytes = 0;  ///< shallow
    friend bool operator==(const Total&, const Total&) = default;
  };
  std::vector<Node> nodes;
  std::vector<Total> totals;  ///< by class
};

/// As `count_rows` of the heap that it was made of: the same numbers. O(nodes + classes).
[[nodiscard]] std::vector<heapdiff::Population> count_rows(const ClassTree& tree,
                                                           std::span<const std::uint32_t> row_of,
                                                           std::size_t row_count);

}  // namespace heapdiff::model
