#include "leaks/retained_trees.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/parallel.hpp"
#include "model/retained_tree.hpp"
#include "model/row_index.hpp"

namespace heapdiff::leaks {
namespace {

constexpr GroupBy groupings[] = {GroupBy::class_name, GroupBy::script, GroupBy::package};
/// Of the items of an accumulation so many tell where most are.
constexpr std::size_t items_asked_max = 64;

/// The rows of one grouping of one side or two.
struct TreeRows {
  std::vector<std::uint32_t> of_before, of_after;  ///< by class
  std::vector<RetainedTree::Row> rows;
};

TreeRows tree_rows(const model::ClassTable* before, const model::ClassTable& after,
                   std::span<const model::InterfaceDefinition> interfaces, bool is_one_process,
                   GroupBy group_by) {
  using ScriptKey = model::RowIndex::ScriptKey;
  model::RowIndex index(is_one_process ? ScriptKey::id : ScriptKey::file, group_by);
  if (before != nullptr) index.learn(*before);
  index.learn(after);
  TreeRows made;
  if (before != nullptr) {
    made.of_before = index.add(*before, model::name_classes(*before, interfaces));
  }
  made.of_after = index.add(after, model::name_classes(after, interfaces));
  for (const model::RowIndex::Row& row : index.rows()) made.rows.push_back({row.name, row.place});
  return made;
}

/// Objects of the after side that are asked for.
struct Asked {
  std::vector<std::uint32_t> positions;               ///< ascending
  std::vector<std::vector<std::size_t>> of_position;  ///< the accumulations that each stands for
};

Asked ask_for_items(std::span<const Accumulation> accumulations,
                    const base::Column<std::uint32_t>& preorder) {
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> wanted;  // by node
  for (std::size_t i = 0; i < accumulations.size(); ++i) {
    const Accumulation& found = accumulations[i];
    if (found.items.empty()) wanted[found.container.value].push_back(i);
    const std::size_t step = std::max<std::size_t>(1, found.items.size() / items_asked_max);
    for (std::size_t item = 0; item < found.items.size(); item += step) {
      wanted[found.items[item].value].push_back(i);
    }
  }
  Asked asked;
  if (wanted.empty()) return asked;
  for (std::uint32_t position = 0; position < preorder.size(); ++position) {
    const auto found = wanted.find(preorder[position]);
    if (found == wanted.end()) continue;
    asked.positions.push_back(position);
    asked.of_position.push_back(std::move(found->second));
  }
  return asked;
}

/// The cell that was found most often for each accumulation; of equals the first in preorder.
std::vector<std::optional<std::uint32_t>> most_frequent(
    const std::vector<std::uint32_t>& cells,
    const std::vector<std::vector<std::size_t>>& accumulations, std::size_t count) {
  std::vector<std::map<std::uint32_t, std::size_t>> tally(count);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (const std::size_t accumulation : accumulations[i]) ++tally[accumulation][cells[i]];
  }
  std::vector<std::optional<std::uint32_t>> most(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto best =
        std::max_element(tally[i].begin(), tally[i].end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best != tally[i].end()) most[i] = best->first;
  }
  return most;
}

}  // namespace

void RetainedTrees::mark(std::span<const std::size_t> accumulations) {
  for (std::size_t i = 0; i < trees.size(); ++i) {
    trees[i].of_suspects.clear();
    for (const std::size_t one : accumulations) trees[i].of_suspects.push_back(cells[i][one]);
  }
}

namespace {

model::PreorderHeap in_preorder(const model::Reduction& side) {
  return {side.ends, side.self_sizes, side.classes, side.table.size()};
}

model::CountedPair count_sides(const model::Reduction* before, const model::Reduction& after,
                               const base::Column<std::uint32_t>& partners,
                               std::span<const std::uint32_t> wanted, unsigned threads) {
  if (before == nullptr) return {{}, model::count_by_class(in_preorder(after), wanted)};
  if (!partners.empty()) {
    return model::count_pairs(in_preorder(*before), in_preorder(after), partners, wanted);
  }
  model::CountedPair pair;
  base::Task<void> counting =
      base::start(threads, [&] { pair.before = model::count_by_class(in_preorder(*before)); });
  pair.after = model::count_by_class(in_preorder(after), wanted);
  counting.get();
  return pair;
}

}  // namespace

RetainedTrees grow_trees(const model::Reduction* before, const model::Reduction& after,
                         const base::Column<std::uint32_t>& partners,
                         const base::Column<std::uint32_t>& preorder,
                         std::span<const model::InterfaceDefinition> interfaces,
                         bool is_one_process, std::span<const Accumulation> accumulations,
                         unsigned threads) {
  const Asked asked = ask_for_items(accumulations, preorder);
  const auto [of_before, of_after] = count_sides(before, after, partners, asked.positions, threads);
  RetainedTrees all;
  for (const GroupBy group_by : groupings) {
    TreeRows rows = tree_rows(before != nullptr ? &before->table : nullptr, after.table, interfaces,
                              is_one_process, group_by);
    model::GrownTree grown = model::grow_tree(
        {of_before.tree, of_before.counts, {}, rows.of_before},
        {of_after.tree, of_after.counts, of_after.earlier, rows.of_after}, rows.rows.size());
    std::vector<std::uint32_t> cells;
    for (const std::uint32_t node : of_after.of_wanted) cells.push_back(grown.cell_of[node]);
    all.cells.push_back(most_frequent(cells, asked.of_position, accumulations.size()));
    grown.tree.group_by = group_by;
    grown.tree.rows = std::move(rows.rows);
    all.trees.push_back(std::move(grown.tree));
  }
  return all;
}

std::vector<RetainedTree> grow_trees(const TreeSide& before, const TreeSide& after,
                                     std::span<const model::InterfaceDefinition> interfaces,
                                     bool is_one_process, std::span<const std::uint32_t> marked) {
  std::vector<RetainedTree> trees;
  for (const GroupBy group_by : groupings) {
    TreeRows rows = tree_rows(&before.table, after.table, interfaces, is_one_process, group_by);
    model::GrownTree grown =
        model::grow_tree({before.tree, before.counts, {}, rows.of_before},
                         {after.tree, after.counts, {}, rows.of_after}, rows.rows.size());
    for (const std::uint32_t node : marked) {
      grown.tree.of_suspects.push_back(grown.cell_of[node]);
    }
    grown.tree.group_by = group_by;
    grown.tree.rows = std::move(rows.rows);
    trees.push_back(std::move(grown.tree));
  }
  return trees;
}

}  // namespace heapdiff::leaks
