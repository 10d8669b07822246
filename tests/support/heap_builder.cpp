#include "support/heap_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "analysis/node_rows.hpp"
#include "analysis/summarise.hpp"
#include "graph/load.hpp"
#include "graph/retaining_edges.hpp"
#include "leaks/compare.hpp"

namespace heapdiff::test {
namespace {

/// The text table of a snapshot while it is written.
class Strings {
 public:
  std::size_t index_of(const std::string& text) {
    const auto [found, is_new] = indices_.try_emplace(text, texts_.size());
    if (is_new) texts_.push_back(text);
    return found->second;
  }

  [[nodiscard]] std::string json() const {
    std::string out;
    for (const std::string& text : texts_) {
      out += out.empty() ? "\"" : ",\n\"";
      for (const char c : text) {
        if (c == '"' || c == '\\') {
          out += '\\';
          out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
      }
      out += '"';
    }
    return out;
  }

 private:
  std::vector<std::string> texts_{"<dummy>"};
  std::map<std::string, std::size_t> indices_{{"<dummy>", 0}};
};

constexpr const char* meta_start =
    "{\"snapshot\":{\"meta\":{"
    "\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\",\"edge_count\"";
constexpr const char* meta_middle =
    "],\"node_types\":[[\"hidden\",\"array\",\"string\",\"object\",\"code\",\"closure\","
    "\"regexp\",\"number\",\"native\",\"synthetic\",\"concatenated string\",\"sliced string\","
    "\"symbol\",\"bigint\",\"object shape\"],\"string\",\"number\",\"number\",\"number\","
    "\"number\",\"number\"],"
    "\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"
    "\"edge_types\":[[\"context\",\"element\",\"property\",\"internal\",\"hidden\",\"shortcut\","
    "\"weak\"],\"string_or_number\",\"node\"],"
    "\"trace_function_info_fields\":[\"function_id\",\"name\",\"script_name\",\"script_id\","
    "\"line\",\"column\"],"
    "\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\",\"size\",\"children\"],"
    "\"sample_fields\":[\"timestamp_us\",\"last_assigned_id\"],"
    "\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]},";

constexpr const char* scope_meta =
    ",\"scope_fields\":[\"script_node_index\",\"scope_id\",\"depth\","
    "\"scope_context_vars_count\",\"scope_uses_count\"],"
    "\"scope_context_var_fields\":[\"name\"],"
    "\"scope_use_fields\":[\"declaring_scope_id\",\"slot_index\"]},";

/// What the file's `meta` above numbers; the order is that of the enumerations.
template <class Type>
unsigned number_of(Type type) {
  return static_cast<unsigned>(type);
}

NodeRow row_at(const analysis::Analysis& analysed, NodeIndex index, std::string& class_name) {
  NodeRow found;
  analysis::for_each_node(analysed, [&](const NodeRow& row) {
    if (row.index != index) return true;
    found = row;
    class_name = row.class_name;
    return false;
  });
  return found;
}

NodeRow row_at(const Heap& heap, std::string_view label) {
  std::string class_name;
  const analysis::Analysis all = analysed(heap);
  NodeRow row = row_at(all, heap.index_of(label), class_name);
  row.type = row.name = row.class_name = {};  // their texts end with the analysis
  return row;
}

}  // namespace

Heap::Heap() { node("root", 0, NodeType::synthetic).named(""); }

Heap& Heap::node(std::string_view label, std::uint64_t size, NodeType type) {
  const NodeIndex index(nodes_.size());
  if (!by_label_.emplace(label, index).second) {
    throw std::invalid_argument(fmt::format("there are two nodes with the label {}", label));
  }
  nodes_.push_back({std::string(label),
                    std::string(label.substr(0, label.find('#'))),
                    type,
                    next_id_,
                    size,
                    Detachedness::unknown,
                    {},
                    0,
                    {}});
  next_id_ += 2;
  return *this;
}

Heap& Heap::string(std::string_view label, std::uint64_t size) {
  return node(label, size, NodeType::string);
}
Heap& Heap::closure(std::string_view label, std::uint64_t size) {
  return node(label, size, NodeType::closure);
}
Heap& Heap::array(std::string_view label, std::uint64_t size) {
  return node(label, size, NodeType::array);
}
Heap& Heap::native(std::string_view label, std::uint64_t size) {
  return node(label, size, NodeType::native);
}
Heap& Heap::synthetic(std::string_view label) { return node(label, 0, NodeType::synthetic); }
Heap& Heap::plain(std::string_view label, std::uint64_t size) {
  return node(label, size).named("Object");
}

Heap& Heap::named(std::string_view name) {
  nodes_.back().name = name;
  return *this;
}

Heap& Heap::id(std::uint64_t id) {
  nodes_.back().id = id;
  next_id_ = id + 2;
  return *this;
}

Heap& Heap::is(Detachedness state) {
  nodes_.back().state = state;
  return with_detachedness();
}

Heap& Heap::at(std::uint32_t script_id, std::uint32_t line, std::uint32_t column) {
  nodes_.back().location = Location{script_id, line, column};
  return *this;
}

std::size_t Heap::function_called(std::string_view name) {
  const auto found = std::find_if(functions_.begin(), functions_.end(),
                                  [&](const Function& function) { return function.name == name; });
  if (found == functions_.end()) {
    functions_.push_back({std::string(name), ""});
    return functions_.size() - 1;
  }
  return static_cast<std::size_t>(found - functions_.begin());
}

std::size_t Heap::trace_below(std::size_t caller, std::size_t function) {
  for (const std::size_t callee : traces_[caller].callees) {
    if (traces_[callee].function == function) return callee;
  }
  traces_[caller].callees.push_back(traces_.size());
  traces_.push_back({function, {}});
  return traces_.size() - 1;
}

Heap& Heap::allocated(std::initializer_list<std::string_view> stack) {
  std::size_t trace = 1;
  for (auto name = std::rbegin(stack); name != std::rend(stack); ++name) {
    trace = trace_below(trace, function_called(*name));
  }
  nodes_.back().trace = trace;
  return *this;
}

Heap& Heap::function(std::string_view name, std::string_view url, std::uint32_t line,
                     std::uint32_t column) {
  functions_[function_called(name)] = {std::string(name), std::string(url), line, column};
  return *this;
}

std::string Heap::trace_tree_below(std::size_t trace) const {
  std::string text;
  for (const std::size_t callee : traces_[trace].callees) {
    text += fmt::format("{}{},{},0,0,[{}]", text.empty() ? "" : ",", callee,
                        traces_[callee].function, trace_tree_below(callee));
  }
  return text;
}

Heap& Heap::add_edge(std::string_view from, Edge edge) {
  nodes_[index_of(from).value].edges.push_back(std::move(edge));
  return *this;
}

Heap& Heap::edge(std::string_view from, std::string_view to) {
  return edge(from, to, nodes_[index_of(to).value].label);
}
Heap& Heap::edge(std::string_view from, std::string_view to, std::string_view name, EdgeType type) {
  return add_edge(from, {type, std::string(name), 0, index_of(to)});
}
Heap& Heap::element(std::string_view from, std::string_view to, std::uint32_t index) {
  return add_edge(from, {EdgeType::element, "", index, index_of(to)});
}
Heap& Heap::hidden(std::string_view from, std::string_view to, std::uint32_t index) {
  return add_edge(from, {EdgeType::hidden, "", index, index_of(to)});
}
Heap& Heap::context(std::string_view from, std::string_view to, std::string_view variable) {
  return edge(from, to, variable, EdgeType::context);
}
Heap& Heap::internal(std::string_view from, std::string_view to, std::string_view name) {
  return edge(from, to, name, EdgeType::internal);
}
Heap& Heap::weak(std::string_view from, std::string_view to, std::string_view name) {
  return edge(from, to, name, EdgeType::weak);
}
Heap& Heap::shortcut(std::string_view from, std::string_view to, std::string_view name) {
  return edge(from, to, name, EdgeType::shortcut);
}

Heap& Heap::weak_map_entry(std::string_view table, std::string_view key, std::string_view value) {
  const std::string pair =
      fmt::format(" / part of key ({} @{}) -> value ({} @{}) pair in WeakMap (table @{})", key,
                  id_of(key).value, value, id_of(value).value, id_of(table).value);
  internal(key, value, "2" + pair);
  return internal(table, value, "3" + pair);
}

Heap& Heap::script(std::string_view closure, std::string_view url) {
  const std::string shared = fmt::format("{}#shared", closure);
  const std::string script = fmt::format("{}#script", closure);
  node(shared, 0, NodeType::code).node(script, 0, NodeType::code).named(url);
  return internal(closure, shared, "shared").internal(shared, script, "script");
}

Heap& Heap::with_detachedness() {
  has_detachedness_ = true;
  return *this;
}

Heap& Heap::extra_native_bytes(std::uint64_t bytes) {
  extra_native_bytes_ = bytes;
  return *this;
}

Heap& Heap::root_is(std::string_view label) {
  root_ = index_of(label);
  return *this;
}

Heap& Heap::integer(std::string_view from, std::string_view name, std::int32_t value) {
  const std::string label = fmt::format("{}.{}", from, name);
  return node(label, 0, NodeType::number)
      .named("int")
      .string(label + ".value", 0)
      .named(std::to_string(value))
      .internal(from, label, name)
      .internal(label, label + ".value", "value");
}

Heap& Heap::scope(std::string_view script, std::int32_t id, std::uint32_t depth,
                  std::initializer_list<std::string_view> variables,
                  std::initializer_list<std::pair<std::int32_t, std::uint32_t>> uses) {
  scopes_.push_back({index_of(script), id, depth, {variables.begin(), variables.end()}, uses});
  return *this;
}

Heap& Heap::file(std::string_view name) {
  file_ = name;
  return *this;
}

std::string Heap::json() const {
  const std::size_t width = has_detachedness_ ? 7 : 6;
  Strings strings;
  std::string nodes, edges, locations;
  std::size_t edge_count = 0;
  const auto line = [](std::string& out) {
    if (!out.empty()) out += "\n,";
    return std::back_inserter(out);
  };
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    fmt::format_to(line(nodes), "{},{},{},{},{},{}", number_of(node.type),
                   strings.index_of(node.name), node.id, node.size, node.edges.size(), node.trace);
    if (has_detachedness_) nodes += fmt::format(",{}", number_of(node.state));
    for (const Edge& edge : node.edges) {
      const std::size_t name =
          has_numeric_name(edge.type) ? edge.index : strings.index_of(edge.name);
      fmt::format_to(line(edges), "{},{},{}", number_of(edge.type), name,
                     edge.target.value * width);
    }
    edge_count += node.edges.size();
    if (!node.location) continue;
    fmt::format_to(line(locations), "{},{},{},{}", i * width, node.location->script_id,
                   node.location->line, node.location->column);
  }
  // Without stacks V8 writes the sections, and nothing in them.
  const bool has_stacks = traces_.size() > 2;
  std::string functions;
  for (std::size_t i = 0; has_stacks && i < functions_.size(); ++i) {
    const Function& function = functions_[i];
    fmt::format_to(line(functions), "{},{},{},1,{},{}", i, strings.index_of(function.name),
                   strings.index_of(function.url), function.line, function.column);
  }
  const std::string tree =
      has_stacks ? fmt::format("1,0,0,0,[{}]", trace_tree_below(1)) : std::string();
  std::string scopes, scope_variables, scope_uses;
  for (const Scope& scope : scopes_) {
    fmt::format_to(line(scopes), "{},{},{},{},{}", scope.script.value * width, scope.id,
                   scope.depth, scope.variables.size(), scope.uses.size());
    for (const std::string& name : scope.variables) {
      fmt::format_to(line(scope_variables), "{}", strings.index_of(name));
    }
    for (const auto& [declaring, slot] : scope.uses) {
      fmt::format_to(line(scope_uses), "{},{}", declaring, slot);
    }
  }
  std::string header = meta_start;
  header += has_detachedness_ ? ",\"trace_node_id\",\"detachedness\"" : ",\"trace_node_id\"";
  header += meta_middle;
  if (!scopes_.empty()) {
    header.resize(header.size() - 2);  // the end of "meta"
    header += scope_meta;
    scopes =
        fmt::format("\"scopes\":[{}\n],\n\"scope_context_vars\":[{}\n],\n\"scope_uses\":[{}\n],\n",
                    scopes, scope_variables, scope_uses);
  }
  header += fmt::format("\"node_count\":{},\"edge_count\":{},\"trace_function_count\":{}",
                        nodes_.size(), edge_count, has_stacks ? functions_.size() : 0);
  if (extra_native_bytes_) {
    header += fmt::format(",\"extra_native_bytes\":{}", *extra_native_bytes_);
  }
  if (root_) header += fmt::format(",\"root_index\":{}", root_->value * width);
  return fmt::format(
      "{}}},\n\"nodes\":[{}\n],\n\"edges\":[{}\n],\n\"trace_function_infos\":[{}\n],\n"
      "\"trace_tree\":[{}\n],\n\"samples\":[\n],\n\"locations\":[{}\n],\n{}\"strings\":[{}]}}\n",
      header, nodes, edges, functions, tree, locations, scopes, strings.json());
}

graph::Heap Heap::load() const { return load_text(json(), file_); }

NodeIndex Heap::index_of(std::string_view label) const {
  const auto found = by_label_.find(label);
  if (found == by_label_.end()) {
    throw std::invalid_argument(fmt::format("no node has the label {}", label));
  }
  return found->second;
}

ObjectId Heap::id_of(std::string_view label) const { return {nodes_[index_of(label).value].id}; }

graph::Heap load_text(std::string_view json, const std::string& file) {
  const auto source = input::text_source(json, file);
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) throw std::runtime_error(format_error(heap.error()));
  return std::move(*heap);
}

