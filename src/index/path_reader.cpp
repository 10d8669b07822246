#include "index/path_reader.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

#include "analysis/explain_paths.hpp"
#include "base/hash_block.hpp"
#include "parse/texts.hpp"
#include "scripts/scope_names.hpp"

namespace heapdiff::index {

/// A column of which only what is asked for is looked at. What is beyond its end, or damaged, is 0,
/// and `is_fine` tells. Keeps its block.
template <class T>
class LazyColumn {
 public:
  static Result<LazyColumn> take(const IndexFile& file, std::size_t section) {
    const bool is_there =
        section < file.sections_.size() && file.sections_[section].element_bytes == sizeof(T);
    if (!is_there) return file.damaged("its head is damaged");
    Result<base::Block> block = file.take_section(section);
    if (!block) return fail(std::move(block.error()));
    return LazyColumn(std::move(*block), file.hashes_of(section));
  }

  LazyColumn() = default;

  [[nodiscard]] std::uint64_t size() const { return column_.size(); }
  [[nodiscard]] bool is_fine() const { return is_fine_; }
  [[nodiscard]] T operator[](std::uint64_t i) {
    if (i >= column_.size()) is_fine_ = false;
    if (is_fine_) check_block(i / block_elements);
    return is_fine_ ? column_[i] : T{};
  }
  /// Elements that stand one after the other; none where they are not.
  [[nodiscard]] std::span<const T> slice(std::uint64_t first, std::uint64_t last) {
    is_fine_ = is_fine_ && first <= last && last <= column_.size();
    if (!is_fine_ || first == last) return {};
    for (std::uint64_t block = first / block_elements; block <= (last - 1) / block_elements;
         ++block) {
      check_block(block);
    }
    return is_fine_ ? std::span<const T>(column_.data() + first, last - first)
                    : std::span<const T>();
  }
  [[nodiscard]] std::span<const T> all() { return slice(0, size()); }

 private:
  static constexpr std::size_t block_elements = IndexFile::block_bytes / sizeof(T);

  LazyColumn(base::Block block, const std::uint64_t* hashes)
      : column_(std::move(block)),
        hashes_(hashes),
        is_checked_((column_.size() + block_elements - 1) / block_elements) {}

  void check_block(std::uint64_t block) {
    if (is_checked_[block]) return;
    const std::size_t first = block * block_elements;
    const std::size_t count = std::min(block_elements, column_.size() - first);
    is_checked_[block] = true;
    is_fine_ =
        is_fine_ && base::hash_block(column_.data() + first, count * sizeof(T)) == hashes_[block];
  }

  base::Column<T> column_;
  const std::uint64_t* hashes_ = nullptr;
  std::vector<bool> is_checked_;
  bool is_fine_ = true;
};

/// The same of numbers in three bytes or four.
class LazyNumbers {
 public:
  static Result<LazyNumbers> take(const IndexFile& file, std::size_t section, unsigned width) {
    Result<LazyColumn<std::uint8_t>> bytes = LazyColumn<std::uint8_t>::take(file, section);
    if (!bytes) return fail(std::move(bytes.error()));
    LazyNumbers numbers;
    numbers.bytes_ = std::move(*bytes);
    numbers.width_ = width;
    return numbers;
  }

  [[nodiscard]] bool is_fine() const { return bytes_.is_fine(); }
  [[nodiscard]] std::uint32_t operator[](std::uint64_t i) {
    std::uint32_t value = 0;
    const auto bytes = bytes_.slice(i * width_, (i + 1) * width_);
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), bytes.size());
    return value;
  }

 private:
  LazyColumn<std::uint8_t> bytes_;
  std::uint64_t width_ = 4;
};

