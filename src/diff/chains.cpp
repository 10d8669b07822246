#include "diff/chains.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "analysis/path_steps.hpp"
#include "analysis/retaining_paths.hpp"

namespace heapdiff::diff {
namespace {

using analysis::PathEdge;
using analysis::RetainingPaths;
using graph::Heap;
using graph::Word;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
// From so many children of one class on, held over properties of different names, an object is
// taken for a dictionary, whose keys are data.
constexpr std::uint32_t dictionary_min = 16;
// Repetitions of up to so many steps are joined: a list repeats one, a list of wrappers two, a
// chain of promises and reactions three.
constexpr std::size_t period_max = 4;

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// What makes two steps equal: the edge (without number or key) and what its source is.
struct StepLabel {
  EdgeType edge_type = EdgeType::unknown;
  EntryRole role = EntryRole::none;
  std::uint32_t edge_name = none;  // none: any
  std::uint32_t node = none;       // in NodeLabels
  friend auto operator<=>(const StepLabel&, const StepLabel&) = default;
};

/// Numbers for "what a node is" on a path: its row; for functions and code, name and place.
class NodeLabels {
 public:
  std::uint32_t of_function(std::uint32_t name, const parse::Location* place) {
    const Key key = place != nullptr ? Key{name, place->script_id, place->line, place->column}
                                     : Key{name, none, none, none};
    return labels_.try_emplace(key, static_cast<std::uint32_t>(labels_.size())).first->second;
  }
  std::uint32_t of_row(std::uint32_t row) {
    return labels_.try_emplace({none, row, none, none}, static_cast<std::uint32_t>(labels_.size()))
        .first->second;
  }

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;
  std::map<Key, std::uint32_t> labels_;
};

/// Paths from the root as a tree of labels, in which equal paths are one node.
class SignatureTree {
 public:
  static constexpr std::uint32_t root = 0;

  SignatureTree() { entries_.push_back({none, {}}); }

  /// The path `from` with one more step. Where that completes the repetition of the last few steps,
  /// the path goes back to the end of their first occurrence: a list of a million nodes has one
  /// signature.
  std::uint32_t extend(std::uint32_t from, const StepLabel& label, bool* is_repeated = nullptr) {
    std::array<std::uint32_t, 2 * period_max> last{};  // last[0] is `from`, then its ancestors
    std::size_t count = 0;
    for (std::uint32_t at = from; at != root && count < last.size(); at = entries_[at].parent) {
      last[count++] = at;
    }
    for (std::size_t period = 1; period <= period_max && 2 * period - 1 <= count; ++period) {
      bool repeats = entries_[last[period - 1]].label == label;
      for (std::size_t i = 0; repeats && i + 1 < period; ++i) {
        repeats = entries_[last[i]].label == entries_[last[i + period]].label;
      }
      if (!repeats) continue;
      if (is_repeated != nullptr) *is_repeated = true;
      return last[period - 1];
    }
    const auto [found, is_new] =
        children_.try_emplace({from, label}, static_cast<std::uint32_t>(entries_.size()));
    if (is_new) entries_.push_back({from, label});
    return found->second;
  }

 private:
  struct Entry {
    std::uint32_t parent;
    StepLabel label;
  };
  std::vector<Entry> entries_;
  std::map<std::pair<std::uint32_t, StepLabel>, std::uint32_t> children_;
};

class ChainFinder {
 public:
  ChainFinder(const HeldGraph& graph, const ComparedNodes& nodes,
              std::span<const std::uint32_t> rows)
      : heap_(graph.heap),
        nodes_(nodes),
        table_rows_(nodes.groups.empty() ? nodes.rows : nodes.groups),
        are_new_(nodes.groups.empty() ? nodes.are_new : nodes.are_new_in_groups),
        wanted_(rows.begin(), rows.end()),
        // At most one more than there are nodes, and the largest number is none.
        signatures_(base::NarrowColumn::below(heap_.nodes.size() + std::uint64_t{2})),
        paths_(graph.paths),
        context_{heap_, graph.scripts, graph.scopes} {
    signatures_.fill_with_largest(heap_.nodes.size());
    for (std::uint32_t i = 0; i < wanted_.size(); ++i) {
      if (wanted_[i] >= places_.size()) places_.resize(wanted_[i] + std::size_t{1}, none);
      places_[wanted_[i]] = i;
    }
  }

