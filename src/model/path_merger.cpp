#include "model/path_merger.hpp"

#include <algorithm>
#include <numeric>

namespace heapdiff::model {

std::uint32_t PathMerger::child_of(std::uint32_t parent, std::uint32_t label) {
  const std::uint64_t key = std::uint64_t{parent} << 32 | label;
  const auto [found, is_new] = by_key_.try_emplace(key, size());
  if (is_new) nodes_.push_back({parent, label});
  return found->second;
}

std::vector<std::uint32_t> PathMerger::by_label() const {
  std::vector<std::uint32_t> order(nodes_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return nodes_[a].label < nodes_[b].label;
  });
  return order;
}

std::vector<PathMerger::Placed> PathMerger::in_preorder(
    const std::vector<std::uint32_t>& order) const {
  const std::size_t count = nodes_.size();
  // Parents come before their children, so that the sizes of subtrees add up from the back.
  std::vector<std::uint32_t> sizes(count, 1);
  for (std::size_t i = count; i-- > 0;) {
    if (nodes_[i].parent != top) sizes[nodes_[i].parent] += sizes[i];
  }
  std::vector<std::uint32_t> first_child(count, top), next_sibling(count, top);
  std::uint32_t first_root = top;
  for (std::size_t i = count; i-- > 0;) {
    const std::uint32_t node = order[i];
    std::uint32_t& first =
        nodes_[node].parent == top ? first_root : first_child[nodes_[node].parent];
    next_sibling[node] = first;
    first = node;
  }
  std::vector<Placed> placed(count);
  const auto put = [&](std::uint32_t first, std::uint32_t place) {
    for (std::uint32_t node = first; node != top; node = next_sibling[node]) {
      placed[node] = {place, place + sizes[node]};
      place += sizes[node];
    }
  };
  put(first_root, 0);
  for (std::uint32_t node = 0; node < count; ++node) put(first_child[node], placed[node].place + 1);
  return placed;
}

}  // namespace heapdiff::model
