#include "leaks/holders/owners.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "analysis/roles.hpp"
#include "graph/properties.hpp"
#include "leaks/holders/collections.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::Word;
using model::Role;

/// An owner is at most so many edges up. Elements are in a store, a store in a cell, a cell in a
/// module's table of exports; in Hermes an entry is in a hash table, which is in a record, which is
/// the Map's.
std::size_t edges_up_max(const Heap& heap) { return heap.producer.is_hermes ? 4 : 3; }

/// Ways by which no program means to keep an object.
bool is_incidental(const Heap& heap, const InEdge& in) {
  const Role role = analysis::role_of(heap, in.source);
  if (role == Role::engine) return true;
  if (role == Role::boundary && !heap.is_global(in.source)) return true;
  const EdgeType type = heap.edges.type(in.edge);
  if (type == EdgeType::property || type == EdgeType::internal) {
    switch (heap.edge_word(in.edge)) {
      case Word::proto:
      case Word::constructor:
      case Word::prototype:
      case Word::map:
      case Word::code:
      case Word::shared:
      case Word::feedback_cell:
        return true;
      default:
        break;
    }
  }
  return type == EdgeType::shortcut || graph::is_weak_map_value(heap, in.source, in.edge);
}

bool is_store(const Heap& heap, NodeIndex node) {
  return analysis::role_of(heap, node) == Role::store;
}

/// Counts the owners of one accumulation's sample.
class Vote {
 public:
  Vote(const Heap& heap, const Retainers& retainers, const diff::ComparedNodes& nodes,
       std::uint32_t row)
      : heap_(heap), retainers_(retainers), nodes_(nodes), row_(row) {}

  void cast(NodeIndex item) {
    ++owners_.sample;
    voted_.clear();
    voted_for_.emplace_back();
    std::vector<InEdge> edges;
    climb(item, item, edges);
  }

  /// An owner of the items' own class is a container where it holds most of them (an Array of
  /// Arrays), and else a member of their list or tree.
  Owners count() {
    const auto is_member = [&](const Owner& owner) {
      return nodes_.rows[owner.node] == row_ && !owners_.holds_most(owner);
    };
    for (const std::vector<std::size_t>& voted : voted_for_) {
      const bool is_linked = std::any_of(voted.begin(), voted.end(), [&](std::size_t owner) {
        return is_member(owners_.all[owner]);
      });
      owners_.held_by_items += is_linked ? 1 : 0;
    }
    std::erase_if(owners_.all, is_member);
    std::sort(owners_.all.begin(), owners_.all.end(), [](const Owner& a, const Owner& b) {
      return a.votes != b.votes ? a.votes > b.votes : a.node < b.node;
    });
    return std::move(owners_);
  }

 private:
  // Bounded: at most edges_up_max levels deep.
  void climb(NodeIndex item, NodeIndex at, std::vector<InEdge>& edges) {
    for (const InEdge& in : retainers_.of(at)) {
      if (is_incidental(heap_, in)) continue;
      edges.push_back(in);
      const bool is_list_of_handles = heap_.name_word(in.source) == Word::native_handle;
      if (is_store(heap_, in.source) && edges.size() < edges_up_max(heap_)) {
        climb(item, in.source, edges);
      } else if (!is_list_of_handles && !heap_.is_engine_object(in.source)) {
        vote(item, in.source, edges);
      }
      edges.pop_back();
    }
  }

  void vote(NodeIndex item, NodeIndex owner, const std::vector<InEdge>& edges) {
    if (owner == item) return;
    if (!voted_.insert(owner.value).second) return;
    const auto [found, is_first] = by_node_.try_emplace(owner.value, owners_.all.size());
    if (is_first) owners_.all.push_back({owner, 0, item, edges});
    ++owners_.all[found->second].votes;
    voted_for_.back().push_back(found->second);
  }

  const Heap& heap_;
  const Retainers& retainers_;
  const diff::ComparedNodes& nodes_;
  std::uint32_t row_;
  Owners owners_;
  std::unordered_map<std::uint32_t, std::size_t> by_node_;
  std::unordered_set<std::uint32_t> voted_;
  std::vector<std::vector<std::size_t>> voted_for_;  // by item of the sample: places in `all`
};

// From a listener's scope over the function, its list, the table of events and the socket to the
// handle are seven steps.
constexpr std::size_t climb_levels_max = 9;
constexpr std::size_t climb_nodes_max = 300;  // an item
constexpr std::size_t climb_sample = 32;

/// Climbs on from items that hang on the root because several ways lead to them: step by step over
/// whatever keeps them, all at once, until most have come to one collection, or to a native record.
class Climb {
 public:
  Climb(const Heap& heap, Retainers& retainers, const std::vector<NodeIndex>& items)
      : heap_(heap), retainers_(retainers) {
    const std::size_t stride = std::max<std::size_t>(1, items.size() / climb_sample);
    for (std::size_t i = 0; i < items.size(); i += stride) {
      climbers_.push_back({items[i], {items[i].value}, {items[i]}, {}, std::nullopt});
    }
  }

  void run(Owners& owners) {
    for (std::size_t level = 0; level < climb_levels_max; ++level) {
      for (const Climber& climber : climbers_) {
        for (const NodeIndex node : climber.front) retainers_.want(node);
      }
      retainers_.fetch();
      for (Climber& climber : climbers_) climb(climber);
      if (!owners.handled) owners.handled = common_handle();
      if (!owners.distant) owners.distant = common_collection();
      if (owners.distant) return;
    }
  }

