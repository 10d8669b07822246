#include "leaks/holders/retainers.hpp"

#include <algorithm>

#include "base/bits.hpp"
#include "base/parallel.hpp"

namespace heapdiff::leaks {

void Retainers::want(NodeIndex node) {
  if (found_.try_emplace(node.value).second) wanted_.push_back(node.value);
}

void Retainers::fetch() {
  if (wanted_.empty()) return;
  base::Bits is_wanted(heap_.nodes.size());
  for (const std::uint32_t node : wanted_) is_wanted.set(node);
  wanted_.clear();

  const auto scan = [&](std::uint32_t first, std::uint32_t last) {
    std::vector<std::uint32_t> hits;
    base::NarrowColumn::Window window;
    base::for_each_word(last - first, [&](std::size_t at, std::size_t count) {
      const std::uint32_t* const targets = heap_.edges.targets.window(first + at, count, window);
      base::for_each_bit(is_wanted.are_set(targets, count), [&](unsigned i) {
        const EdgeIndex edge(first + at + i);
        // A WeakMap's table does not retain the entry's value by itself, but it names it.
        if (retains_[edge] || heap_.edge_word(edge) == graph::Word::weak_map_pair) {
          hits.push_back(edge.value);
        }
      });
    });
    return hits;
  };
  const std::uint32_t size = heap_.edges.size();
  const std::uint32_t middle = threads_ > 1 ? size / 2 : 0;
  auto lower = base::start(threads_, [&] { return scan(0, middle); });
  const std::vector<std::uint32_t> upper = scan(middle, size);
  // Thousands of scopes may hold an object as `this`; the one variable that names it counts more.
  std::unordered_map<std::uint64_t, std::size_t> alike;
  for (const std::vector<std::uint32_t>& hits : {lower.get(), upper}) {
    for (const std::uint32_t e : hits) {
      const EdgeIndex edge(e);
      const std::uint32_t target = heap_.edges.targets[e];
      std::vector<InEdge>& edges = found_[target];
      if (edges.size() >= edges_max) continue;
      const std::uint64_t label = (std::uint64_t{target} << 32) ^
                                  (std::uint64_t{heap_.edges.name(edge)} << 4) ^
                                  static_cast<std::uint64_t>(heap_.edges.type(edge));
      if (++alike[label] > alike_max) continue;
      edges.push_back({heap_.source_of(edge), edge});
    }
  }
}

std::span<const InEdge> Retainers::of(NodeIndex node) const {
  const auto found = found_.find(node.value);
  return found != found_.end() ? std::span<const InEdge>(found->second) : std::span<const InEdge>();
}

}  // namespace heapdiff::leaks
