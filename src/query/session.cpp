#include "query/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "analysis/distances.hpp"
#include "analysis/explain_paths.hpp"
#include "analysis/path_steps.hpp"
#include "base/printable.hpp"
#include "graph/values.hpp"
#include "parse/schema.hpp"

namespace heapdiff::query {
Session::Session(analysis::Analysis analysed) : analysed_(std::move(analysed)) {}

Result<NodeIndex> Session::find(ObjectId id) const {
  const auto& ids = heap().nodes.ids;
  const std::optional<std::uint32_t> key = heap().key_of(id);
  const auto* found = key ? std::find(ids.begin(), ids.end(), *key) : ids.end();
  if (found == ids.end()) return fail(analysis::no_such_object(heap(), id));
  return NodeIndex(static_cast<std::size_t>(found - ids.begin()));
}

void Session::apply(std::vector<NodeIndex> set_aside) {
  analysis::set_aside(analysed_, std::move(set_aside));
  positions_.clear();
  size_sums_.clear();
  distances_.clear();
  dominators_.clear();
}

Result<void> Session::set_aside(ObjectId id) {
  const Result<NodeIndex> node = find(id);
  if (!node) return fail(node.error());
  if (*node == heap().root) {
    return fail({ErrorKind::usage, heap().file, "the root cannot be ignored: it retains everything",
                 std::nullopt, ""});
  }
  if (is_set_aside(*node)) return {};
  std::vector<NodeIndex> nodes = analysed_.set_aside;
  nodes.push_back(*node);
  std::sort(nodes.begin(), nodes.end());
  apply(std::move(nodes));
  return {};
}

Result<void> Session::take_back(std::optional<ObjectId> id) {
  std::vector<NodeIndex> nodes;
  if (id) {
    const Result<NodeIndex> node = find(*id);
    if (!node) return fail(node.error());
    if (!is_set_aside(*node)) {
      return fail({ErrorKind::usage, heap().file, fmt::format("@{} is not ignored", id->value),
                   std::nullopt, ""});
    }
    nodes = analysed_.set_aside;
    std::erase(nodes, *node);
  }
  if (nodes.size() != analysed_.set_aside.size()) apply(std::move(nodes));
  return {};
}

bool Session::is_set_aside(NodeIndex node) const {
  return std::binary_search(analysed_.set_aside.begin(), analysed_.set_aside.end(), node);
}

const base::IndexedColumn<NodeIndex, std::uint32_t>& Session::positions() {
  if (positions_.empty()) positions_ = analysis::positions_of_nodes(analysed_.preorder);
  return positions_;
}

Bytes Session::retained_size(NodeIndex node) {
  if (!heap().has_all_edges()) return self_size(node);
  const model::Reduction& reduced = analysed_.reduced;
  if (size_sums_.empty()) {
    size_sums_ = analysis::prefix_sums(
        reduced.size(), [&](std::uint32_t position) { return reduced.self_sizes[position]; });
  }
  const std::uint32_t position = position_of(node);
  return {size_sums_[reduced.ends[position]] - size_sums_[position]};
}

const base::IndexedColumn<NodeIndex, std::int32_t>& Session::distances() {
  if (distances_.empty()) distances_ = analysis::measure_distances(heap(), analysed_.set_aside);
  return distances_;
}

NodeIndex Session::dominator(NodeIndex node) {
  if (dominators_.empty()) {
    dominators_ = analysis::immediate_dominators(analysed_.preorder, analysed_.reduced.ends);
  }
  return NodeIndex(dominators_[node]);
}

std::uint32_t Session::row_of(NodeIndex node) {
  return row_of_class(analysed_.reduced.classes[position_of(node)]);
}

void Session::find_rows() {
  const model::ClassTable& table = analysed_.reduced.table;
  row_index_.emplace(model::RowIndex::ScriptKey::id);
  row_of_class_ = row_index_->add(table, model::name_classes(table, analysed_.interfaces));
}

const std::vector<model::RowIndex::Row>& Session::rows() {
  if (!row_index_) find_rows();
  return row_index_->rows();
}

const analysis::RetainingPaths& Session::paths() {
  if (analysed_.paths.empty()) {
    analysed_.paths = analysis::find_retaining_paths(heap(), analysed_.retains);
  }
  return analysed_.paths;
}

const scripts::ScopeNames& Session::scopes() {
  if (!analysed_.scopes) analysed_.scopes.emplace(heap());
  return *analysed_.scopes;
}

std::optional<StringValue> Session::value_of(NodeIndex node) const {
  // The name of a sliced string, or of one joined of two, is not its value.
  if (heap().nodes.types[node] != NodeType::string) return std::nullopt;
  return show_value(heap().raw_name(node));
}

StringValue Session::show_value(std::string_view text) const {
  const bool is_cut = !heap().hides_values && text.size() > graph::value_bytes_shown;
  return {graph::shown_value(heap(), text), is_cut, base::utf16_length(text)};
}

ObjectInfo Session::describe(NodeIndex node) {
  const NodeType type = heap().nodes.types[node];
  ObjectInfo info;
  info.id = heap().id(node);
  info.name = node == heap().root               ? "(root)"
              : analysis::is_told_by_name(type) ? analysed_.scripts.name_of(heap(), node)
                                                : rows()[row_of(node)].name;
  info.type = parse::kind_of(type, heap().unknown_node_types);
  info.place = analysed_.scripts.place_of(heap(), node);
  info.size = self_size(node);
  info.retained = retained_size(node);
  info.distance = distance(node);
  info.value = value_of(node);
  return info;
}

std::vector<ChainStep> Session::path_of(NodeIndex node, std::size_t steps_max) {
  const analysis::StepContext context{heap(), analysed_.scripts, scopes()};
  std::vector<ChainStep> steps;
  while (steps.size() < steps_max) {
    const auto last = paths().edge_to(heap(), node);
    if (!last) break;
    steps.push_back(analysis::describe_step(context, *last, rows()[row_of(last->holder)].name));
    node = last->holder;
  }
  return steps;
}

SnapshotView Session::view() {
  SnapshotView view{heap().file, heap().damage, {}, {}};
  if (heap().source_maps) view.source_maps = heap().source_maps->uses();
  for (const NodeIndex node : analysed_.set_aside) view.set_aside.push_back(describe(node));
  return view;
}

std::vector<NodeIndex> largest_of(Session& session, std::vector<NodeIndex> nodes,
                                  std::size_t rows_max) {
  const std::size_t kept = std::min(rows_max, nodes.size());
  std::partial_sort(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(kept), nodes.end(),
                    [&](NodeIndex a, NodeIndex b) {
                      const Bytes size_a = session.retained_size(a);
                      const Bytes size_b = session.retained_size(b);
                      if (size_a != size_b) return size_a > size_b;
                      const auto& ids = session.heap().nodes.ids;
                      return std::pair(ids[a], a) < std::pair(ids[b], b);
                    });
  nodes.resize(kept);
  return nodes;
}

std::vector<diff::RowChains> find_holders(Session& session,
                                          base::IndexedColumn<NodeIndex, std::uint32_t> groups,
                                          std::size_t group_count, std::size_t chains_max) {
  const graph::Heap& heap = session.heap();
  diff::ComparedNodes nodes;
  nodes.rows = base::NarrowColumn::for_overwrite(heap.nodes.size(), session.rows().size());
  nodes.groups = base::NarrowColumn::for_overwrite(heap.nodes.size(), group_count + 1);
  nodes.are_new_in_groups.resize_for_overwrite(heap.nodes.size());
  for (const NodeIndex node : heap.nodes.all()) {
    nodes.rows.set(node, session.row_of(node));
    const bool is_in_group = groups[node] != no_group;
    nodes.groups.set(node, is_in_group ? groups[node] : static_cast<std::uint32_t>(group_count));
    nodes.are_new_in_groups[node] = is_in_group ? 1 : 0;
  }
  groups.clear();
  for (const model::RowIndex::Row& row : session.rows()) nodes.class_names.push_back(row.name);
  std::vector<std::uint32_t> wanted(group_count);
  std::iota(wanted.begin(), wanted.end(), 0);
  return diff::find_chains({heap, session.analysed().scripts, session.scopes(), session.paths()},
                           nodes, wanted, chains_max);
}

}  // namespace heapdiff::query
