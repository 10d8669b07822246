#include "leaks/holders/holder_census.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/stable_hash.hpp"
#include "leaks/growth/elements.hpp"
#include "leaks/holders/collections.hpp"
#include "leaks/holders/holder_name.hpp"
#include "leaks/holders/location.hpp"
#include "leaks/holders/name_search.hpp"
#include "leaks/judging/shapes.hpp"
#include "leaks/judging/verdict.hpp"
#include "leaks/suspects.hpp"
#include "parse/texts.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::Word;
using model::Role;

constexpr std::size_t collections_max = 300;
constexpr std::size_t keys_max = 4096;  // of one collection: enough for a share of one in a hundred

struct LargeCollection {
  NodeIndex node;
  std::uint32_t position;
  std::int64_t retained;
};

class Census {
 public:
  Census(const analysis::Analysis& analysed, unsigned threads)
      : analysed_(analysed),
        heap_(analysed.heap),
        scopes_(heap_),
        retainers_(heap_, analysed.retains, threads),
        names_(heap_, analysed.retains, analysed.scripts, scopes_, analysed.paths, retainers_),
        class_names_(model::name_classes(analysed.reduced.table, analysed.interfaces)),
        positions_(analysis::positions_of_nodes(analysed.preorder)) {}

  std::vector<NamedCollection> run() {
    std::vector<LargeCollection> found = find_collections();
    std::vector<NodeIndex> nodes;
    nodes.reserve(found.size());
    for (const LargeCollection& f : found) nodes.push_back(f.node);
    names_.prepare(nodes);
    std::vector<NamedCollection> named;
    for (const LargeCollection& f : found) {
      if (auto collection = describe(f)) named.push_back(std::move(*collection));
    }
    return named;
  }

 private:
  [[nodiscard]] std::uint32_t class_at(std::uint32_t position) const {
    return analysed_.reduced.classes[position].value;
  }

