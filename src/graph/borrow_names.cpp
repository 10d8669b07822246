#include "graph/borrow_names.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/radix_sort.hpp"
#include "parse/salvage.hpp"

namespace heapdiff::graph {
namespace {

constexpr std::uint32_t nobody = 0xFFFFFFFF;
constexpr std::uint64_t shared_min = 100;  // fewer say nothing
constexpr std::uint64_t agreeing_min_percent = 97;
// So many of the votes on an index have to agree.
constexpr std::uint64_t votes_min_percent = 90;

bool is_share(std::uint64_t part, std::uint64_t all, std::uint64_t percent_min) {
  return part * 100 >= all * percent_min;
}

/// Objects of the JavaScript heap by id: id in the upper half, node in the lower.
base::Column<std::uint64_t> sort_by_id(const Nodes& nodes) {
  base::Column<std::uint64_t> keys;
  keys.reserve(nodes.size());
  for (const NodeIndex node : nodes.all()) {
    const std::uint32_t id = nodes.ids[node];
    if (id % 2 != 0) keys.push_back(std::uint64_t{id} << 32 | node.value);
  }
  base::sort_by_high_half(keys);
  return keys;
}

/// The node of the whole heap that each node of the damaged one is, by id; `nobody` for others.
/// Embedders reuse the ids of their nodes, which are therefore no evidence.
using Partners = base::IndexedColumn<NodeIndex, std::uint32_t>;

Partners pair_by_id(const Nodes& damaged, const Nodes& whole) {
  Partners partners(damaged.size(), nobody);
  const auto sorted_damaged = sort_by_id(damaged);
  const auto sorted_whole = sort_by_id(whole);
  const auto* w = sorted_whole.begin();
  for (const std::uint64_t key : sorted_damaged) {
    while (w != sorted_whole.end() && *w >> 32 < key >> 32) ++w;
    if (w == sorted_whole.end()) break;
    if (*w >> 32 == key >> 32) {
      partners[NodeIndex(static_cast<std::uint32_t>(key))] = static_cast<std::uint32_t>(*w);
    }
  }
  return partners;
}

bool speaks_against(const Tally& tally) {
  return tally.shared >= shared_min &&
         !is_share(tally.agreeing, tally.shared, agreeing_min_percent);
}

Loan::Hindrance find_hindrance(const Heap& heap, const Heap& whole) {
  if (heap.meta_hash != whole.meta_hash) return Loan::Hindrance::other_engine;
  if (heap.duplicate_id || whole.duplicate_id) return Loan::Hindrance::duplicate_ids;
  if (!heap.wide_ids.empty() || !whole.wide_ids.empty()) return Loan::Hindrance::ids_are_addresses;
  return Loan::Hindrance::none;
}

/// Are the snapshots of one process? Too little evidence is no reason to doubt it.
Loan judge(const Heap& heap, const Heap& whole, const Partners& partners) {
  Loan loan;
  loan.hindrance = find_hindrance(heap, whole);
  for (const NodeIndex node : heap.nodes.all()) {
    if (partners[node] == nobody) continue;
    const NodeIndex partner(partners[node]);
    const NodeType type = heap.nodes.types[node];
    if (type != NodeType::string && type != NodeType::object && type != NodeType::closure &&
        type != NodeType::regexp) {
      continue;
    }
    const bool is_of_type = whole.nodes.types[partner] == type;
    loan.types.count(is_of_type);
    if (!is_of_type) continue;
    if (type == NodeType::string) {
      loan.lengths.count(heap.nodes.self_sizes[node.value] ==
                         whole.nodes.self_sizes[partner.value]);
    }
    const std::uint32_t name = heap.nodes.names[node];
    if (!heap.is_lost(name)) {
      loan.names.count(parse::start_of_value(heap.string(name)) ==
                       parse::start_of_value(whole.raw_name(partner)));
    }
  }
  for (const parse::Location& place : heap.locations.all()) {
    const std::uint32_t partner = partners[NodeIndex(place.node)];
    if (partner == nobody) continue;
    const parse::Location* other = whole.locations.find(NodeIndex(partner));
    if (other == nullptr) continue;
    loan.places.count(place.script_id == other->script_id && place.line == other->line &&
                      place.column == other->column);
  }
  loan.is_of_one_process = loan.hindrance == Loan::Hindrance::none && !speaks_against(loan.types) &&
                           !speaks_against(loan.lengths) && !speaks_against(loan.names) &&
                           !speaks_against(loan.places);
  return loan;
}

/// An edge, to be found again in another snapshot: where it leads, and its type.
struct EdgeKey {
  std::uint64_t key;
  std::uint32_t name;
};

/// Calls `vote(string of the damaged heap, string of the whole one)` for everything that both have.
template <class Vote>
class Voters {
 public:
  Voters(const Heap& heap, const Heap& whole, const Partners& partners, Vote vote)
      : heap_(heap), whole_(whole), partners_(partners), vote_(std::move(vote)) {}