std::string message_of(std::string_view json) {
  const auto source = input::text_source(json, "test.heapsnapshot");
  const Result<graph::Heap> heap = graph::load_heap(*source);
  return heap ? "" : format_error(heap.error());
}

analysis::Analysis analysed(const Heap& heap) { return analysis::analyse(heap.load()); }

Bytes self_size_of(const Heap& heap, std::string_view label) { return row_at(heap, label).self; }

Bytes retained_size_of(const Heap& heap, std::string_view label) {
  return row_at(heap, label).retained;
}

std::string dominator_of(const Heap& heap, std::string_view label) {
  const analysis::Analysis all = analysed(heap);
  return heap.label_of(NodeIndex(
      analysis::immediate_dominators(all.preorder, all.reduced.ends)[heap.index_of(label)]));
}

std::int32_t distance_of(const Heap& heap, std::string_view label) {
  return row_at(heap, label).distance;
}

std::string class_of(const Heap& heap, std::string_view label) {
  std::string class_name;
  row_at(analysed(heap), heap.index_of(label), class_name);
  return class_name;
}

bool does_retain(const Heap& heap, std::string_view from, std::string_view to) {
  const graph::Heap loaded = heap.load();
  const graph::RetainingEdges retains(loaded);
  for (const EdgeIndex edge : loaded.nodes.edges_of(heap.index_of(from))) {
    if (loaded.edges.target(edge) == heap.index_of(to) && retains[edge]) return true;
  }
  return false;
}

Summary summary_of(const Heap& heap) { return analysis::summarise(analysed(heap)); }

ClassSummary row_of(const Summary& summary, std::string_view class_name) {
  for (const ClassSummary& row : summary.classes) {
    if (row.name == class_name) return row;
  }
  return {};
}

Diff diff_of(const Heap& before, const Heap& after, const DiffOptions& options) {
  Result<Diff> diff = leaks::compare(analysis::reduce(before.load()), analysed(after), options);
  if (!diff) throw std::runtime_error(format_error(diff.error()));
  return std::move(*diff);
}

ClassChange row_of(const Diff& diff, std::string_view class_name) {
  for (const ClassChange& row : diff.classes) {
    if (row.name == class_name) return row;
  }
  return {};
}

}  // namespace heapdiff::test
