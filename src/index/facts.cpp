#include "index/facts.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "parse/scope_tables.hpp"
#include "scripts/list_scripts.hpp"
#include "scripts/scope_names.hpp"

namespace heapdiff::index {
namespace {

/// Takes what it visits down.
class FactsWriter {
 public:
  static constexpr bool is_reading = false;

  template <class T>
  void number(const T& value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    const auto wide = static_cast<std::uint64_t>(value);
    bytes_.append(reinterpret_cast<const char*>(&wide), sizeof wide);
  }
  void text(const std::string& text) {
    number(text.size());
    bytes_ += text;
  }
  template <class List, class Visit>
  void list(List& list, Visit&& visit) {
    number(list.size());
    for (auto& element : list) visit(element);
  }
  template <class T, class Visit>
  void optional(std::optional<T>& value, Visit&& visit) {
    number(value.has_value());
    if (value) visit(*value);
  }
  template <class T>
  void column(const base::Column<T>& column) {
    number(column.size());
    bytes_.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T));
  }
  [[nodiscard]] std::string finish() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Fills in what it visits, as `FactsWriter` took it down. What is beyond the bytes is 0.
class FactsReader {
 public:
  static constexpr bool is_reading = true;

  explicit FactsReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  void number(T& value) {
    std::uint64_t wide = 0;
    take(&wide, sizeof wide);
    if constexpr (std::is_same_v<T, bool>) {
      value = wide != 0;
    } else {
      value = static_cast<T>(wide);
      expect(static_cast<std::uint64_t>(value) == wide);
    }
  }
  void text(std::string& text) {
    text.resize(length(1));
    take(text.data(), text.size());
  }
  template <class List, class Visit>
  void list(List& list, Visit&& visit) {
    constexpr std::size_t element_bytes_min = 8;
    list.resize(length(element_bytes_min));
    for (auto& element : list) visit(element);
  }
  template <class T, class Visit>
  void optional(std::optional<T>& value, Visit&& visit) {
    bool has_value = false;
    number(has_value);
    if (has_value) visit(value.emplace());
  }
  template <class T>
  void column(base::Column<T>& column) {
    column.resize(length(sizeof(T)));
    take(column.data(), column.size() * sizeof(T));
  }
  /// That the bytes are none of ours, unless this holds.
  void expect(bool is_so) { is_fine_ = is_fine_ && is_so; }
  [[nodiscard]] bool is_fine() const { return is_fine_; }
  [[nodiscard]] bool is_at_end() const { return is_fine_ && rest_.empty(); }

 private:
  void take(void* to, std::size_t bytes) {
    expect(bytes <= rest_.size());
    if (!is_fine_ || bytes == 0) return;
    std::memcpy(to, rest_.data(), bytes);
    rest_.remove_prefix(bytes);
  }
  /// Of what follows, so many bytes an element at least.
  std::size_t length(std::size_t element_bytes) {
    std::uint64_t length = 0;
    number(length);
    expect(length <= rest_.size() / element_bytes);
    return is_fine_ ? static_cast<std::size_t>(length) : 0;
  }

