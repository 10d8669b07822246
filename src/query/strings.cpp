#include "query/strings.hpp"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/printable.hpp"
#include "parse/texts.hpp"

namespace heapdiff::query {
namespace {

using graph::Heap;
using graph::Word;

// By default V8 cuts the texts that it writes to so many characters.
constexpr std::size_t units_written_max = 1024;
// Joined strings are flattened up to here, as in DevTools; a rope can be long, and share its parts.
constexpr std::size_t flattened_bytes_max = 1024;
constexpr std::size_t flattened_parts_max = 1024;
constexpr std::size_t examples_max = 3;

}  // namespace

/// The texts of string nodes.
class TextReader {
 public:
  explicit TextReader(const Heap& heap) : heap_(heap) {}

  /// Nothing if the file does not have the whole text, and for a joined string that has been
  /// flattened: that is a second name of its first part. The view lasts until the next call with
  /// the same buffer.
  std::optional<std::string_view> text_of(NodeIndex node, std::string& buffer) const {
    switch (heap_.nodes.types[node]) {
      case NodeType::string:
        return heap_.raw_name(node);
      case NodeType::concatenated_string:
        return flatten(node, buffer);
      default:
        return std::nullopt;
    }
  }

  /// May there be more of the text than the heap has? Bytes bound units from above.
  [[nodiscard]] bool may_be_cut(std::string_view text) const {
    if (heap_.are_values_cut && text.size() + 4 > parse::value_bytes_kept) return true;
    return text.size() >= units_written_max && base::utf16_length(text) >= units_written_max;
  }

 private:
  std::optional<std::string_view> flatten(NodeIndex rope, std::string& buffer) const {
    buffer.clear();
    std::vector<NodeIndex> pending{rope};
    for (std::size_t parts = 0; !pending.empty(); ++parts) {
      if (parts == flattened_parts_max) return std::nullopt;
      const NodeIndex node = pending.back();
      pending.pop_back();
      if (heap_.nodes.types[node] == NodeType::string) {
        const std::string_view text = heap_.raw_name(node);
        if (text.empty() || may_be_cut(text)) return std::nullopt;
        buffer += text;
        if (buffer.size() > flattened_bytes_max) return std::nullopt;
        continue;
      }
      if (heap_.nodes.types[node] != NodeType::concatenated_string) return std::nullopt;
      const auto first = heap_.internal_child(node, Word::first);
      const auto second = heap_.internal_child(node, Word::second);
      if (!first || !second) return std::nullopt;
      pending.push_back(*second);
      pending.push_back(*first);
    }
    return buffer;
  }

  const Heap& heap_;
};

class TextGroups {
 public:
  struct Group {
    NodeIndex first;  ///< in file order
    std::size_t hash = 0;
    std::uint64_t copies = 0;
    Bytes size, largest;
  };

  explicit TextGroups(const Session& session)
      : session_(session),
        reader_(session.heap()),
        group_of_(session.heap().nodes.size(), no_group),
        group_of_string_(session.heap().strings.size(), no_group),
        by_text_(0, Hash{this}, Equal{this}) {}
  TextGroups(const TextGroups&) = delete;
  TextGroups& operator=(const TextGroups&) = delete;
  ~TextGroups() = default;

  /// Puts the strings of a size whose text `is_wanted` into groups.
  template <class IsWanted>
  void collect(IsWanted&& is_wanted) {
    const Heap& heap = session_.heap();
    for (const NodeIndex node : heap.nodes.all()) {
      const NodeType type = heap.nodes.types[node];
      if (type != NodeType::string && type != NodeType::concatenated_string) continue;
      const Bytes size = session_.self_size(node);
      if (size.value == 0) continue;
      const std::uint32_t group = find_group(node, type, is_wanted);
      group_of_[node] = group;
      if (group == no_group) continue;
      Group& of_text = groups_[group];
      ++of_text.copies;
      of_text.size += size;
      of_text.largest = std::max(of_text.largest, size);
    }
  }