  std::vector<RowChains> run(std::size_t chains_max) {
    find_dictionaries();
    count_signatures();
    return write_chains(chains_max);
  }

 private:
  struct Holding {
    std::uint64_t count = 0;
    std::uint32_t example_id = none;
    NodeIndex example;
  };

  [[nodiscard]] std::uint32_t class_of(NodeIndex node) const { return nodes_.rows[node]; }

  /// Visits the new objects of wanted rows, with the row's place among these.
  template <class Visit>
  void for_each_new(Visit&& visit) const {
    for (const NodeIndex node : heap_.nodes.all()) {
      if (are_new_[node] == 0) continue;
      const std::uint32_t row = table_rows_[node];
      if (row < places_.size() && places_[row] != none) visit(node, places_[row]);
    }
  }

  /// Counts, for each node on a path that has many edges, how many nodes of one class its
  /// properties hold on paths.
  void find_dictionaries() {
    base::IndexedColumn<NodeIndex, std::uint8_t> is_seen(heap_.nodes.size());
    for_each_new([&](NodeIndex node, std::uint32_t) {
      while (is_seen[node] == 0) {
        is_seen[node] = 1;
        const auto last = paths_.edge_to(heap_, node);
        if (!last) return;
        const bool is_property = heap_.edges.type(last->edge) == EdgeType::property;
        if (is_property && heap_.nodes.edges_of(last->holder).size() >= dictionary_min) {
          ++keyed_children_[dictionary_key(last->holder, node)];
        }
        node = last->holder;
      }
    });
  }

  [[nodiscard]] std::uint64_t dictionary_key(NodeIndex holder, NodeIndex child) const {
    return std::uint64_t{holder.value} << 32 | class_of(child);
  }

  [[nodiscard]] bool is_any_key(NodeIndex holder, EdgeIndex edge, NodeIndex child) const {
    switch (heap_.edges.type(edge)) {
      case EdgeType::element:
      case EdgeType::hidden:
        return true;
      case EdgeType::internal:
        return heap_.edge_word(edge) == Word::weak_map_pair ||
               is_number(heap_.string(heap_.edges.name(edge)));
      case EdgeType::property: {
        const auto found = keyed_children_.find(dictionary_key(holder, child));
        return found != keyed_children_.end() && found->second >= dictionary_min;
      }
      default:
        return false;
    }
  }

  StepLabel label_step(const PathEdge& step, NodeIndex child) {
    const NodeIndex holder = step.holder;
    const EdgeIndex edge = step.edge;
    const NodeType type = heap_.nodes.types[holder];
    const bool is_function = type == NodeType::closure;
    return {heap_.edges.type(edge), analysis::entry_role(heap_, step),
            is_any_key(holder, edge, child) ? none : heap_.edges.name(edge),
            analysis::is_told_by_name(type)
                ? labels_.of_function(heap_.nodes.names[holder],
                                      is_function ? heap_.locations.find(holder) : nullptr)
                : labels_.of_row(class_of(holder))};
  }

  /// The signature of a node's path; nothing where no path leads to it. Walks up to the first node
  /// that has one, then down again.
  std::uint32_t signature_of(NodeIndex node) {
    walk_.clear();
    while (node != heap_.root && signatures_[node] == signatures_.largest()) {
      const auto last = paths_.edge_to(heap_, node);
      if (!last) return none;
      walk_.emplace_back(node, *last);
      node = last->holder;
    }
    std::uint32_t signature = node == heap_.root ? SignatureTree::root : signatures_[node];
    for (; !walk_.empty(); walk_.pop_back()) {
      const auto& [child, step] = walk_.back();
      signature = tree_.extend(signature, label_step(step, child));
      signatures_.set(child, signature);
    }
    return signature;
  }

