#include "leaks/growth/shared_members.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "leaks/growth/elements.hpp"
#include "leaks/holders/collections.hpp"

namespace heapdiff::leaks {

void adopt_members(const graph::Heap& heap, const diff::ComparedNodes& nodes,
                   std::span<const model::RowIndex::Row> rows,
                   std::span<const std::int64_t> net_by_row, Accumulation& found) {
  const Collection kind = collection_kind(heap, found.container);
  if (found.pattern != Pattern::lump || !found.items.empty() || kind == Collection::none) return;
  std::map<std::uint32_t, std::vector<NodeIndex>> fresh, kept;
  for_each_value(heap, found.container, [&](NodeIndex member) {
    (nodes.are_new[member] != 0 ? fresh : kept)[nodes.rows[member]].push_back(member);
  });
  // An Array has each twice: as an element, and in its store.
  for (auto* by_row : {&fresh, &kept}) {
    for (auto& [row, members] : *by_row) {
      std::sort(members.begin(), members.end());
      members.erase(std::unique(members.begin(), members.end()), members.end());
    }
  }
  const auto most = std::max_element(fresh.begin(), fresh.end(), [](const auto& a, const auto& b) {
    return a.second.size() < b.second.size();
  });
  if (most == fresh.end() || most->second.size() < items_min) return;
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const model::RowIndex::Row& r) {
    return r.name == nodes.class_names[most->first];
  });
  if (row == rows.end()) return;
  // As many came as went: the store of a bounded cache is made anew now and then. How many there
  // were, nobody knows, so that some must have stayed.
  if (kept[most->first].size() < items_min) return;
  const auto count = static_cast<std::int64_t>(most->second.size());
  if (net_by_row[static_cast<std::size_t>(row - rows.begin())] * 2 < count) {
    return;
  }
  found.pattern = Pattern::fan;
  found.row = static_cast<std::uint32_t>(row - rows.begin());
  found.items = most->second;
  found.before_count = found.survivor_count = found.kept_count = kept[most->first].size();
  found.items_size = found.items_retained = found.growth.bytes;
}

}  // namespace heapdiff::leaks