  std::string_view rest_;
  bool is_fine_ = true;
};

template <class Stream>
void visit(Stream& s, Counts& counts) {
  s.number(counts.nodes);
  s.number(counts.edges);
  s.number(counts.strings);
  s.number(counts.text_bytes);
  s.number(counts.locations);
  s.number(counts.node_types);
  s.number(counts.classes);
  s.number(counts.wide_ids);
  s.number(counts.has_detachedness);
  s.number(counts.declarers);
  s.number(counts.closures);
  s.number(counts.module_closures);
  s.optional(counts.cut_text_bytes, [&](std::uint64_t& bytes) { s.number(bytes); });
  s.number(counts.traces);
  s.number(counts.functions);
}

template <class Stream>
void visit(Stream& s, source_maps::Script& script) {
  s.number(script.id);
  s.text(script.name);
  s.text(script.text);
  s.number(script.is_text_whole);
  s.text(script.map_url);
  s.text(script.debug_id);
  s.number(script.is_package);
}

template <class Stream>
void visit(Stream& s, Statistics& statistics) {
  for (Bytes* bytes :
       {&statistics.total, &statistics.native, &statistics.typed_arrays, &statistics.code,
        &statistics.js_arrays, &statistics.strings, &statistics.system}) {
    s.number(bytes->value);
  }
}

template <class Stream>
void visit(Stream& s, base::SizeColumn& sizes) {
  sizes.visit_parts([&](auto& /*small*/, auto& large) {
    using Pair = std::pair<std::uint64_t, std::uint64_t>;
    std::vector<Pair> pairs(large.begin(), large.end());
    std::sort(pairs.begin(), pairs.end());
    s.list(pairs, [&](Pair& pair) {
      s.number(pair.first);
      s.number(pair.second);
    });
    if constexpr (Stream::is_reading) large.insert(pairs.begin(), pairs.end());
  });
}

template <class Stream>
void visit_width(Stream& s, base::NarrowColumn& column) {
  unsigned width = column.width();
  s.number(width);
  if constexpr (Stream::is_reading) {
    s.expect(width == 3 || width == 4);
    column = base::NarrowColumn(width == 3 ? 3 : 4);
  }
}

template <class Stream>
void visit(Stream& s, graph::Heap& heap) {
  s.number(heap.nodes.self_size_total);
  s.number(heap.nodes.has_detachedness);
  visit(s, heap.nodes.self_sizes);
  heap.edges.labels.visit_parts([&](auto& packed, auto& escaped) {
    visit_width(s, packed);
    s.list(escaped, [&](auto& pair) {
      s.number(pair.first);
      s.number(pair.second);
    });
  });
  s.column(heap.scopes.rows);
  s.column(heap.scopes.variables);
  s.column(heap.scopes.uses);
  s.number(heap.root.value);
  s.number(heap.producer.is_hermes);
  s.optional(heap.producer.global, [&](NodeIndex& node) { s.number(node.value); });
  s.list(heap.unknown_node_types, [&](std::string& name) { s.text(name); });
  s.optional(heap.extra_native_bytes, [&](std::uint64_t& bytes) { s.number(bytes); });
  s.optional(heap.duplicate_id, [&](graph::DuplicateId& duplicate) {
    s.number(duplicate.id.value);
    s.number(duplicate.first.value);
    s.number(duplicate.second.value);
  });
  s.number(heap.first_wide_id);
  s.number(heap.meta_hash);
  s.list(heap.notes, [&](std::string& note) { s.text(note); });
  s.list(heap.spent_sizes, [&](graph::SpentSize& spent) {
    s.number(spent.owner.value);
    s.number(spent.bytes);
  });
}

template <class Stream>
void visit(Stream& s, std::vector<model::Fingerprint::Mark>& marks) {
  s.list(marks, [&](model::Fingerprint::Mark& mark) {
    s.number(mark.id);
    s.number(mark.hash);
    s.number(mark.is_text);
  });
}

void write_table(FactsWriter& s, const model::ClassTable& table) {
  s.number(table.names.size());
  for (std::uint32_t i = 0; i < table.names.size(); ++i) s.text(std::string(table.names[i]));
  s.number(table.shapes.size());
  for (std::uint32_t i = 0; i < table.shapes.size(); ++i) {
    s.number(table.shapes[i].size());
    for (const std::uint32_t name : table.shapes[i]) s.number(name);
  }
  s.number(table.place_count());
  for (std::uint32_t i = 0; i < table.place_count(); ++i) {
    s.number(table.place(i).script_id);
    s.number(table.place(i).line);
    s.number(table.place(i).column);
    s.text(std::string(table.file(i)));
  }
  s.number(table.size());
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const model::ClassTable::Entry& entry = table[ClassIndex(i)];
    for (const std::uint32_t part : {entry.name, entry.shape, entry.place, entry.function}) {
      s.number(part);
    }
  }
}

