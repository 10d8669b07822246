#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/column.hpp"
#include "base/size_column.hpp"
#include "base/string_pool.hpp"
#include "graph/allocation_stacks.hpp"
#include "graph/edge_sources.hpp"
#include "graph/vocabulary.hpp"
#include "heapdiff/damage.hpp"
#include "heapdiff/index.hpp"
#include "heapdiff/types.hpp"
#include "parse/columns.hpp"

namespace heapdiff::source_maps {
class ScriptMaps;
}

namespace heapdiff::graph {

/// [first, last) of one kind of index, for range-based for.
template <class I>
class IndexRange {
 public:
  class Iterator {
   public:
    explicit Iterator(std::uint32_t value) : value_(value) {}
    I operator*() const { return I(value_); }
    Iterator& operator++() {
      ++value_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return value_ != other.value_; }

   private:
    std::uint32_t value_;
  };

  IndexRange(std::uint32_t first, std::uint32_t last) : first_(first), last_(last) {}
  [[nodiscard]] Iterator begin() const { return Iterator(first_); }
  [[nodiscard]] Iterator end() const { return Iterator(last_); }
  [[nodiscard]] std::uint32_t size() const { return last_ - first_; }

 private:
  std::uint32_t first_, last_;
};

/// One column a fact. Bytes a node: 18 (type 1, name 4, id 4, self size 4, first edge 4,
/// detachedness 1).
struct Nodes {
  base::IndexedColumn<NodeIndex, NodeType> types;
  base::IndexedColumn<NodeIndex, std::uint32_t> names;  ///< StringIndex values
  /// Of a file whose ids are wider than 32 bits something of the same order: ask `Heap::id`.
  base::IndexedColumn<NodeIndex, std::uint32_t> ids;
  base::SizeColumn self_sizes;
  base::Column<std::uint32_t> first_edges;  ///< n + 1 entries
  bool has_detachedness = false;            ///< has the file a field for it?
  /// As the file gives it until `propagate_detachedness`; empty where no node's is known.
  base::IndexedColumn<NodeIndex, Detachedness> detachedness;
  std::uint64_t self_size_total = 0;

  /// Of the last column that analyses let go.
  [[nodiscard]] std::uint32_t size() const {
    return first_edges.empty() ? 0 : static_cast<std::uint32_t>(first_edges.size() - 1);
  }
  [[nodiscard]] IndexRange<NodeIndex> all() const { return {0, size()}; }
  [[nodiscard]] IndexRange<EdgeIndex> edges_of(NodeIndex node) const {
    return {first_edges[node.value], first_edges[node.value + 1]};
  }
  void prefetch_edges_of(NodeIndex node) const {
    __builtin_prefetch(first_edges.data() + node.value);
  }
};

/// Bytes an edge: 6 (target 3; type and name 3). With more than 16 million nodes, or nearly a
/// million names of them, 4 for each that needs it.
struct Edges {
  base::NarrowColumn targets;
  parse::EdgeLabels labels;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(targets.size()); }
  [[nodiscard]] NodeIndex target(EdgeIndex edge) const { return NodeIndex(targets[edge.value]); }
  [[nodiscard]] EdgeType type(EdgeIndex edge) const { return labels.type(edge.value); }
  [[nodiscard]] std::uint32_t name(EdgeIndex edge) const { return labels.name(edge.value); }
  void prefetch(const IndexRange<EdgeIndex>& range) const {
    const std::uint32_t first = (*range.begin()).value;
    targets.prefetch(first);
    labels.prefetch(first);
  }
};

/// Source places of nodes, ascending by node; a node has at most one.
class Locations {
 public:
  Locations() = default;
  /// Of several locations of one node the last in the file counts, as in DevTools. One without a
  /// line or column is none.
  explicit Locations(base::Column<parse::Location> in_file_order);

  [[nodiscard]] const parse::Location* find(NodeIndex node) const;
  [[nodiscard]] const base::Column<parse::Location>& all() const { return locations_; }
  /// All that there is, for storing it and restoring it.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(locations_);
  }

 private:
  base::Column<parse::Location> locations_;
};

/// Two nodes that carry one object id: then ids follow no object.
struct DuplicateId {
  ObjectId id;
  NodeIndex first, second;
};

/// What cells of FinalizationRegistries whose objects are gone take of an owner's folded size.
struct SpentSize {
  NodeIndex owner;
  std::uint64_t bytes;
};

/// What is told by other means in files of producers that do not write V8's names.
struct Producer {
  /// Hermes: its records of its own are objects, too, held over internal edges; what JavaScript
  /// sees has a hidden class, `internal class`, and they have none.
  bool is_hermes = false;
  /// The global object, where no node is called as V8 and JavaScriptCore call theirs: the object
  /// whose `globalThis` is itself.
  std::optional<NodeIndex> global;
};