  void count_signatures() {
    for_each_new([&](NodeIndex node, std::uint32_t place) {
      Holding& holding = holdings_[std::uint64_t{place} << 32 | signature_of(node)];
      ++holding.count;
      const std::uint32_t id = heap_.nodes.ids[node];
      if (id >= holding.example_id) return;
      holding.example_id = id;
      holding.example = node;
    });
  }

  std::vector<RowChains> write_chains(std::size_t chains_max) {
    std::vector<std::vector<Holding>> of_rows(wanted_.size());
    for (const auto& [key, holding] : holdings_) of_rows[key >> 32].push_back(holding);
    std::vector<RowChains> all(wanted_.size());
    for (std::size_t place = 0; place < all.size(); ++place) {
      std::vector<Holding>& of_row = of_rows[place];
      std::sort(of_row.begin(), of_row.end(), [](const Holding& a, const Holding& b) {
        return a.count != b.count ? a.count > b.count
                                  : std::tuple(a.example_id, a.example.value) <
                                        std::tuple(b.example_id, b.example.value);
      });
      for (const Holding& holding : of_row) {
        RowChains& row = all[place];
        if (row.chains.size() < chains_max) {
          row.chains.push_back(
              {holding.count, heap_.id_of(holding.example_id), steps_of(holding.example)});
        } else {
          row.other_count += holding.count;
        }
      }
    }
    return all;
  }

  /// The steps of one object's path, joined where its signature joins them.
  std::vector<ChainStep> steps_of(NodeIndex node) {
    std::vector<std::pair<std::uint32_t, ChainStep>>
        steps;  // signature after the step, and the step
    walk_.clear();
    while (node != heap_.root) {
      const auto last = paths_.edge_to(heap_, node);
      if (!last) break;
      walk_.emplace_back(node, *last);
      node = last->holder;
    }
    std::uint32_t signature = SignatureTree::root;
    for (; !walk_.empty(); walk_.pop_back()) {
      const auto& [child, step] = walk_.back();
      bool is_repeated = false;
      signature = tree_.extend(signature, label_step(step, child), &is_repeated);
      if (is_repeated) {
        while (steps.back().first != signature) steps.pop_back();
        steps.back().second.is_repeated = true;
      } else {
        steps.emplace_back(signature, describe_step(step, child));
      }
    }
    std::vector<ChainStep> upwards;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
      upwards.push_back(std::move(step->second));
    return upwards;
  }

  [[nodiscard]] ChainStep describe_step(const PathEdge& last, NodeIndex child) const {
    ChainStep step =
        analysis::describe_step(context_, last, nodes_.class_names[class_of(last.holder)]);
    step.is_any_key = is_any_key(last.holder, last.edge, child);
    return step;
  }

  const Heap& heap_;
  const ComparedNodes& nodes_;
  const base::IndexedNarrowColumn<NodeIndex>& table_rows_;
  const base::IndexedColumn<NodeIndex, std::uint8_t>& are_new_;
  std::vector<std::uint32_t> wanted_;                // rows
  std::vector<std::uint32_t> places_;                // row → its place in `wanted_`, or `none`
  base::IndexedNarrowColumn<NodeIndex> signatures_;  // in `tree_`, or the largest number
  const RetainingPaths& paths_;
  analysis::StepContext context_;
  NodeLabels labels_;
  SignatureTree tree_;
  std::unordered_map<std::uint64_t, std::uint32_t> keyed_children_;
  std::unordered_map<std::uint64_t, Holding> holdings_;  // by row's place and signature
  std::vector<std::pair<NodeIndex, PathEdge>> walk_;
};

}  // namespace

std::vector<RowChains> find_chains(const HeldGraph& graph, const ComparedNodes& nodes,
                                   std::span<const std::uint32_t> rows, std::size_t chains_max) {
  if (rows.empty()) return {};
  return ChainFinder(graph, nodes, rows).run(chains_max);
}

}  // namespace heapdiff::diff