  [[nodiscard]] const std::deque<Group>& groups() const { return groups_; }
  [[nodiscard]] std::uint32_t group_of(NodeIndex node) const { return group_of_[node]; }
  [[nodiscard]] Bytes wasted(const Group& group) const {
    return {group.size.value - group.largest.value};
  }

  /// The text of a group: of the first node that has it.
  [[nodiscard]] std::string_view text_of(const Group& group, std::string& buffer) const {
    return reader_.text_of(group.first, buffer).value_or("");
  }

 private:
  static constexpr std::uint32_t unwanted = no_group - 1;

  /// The group of a node's text; `no_group` if there is none. Strings that share a text in the
  /// file are looked up by its index.
  template <class IsWanted>
  std::uint32_t find_group(NodeIndex node, NodeType type, IsWanted&& is_wanted) {
    std::uint32_t* known = nullptr;
    if (type == NodeType::string) {
      known = &group_of_string_[session_.heap().nodes.names[node]];
      if (*known == unwanted) return no_group;
      if (*known != no_group) return *known;
    }
    const auto text = reader_.text_of(node, buffer_);
    if (!text) return no_group;
    if (!is_wanted(*text)) {
      if (known != nullptr) *known = unwanted;
      return no_group;
    }
    const bool may_be_cut = reader_.may_be_cut(*text);
    const std::uint32_t group = intern(node, *text, may_be_cut);
    if (known != nullptr && !may_be_cut) *known = group;
    return group;
  }

  /// A text to look up. Texts that may be cut are equal only if their sizes are.
  struct Key {
    std::string_view text;
    std::size_t hash;
    std::optional<std::uint64_t> size_of_cut;
  };

  struct Hash {
    using is_transparent = void;
    const TextGroups* texts;
    std::size_t operator()(const Key& key) const { return key.hash; }
    std::size_t operator()(std::uint32_t group) const { return texts->groups_[group].hash; }
  };

  struct Equal {
    using is_transparent = void;
    const TextGroups* texts;
    bool operator()(std::uint32_t i, const Key& key) const {
      const Group& group = texts->groups_[i];
      return group.hash == key.hash &&
             (!key.size_of_cut || group.largest.value == *key.size_of_cut) &&
             texts->text_of(group, texts->other_buffer_) == key.text;
    }
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
  };

  std::uint32_t intern(NodeIndex node, std::string_view text, bool may_be_cut) {
    Key key{text, std::hash<std::string_view>{}(text), std::nullopt};
    if (may_be_cut) {
      key.size_of_cut = session_.self_size(node).value;
      key.hash ^= *key.size_of_cut * 0x9E3779B97F4A7C15u;
    }
    return *by_text_.lazy_emplace(key, [&](const auto& emplace) {
      groups_.push_back({node, key.hash, 0, {}, {}});
      emplace(static_cast<std::uint32_t>(groups_.size() - 1));
    });
  }