/// Each thing must be new, since others refer to it by its ordinal.
void read_table(FactsReader& s, model::ClassTable& table) {
  std::vector<std::string> names;
  s.list(names, [&](std::string& name) { s.text(name); });
  for (std::size_t i = 0; i < names.size(); ++i) s.expect(table.names.intern(names[i]) == i);
  std::vector<std::vector<std::uint32_t>> shapes;
  s.list(shapes, [&](std::vector<std::uint32_t>& shape) {
    s.list(shape, [&](std::uint32_t& name) {
      s.number(name);
      s.expect(name < names.size());
    });
  });
  for (std::size_t i = 0; i < shapes.size(); ++i) s.expect(table.shapes.intern(shapes[i]) == i);
  struct FilePlace {
    model::ScriptPlace place;
    std::string file;
  };
  std::vector<FilePlace> places;
  s.list(places, [&](FilePlace& at) {
    s.number(at.place.script_id);
    s.number(at.place.line);
    s.number(at.place.column);
    s.text(at.file);
  });
  for (std::size_t i = 0; i < places.size(); ++i) {
    s.expect(table.names.find(places[i].file) != base::NameTable::none);
    if (!s.is_fine()) return;
    s.expect(table.intern_place(places[i].place, places[i].file) == i);
  }
  std::vector<model::ClassTable::Entry> entries;
  const auto is_one_of = [](std::uint32_t ordinal, std::size_t count) {
    return ordinal == model::none || ordinal < count;
  };
  s.list(entries, [&](model::ClassTable::Entry& entry) {
    for (std::uint32_t* part : {&entry.name, &entry.shape, &entry.place, &entry.function}) {
      s.number(*part);
    }
    s.expect(is_one_of(entry.name, names.size()) && is_one_of(entry.shape, shapes.size()) &&
             is_one_of(entry.place, places.size()) && is_one_of(entry.function, names.size()) &&
             (entry.name != model::none || entry.shape != model::none));
  });
  for (std::size_t i = 0; i < entries.size(); ++i) {
    s.expect(table.intern(entries[i]) == ClassIndex(i));
  }
}

template <class Stream>
void visit(Stream& s, model::Reduction& reduced) {
  s.number(reduced.side.nodes);
  s.number(reduced.side.edges);
  s.number(reduced.side.objects);
  s.number(reduced.side.size.value);
  s.number(reduced.side.off_heap.value);
  s.optional(reduced.side.extra_native_bytes, [&](std::uint64_t& bytes) { s.number(bytes); });
  if constexpr (Stream::is_reading) {
    read_table(s, reduced.table);
  } else {
    write_table(s, reduced.table);
  }
  visit(s, reduced.fingerprint.marks);
  visit(s, reduced.fingerprint.places);
  s.number(reduced.fingerprint.meta_hash);
  s.list(reduced.fingerprint.interned, [&](std::uint32_t& hash) { s.number(hash); });
  s.optional(reduced.unusable_ids, [&](Lineage::UnusableIds& ids) {
    s.number(ids.id.value);
    s.optional(ids.twice, [&](std::pair<NodeIndex, NodeIndex>& nodes) {
      s.number(nodes.first.value);
      s.number(nodes.second.value);
    });
  });
  s.list(reduced.notes, [&](std::string& note) { s.text(note); });
  visit(s, reduced.self_sizes);
  s.list(reduced.array_lengths, [&](model::ArrayLength& length) {
    s.number(length.id);
    s.number(length.elements);
  });
  s.list(reduced.spent_sizes, [&](model::SpentSize& spent) {
    s.number(spent.owner);
    s.number(spent.bytes);
  });
}

template <class Stream>
void visit(Stream& s, Facts& facts, analysis::Analysis& analysed) {
  visit(s, facts.counts);
  s.list(facts.scripts, [&](source_maps::Script& script) { visit(s, script); });
  s.list(facts.script_names, [&](Facts::NamedScript& script) {
    s.number(script.id);
    s.text(script.name);
  });
  s.optional(facts.statistics, [&](Statistics& statistics) { visit(s, statistics); });
  visit(s, analysed.heap);
  visit(s, analysed.reduced);
  s.list(analysed.interfaces, [&](model::InterfaceDefinition& interface) {
    s.text(interface.name);
    s.list(interface.properties, [&](std::string& property) { s.text(property); });
  });
}

/// Types that the file alone knows are numbered from `unknown` on.
std::uint64_t node_types_of(const graph::Heap& heap) {
  return static_cast<std::uint64_t>(NodeType::unknown) + heap.unknown_node_types.size();
}

base::Column<NodePair> in_order(const scripts::ScopeNames::NodeMap& nodes) {
  base::Column<NodePair> pairs;
  pairs.reserve(nodes.size());
  for (const auto& [key, node] : nodes) pairs.push_back({key, node.value});
  std::sort(pairs.begin(), pairs.end(),
            [](const NodePair& a, const NodePair& b) { return a.key < b.key; });
  return pairs;
}

template <class List, class Key>
bool is_ascending(const List& list, Key&& key) {
  return std::adjacent_find(list.begin(), list.end(), [&](const auto& a, const auto& b) {
           return key(a) >= key(b);
         }) == list.end();
}