  /// Does it hold many, by the number of edges out of it or its store?
  [[nodiscard]] bool is_large(NodeIndex node) const {
    if (heap_.nodes.edges_of(node).size() > 2 * items_min) return true;
    for (const EdgeIndex edge : heap_.nodes.edges_of(node)) {
      if (heap_.edges.type(edge) != EdgeType::internal) continue;
      const Word word = heap_.edge_word(edge);
      const bool is_store =
          word == Word::elements || word == Word::table || word == Word::properties;
      if (is_store && heap_.nodes.edges_of(heap_.edges.target(edge)).size() >= items_min) {
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] std::vector<LargeCollection> find_collections() const {
    const model::Reduction& reduced = analysed_.reduced;
    const auto sums = analysis::prefix_sums(reduced.size(), [&](std::uint32_t p) {
      return reduced.roles[p] == Role::engine ? 0 : reduced.kept_size(p);
    });
    std::vector<LargeCollection> found;
    for (std::uint32_t p = 0; p < reduced.size(); ++p) {
      const NodeIndex node(analysed_.preorder[p]);
      if (heap_.nodes.types[node] != NodeType::object || reduced.roles[p] != Role::value) continue;
      const auto retained = static_cast<std::int64_t>(sums[reduced.ends[p]] - sums[p]);
      if (retained < diff::growth_bytes_min / 2 || !is_large(node)) continue;
      if (collection_kind(heap_, node) == Collection::none) continue;
      found.push_back({node, p, retained});
    }
    std::sort(found.begin(), found.end(), [](const LargeCollection& a, const LargeCollection& b) {
      return a.retained != b.retained ? a.retained > b.retained : a.position < b.position;
    });
    if (found.size() > collections_max) found.resize(collections_max);
    return found;
  }

  std::optional<NamedCollection> describe(const LargeCollection& found) {
    const NamePath way = names_.find(found.node);
    HolderName found_name = name_holder(heap_, analysed_.scripts, way);
    if (found_name.name.empty() || found_name.is_entry || !way.end.is_users) return std::nullopt;
    NamedCollection named;
    count_members(named, found.node);
    if (named.entries == 0) return std::nullopt;
    named.keys = list_keys(found.node);
    if (named.keys.size() > keys_max) {
      named.keys_below = named.keys[keys_max];
      named.keys.resize(keys_max);
    }
    named.retained = found.retained;
    named.first = found.position;
    named.last = analysed_.reduced.ends[found.position];
    Holder& holder = named.holder;
    const bool is_listeners = !found_name.event.empty();
    holder.name = std::move(found_name.name);
    holder.event = std::move(found_name.event);
    holder.is_users = true;
    holder.id = heap_.id(found.node);
    holder.class_name = class_names_[class_at(found.position)].name;
    const Collection kind = collection_kind(heap_, found.node);
    holder.kind = kind_of(kind);
    named.shape = shape_of_collection(kind);
    if (is_listeners) {
      holder.kind = HolderKind::event_emitter;
      named.shape = LeakShape::event_listeners;
    }
    locate_holder(holder, heap_, analysed_.scripts, scopes_, way.end);
    named.key = collection_key(holder);
    named.path = describe_edges(
        {heap_, analysed_.scripts, scopes_}, way.edges,
        [&](NodeIndex node) { return class_names_[class_at(position_of(node))].name; });
    return named;
  }

  /// The class that most of the members are of, and how many they are.
  void count_members(NamedCollection& named, NodeIndex collection) const {
    std::vector<std::uint32_t> members;
    for_each_value(heap_, collection, [&](NodeIndex node) { members.push_back(node.value); });
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    std::map<std::string, std::pair<std::uint64_t, NodeIndex>> by_class;
    for (const std::uint32_t member : members) {
      const NodeIndex node(member);
      const auto name = class_of(node);
      if (!name) continue;
      auto& entry = by_class[*name];
      if (entry.first++ == 0) entry.second = node;
    }
    for (const auto& [name, entry] : by_class) {
      if (entry.first <= named.entries) continue;
      named.entries = entry.first;
      named.element.class_name = name;
      named.element.location = analysed_.scripts.place_of(heap_, entry.second);
      const bool is_function = heap_.nodes.types[entry.second] == NodeType::closure;
      named.element.kind = is_function ? Element::Kind::function : Element::Kind::object;
      named.member = position_of(entry.second);
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> list_keys(NodeIndex collection) const {
    std::vector<std::uint32_t> keys;
    const auto add = [&](std::string_view text) {
      keys.push_back(base::fold_hash(base::stable_hash(parse::start_of_value(text))));
    };
    for (const EdgeIndex edge : heap_.nodes.edges_of(collection)) {
      const EdgeType type = heap_.edges.type(edge);
      if (type == EdgeType::property && heap_.edge_word(edge) != Word::proto) {
        add(heap_.string(heap_.edges.name(edge)));
      }
      if (type != EdgeType::internal || heap_.edge_word(edge) != Word::table) continue;
      for (const EdgeIndex slot : heap_.nodes.edges_of(heap_.edges.target(edge))) {
        const NodeIndex member = heap_.edges.target(slot);
        if (heap_.nodes.types[member] == NodeType::string) add(heap_.raw_name(member));
      }
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
  }

  [[nodiscard]] std::optional<std::string> class_of(NodeIndex node) const {
    if (heap_.nodes.types[node] == NodeType::closure) return analysed_.scripts.name_of(heap_, node);
    if (is_string_like(heap_.nodes.types[node])) return "(string)";
    if (heap_.nodes.types[node] != NodeType::object &&
        heap_.nodes.types[node] != NodeType::native) {
      return std::nullopt;
    }
    return class_names_[class_at(position_of(node))].name;
  }

  [[nodiscard]] std::uint32_t position_of(NodeIndex node) const { return positions_[node]; }

  const analysis::Analysis& analysed_;
  const Heap& heap_;
  scripts::ScopeNames scopes_;
  Retainers retainers_;
  NameSearch names_;
  std::vector<model::ClassName> class_names_;
  base::IndexedColumn<NodeIndex, std::uint32_t> positions_;
};

/// How many of the earlier keys are there still.
Agreement compare_keys(const NamedCollection& then, const NamedCollection& now) {
  Agreement keys;
  for (const std::uint32_t key : then.keys) {
    if (key >= now.keys_below) break;
    ++keys.shared;
    keys.agreeing += std::binary_search(now.keys.begin(), now.keys.end(), key) ? 1 : 0;
  }
  return keys;
}

/// Another run of a program may have the same keys and prove nothing by that. Where the snapshots
/// seem to be of one process, keys are as good as ids: as many have to be there still as of objects
/// that are followed (confidence.cpp).
void judge_by_keys(Suspect& suspect, const NamedCollection& now, const NamedCollection& then,
                   const Lineage& lineage) {
  constexpr std::uint64_t keys_min = 100, kept_min_percent = 95;
  if (lineage.relation == Relation::rerun) {
    suspect.reasons.push_back({Reason::Kind::another_run});
    return;
  }
  suspect.reasons.push_back({Reason::Kind::renumbered});
  if (lineage.confidence == Confidence::undecided) return;
  const Agreement keys = compare_keys(then, now);
  if (keys.shared < keys_min || suspect.new_count < keys_min ||
      keys.agreeing * 100 < keys.shared * kept_min_percent) {
    return;
  }
  suspect.confidence = Suspicion::strong;
  suspect.reasons.push_back({Reason::Kind::surviving_keys, keys.agreeing, keys.shared});
}

Suspect suspect_of(const NamedCollection& now, const NamedCollection& then, const Lineage& lineage,
                   const DiffOptions& options) {
  Suspect suspect;
  suspect.shape = now.shape;
  suspect.holder = now.holder;
  suspect.element = now.element;
  suspect.entries_before = then.entries;
  suspect.entries_after = now.entries;
  suspect.new_count = now.entries - then.entries;
  suspect.count = static_cast<std::int64_t>(suspect.new_count);
  suspect.size = {now.retained - then.retained};
  suspect.element.retained = {static_cast<std::uint64_t>(suspect.size.value)};
  suspect.path = now.path;
  suspect.confidence = then.entries >= items_min ? Suspicion::likely : Suspicion::weak;
  judge_by_keys(suspect, now, then, lineage);
  if (options.ops) {
    suspect.per_op = static_cast<double>(suspect.new_count) / static_cast<double>(*options.ops);
  }
  return suspect;
}

}  // namespace

std::uint64_t collection_key(const Holder& holder) {
  std::uint64_t hash = base::stable_hash(name_of(holder.kind));
  const auto add = [&](std::string_view text) {
    hash = base::stable_hash(text, base::stable_hash(std::to_string(text.size()) + ":", hash));
  };
  for (const NameStep& step : holder.name) {
    add(std::to_string(static_cast<int>(step.kind)));
    add(step.text);
    for (const std::string& other : step.or_else) add(other);
  }
  add(holder.event);
  add(holder.file);
  return hash;
}

std::vector<NamedCollection> take_holder_census(const analysis::Analysis& analysed,
                                                unsigned threads) {
  return Census(analysed, threads).run();
}

model::CountedTree place_in_tree(std::vector<NamedCollection>& collections,
                                 const model::Reduction& side) {
  std::vector<std::uint32_t> wanted;
  for (const NamedCollection& named : collections) wanted.push_back(named.member);
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  model::CountedTree counted =
      model::count_by_class({side.ends, side.self_sizes, side.classes, side.table.size()}, wanted);
  for (NamedCollection& named : collections) {
    const auto found = std::lower_bound(wanted.begin(), wanted.end(), named.member);
    named.tree_node = counted.of_wanted[static_cast<std::size_t>(found - wanted.begin())];
  }
  return counted;
}

FoundSuspects compare_holders(const std::vector<NamedCollection>& before,
                              const std::vector<NamedCollection>& after, const Lineage& lineage,
                              const DiffOptions& options) {
  std::unordered_map<std::uint64_t, const NamedCollection*> known;
  for (const NamedCollection& named : before) known.try_emplace(named.key, &named);
  struct Growth {
    const NamedCollection* now;
    const NamedCollection* then;
  };
  static const NamedCollection nothing;
  std::vector<Growth> grown;
  for (const NamedCollection& now : after) {
    const auto found = known.find(now.key);
    const NamedCollection* then = found != known.end() ? found->second : &nothing;
    if (now.entries < then->entries + items_min) continue;
    if (now.retained - then->retained < diff::growth_bytes_min) continue;
    grown.push_back({&now, then});
  }
  std::stable_sort(grown.begin(), grown.end(), [](const Growth& a, const Growth& b) {
    return a.now->retained - a.then->retained > b.now->retained - b.then->retained;
  });
  struct Made {
    Suspect suspect;
    std::size_t origin;
  };
  std::vector<Made> made;
  for (const Growth& g : grown) {
    const bool is_inside = std::any_of(made.begin(), made.end(), [&](const Made& other) {
      const NamedCollection& told = after[other.origin];
      return g.now->first >= told.first && g.now->first < told.last;
    });
    if (is_inside || made.size() == suspects_max) continue;
    made.push_back({suspect_of(*g.now, *g.then, lineage, options),
                    static_cast<std::size_t>(g.now - after.data())});
  }
  std::stable_sort(made.begin(), made.end(), [](const Made& a, const Made& b) {
    return (a.suspect.confidence == Suspicion::weak) < (b.suspect.confidence == Suspicion::weak);
  });
  FoundSuspects found;
  for (Made& one : made) {
    one.suspect.rank = static_cast<std::uint32_t>(found.all.size() + 1);
    found.all.push_back(std::move(one.suspect));
    found.origin.push_back(one.origin);
  }
  return found;
}

void add_suspects(Diff& diff, std::vector<Suspect> suspects) {
  for (const Suspect& suspect : suspects) {
    diff.remainder.size = diff.remainder.size - suspect.size;
    diff.remainder.count -= suspect.count;
  }
  diff.suspects = std::move(suspects);
  diff.has_suspects = true;
  judge(diff);
}

}  // namespace heapdiff::leaks