  const Session& session_;
  TextReader reader_;
  base::IndexedColumn<NodeIndex, std::uint32_t> group_of_;
  base::Column<std::uint32_t> group_of_string_;
  std::deque<Group> groups_;  // as long as they are: no room to spare, and nothing is copied
  std::string buffer_;
  mutable std::string other_buffer_;  // of `Equal`
  /// Groups: a million texts are usual, and a node of memory for each takes its time.
  absl::flat_hash_set<std::uint32_t, Hash, Equal> by_text_;
};

namespace {

using Group = TextGroups::Group;

/// The first groups in the order of a key, larger keys first; equal ones by text.
template <class KeyOf>
std::vector<std::uint32_t> first_groups(const TextGroups& texts, std::vector<std::uint32_t> groups,
                                        std::size_t rows_max, KeyOf&& key_of) {
  const auto kept = static_cast<std::ptrdiff_t>(std::min(rows_max, groups.size()));
  std::string buffer_a, buffer_b;
  std::partial_sort(groups.begin(), groups.begin() + kept, groups.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      const auto key_a = key_of(texts.groups()[a]);
                      const auto key_b = key_of(texts.groups()[b]);
                      if (key_a != key_b) return key_a > key_b;
                      const auto text_a = texts.text_of(texts.groups()[a], buffer_a);
                      const auto text_b = texts.text_of(texts.groups()[b], buffer_b);
                      return std::pair(text_a, a) < std::pair(text_b, b);
                    });
  groups.resize(static_cast<std::size_t>(kept));
  return groups;
}

/// The rows of the groups, in their order, and the group of each node.
struct TextRow {
  std::vector<TextInfo> texts;
  base::IndexedColumn<NodeIndex, std::uint32_t> groups;  ///< in `texts`
};

TextRow tell(Session& session, const TextGroups& texts, const std::vector<std::uint32_t>& groups) {
  const Heap& heap = session.heap();
  TextRow told{{}, base::IndexedColumn<NodeIndex, std::uint32_t>(heap.nodes.size(), no_group)};
  std::vector<std::uint32_t> rank_of(texts.groups().size(), no_group);
  std::string buffer;
  for (const std::uint32_t i : groups) {
    const Group& group = texts.groups()[i];
    rank_of[i] = static_cast<std::uint32_t>(told.texts.size());
    TextInfo info;
    info.value = session.show_value(texts.text_of(group, buffer));
    info.copies = group.copies;
    info.size = group.size;
    info.wasted = texts.wasted(group);
    told.texts.push_back(std::move(info));
  }
  for (const NodeIndex node : heap.nodes.all()) {
    const std::uint32_t group = texts.group_of(node);
    if (group == no_group || rank_of[group] == no_group) continue;
    told.groups[node] = rank_of[group];
    // The smallest ids, kept in order: there are only a few.
    std::vector<ObjectId>& examples = told.texts[rank_of[group]].examples;
    const ObjectId id = heap.id(node);
    examples.insert(std::lower_bound(examples.begin(), examples.end(), id), id);
    if (examples.size() > examples_max) examples.pop_back();
  }
  return told;
}

/// The nearest holder of a string: the steps of its path up to the first object that is no backing
/// store and, above a collection, the object that owns the collection. Only these steps decide
/// which strings count as one: a property of one class may be reached from the root in a hundred
/// ways.
class NearestHolders {
 public:
  /// Row (of functions, name) and edge of each step that counts.
  using Key = std::vector<std::uint32_t>;

  explicit NearestHolders(Session& session) : session_(session), paths_(session.paths()) {}

  /// The key of what holds a node, and how many steps of its path lead there.
  std::pair<Key, std::size_t> find(NodeIndex node) const {
    const Heap& heap = session_.heap();
    std::pair<Key, std::size_t> found;
    auto& [key, steps] = found;
    bool is_above_store = false;
    while (steps < steps_max) {
      const auto last = paths_.edge_to(heap, node);
      if (!last) break;
      ++steps;
      const EdgeIndex edge = last->edge;
      node = last->holder;
      // Constant pools are the engine's, but no more than stores either.
      const bool is_store =
          heap.nodes.types[node] == NodeType::array ||
          session_.analysed().reduced.roles[session_.position_of(node)] == model::Role::store;
      if (is_store) {
        is_above_store = true;
        continue;
      }
      const bool has_name = !is_any_key(node, edge) && !is_above_store;
      key.push_back(heap.nodes.types[node] == NodeType::closure ? heap.nodes.names[node]
                                                                : session_.row_of(node) | row_mark);
      key.push_back(static_cast<std::uint32_t>(heap.edges.type(edge)));
      key.push_back(has_name ? heap.edges.name(edge) : no_group);
      if (!std::exchange(is_above_store, false)) break;
    }
    return found;
  }

  /// One of many: an index, or the key of a dictionary.
  [[nodiscard]] bool is_any_key(NodeIndex holder, EdgeIndex edge) const {
    constexpr std::uint32_t dictionary_min = 16;
    const EdgeType type = session_.heap().edges.type(edge);
    return has_numeric_name(type) ||
           (type == EdgeType::property &&
            session_.heap().nodes.edges_of(holder).size() >= dictionary_min);
  }