bool are_sound(const Facts& facts, const analysis::Analysis& analysed) {
  const Counts& counts = facts.counts;
  const graph::Heap& heap = analysed.heap;
  const model::Reduction& reduced = analysed.reduced;
  constexpr std::uint64_t size_max = INT64_MAX;
  const auto is_node = [&](NodeIndex node) { return node.value < counts.nodes; };
  const auto are_sizes = [](const auto& spent_sizes) {
    return std::all_of(spent_sizes.begin(), spent_sizes.end(),
                       [](const auto& spent) { return spent.bytes <= size_max; });
  };
  return is_node(heap.root) && counts.strings <= UINT32_MAX && counts.traces < UINT32_MAX &&
         counts.text_bytes < size_max && counts.cut_text_bytes.value_or(0) < size_max &&
         counts.node_types == node_types_of(heap) && counts.node_types <= UINT8_MAX &&
         counts.classes == reduced.table.size() &&
         (!heap.producer.global || is_node(*heap.producer.global)) &&
         (!heap.duplicate_id ||
          (is_node(heap.duplicate_id->first) && is_node(heap.duplicate_id->second))) &&
         heap.nodes.self_size_total <= size_max && reduced.side.size.value <= size_max &&
         reduced.side.off_heap.value <= size_max && are_sizes(heap.spent_sizes) &&
         are_sizes(reduced.spent_sizes) && reduced.side.nodes == counts.nodes &&
         reduced.side.edges == counts.edges &&
         (counts.wide_ids == 0 || heap.first_wide_id + counts.wide_ids <= UINT32_MAX) &&
         is_ascending(heap.spent_sizes, [](const auto& spent) { return spent.owner; }) &&
         is_ascending(reduced.spent_sizes, [](const auto& spent) { return spent.owner; }) &&
         is_ascending(reduced.array_lengths, [](const auto& length) { return length.id; }) &&
         !parse::check_scopes(heap.scopes, counts.nodes, static_cast<std::size_t>(counts.strings));
}

}  // namespace

Facts gather_facts(analysis::Analysis& analysed, std::optional<Statistics> statistics,
                   PathColumns& paths) {
  graph::Heap& heap = analysed.heap;
  Facts facts;
  facts.counts.nodes = heap.nodes.size();
  facts.counts.edges = heap.edges.size();
  facts.counts.strings = heap.strings.size();
  facts.counts.text_bytes = heap.strings.text_bytes();
  facts.counts.locations = heap.locations.all().size();
  facts.counts.node_types = node_types_of(heap);
  facts.counts.classes = analysed.reduced.table.size();
  facts.counts.wide_ids = heap.wide_ids.size();
  facts.counts.has_detachedness = !heap.nodes.detachedness.empty();
  heap.allocation_stacks.visit_parts(
      [&](auto& /*traces*/, auto& callers, auto& /*functions*/, auto& rows) {
        facts.counts.traces = callers.size();
        facts.counts.functions = rows.size();
      });
  paths.positions = analysis::positions_of_nodes(analysed.preorder);
  scripts::ScopeNames(heap).visit_parts(
      [&](const auto& declarers, const auto& closures, const auto& module_closures) {
        paths.declarers = in_order(declarers);
        paths.closures = in_order(closures);
        paths.module_closures = in_order(module_closures);
      });
  facts.counts.declarers = paths.declarers.size();
  facts.counts.closures = paths.closures.size();
  facts.counts.module_closures = paths.module_closures.size();
  for (const scripts::NamedScript& script : scripts::name_scripts(heap)) {
    facts.script_names.push_back({script.id, std::string(script.name)});
  }
  facts.scripts = scripts::list_scripts(heap);
  facts.statistics = statistics;
  return facts;
}

std::string write_facts(const Facts& facts, analysis::Analysis& analysed) {
  FactsWriter writer;
  Facts copy = facts;
  visit(writer, copy, analysed);
  return std::move(writer).finish();
}

std::optional<Facts> read_facts(std::string_view bytes, analysis::Analysis& analysed) {
  FactsReader reader(bytes);
  Facts facts;
  visit(reader, facts, analysed);
  if (!reader.is_at_end() || !are_sound(facts, analysed)) return std::nullopt;
  analysed.heap.edges.targets = base::NarrowColumn::below(facts.counts.nodes);
  analysed.paths =
      analysis::RetainingPaths(analysis::RetainingPaths::column_for(facts.counts.edges));
  return facts;
}

}  // namespace heapdiff::index
