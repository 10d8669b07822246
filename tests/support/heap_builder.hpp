#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/reduce.hpp"
#include "graph/heap.hpp"
#include "heapdiff/diff.hpp"
#include "heapdiff/summary.hpp"

namespace heapdiff::test {

/// The language of the tests: a heap said in a few words, and turned into the text of a
/// .heapsnapshot file as V8 writes it.
///
///     // root ─▶ Cache(16) ─▶ Entry(40) ─▶ "x"(24)
///     Heap().node("Cache", 16).node("Entry", 40).string("x", 24)
///           .edge("root", "Cache").edge("Cache", "Entry").edge("Entry", "x")
///
/// Nodes are named by labels. A node is called in the file what its label says up to a '#', so
/// that "Entry#1" and "Entry#2" are two nodes called Entry. There is always a node "root", with
/// id 1; ids of others are 3, 5, 7 … in the order of the calls, until `id` says otherwise. Edges
/// stand in the order of the calls. A misspelt label throws std::invalid_argument.
class Heap {
 public:
  Heap();

  /// An object, unless said otherwise.
  Heap& node(std::string_view label, std::uint64_t size, NodeType type = NodeType::object);
  Heap& string(std::string_view label, std::uint64_t size);
  Heap& closure(std::string_view label, std::uint64_t size);
  Heap& array(std::string_view label, std::uint64_t size);
  Heap& native(std::string_view label, std::uint64_t size);
  Heap& synthetic(std::string_view label);
  /// A plain object: called "Object" whatever its label.
  Heap& plain(std::string_view label, std::uint64_t size = 16);

  // More about the last node.
  Heap& named(std::string_view name);  ///< its name in the file
  Heap& id(std::uint64_t id);
  Heap& is(Detachedness state);  ///< gives all nodes of the file the field
  /// A source place as the file has it: line and column count from 0.
  Heap& at(std::uint32_t script_id, std::uint32_t line, std::uint32_t column);
  /// The functions on the stack when it was allocated, the innermost first.
  Heap& allocated(std::initializer_list<std::string_view> stack);

  /// A property, called like its target where no name is given.
  Heap& edge(std::string_view from, std::string_view to);
  Heap& edge(std::string_view from, std::string_view to, std::string_view name,
             EdgeType type = EdgeType::property);
  Heap& element(std::string_view from, std::string_view to, std::uint32_t index);
  Heap& hidden(std::string_view from, std::string_view to, std::uint32_t index = 0);
  Heap& context(std::string_view from, std::string_view to, std::string_view variable);
  Heap& internal(std::string_view from, std::string_view to, std::string_view name);
  Heap& weak(std::string_view from, std::string_view to, std::string_view name = "weak");
  Heap& shortcut(std::string_view from, std::string_view to, std::string_view name = "shortcut");
  /// The two internal edges of a WeakMap's entry, as V8 names them; the table's comes last.
  Heap& weak_map_entry(std::string_view table, std::string_view key, std::string_view value);

  /// Names the script of a closure: internal edges `shared` and `script`, over two nodes of size 0.
  Heap& script(std::string_view closure, std::string_view url);

  /// Where a function on stacks begins: line and column count from 1. Others have no place.
  Heap& function(std::string_view name, std::string_view url, std::uint32_t line,
                 std::uint32_t column);

  /// A small integer, as V8 writes those of its own records: "int", and the digits behind `value`.
  Heap& integer(std::string_view from, std::string_view name, std::int32_t value);
  /// A scope of a script's text, so many scopes deep: the variables of it that contexts hold, and
  /// those that it uses, by the declaring scope's id and their place there. Scopes of one script
  /// stand in the order of the text. Gives the file its three sections about scopes.
  Heap& scope(std::string_view script, std::int32_t id, std::uint32_t depth,
              std::initializer_list<std::string_view> variables,
              std::initializer_list<std::pair<std::int32_t, std::uint32_t>> uses);