 private:
  struct Climber {
    NodeIndex item;
    std::unordered_set<std::uint32_t> seen;
    std::vector<NodeIndex> front;
    std::unordered_map<std::uint32_t, InEdge> down;  // by node: the edge towards the item
    std::optional<HandleRecord> handled;
  };

  void climb(Climber& climber) {
    std::vector<NodeIndex> next;
    for (const NodeIndex node : climber.front) {
      for (const InEdge& in : retainers_.of(node)) {
        const bool is_native = heap_.name_word(in.source) == Word::native_handle;
        if (is_native && heap_.nodes.types[node] == NodeType::object && !climber.handled) {
          climber.handled = HandleRecord{in.source, node};
        }
        const bool is_way = !is_incidental(heap_, in) && !is_native &&
                            analysis::role_of(heap_, in.source) != Role::boundary &&
                            heap_.edge_word(in.edge) != Word::previous;
        if (!is_way || climber.seen.size() >= climb_nodes_max) continue;
        if (!climber.seen.insert(in.source.value).second) continue;
        climber.down.emplace(in.source.value, in);
        next.push_back(in.source);
        ++votes_[in.source.value];
      }
    }
    climber.front = std::move(next);
  }

  [[nodiscard]] std::optional<HandleRecord> common_handle() const {
    std::size_t handled = 0;
    for (const Climber& climber : climbers_) handled += climber.handled ? 1 : 0;
    if (handled * 2 < climbers_.size()) return std::nullopt;
    return std::find_if(climbers_.begin(), climbers_.end(),
                        [](const Climber& climber) { return climber.handled.has_value(); })
        ->handled;
  }

  /// A class has many properties, too, and leads to whatever its methods know.
  [[nodiscard]] bool is_collection(NodeIndex node) const {
    const Collection kind = collection_kind(heap_, node);
    return kind != Collection::none && kind != Collection::function &&
           heap_.raw_name(node) != "process";
  }

  [[nodiscard]] std::optional<Owner> common_collection() const {
    std::optional<Owner> best;
    for (const auto& [value, votes] : votes_) {
      const NodeIndex node(value);
      if (votes * 2 < climbers_.size() || !is_collection(node)) continue;
      const bool is_better =
          !best || votes > best->votes || (votes == best->votes && node < best->node);
      if (is_better) best = Owner{node, votes, {}, {}};
    }
    if (!best) return best;
    for (const Climber& climber : climbers_) {
      if (!climber.seen.contains(best->node.value)) continue;
      best->item = climber.item;
      for (NodeIndex at = best->node; at != climber.item;) {
        const InEdge& down = climber.down.at(at.value);
        best->edges.push_back(down);
        at = heap_.edges.target(down.edge);
      }
      std::reverse(best->edges.begin(), best->edges.end());
      break;
    }
    return best;
  }

  const Heap& heap_;
  Retainers& retainers_;
  std::vector<Climber> climbers_;
  std::unordered_map<std::uint32_t, std::size_t> votes_;
};

}  // namespace

std::vector<NodeIndex> sample_of(const std::vector<NodeIndex>& items) {
  std::vector<NodeIndex> sample;
  const std::size_t stride = (items.size() + sample_max - 1) / sample_max;
  for (std::size_t i = 0; i < items.size(); i += std::max<std::size_t>(1, stride)) {
    sample.push_back(items[i]);
  }
  return sample;
}

std::vector<Owners> find_owners(const Heap& heap, Retainers& retainers,
                                const std::vector<Accumulation>& accumulations,
                                const diff::ComparedNodes& nodes) {
  std::vector<NodeIndex> level;
  for (const Accumulation& found : accumulations) {
    const std::vector<NodeIndex> sample = sample_of(found.items);
    level.insert(level.end(), sample.begin(), sample.end());
  }
  for (std::size_t step = 0; step < edges_up_max(heap) && !level.empty(); ++step) {
    for (const NodeIndex node : level) retainers.want(node);
    retainers.fetch();
    std::vector<NodeIndex> stores;
    for (const NodeIndex node : level) {
      for (const InEdge& in : retainers.of(node)) {
        const bool is_open = is_store(heap, in.source) && !retainers.has(in.source);
        if (is_open && !is_incidental(heap, in)) stores.push_back(in.source);
      }
    }
    level = std::move(stores);
  }
  std::vector<Owners> owners;
  for (const Accumulation& found : accumulations) {
    const std::uint32_t row = found.items.empty() ? 0 : nodes.rows[found.items.front()];
    Vote vote(heap, retainers, nodes, row);
    for (const NodeIndex item : sample_of(found.items)) vote.cast(item);
    owners.push_back(vote.count());
    const bool is_at_root = analysis::role_of(heap, found.container) == Role::boundary &&
                            found.pattern != Pattern::lump;
    const bool are_objects =
        !found.items.empty() && !is_string_like(heap.nodes.types[found.items.front()]);
    if (is_at_root && are_objects && !owners.back().has_most()) {
      Climb(heap, retainers, found.items).run(owners.back());
    }
  }
  return owners;
}

}  // namespace heapdiff::leaks