  void run() {
    for (const NodeIndex node : heap_.nodes.all()) {
      if (partners_[node] == nobody) continue;
      const NodeIndex partner(partners_[node]);
      if (heap_.nodes.types[node] != whole_.nodes.types[partner]) continue;
      vote_on(heap_.nodes.names[node], whole_.nodes.names[partner]);
      vote_on_edges(node, partner);
    }
  }

 private:
  void vote_on(std::uint32_t name, std::uint32_t name_in_whole) {
    if (heap_.is_lost(name)) vote_(name, name_in_whole);
  }

  static constexpr std::uint64_t no_target = std::uint64_t{nobody} << 8;

  [[nodiscard]] std::uint64_t key_of(EdgeIndex edge) const {
    const std::uint64_t target = partners_[heap_.edges.target(edge)];
    return target << 8 | static_cast<std::uint64_t>(heap_.edges.type(edge));
  }
  [[nodiscard]] std::uint64_t key_in_whole(EdgeIndex edge) const {
    const std::uint64_t target = whole_.edges.target(edge).value;
    return target << 8 | static_cast<std::uint64_t>(whole_.edges.type(edge));
  }

  /// Where nothing has changed, edge by edge; else those that lead to another object each. Places
  /// in a table of the engine's are named by number: in a changed one, a thing may have moved.
  void vote_on_edges(NodeIndex node, NodeIndex partner) {
    const auto edges = heap_.nodes.edges_of(node);
    const auto others = whole_.nodes.edges_of(partner);
    keys_.clear();
    bool has_lost = false;
    for (const EdgeIndex edge : edges) {
      if (has_numeric_name(heap_.edges.type(edge))) continue;
      keys_.push_back({key_of(edge), heap_.edges.name(edge)});
      has_lost = has_lost || heap_.is_lost(keys_.back().name);
    }
    if (!has_lost) return;
    keys_in_whole_.clear();
    for (const EdgeIndex edge : others) {
      if (has_numeric_name(whole_.edges.type(edge))) continue;
      keys_in_whole_.push_back({key_in_whole(edge), whole_.edges.name(edge)});
    }
    const auto is_same = [](const EdgeKey& a, const EdgeKey& b) { return a.key == b.key; };
    if (std::equal(keys_.begin(), keys_.end(), keys_in_whole_.begin(), keys_in_whole_.end(),
                   is_same)) {
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (keys_[i].key < no_target) vote_on(keys_[i].name, keys_in_whole_[i].name);
      }
      return;
    }
    keep_unique(keys_);
    keep_unique(keys_in_whole_);
    auto other = keys_in_whole_.begin();
    for (const EdgeKey& edge : keys_) {
      if (edge.key >= no_target) break;
      while (other != keys_in_whole_.end() && other->key < edge.key) ++other;
      if (other == keys_in_whole_.end()) break;
      if (other->key == edge.key && !is_numbered(whole_.string(other->name))) {
        vote_on(edge.name, other->name);
      }
    }
  }

  /// "17", or "17 / DevTools console". Entries of WeakMaps are called so, too, but say by ids what
  /// they are about.
  static bool is_numbered(std::string_view name) {
    const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    const std::string_view rest = name.substr(digits);
    return digits > 0 && (rest.empty() || rest.starts_with(" / ")) && !read_weak_map_pair(name);
  }

  /// Sorts, and drops those of which there are several.
  static void keep_unique(std::vector<EdgeKey>& keys) {
    std::sort(keys.begin(), keys.end(),
              [](const EdgeKey& a, const EdgeKey& b) { return a.key < b.key; });
    std::size_t kept = 0;
    for (std::size_t start = 0, end = 0; start < keys.size(); start = end) {
      while (end < keys.size() && keys[end].key == keys[start].key) ++end;
      if (end == start + 1) keys[kept++] = keys[start];
    }
    keys.resize(kept);
  }