  /// All nodes carry the field `detachedness`, though none may have a state.
  Heap& with_detachedness();
  Heap& extra_native_bytes(std::uint64_t bytes);
  Heap& root_is(std::string_view label);  ///< writes `root_index`
  Heap& file(std::string_view name);      ///< in reports and messages; "test.heapsnapshot"

  [[nodiscard]] std::string json() const;
  /// Reads `json()` as a file that can be read again. Throws std::runtime_error with the message
  /// where that fails.
  [[nodiscard]] graph::Heap load() const;

  [[nodiscard]] NodeIndex index_of(std::string_view label) const;
  [[nodiscard]] ObjectId id_of(std::string_view label) const;
  [[nodiscard]] const std::string& label_of(NodeIndex node) const {
    return nodes_[node.value].label;
  }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

 private:
  struct Edge {
    EdgeType type;
    std::string name;     // where edges of the type have one
    std::uint32_t index;  // where they are numbered
    NodeIndex target;
  };
  struct Location {
    std::uint32_t script_id, line, column;
  };
  struct Node {
    std::string label, name;
    NodeType type;
    std::uint64_t id;
    std::uint64_t size;
    Detachedness state = Detachedness::unknown;
    std::optional<Location> location;
    std::size_t trace = 0;  // in `traces_`; V8 counts from 1 and has 0 for none
    std::vector<Edge> edges;
  };
  struct Function {
    std::string name, url;
    std::uint32_t line = 0, column = 0;
  };
  struct Trace {
    std::size_t function = 0;
    std::vector<std::size_t> callees;
  };

  struct Scope {
    NodeIndex script;
    std::int32_t id;
    std::uint32_t depth;
    std::vector<std::string> variables;
    std::vector<std::pair<std::int32_t, std::uint32_t>> uses;
  };

  Heap& add_edge(std::string_view from, Edge edge);
  std::size_t function_called(std::string_view name);
  std::size_t trace_below(std::size_t caller, std::size_t function);
  [[nodiscard]] std::string trace_tree_below(std::size_t trace) const;

  std::vector<Node> nodes_;
  std::map<std::string, NodeIndex, std::less<>> by_label_;
  std::vector<Function> functions_{{"(root)", ""}};
  std::vector<Trace> traces_{{}, {}};  // none, and the root
  std::vector<Scope> scopes_;
  std::uint64_t next_id_ = 1;
  bool has_detachedness_ = false;
  std::optional<std::uint64_t> extra_native_bytes_;
  std::optional<NodeIndex> root_;
  std::string file_ = "test.heapsnapshot";
};

/// Reads the text of a snapshot. Throws std::runtime_error with the message where that fails.
[[nodiscard]] graph::Heap load_text(std::string_view json,
                                    const std::string& file = "test.heapsnapshot");

/// What the program says of a text: "" where it reads it, else the printed form of the error.
[[nodiscard]] std::string message_of(std::string_view json);

// One question each. They load and analyse the heap anew: heaps of tests are small.
[[nodiscard]] analysis::Analysis analysed(const Heap& heap);
[[nodiscard]] Bytes self_size_of(const Heap& heap, std::string_view label);  ///< folded
[[nodiscard]] Bytes retained_size_of(const Heap& heap, std::string_view label);
[[nodiscard]] std::string dominator_of(const Heap& heap, std::string_view label);  ///< its label
[[nodiscard]] std::int32_t distance_of(const Heap& heap, std::string_view label);
[[nodiscard]] std::string class_of(const Heap& heap, std::string_view label);
/// Does any edge from one to the other keep it alive?
[[nodiscard]] bool does_retain(const Heap& heap, std::string_view from, std::string_view to);

[[nodiscard]] Summary summary_of(const Heap& heap);
/// The row of a class; all zero where the summary has none.
[[nodiscard]] ClassSummary row_of(const Summary& summary, std::string_view class_name);

/// Throws std::runtime_error where the two cannot be compared.
[[nodiscard]] Diff diff_of(const Heap& before, const Heap& after, const DiffOptions& options = {});
[[nodiscard]] ClassChange row_of(const Diff& diff, std::string_view class_name);

}  // namespace heapdiff::test
