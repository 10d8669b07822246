#include "parse/salvage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace heapdiff::parse {
namespace {

/// Calls `visit(string)` for every name that is a string, of nodes, edges and functions on stacks.
template <class Visit>
void for_each_name(const Columns& columns, Visit&& visit) {
  for (const std::uint32_t name : columns.nodes.names) visit(name);
  const EdgeLabels& labels = columns.edges.labels;
  for (std::size_t edge = 0; edge < labels.size(); ++edge) {
    if (!has_numeric_name(labels.type(edge))) visit(labels.name(edge));
  }
  for (const TraceFunction& function : columns.trace_functions.rows) {
    visit(function.name);
    visit(function.script_name);
  }
}

/// The strings that names refer to: a bit for each, but for indices that a file of so many elements
/// cannot reach if it names its strings one by one, which stand in a list.
class ReferredStrings {
 public:
  explicit ReferredStrings(const Columns& columns) {
    const std::uint64_t elements = std::uint64_t{columns.nodes.size()} + columns.edges.size() +
                                   2 * std::uint64_t{columns.trace_functions.rows.size()};
    bit_count_ = columns.strings.size() + elements + 1;
    bits_ = base::Bits(static_cast<std::size_t>(bit_count_));
    for_each_name(columns, [&](std::uint32_t string) {
      if (string < bit_count_) {
        bits_.set(string);
        last_ = std::max(last_, string);
      } else {
        far_.push_back(string);
      }
    });
    std::sort(far_.begin(), far_.end());
    far_.erase(std::unique(far_.begin(), far_.end()), far_.end());
  }

  [[nodiscard]] bool contains(std::uint64_t string) const {
    if (string >= bit_count_) return std::binary_search(far_.begin(), far_.end(), string);
    return bits_[static_cast<std::size_t>(string)];
  }

  /// The largest, but for those in the list.
  [[nodiscard]] std::uint32_t last() const { return last_; }
  [[nodiscard]] bool has_far() const { return !far_.empty(); }

  [[nodiscard]] std::uint64_t count() const { return far_.size() + bits_.count(); }

  /// Those from `first` on, ascending.
  [[nodiscard]] base::Column<std::uint32_t> from(std::uint64_t first) const {
    base::Column<std::uint32_t> strings;
    for (std::uint64_t string = first; string < bit_count_; ++string) {
      if (contains(string)) strings.push_back(static_cast<std::uint32_t>(string));
    }
    for (const std::uint32_t string : far_) {
      if (string >= first) strings.push_back(string);
    }
    return strings;
  }