namespace {

/// Where columns stand in the file, by the tables of columns.hpp.
std::size_t section_called(std::string_view wanted, std::size_t from = 0) {
  std::vector<std::string_view> names{"facts"};
  const auto add = [&](const char* name, const auto&, std::uint64_t, const auto&) {
    names.emplace_back(name);
  };
  analysis::Analysis nothing{{}, {}, scripts::ScriptNames(graph::Heap{}), {}, {}, {}, {}, {}};
  PathColumns no_paths;
  for_each_reduction_column(nothing.reduced, nothing.heap, {}, add);
  for_each_graph_column(nothing, {}, add);
  for_each_path_column(no_paths, {}, add);
  for_each_text_column(nothing.heap.strings, 0, 0, add);
  for_each_text_column(nothing.heap.strings, 0, 0, add);
  const auto found =
      std::find(names.begin() + static_cast<std::ptrdiff_t>(from), names.end(), wanted);
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

/// The part of a heap around some paths.
class PathReader {
 public:
  PathReader(IndexFile& index, const std::string& file, bool hides_values)
      : index_(index),
        whole_(index.analysed_.heap),
        counts_(index.facts_.counts),
        layout_(whole_.edges.labels.layout()) {
    part_.file = file;
    part_.hides_values = hides_values;
  }

  Result<std::vector<PathReport>> explain(std::span<const ObjectId> ids) {
    if (Result<void> taken = take_columns(); !taken) return fail(std::move(taken.error()));
    std::vector<Target> targets;
    for (const ObjectId id : ids) {
      const std::optional<Target> target = find(id);
      if (!are_fine()) return damaged();
      if (!target) return fail(analysis::no_such_object(part_, id));
      targets.push_back(*target);
    }
    nodes_.insert(whole_.root.value);
    for (const Target& target : targets) {
      if (!follow(target.node)) return damaged();
    }
    add_scopes();
    build();
    if (!are_fine()) return damaged();
    return describe(targets);
  }

 private:
  struct Target {
    std::uint32_t node = 0;
    std::uint64_t size = 0, retained = 0;
  };

  [[nodiscard]] tl::unexpected<Error> damaged() const {
    return index_.damaged("a column that paths need is damaged");
  }

  /// `width`: of numbers.
  template <class Column, class... Width>
  [[nodiscard]] Result<void> take(Column& column, std::size_t section, Width... width) {
    Result<Column> taken = Column::take(index_, section, width...);
    if (!taken) return fail(std::move(taken.error()));
    column = std::move(*taken);
    return {};
  }

  Result<void> take_columns() {
    Result<void> result;
    const auto add = [&](auto& column, const char* name, auto... width) {
      if (result) result = take(column, section_called(name), width...);
    };
    add(ids_in_order_, "ids in preorder");
    add(sizes_, "sizes in preorder");
    add(ends_, "ends of subtrees");
    add(classes_, "classes");
    add(wide_ids_, "wide ids");
    add(preorder_, "preorder");
    add(types_, "node types");
    add(names_, "node names");
    add(ids_, "ids");
    add(first_edges_, "edges of nodes");
    add(targets_, "targets", whole_.edges.targets.width());
    add(labels_, "names of edges", layout_.bytes());
    add(locations_, "locations");
    add(path_edges_, "retaining paths",
        analysis::RetainingPaths::column_for(counts_.edges).width());
    add(positions_, "positions");
    add(declarers_, "functions of scopes");
    add(closures_, "closures of functions");
    add(module_closures_, "closures of modules");
    // Of a heap that is loaded for its paths values are cut, if there are many.
    const std::size_t whole_texts = section_called("texts");
    const std::size_t texts =
        counts_.cut_text_bytes ? section_called("texts", whole_texts + 1) : whole_texts;
    if (result) result = take(chars_, texts);
    if (result) result = take(starts_, texts + 1);
    return result;
  }

  [[nodiscard]] bool are_fine() const {
    return is_fine_ && ids_in_order_.is_fine() && sizes_.is_fine() && ends_.is_fine() &&
           classes_.is_fine() && wide_ids_.is_fine() && preorder_.is_fine() && types_.is_fine() &&
           names_.is_fine() && ids_.is_fine() && first_edges_.is_fine() && targets_.is_fine() &&
           labels_.is_fine() && locations_.is_fine() && path_edges_.is_fine() &&
           positions_.is_fine() && declarers_.is_fine() && closures_.is_fine() &&
           module_closures_.is_fine() && chars_.is_fine() && starts_.is_fine();
  }

  [[nodiscard]] bool is_node(std::uint32_t node) {
    is_fine_ = is_fine_ && node < counts_.nodes;
    return is_fine_;
  }

  std::optional<Target> find(ObjectId id) {
    if (part_.wide_ids.empty()) {
      const auto wide = wide_ids_.all();
      part_.wide_ids.append(wide.data(), wide.size());
      part_.first_wide_id = whole_.first_wide_id;
    }
    const std::optional<std::uint32_t> key = part_.key_of(id);
    const auto ids = ids_in_order_.all();
    const auto found = key ? std::find(ids.begin(), ids.end(), *key) : ids.end();
    if (found == ids.end()) return std::nullopt;
    const auto position = static_cast<std::uint64_t>(found - ids.begin());
    Target target{preorder_[position], size_at(position), 0};
    const std::uint64_t end = ends_[position];
    const auto small = sizes_.slice(position, end);
    for (std::size_t i = 0; i < small.size(); ++i) {
      target.retained += small[i] != base::SizeColumn::overflow ? small[i] : size_at(position + i);
    }
    return is_node(target.node) ? std::optional(target) : std::nullopt;
  }

  std::uint64_t size_at(std::uint64_t position) {
    const std::uint32_t small = sizes_[position];
    if (small != base::SizeColumn::overflow) return small;
    std::uint64_t size = 0;
    bool is_known = false;
    index_.analysed_.reduced.self_sizes.visit_parts([&](auto& /*small*/, auto& large) {
      const auto entry = large.find(static_cast<std::size_t>(position));
      is_known = entry != large.end();
      size = is_known ? entry->second : 0;
    });
    is_fine_ = is_fine_ && is_known;
    return size;
  }

  /// Adds the nodes of a path, and what they refer to over internal edges. False where it goes
  /// round in a circle, or the index is damaged.
  bool follow(std::uint32_t node) {
    std::set<std::uint32_t> on_this_way;
    const std::uint32_t no_edge = analysis::RetainingPaths::column_for(counts_.edges).largest();
    while (are_fine() && on_this_way.insert(node).second) {
      expand(node);
      const std::uint32_t step = path_edges_[node];
      if (step == no_edge) return are_fine();
      const std::uint64_t holder = source_of(step);
      const std::uint64_t first = first_edges_[holder];
      const std::uint64_t last = first_edges_[holder + 1];
      if (step < first || step >= last) return false;
      // With its neighbours, which tell keys of a Map from values.
      for (std::uint64_t edge = std::max<std::uint64_t>(first + 1, step) - 1;
           edge < std::min<std::uint64_t>(last, std::uint64_t{step} + 2); ++edge) {
        add_edge(static_cast<std::uint32_t>(holder), static_cast<std::uint32_t>(edge));
      }
      ways_[node] = step;
      node = static_cast<std::uint32_t>(holder);
    }
    return false;
  }

  void add_edge(std::uint32_t node, std::uint32_t edge) {
    const std::uint32_t target = targets_[edge];
    if (!is_node(target)) return;
    edges_[node].insert(edge);
    nodes_.insert(target);
  }

  /// Adds a node with its internal edges.
  void expand(std::uint32_t node) {
    if (!is_node(node) || !expanded_.insert(node).second) return;
    nodes_.insert(node);
    const std::uint64_t end = first_edges_[std::uint64_t{node} + 1];
    for (std::uint64_t edge = first_edges_[node]; edge < end && labels_.is_fine(); ++edge) {
      if (is_internal(edge)) add_edge(node, static_cast<std::uint32_t>(edge));
    }
  }

  /// Where the first element stands of which `is_before` does not hold, in a column where those of
  /// which it does come first.
  template <class T, class IsBefore>
  static std::uint64_t end_of(LazyColumn<T>& column, IsBefore&& is_before) {
    std::uint64_t first = 0, last = column.size();
    while (first < last && column.is_fine()) {
      const std::uint64_t middle = first + (last - first) / 2;
      if (is_before(column[middle])) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    return first;
  }
  /// The same in a column in the order of a member.
  template <class T>
  static std::uint64_t first_from(LazyColumn<T>& column, std::uint32_t key,
                                  std::uint32_t T::*member) {
    return end_of(column, [&](const T& element) { return element.*member < key; });
  }

  /// Where an edge comes from.
  std::uint64_t source_of(std::uint32_t edge) {
    const std::uint64_t end =
        end_of(first_edges_, [&](std::uint32_t first) { return first <= edge; });
    return std::max<std::uint64_t>(end, 1) - 1;
  }

  static std::optional<std::uint32_t> find_in(LazyColumn<NodePair>& pairs, std::uint32_t key) {
    const std::uint64_t first = first_from(pairs, key, &NodePair::key);
    if (first >= pairs.size() || pairs[first].key != key) return std::nullopt;
    return pairs[first].node;
  }

  /// Adds a function with its script, which a debugger's record may stand before.
  void add_function(std::uint32_t shared) {
    expand(shared);
    const std::set<std::uint32_t> edges = edges_[shared];
    for (const std::uint32_t edge : edges) {
      if (expandable_.contains(text_of_edge(edge))) expand(targets_[edge]);
    }
    if (const auto closure = find_in(closures_, shared)) expand(*closure);
  }

  /// What contexts on the paths are called by: the functions that declare their scopes.
  void add_scopes() {
    const std::set<std::uint32_t> expanded = expanded_;
    for (const std::uint32_t node : expanded) {
      if (const auto closure = find_in(module_closures_, node)) {
        expand(*closure);
        if (!is_fine_) return;
        if (const auto shared = child_called(*closure, "shared")) add_function(*shared);
      }
      const auto scope = child_called(node, "scope_info");
      if (!scope) continue;
      if (const auto declarer = find_in(declarers_, *scope)) add_function(*declarer);
    }
  }

  /// REQUIRES: the node is expanded.
  std::optional<std::uint32_t> child_called(std::uint32_t node, std::string_view name) {
    for (const std::uint32_t edge : edges_[node]) {
      if (is_internal(edge) && text_of_edge(edge) == name) return targets_[edge];
    }
    return std::nullopt;
  }

  bool is_internal(std::uint64_t edge) {
    return layout_.type_of(labels_[edge]) == EdgeType::internal;
  }

  std::string_view text_of_edge(std::uint32_t edge) { return text(name_of(edge)); }

  std::string_view text(std::uint64_t string) {
    const std::uint64_t start = starts_[string];
    const auto chars = chars_.slice(start, starts_[string + 1]);
    return {chars.data(), chars.size()};
  }

  std::uint32_t string_of_part(std::uint32_t string, bool is_value) {
    const auto [found, is_new] = strings_.try_emplace(string, 0);
    if (is_new) {
      const std::string_view whole = text(string);
      found->second = part_.strings.add(is_value ? parse::start_of_value(whole) : whole);
    }
    return found->second;
  }

  /// Makes the part a heap, in the order of the whole one.
  void build() {
    std::unordered_map<std::uint32_t, std::uint32_t> part_of;
    for (const std::uint32_t node : nodes_) {
      part_of.emplace(node, static_cast<std::uint32_t>(originals_.size()));
      originals_.push_back(node);
    }
    part_.unknown_node_types = whole_.unknown_node_types;
    base::NarrowColumn labels(layout_.bytes());
    parse::EdgeLabels::Escaped escaped;
    base::Column<parse::Location> locations;
    std::unordered_map<std::uint32_t, std::uint32_t> part_of_edge;
    for (const std::uint32_t node : nodes_) {
      const NodeType type = types_[node];
      is_fine_ = is_fine_ && static_cast<std::uint64_t>(type) < counts_.node_types;
      part_.nodes.types.push_back(type);
      part_.nodes.names.push_back(string_of_part(names_[node], is_string_like(type)));
      part_.nodes.ids.push_back(ids_[node]);
      part_.nodes.first_edges.push_back(static_cast<std::uint32_t>(labels.size()));
      for (const std::uint32_t edge : edges_[node]) {
        part_of_edge.emplace(edge, static_cast<std::uint32_t>(labels.size()));
        add_label(edge, labels, escaped);
        part_.edges.targets.push_back(part_of.at(targets_[edge]));
      }
      add_location(node, part_of.at(node), locations);
      if (!are_fine()) return;
    }
    part_.nodes.first_edges.push_back(static_cast<std::uint32_t>(labels.size()));
    part_.edges.labels = parse::EdgeLabels(std::move(labels), std::move(escaped));
    part_.vocabulary = graph::Vocabulary(part_.strings);
    part_.locations = graph::Locations(std::move(locations));
    part_.root = NodeIndex(part_of.at(whole_.root.value));
    base::NarrowColumn edges = analysis::RetainingPaths::column_for(part_.edges.size());
    for (const std::uint32_t node : nodes_) {
      const auto way = ways_.find(node);
      edges.push_back(way == ways_.end() ? edges.largest() : part_of_edge.at(way->second));
    }
    paths_ = analysis::RetainingPaths(std::move(edges));
  }

  void add_label(std::uint32_t edge, base::NarrowColumn& labels,
                 parse::EdgeLabels::Escaped& escaped) {
    const EdgeType type = layout_.type_of(labels_[edge]);
    std::uint32_t name = name_of(edge);
    if (!has_numeric_name(type)) name = string_of_part(name, false);
    labels.push_back(parse::EdgeLabels::pack(layout_, type, name,
                                             static_cast<std::uint32_t>(labels.size()), escaped));
  }

  std::uint32_t name_of(std::uint32_t edge) {
    const std::uint32_t label = labels_[edge];
    std::uint32_t name = layout_.name_in(label);
    if (!layout_.is_escaped(label)) return name;
    whole_.edges.labels.visit_parts([&](auto& /*packed*/, auto& escaped) {
      const auto found =
          std::lower_bound(escaped.begin(), escaped.end(), std::pair(edge, std::uint32_t{0}));
      const bool is_found = found != escaped.end() && found->first == edge;
      is_fine_ = is_fine_ && is_found;
      name = is_found ? found->second : 0;
    });
    return name;
  }

  void add_location(std::uint32_t node, std::uint32_t node_of_part,
                    base::Column<parse::Location>& locations) {
    if (!expanded_.contains(node)) return;
    const std::uint64_t first = first_from(locations_, node, &parse::Location::node);
    if (first >= locations_.size() || locations_[first].node != node) return;
    parse::Location location = locations_[first];
    location.node = node_of_part;
    locations.push_back(location);
  }

  Result<std::vector<PathReport>> describe(const std::vector<Target>& targets) {
    std::vector<scripts::NamedScript> named;
    for (const Facts::NamedScript& script : index_.facts_.script_names) {
      named.push_back({script.id, script.name});
    }
    const scripts::ScriptNames scripts(part_, named);
    const scripts::ScopeNames scopes(part_);
    const std::vector<model::ClassName> classes =
        model::name_classes(index_.analysed_.reduced.table, index_.analysed_.interfaces);
    const auto class_of = [&](NodeIndex node) {
      const ClassIndex index = classes_[positions_[originals_[node.value]]];
      return index.value < classes.size() ? classes[index.value].name : std::string();
    };
    std::vector<PathReport> reports;
    for (const Target& target : targets) {
      const auto node = static_cast<std::uint32_t>(
          std::lower_bound(originals_.begin(), originals_.end(), target.node) - originals_.begin());
      reports.push_back(analysis::explain_path(
          {part_, scripts, scopes}, paths_,
          {NodeIndex(node), Bytes{target.size}, Bytes{target.retained}}, class_of));
    }
    if (!are_fine()) return damaged();
    return reports;
  }

  IndexFile& index_;
  graph::Heap& whole_;  // its facts
  const Counts& counts_;
  parse::LabelLayout layout_;
  bool is_fine_ = true;

  LazyColumn<std::uint32_t> ids_in_order_, sizes_, ends_, preorder_, names_, ids_, first_edges_,
      positions_;
  LazyNumbers targets_, labels_, path_edges_;
  LazyColumn<ClassIndex> classes_;
  LazyColumn<std::uint64_t> wide_ids_, starts_;
  LazyColumn<NodeType> types_;
  LazyColumn<parse::Location> locations_;
  LazyColumn<NodePair> declarers_, closures_, module_closures_;
  LazyColumn<char> chars_;

  // By their indices in the whole heap.
  std::set<std::uint32_t> nodes_, expanded_;
  std::map<std::uint32_t, std::set<std::uint32_t>> edges_;
  std::map<std::uint32_t, std::uint32_t> ways_;  // node → the edge that reaches it
  std::unordered_map<std::uint32_t, std::uint32_t> strings_;
  const std::set<std::string_view> expandable_{"script", "script_or_debug_info"};

  graph::Heap part_;
  std::vector<std::uint32_t> originals_;  // by index in the part
  analysis::RetainingPaths paths_;
};

Result<std::vector<PathReport>> read_paths(IndexFile index, const std::string& file,
                                           std::span<const ObjectId> ids, bool hides_values,
                                           const Watch& watch) {
  const Phase phase(watch, "index");
  return PathReader(index, file, hides_values).explain(ids);
}

}  // namespace heapdiff::index
