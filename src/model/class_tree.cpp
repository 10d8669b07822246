#include "model/class_tree.hpp"

#include <algorithm>
#include <unordered_map>

namespace heapdiff::model {
namespace {

constexpr std::uint32_t top = 0xFFFFFFFF;

/// A tree under construction: nodes in the order in which they were first met.
class Merger {
 public:
  std::uint32_t child_of(std::uint32_t parent, ClassIndex of) {
    const std::uint64_t key = std::uint64_t{parent} << 32 | of.value;
    const auto [found, is_new] =
        by_key_.try_emplace(key, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) nodes_.push_back({parent, of, 0});
    return found->second;
  }
  void add_bytes(std::uint32_t node, std::uint64_t bytes) { nodes_[node].bytes += bytes; }

  /// In preorder. Parents come before their children here, too, so that the sizes of subtrees add
  /// up from the back.
  [[nodiscard]] std::vector<ClassTree::Node> in_preorder() const {
    const std::size_t size = nodes_.size();
    std::vector<std::uint32_t> order(size), sizes(size, 1), places(size);
    for (std::uint32_t i = 0; i < size; ++i) order[i] = i;
    for (std::size_t i = size; i-- > 0;) {
      if (nodes_[i].parent != top) sizes[nodes_[i].parent] += sizes[i];
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return nodes_[a].of.value < nodes_[b].of.value;
    });
    std::vector<std::uint32_t> first_child(size, top), next_sibling(size, top);
    std::uint32_t first_root = top;
    for (std::size_t i = size; i-- > 0;) {
      const std::uint32_t node = order[i];
      std::uint32_t& first =
          nodes_[node].parent == top ? first_root : first_child[nodes_[node].parent];
      next_sibling[node] = first;
      first = node;
    }
    std::vector<ClassTree::Node> result(size);
    const auto put = [&](std::uint32_t first, std::uint32_t place) {
      for (std::uint32_t node = first; node != top; node = next_sibling[node]) {
        places[node] = place;
        result[place] = {nodes_[node].of, place + sizes[node], nodes_[node].bytes};
        place += sizes[node];
      }
    };
    put(first_root, 0);
    for (std::uint32_t node = 0; node < size; ++node) put(first_child[node], places[node] + 1);
    return result;
  }

 private:
  struct Node {
    std::uint32_t parent;
    ClassIndex of;
    std::uint64_t bytes;
  };
  std::vector<Node> nodes_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_key_;
};

}  // namespace

ClassTree merge_by_class(const base::Column<std::uint32_t>& ends,
                         const base::SizeColumn& self_sizes,
                         const base::Column<ClassIndex>& classes, std::size_t class_count) {
  ClassTree tree;
  tree.totals.resize(class_count);
  Merger merger;
  struct Open {
    std::uint32_t node, end;
  };
  std::vector<Open> path;
  std::vector<std::uint32_t> open_until(class_count, 0);
  for (std::uint32_t i = 0; i < ends.size(); ++i) {
    while (!path.empty() && path.back().end <= i) path.pop_back();
    const std::uint64_t self_size = self_sizes[i];
    if (self_size == 0) continue;
    const ClassIndex of = classes[i];
    ++tree.totals[of.value].count;
    tree.totals[of.value].bytes += self_size;
    if (i >= open_until[of.value]) {
      path.push_back({merger.child_of(path.empty() ? top : path.back().node, of), ends[i]});
      open_until[of.value] = ends[i];
    }
    merger.add_bytes(path.back().node, self_size);
  }
  tree.nodes = merger.in_preorder();
  return tree;
}

std::vector<heapdiff::Population> count_rows(const ClassTree& tree,
                                             std::span<const std::uint32_t> row_of,
                                             std::size_t row_count) {
  std::vector<heapdiff::Population> rows(row_count);
  for (std::size_t i = 0; i < tree.totals.size(); ++i) {
    heapdiff::Population& row = rows[row_of[i]];
    row.count += tree.totals[i].count;
    row.size += Bytes{tree.totals[i].bytes};
  }
  const std::size_t size = tree.nodes.size();
  std::vector<std::uint64_t> sums(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) sums[i + 1] = sums[i] + tree.nodes[i].bytes;
  std::vector<std::uint32_t> open_until(row_count, 0);
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint32_t row = row_of[tree.nodes[i].of.value];
    if (i < open_until[row]) continue;
    const std::uint32_t end = tree.nodes[i].end;
    rows[row].retained += Bytes{sums[end] - sums[i]};
    open_until[row] = end;
  }
  return rows;
}

}  // namespace heapdiff::model