 private:
  base::Bits bits_;
  std::uint64_t bit_count_ = 0;
  std::uint32_t last_ = 0;
  std::vector<std::uint32_t> far_;
};

void drop_edges(Columns& columns) {
  columns.edges = {};
  columns.nodes.first_edges.fill(0);
}

void judge_nodes_and_edges(ParseState& state) {
  Columns& columns = state.columns;
  Damage& damage = *columns.damage;
  NodeColumns& nodes = columns.nodes;
  const std::uint64_t node_count = nodes.size(), edge_count = columns.edges.size();
  const std::uint64_t claimed = nodes.first_edges.back();
  const std::uint64_t nodes_announced = columns.schema.node_count.value_or(node_count);
  // Nodes and edges that agree vouch for each other, whatever the header says.
  const bool has_nodes = state.is_whole("nodes"), has_edges = state.is_whole("edges");
  const bool do_agree = has_nodes && has_edges && claimed == edge_count;

  damage.nodes.kept = node_count;
  if (do_agree || (has_nodes && nodes_announced <= node_count)) {
    damage.nodes.expected = node_count;
  } else if (nodes_announced > node_count) {
    damage.nodes.expected = nodes_announced;
  }
  if (!damage.has_all_nodes()) {
    drop_edges(columns);
    damage.edges.expected = columns.schema.edge_count;
    return;
  }
  if ((has_edges && !do_agree) || edge_count > claimed) {
    drop_edges(columns);
    damage.edges.expected = std::max(claimed, edge_count);
    return;
  }
  damage.edges = {edge_count, claimed};
  auto& first = nodes.first_edges;
  const auto* end = std::upper_bound(first.begin() + 1, first.end(), edge_count);
  damage.nodes_with_edges = static_cast<std::uint64_t>(end - first.begin()) - 1;
  for (std::uint32_t& edge : first) {
    edge = std::min(edge, static_cast<std::uint32_t>(edge_count));
  }
}

/// Keeps those strings whose index is surely theirs.
void judge_strings(ParseState& state, const ReferredStrings& referred) {
  Damage& damage = *state.columns.damage;
  base::StringPool& strings = state.columns.strings;
  const bool is_whole = state.is_whole("strings");
  const std::uint64_t held = strings.size();
  // V8 numbers its strings without a gap, and names with each of them: a table that ends before an
  // index that is used has lost a part, and one that ends before wrong indices alone has not.
  const bool is_short = !is_whole || referred.contains(held);
  if (!is_short) {
    damage.strings = {held, held};
    return;
  }
  std::uint64_t kept = is_whole ? 0 : held;
  if (state.hole) kept = state.hole->string;
  strings.keep_first(static_cast<std::size_t>(kept));
  damage.strings.kept = kept;
  if (damage.has_all_edges() && !referred.has_far()) {
    damage.strings.expected = std::max(std::uint64_t{referred.last()} + 1, kept);
  }
}

/// Gives each name without a string one of its own, after those that there are.
void name_the_lost(Columns& columns, const ReferredStrings& referred) {
  Damage& damage = *columns.damage;
  const auto kept = static_cast<std::uint32_t>(columns.strings.size());
  columns.lost_strings = referred.from(kept);
  const base::Column<std::uint32_t>& lost = columns.lost_strings;
  damage.names = {referred.count(), lost.size(), 0};
  damage.node_names.all = columns.nodes.size();
  EdgeLabels& labels = columns.edges.labels;
  if (lost.empty()) {
    for (std::size_t edge = 0; edge < labels.size(); ++edge) {
      if (!has_numeric_name(labels.type(edge))) ++damage.edge_names.all;
    }
    return;
  }
  for (const std::uint32_t string : lost) columns.strings.add(lost_name(string));
  // Nearly all lie in a row without a gap.
  const auto stand_in = [&](std::uint32_t string) {
    const std::size_t guess = string - lost[0];
    if (guess < lost.size() && lost[guess] == string)
      return static_cast<std::uint32_t>(kept + guess);
    const auto* found = std::lower_bound(lost.begin(), lost.end(), string);
    return static_cast<std::uint32_t>(kept + (found - lost.begin()));
  };
  for (std::size_t node = 0; node < columns.nodes.size(); ++node) {
    std::uint32_t& name = columns.nodes.names[node];
    if (name < kept) continue;
    name = stand_in(name);
    ++damage.node_names.lost;
    const NodeType type = columns.nodes.types[node];
    if (type == NodeType::native || type == NodeType::synthetic) ++damage.missing_of_rules;
  }
  for (std::size_t edge = 0; edge < labels.size(); ++edge) {
    const EdgeType type = labels.type(edge);
    if (has_numeric_name(type)) continue;
    ++damage.edge_names.all;
    const std::uint32_t name = labels.name(edge);
    if (name < kept) continue;
    labels.lower_name(edge, stand_in(name));
    ++damage.edge_names.lost;
    if (type == EdgeType::internal) ++damage.missing_of_rules;
  }
  for (TraceFunction& function : columns.trace_functions.rows) {
    if (function.name >= kept) function.name = stand_in(function.name);
    if (function.script_name >= kept) function.script_name = stand_in(function.script_name);
  }
}

/// Is a part of a section missing, or all of it, as far as one can tell? One that the file never
/// had is not: whoever came to the strings, the last, has passed it.
bool is_lost(const Section& section, const ParseState& state) {
  if (!section.is_described(state.columns.schema)) return false;
  if (!state.is_decoded(section.key)) return !state.is_decoded("strings");
  return !state.is_whole(section.key);
}

}  // namespace

std::string lost_name(std::uint32_t string) { return fmt::format("(name lost #{})", string); }

void drop_lost_sections(ParseState& state) {
  for (const Section& section : sections()) {
    if (section.salvage == Salvage::start) continue;
    if (section.salvage == Salvage::nothing || is_lost(section, state)) section.drop(state.columns);
  }
}

void keep_what_is_sound(ParseState& state) {
  Columns& columns = state.columns;
  judge_nodes_and_edges(state);
  const ReferredStrings referred(columns);
  judge_strings(state, referred);
  name_the_lost(columns, referred);
  if (columns.schema.root_index / columns.schema.node.width() >= columns.nodes.size()) {
    columns.schema.root_index = 0;  // of no use without edges, but it has to be a node
  }
}

}  // namespace heapdiff::parse