  const Heap& heap_;
  const Heap& whole_;
  const Partners& partners_;
  Vote vote_;
  std::vector<EdgeKey> keys_, keys_in_whole_;
};

/// Which string of the whole heap each lost one is.
class Election {
 public:
  Election(const Heap& heap, const Heap& whole, const Partners& partners)
      : heap_(heap),
        whole_(whole),
        first_lost_(heap.strings.size() - heap.lost_strings.size()),
        candidates_(heap.lost_strings.size(), nobody),
        leads_(heap.lost_strings.size(), 0) {
    // Boyer and Moore, "MJRTY: a fast majority vote algorithm": whoever has more than half of the
    // votes is left over; a second count tells whether that is so.
    const auto choose = [this](std::uint32_t name, std::uint32_t candidate) {
      std::uint32_t& standing = candidates_[name - first_lost_];
      std::uint32_t& lead = leads_[name - first_lost_];
      if (lead == 0) standing = candidate;
      lead = standing == candidate ? lead + 1 : lead - 1;
    };
    Voters(heap, whole, partners, choose).run();
    leads_.fill(0);
    base::Column<std::uint32_t>& votes = leads_;
    base::Column<std::uint32_t> agreeing(votes.size(), 0);
    const auto count = [&](std::uint32_t name, std::uint32_t candidate) {
      const std::size_t lost = name - first_lost_;
      ++votes[lost];
      agreeing[lost] += candidates_[lost] == candidate ? 1 : 0;
    };
    Voters(heap, whole, partners, count).run();
    for (std::size_t lost = 0; lost < votes.size(); ++lost) {
      all_votes_ += votes[lost];
      agreeing_votes_ += agreeing[lost];
      if (!is_share(agreeing[lost], votes[lost], votes_min_percent)) candidates_[lost] = nobody;
    }
    drop_texts_of_others(agreeing);
  }

  /// Snapshots of different processes give one index many texts.
  [[nodiscard]] Tally agreement() const { return {all_votes_, agreeing_votes_}; }

  /// Nothing if the text is unknown.
  [[nodiscard]] std::optional<std::string_view> text_of(std::size_t lost) const {
    if (candidates_[lost] == nobody) return std::nullopt;
    return whole_.string(candidates_[lost]);
  }

 private:
  /// Of several indices with one text at most one is right, and none if the file has it elsewhere.
  void drop_texts_of_others(const base::Column<std::uint32_t>& votes) {
    std::unordered_map<std::string_view, std::size_t> best;
    for (std::size_t lost = 0; lost < candidates_.size(); ++lost) {
      if (candidates_[lost] == nobody) continue;
      const auto [found, is_new] = best.try_emplace(whole_.string(candidates_[lost]), lost);
      if (is_new) continue;
      std::size_t loser = lost;
      if (votes[lost] > votes[found->second]) std::swap(loser, found->second);
      candidates_[loser] = nobody;
    }
    for (std::size_t string = 0; string < first_lost_; ++string) {
      const auto found = best.find(heap_.strings[string]);
      if (found != best.end()) candidates_[found->second] = nobody;
    }
  }

  const Heap& heap_;
  const Heap& whole_;
  std::size_t first_lost_;
  base::Column<std::uint32_t> candidates_;  // strings of the whole heap
  base::Column<std::uint32_t> leads_;
  std::uint64_t all_votes_ = 0, agreeing_votes_ = 0;
};

/// Puts the texts in, and counts what they name.
void fill_in(Heap& heap, const Election& election) {
  const std::size_t lost_count = heap.lost_strings.size();
  const std::size_t first_lost = heap.strings.size() - lost_count;
  heap.strings.keep_first(first_lost);
  base::Column<std::uint8_t> is_found(lost_count, 0);
  Damage& damage = *heap.damage;
  damage.names.borrowed = damage.node_names.borrowed = damage.edge_names.borrowed = 0;
  for (std::size_t lost = 0; lost < lost_count; ++lost) {
    const auto text = election.text_of(lost);
    heap.strings.add(text ? *text : parse::lost_name(heap.lost_strings[lost]));
    is_found[lost] = text ? 1 : 0;
    damage.names.borrowed += is_found[lost];
  }
  heap.vocabulary = Vocabulary(heap.strings);
  heap.producer = recognise_producer(heap);
  const auto is_name_found = [&](std::uint32_t name) {
    return heap.is_lost(name) && is_found[name - first_lost] != 0;
  };
  for (const NodeIndex node : heap.nodes.all()) {
    if (!is_name_found(heap.nodes.names[node])) continue;
    ++damage.node_names.borrowed;
    const NodeType type = heap.nodes.types[node];
    if (type == NodeType::native || type == NodeType::synthetic) --damage.missing_of_rules;
  }
  for (std::uint32_t i = 0; i < heap.edges.size(); ++i) {
    const EdgeType type = heap.edges.type(EdgeIndex(i));
    if (has_numeric_name(type) || !is_name_found(heap.edges.name(EdgeIndex(i)))) continue;
    ++damage.edge_names.borrowed;
    if (type == EdgeType::internal) --damage.missing_of_rules;
  }
}

}  // namespace

Loan borrow_names(Heap& heap, const Heap& whole) {
  const Partners partners = pair_by_id(heap.nodes, whole.nodes);
  Loan loan = judge(heap, whole, partners);
  if (!loan.is_of_one_process) return loan;
  const Election election(heap, whole, partners);
  loan.hints = election.agreement();
  if (speaks_against(loan.hints)) {
    loan.is_of_one_process = false;
    return loan;
  }
  fill_in(heap, election);
  heap.damage->borrowed_from = whole.file;
  return loan;
}

}  // namespace heapdiff::graph