 private:
  static constexpr std::size_t steps_max = 6;
  static constexpr std::uint32_t row_mark = 0x80000000;  // distinguishes rows from names
  Session& session_;
  const analysis::RetainingPaths& paths_;
};

/// How the copies of each text are retained: `groups` has the text of each node.
void add_holders(Session& session, const base::IndexedColumn<NodeIndex, std::uint32_t>& groups,
                 std::size_t holders_max, std::vector<TextInfo>& texts) {
  struct Holding {
    std::uint64_t count = 0;
    NodeIndex example;
    std::size_t steps = 0;
  };
  const Heap& heap = session.heap();
  const NearestHolders nearest(session);
  std::vector<std::map<NearestHolders::Key, Holding>> held(texts.size());
  for (const NodeIndex node : heap.nodes.all()) {
    if (groups[node] == no_group) continue;
    const auto [key, steps] = nearest.find(node);
    Holding& holding = held[groups[node]][key];
    const bool is_first = holding.count++ == 0;
    if (is_first || heap.nodes.ids[node] < heap.nodes.ids[holding.example]) {
      holding.example = node;
      holding.steps = steps;
    }
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::vector<Holding> of_text;
    for (const auto& [key, holding] : held[i]) of_text.push_back(holding);
    std::sort(of_text.begin(), of_text.end(), [&](const Holding& a, const Holding& b) {
      const auto& ids = heap.nodes.ids;
      return std::pair(b.count, ids[a.example]) < std::pair(a.count, ids[b.example]);
    });
    for (const Holding& holding : of_text) {
      if (texts[i].holders.size() == holders_max) {
        texts[i].other_holders_count += holding.count;
        continue;
      }
      texts[i].holders.push_back({holding.count, heap.id(holding.example),
                                  session.path_of(holding.example, holding.steps)});
    }
  }
}

}  // namespace

std::shared_ptr<const TextGroups> group_texts(const Session& session) {
  auto texts = std::make_shared<TextGroups>(session);
  texts->collect([](std::string_view) { return true; });
  return texts;
}

DuplicatesReport find_duplicates(Session& session, std::size_t rows_max, std::size_t holders_max) {
  return find_duplicates(session, *group_texts(session), rows_max, holders_max);
}

DuplicatesReport find_duplicates(Session& session, const TextGroups& texts, std::size_t rows_max,
                                 std::size_t holders_max) {
  DuplicatesReport report;
  report.view = session.view();
  std::vector<std::uint32_t> duplicated;
  for (std::uint32_t i = 0; i < texts.groups().size(); ++i) {
    const Group& group = texts.groups()[i];
    if (group.copies < 2) continue;
    duplicated.push_back(i);
    ++report.text_count;
    report.copies += group.copies;
    report.size += group.size;
    report.wasted += texts.wasted(group);
  }
  duplicated = first_groups(texts, std::move(duplicated), rows_max, [&](const Group& group) {
    return std::pair(texts.wasted(group), group.copies);
  });
  TextRow told = tell(session, texts, duplicated);
  report.texts = std::move(told.texts);
  // Without all edges there may be others that hold more.
  if (holders_max > 0 && session.heap().has_all_edges() && !report.texts.empty()) {
    add_holders(session, told.groups, holders_max, report.texts);
  }
  return report;
}

StringsReport find_strings(Session& session, const NamePattern& pattern, std::size_t rows_max) {
  TextGroups texts(session);
  texts.collect([&](std::string_view text) { return pattern.matches(text); });
  StringsReport report;
  report.view = session.view();
  report.pattern = pattern.text();
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < texts.groups().size(); ++i) {
    all.push_back(i);
    report.copies += texts.groups()[i].copies;
    report.size += texts.groups()[i].size;
  }
  report.text_count = all.size();
  all = first_groups(texts, std::move(all), rows_max,
                     [](const Group& group) { return std::pair(group.size, group.copies); });
  report.texts = tell(session, texts, all).texts;
  return report;
}

}  // namespace heapdiff::query