/// A loaded snapshot: a bundle of values, each of which may be moved on by its last reader. Every
/// index in it has been checked.
struct Heap {
  Nodes nodes;
  Edges edges;
  EdgeSources sources;  ///< empty unless many edges will be asked for theirs
  base::StringPool strings;
  Vocabulary vocabulary;
  Locations locations;
  AllocationStacks allocation_stacks;
  parse::ScopeTables scopes;  ///< empty if the file has none
  NodeIndex root;
  Producer producer;
  std::vector<std::string> unknown_node_types;
  std::optional<std::uint64_t> extra_native_bytes;
  bool are_values_cut = false;  ///< see `parse::Texts`
  bool hides_values = false;    ///< from people: see `shown_value`
  /// Of its scripts; null where none are looked for.
  std::shared_ptr<source_maps::ScriptMaps> source_maps = nullptr;
  std::optional<DuplicateId> duplicate_id;
  /// See `parse::NodeColumns`: ids above 32 bits, ascending, which are addresses.
  base::Column<std::uint64_t> wide_ids;
  std::uint32_t first_wide_id = 0;
  std::uint64_t meta_hash = 0;  ///< see `parse::Schema`
  std::string file;
  std::vector<std::string> notes;
  std::optional<Damage> damage;  ///< of what was salvaged
  /// The file's indices of the last so many of `strings`, whose texts are lost, or borrowed since.
  /// Ascending.
  base::Column<std::uint32_t> lost_strings;
  std::vector<SpentSize> spent_sizes;  ///< where sizes are folded; ascending by owner

  /// Without all edges, what keeps what alive is unknown, and so are retained sizes.
  [[nodiscard]] bool has_all_edges() const { return !damage || damage->has_all_edges(); }
  /// Was the text of a string lost in the file?
  [[nodiscard]] bool is_lost(std::uint32_t string) const {
    return string >= strings.size() - lost_strings.size();
  }
  [[nodiscard]] std::string_view string(std::uint32_t index) const { return strings[index]; }
  /// As the file writes it.
  [[nodiscard]] ObjectId id(NodeIndex node) const { return id_of(nodes.ids[node]); }
  /// The same for an entry of `nodes.ids`.
  [[nodiscard]] ObjectId id_of(std::uint32_t key) const {
    if (wide_ids.empty() || key < first_wide_id) return {key};
    return {wide_ids[key - first_wide_id]};
  }
  /// The entry of `nodes.ids` for an id; nothing if no node can have it.
  [[nodiscard]] std::optional<std::uint32_t> key_of(ObjectId id) const;
  /// Of a string node, whose text is its name, perhaps only the start: see `parse::Texts`.
  [[nodiscard]] std::string_view raw_name(NodeIndex node) const {
    return strings[nodes.names[node]];
  }
  [[nodiscard]] Word name_word(NodeIndex node) const { return vocabulary[nodes.names[node]]; }
  /// Word::none where the edge's name is a number.
  [[nodiscard]] Word edge_word(EdgeIndex edge) const {
    return has_numeric_name(edges.type(edge)) ? Word::none : vocabulary[edges.name(edge)];
  }
  /// Was the file written by JavaScriptCore (Bun)? It leaves out what Maps and Sets hold.
  [[nodiscard]] bool is_of_jsc() const;
  /// Its properties are the program's global variables.
  [[nodiscard]] bool is_global(NodeIndex node) const {
    return name_word(node) == Word::global_object || node == producer.global;
  }
  /// Is it an object for the engine alone, of which JavaScript sees nothing? Only Hermes writes
  /// such: hash tables and their entries, hidden classes, scopes.
  [[nodiscard]] bool is_engine_object(NodeIndex node) const;
  [[nodiscard]] NodeIndex source_of(EdgeIndex edge) const;  ///< O(log nodes), or see `sources`
  /// The target of the node's first internal edge of that name.
  [[nodiscard]] std::optional<NodeIndex> internal_child(NodeIndex node, Word name) const;
  /// Is it a node of a page that is no longer in its document, or all that is left of one? Not so
  /// are natives of Node's, which carry the same mark.
  [[nodiscard]] bool is_detached_dom(NodeIndex node) const;
  /// As in DevTools: without such a field in the file, natives are recognised by name.
  [[nodiscard]] Detachedness detachedness_of(NodeIndex node) const {
    if (!nodes.detachedness.empty()) return nodes.detachedness[node];
    const bool is_told_by_name = !nodes.has_detachedness && nodes.types[node] == NodeType::native &&
                                 raw_name(node).starts_with("Detached ");
    return is_told_by_name ? Detachedness::detached : Detachedness::unknown;
  }
  [[nodiscard]] bool is_detached_native(NodeIndex node) const {
    return !nodes.detachedness.empty() && nodes.types[node] == NodeType::native &&
           nodes.detachedness[node] == Detachedness::detached;
  }
};

[[nodiscard]] Heap build_heap(parse::Columns columns, std::string file, unsigned threads = 1);

/// The two with the smallest such id. O(nodes) but for ids far beyond the number of nodes, which
/// are sorted.
[[nodiscard]] std::optional<DuplicateId> find_duplicate_id(const Nodes& nodes);

/// By what the heap holds. O(nodes), and O(edges) where no node is called as a global object is.
[[nodiscard]] Producer recognise_producer(const Heap& heap);

/// Makes `source_of` quick. O(nodes + edges / 64).
void prepare_sources(Heap& heap);

/// Takes all edges out, so the heap can be compared with one that has lost some.
void drop_edges(Heap& heap);

/// Hands the embedder's knowledge of which nodes are detached down to the nodes that have none:
/// DevTools, HeapSnapshot.ts `propagateDOMState`. Where the file has no such field, or the embedder
/// knows nothing, as Node, no column is left.
void propagate_detachedness(Heap& heap);

}  // namespace heapdiff::graph
