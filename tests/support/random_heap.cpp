#include "support/random_heap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "base/printable.hpp"
#include "graph/load.hpp"
#include "parse/schema.hpp"

namespace heapdiff::test {
namespace {

constexpr std::size_t known_node_types = static_cast<std::size_t>(NodeType::unknown);
constexpr std::size_t known_edge_types = static_cast<std::size_t>(EdgeType::unknown);

/// Names that rules look at, names that are hard to print, and a few that many nodes share.
constexpr std::array node_names{"Entry",
                                "Cache",
                                "Cache",
                                "Array",
                                "Function",
                                "RegExp",
                                "Window / https://example.org/",
                                "<div class=\"a b\" id='c'>",
                                "Detached <span x>",
                                "Detached thing",
                                "system / Context",
                                "system / Context / file:///a.js",
                                "system / NativeContext",
                                "system / ExternalStringData",
                                "system / ExternalStringData",
                                "system / JSArrayBufferData",
                                "(map descriptors)",
                                "(Document DOM trees)",
                                "(Internalized strings)",
                                "(GC roots)",
                                "",
                                "naïve ✓ \xF0\x9F\x98\x80",
                                "two\nlines\tand \x1b[31mred",
                                "a rather long text that is said in more than one snapshot"};

constexpr std::array edge_names{"table",    "elements", "map",       "first",
                                "second",   "shared",   "script",    "sloppy_function_map",
                                "previous", "code",     "__proto__", "constructor",
                                "next",     "value",    "items",     "get x",
                                "12",       "4",        "7up",       "99999999999999999999999"};

constexpr std::array property_names{"a", "b", "c", "it's", "__proto__", "z{}"};

class FileMaker {
 public:
  FileMaker(Random& random, const Shape& shape, FileModel& file)
      : random_(random), shape_(shape), file_(file) {
    for (const FileModel::Node& node : file.nodes) id_ = std::max(id_, node.id);
  }

  void add_nodes(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) file_.nodes.push_back(make_node());
  }

  void make_root(std::size_t at) {
    file_.root = at;
    FileModel::Node& root = file_.nodes[at];
    root.type = NodeType::synthetic;
    root.name = file_.string("");
    root.self_size = 0;
  }

  void add_edge(std::size_t from, std::size_t to) {
    FileModel::Edge edge;
    edge.target = to;
    edge.type =
        random_.pick({EdgeType::context, EdgeType::element, EdgeType::element, EdgeType::property,
                      EdgeType::property, EdgeType::property, EdgeType::internal,
                      EdgeType::internal, EdgeType::hidden, EdgeType::shortcut, EdgeType::weak,
                      EdgeType::invisible, EdgeType::unknown});
    if (has_numeric_name(edge.type)) {
      edge.name = random_.pick({0u, 1u, 4u, 7u, 268435454u, 268435455u, 268435456u, 4294967295u});
    } else if (edge.type == EdgeType::property && random_.chance(60)) {
      edge.name = file_.string(property_names[random_.below(property_names.size())]);
    } else {
      edge.name = file_.string(edge_names[random_.below(edge_names.size())]);
    }
    put_in(from, edge);
  }

  /// The two edges of an entry, from the key and from the table.
  void add_weak_map_entry() {
    const std::size_t table = any_node(), key = any_node(), value = any_node();
    const std::string pair =
        fmt::format(" / part of key (K @{}) -> value (V @{}) pair in WeakMap (table @{})",
                    file_.nodes[key].id, file_.nodes[value].id, file_.nodes[table].id);
    for (const std::size_t from : {key, table}) {
      const std::string name = std::to_string(random_.below(100)) + pair;
      put_in(from, {EdgeType::internal, file_.string(name), value});
    }
  }

  /// One of several kinds of graph, since no single kind meets all cases of dominators.
  void add_edges() {
    const std::size_t n = file_.nodes.size();
    switch (random_.below(5)) {
      case 0:  // anything to anything, thin to thick
        for (std::size_t i = random_.below(n * 4 + 1); i-- > 0;) add_edge(any_node(), any_node());
        break;
      case 1:  // a tree and a few edges across
        for (std::size_t i = 0; i < n; ++i) {
          if (i != file_.root) add_edge(i == 0 ? file_.root : random_.below(i), i);
        }
        for (std::size_t i = random_.below(n + 1); i-- > 0;) add_edge(any_node(), any_node());
        break;
      case 2:  // a chain and edges back
        for (std::size_t i = 0; i + 1 < n; ++i) add_edge(i, i + 1);
        for (std::size_t i = random_.below(n / 2 + 1); i-- > 0;) {
          const std::size_t from = any_node();
          add_edge(from, random_.below(from + 1));
        }
        break;
      case 3:  // two rails with rungs both ways: loops of several entries
        for (std::size_t i = 0; i + 2 < n; ++i) {
          add_edge(i, i + 2);
          if (random_.chance(50)) add_edge(i + 2, i);
          if (random_.chance(40)) add_edge(i + 1, i);
        }
        add_edge(file_.root, std::min<std::size_t>(1, n - 1));
        break;
      default:  // islands, some of them dead cycles
        for (std::size_t i = 0; i < n; ++i) {
          const std::size_t first = i / 4 * 4;
          add_edge(i, first + random_.below(std::min<std::size_t>(4, n - first)));
          if (random_.chance(25)) add_edge(file_.root, i);
        }
        break;
    }
    for (std::size_t i = random_.below(4); i-- > 0;) add_edge(file_.root, any_node());
    for (std::size_t i = random_.below(1 + n / 6); i-- > 0;) add_weak_map_entry();
  }

  void add_locations() {
    if (!shape_.has_locations) return;
    for (std::size_t i = 0; i < file_.nodes.size(); ++i) {
      const bool may_have =
          file_.nodes[i].type == NodeType::object || file_.nodes[i].type == NodeType::closure;
      if (!may_have || !random_.chance(30)) continue;
      file_.locations.push_back({i, random_.pick({3u, 5u}),
                                 static_cast<std::uint32_t>(random_.below(3)),
                                 static_cast<std::uint32_t>(random_.below(2))});
    }
  }

  void add_stacks() {
    if (!shape_.has_stacks) return;
    for (std::size_t i = 1 + random_.below(6); i-- > 0;) {
      const bool has_place = random_.chance(70);
      const std::uint32_t name = random_name(NodeType::closure);
      const std::uint32_t script_name = file_.string(random_.pick(
          {"", "/app/server.js",
           "/app/node_modules/@a-scope-of-an-organisation/a-package-with-a-long-name/index.js"}));
      file_.functions.push_back(
          {name, script_name, has_place ? static_cast<std::uint32_t>(1 + random_.below(90)) : 0,
           has_place ? static_cast<std::uint32_t>(1 + random_.below(90)) : 0});
    }
    // Numbered as they were met, which is not the order of the file; and sometimes as V8 never
    // does.
    const std::size_t count = 1 + random_.below(12);
    const std::uint32_t step = random_.chance(10) ? 300'000'000 : 1;
    std::vector<std::uint32_t> ids;
    for (std::uint32_t i = 1; i <= count; ++i) ids.push_back(i * step);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t caller = i == 0 ? 0 : random_.chance(60) ? i - 1 : random_.below(i);
      std::swap(ids[i], ids[i + random_.below(count - i)]);
      file_.traces.push_back({ids[i], caller, random_.below(file_.functions.size())});
    }
    for (FileModel::Node& node : file_.nodes) {
      if (random_.chance(60)) node.trace_id = ids[random_.below(count)];
    }
  }

  std::uint64_t any_size() {
    switch (random_.below(12)) {
      case 0:
      case 1:
        return 0;
      case 2:
        return random_.pick({0xFFFFFFFEu, 0xFFFFFFFFu});
      case 3:
        return (std::uint64_t{1} << 32) + random_.below(1000);
      default:
        return 8 * (1 + random_.below(40));
    }
  }

  std::size_t any_node() { return random_.below(file_.nodes.size()); }

 private:
  FileModel::Node make_node() {
    FileModel::Node node;
    node.type =
        random_.chance(40)
            ? NodeType::object
            : static_cast<NodeType>(random_.below(static_cast<std::size_t>(NodeType::unknown) + 1));
    node.name = random_name(node.type);
    // In order, mostly odd, and sometimes far away: the engine's ids pass 2^31.
    id_ += 2 * static_cast<std::uint32_t>(1 + random_.below(3));
    if (random_.chance(1) && id_ < 0x80000000u) id_ += 0x70000000u;
    node.id = node.type == NodeType::native ? (id_ & ~1u) : (id_ | 1u);
    node.self_size = any_size();
    if (random_.chance(15)) {
      node.detachedness = random_.pick({Detachedness::attached, Detachedness::detached});
    }
    return node;
  }

  std::uint32_t random_name(NodeType type) {
    if (type == NodeType::object && random_.chance(30)) {
      return file_.string(shape_.has_plain_objects ? "Object" : "Thing");
    }
    const char* name = node_names[random_.below(node_names.size())];
    if (random_.chance(10)) {  // one text under two indices
      file_.strings.emplace_back(name);
      return static_cast<std::uint32_t>(file_.strings.size() - 1);
    }
    return file_.string(name);
  }

  /// At any place among the edges that are there already.
  void put_in(std::size_t from, const FileModel::Edge& edge) {
    std::vector<FileModel::Edge>& edges = file_.nodes[from].edges;
    edges.insert(edges.begin() + static_cast<std::ptrdiff_t>(random_.below(edges.size() + 1)),
                 edge);
  }

  Random& random_;
  const Shape& shape_;
  FileModel& file_;
  std::uint32_t id_ = 1;
};

/// Writes one file token by token, with or without space between them.
class FileWriter {
 public:
  FileWriter(const FileModel& file, const Layout& layout)
      : file_(file), layout_(layout), random_(layout.seed) {
    if (file.has_detachedness) node_fields_.emplace_back("detachedness");
    // Without stacks the field may be there all the same, and says nothing.
    if (!file.traces.empty() || layout.has_extra_fields) {
      node_fields_.emplace_back("trace_node_id");
    }
    if (layout.has_extra_fields) {
      edge_fields_.emplace_back("colour");
      location_fields_.emplace_back("script_object_index");
    }
    for (std::size_t i = 0; i < known_node_types; ++i) {
      node_types_.push_back(static_cast<NodeType>(i));
    }
    node_types_.push_back(NodeType::unknown);
    for (std::size_t i = 0; i <= known_edge_types; ++i) {
      edge_types_.push_back(static_cast<EdgeType>(i));
    }
    if (layout.has_shuffled_fields) {
      shuffle(node_fields_);
      shuffle(edge_fields_);
      shuffle(location_fields_);
      shuffle(function_fields_);
      shuffle(trace_fields_);
      shuffle(node_types_);
      shuffle(edge_types_);
    }
  }

  std::string write() {
    std::vector<std::string> sections{"snapshot", "nodes", "edges", "locations", "strings"};
    if (!file_.traces.empty()) {
      sections.insert(sections.begin() + 3, {"trace_function_infos", "trace_tree"});
    } else if (layout_.has_extra_sections) {
      sections.insert(sections.begin() + 3, "trace_tree");
    }
    if (layout_.has_extra_sections) sections.insert(sections.begin() + 3, {"scopes", "später"});
    if (layout_.has_shuffled_sections) shuffle(sections);
    if (layout_.has_byte_order_mark) text_ += "\xEF\xBB\xBF";
    token("{");
    for (std::size_t i = 0; i < sections.size(); ++i) {
      if (i > 0) token(",");
      key(sections[i]);
      write_section(sections[i]);
    }
    token("}");
    return std::move(text_);
  }

 private:
  void write_section(std::string_view name) {
    if (name == "snapshot") return write_header();
    if (name == "nodes") return write_nodes();
    if (name == "edges") return write_edges();
    if (name == "locations") return write_locations();
    if (name == "strings") return write_strings();
    if (name == "trace_function_infos") return write_functions();
    if (name == "trace_tree" && !file_.traces.empty()) return write_traces();
    if (name == "trace_tree") return token("[1,[2,[\"]\",[]]],\"}\\\"\"]");
    if (name == "scopes") return token("[-1,2.5e3,{\"a\":null}]");
    token("true");
  }

  void write_header() {
    std::size_t edges = 0;
    for (const FileModel::Node& node : file_.nodes) edges += node.edges.size();
    token("{");
    key("meta");
    token("{");
    names("node_fields", node_fields_);
    token(",");
    types("node_types", node_fields_, [&] {
      std::vector<std::string> result;
      for (const NodeType type : node_types_) {
        result.emplace_back(type == NodeType::unknown ? "gadget" : parse::name_of(type, {}));
      }
      return result;
    }());
    token(",");
    names("edge_fields", edge_fields_);
    token(",");
    types("edge_types", edge_fields_, [&] {
      std::vector<std::string> result;
      for (const EdgeType type : edge_types_) {
        result.emplace_back(type == EdgeType::unknown ? "mystery" : name_of(type));
      }
      return result;
    }());
    token(",");
    names("location_fields", location_fields_);
    if (!file_.traces.empty()) {
      token(",");
      names("trace_function_info_fields", function_fields_);
      token(",");
      names("trace_node_fields", trace_fields_);
    }
    token("}");
    token(",");
    key("node_count");
    token(std::to_string(file_.nodes.size()));
    token(",");
    key("edge_count");
    token(std::to_string(edges));
    if (!file_.traces.empty()) {
      token(",");
      key("trace_function_count");
      token(std::to_string(file_.functions.size()));
    }
    token(",");
    key("root_index");
    token(std::to_string(file_.root * node_fields_.size()));
    token("}");
  }

  void names(std::string_view name, const std::vector<std::string>& values) {
    key(name);
    token("[");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) token(",");
      token('"' + values[i] + '"');
    }
    token("]");
  }

  /// The list of types stands where the field `type` stands; the others say what they hold.
  void types(std::string_view name, const std::vector<std::string>& fields,
             const std::vector<std::string>& values) {
    key(name);
    token("[");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) token(",");
      if (fields[i] != "type") {
        token("\"number\"");
        continue;
      }
      token("[");
      for (std::size_t k = 0; k < values.size(); ++k) {
        if (k > 0) token(",");
        token('"' + values[k] + '"');
      }
      token("]");
    }
    token("]");
  }

  void write_nodes() {
    token("[");
    for (const FileModel::Node& node : file_.nodes) {
      record(node_fields_, [&](std::string_view field) -> std::uint64_t {
        if (field == "type") return position(node_types_, node.type);
        if (field == "name") return node.name;
        if (field == "id") return node.id;
        if (field == "self_size") return node.self_size;
        if (field == "edge_count") return node.edges.size();
        if (field == "detachedness") return static_cast<std::uint64_t>(node.detachedness);
        if (field == "trace_node_id" && !file_.traces.empty()) return node.trace_id;
        return random_.below(1000);
      });
    }
    end_of_records();
  }

  void write_edges() {
    token("[");
    for (const FileModel::Node& node : file_.nodes) {
      for (const FileModel::Edge& edge : node.edges) {
        record(edge_fields_, [&](std::string_view field) -> std::uint64_t {
          if (field == "type") return position(edge_types_, edge.type);
          if (field == "name_or_index") return edge.name;
          if (field == "to_node") return edge.target * node_fields_.size();
          return random_.below(1000);
        });
      }
    }
    end_of_records();
  }

  void write_locations() {
    token("[");
    for (const FileModel::Location& location : file_.locations) {
      record(location_fields_, [&](std::string_view field) -> std::uint64_t {
        if (field == "object_index") return location.node * node_fields_.size();
        if (field == "script_id") return location.script_id;
        if (field == "line") return location.line;
        if (field == "column") return location.column;
        return random_.below(1000);
      });
    }
    end_of_records();
  }

  void write_functions() {
    token("[");
    for (const FileModel::Function& function : file_.functions) {
      record(function_fields_, [&](std::string_view field) -> std::uint64_t {
        if (field == "name") return function.name;
        if (field == "script_name") return function.script_name;
        if (field == "line") return function.line;
        if (field == "column") return function.column;
        return random_.below(1000);
      });
    }
    end_of_records();
  }

  void write_traces() {
    std::vector<std::vector<std::size_t>> callees(file_.traces.size());
    for (std::size_t i = 1; i < callees.size(); ++i) callees[file_.traces[i].caller].push_back(i);
    token("[");
    write_trace(0, callees);
    token("]");
  }

  void write_trace(std::size_t at, const std::vector<std::vector<std::size_t>>& callees) {
    const FileModel::Trace& trace = file_.traces[at];
    for (std::size_t i = 0; i < trace_fields_.size(); ++i) {
      if (i > 0) token(",");
      if (trace_fields_[i] != "children") {
        token(std::to_string(trace_fields_[i] == "id"                    ? trace.id
                             : trace_fields_[i] == "function_info_index" ? trace.function
                                                                         : random_.below(1000)));
        continue;
      }
      token("[");
      for (std::size_t k = 0; k < callees[at].size(); ++k) {
        if (k > 0) token(",");
        write_trace(callees[at][k], callees);
      }
      token("]");
    }
  }

  void write_strings() {
    token("[");
    for (std::size_t i = 0; i < file_.strings.size(); ++i) {
      if (i > 0) token(",");
      token(quoted(file_.strings[i]));
    }
    token("]");
  }

  template <class ValueOf>
  void record(const std::vector<std::string>& fields, ValueOf&& value_of) {
    for (const std::string& field : fields) {
      if (std::exchange(is_behind_number_, true)) token(",");
      token(std::to_string(value_of(field)));
    }
  }

  void end_of_records() {
    is_behind_number_ = false;
    token("]");
  }

  std::string quoted(std::string_view text) {
    std::string result = "\"";
    while (!text.empty()) {
      const base::CodePoint point = base::decode_code_point(text);
      const char32_t c = point.value;
      const bool must_escape = c < 0x20 || c == '"' || c == '\\';
      const bool escapes = must_escape || (layout_.has_odd_escapes && random_.chance(30));
      if (!escapes) {
        result += text.substr(0, point.bytes);
      } else if (layout_.has_odd_escapes && c == '/') {
        result += "\\/";
      } else if (c == '\n' && random_.chance(50)) {
        result += "\\n";
      } else if (c >= 0x10000) {
        const auto rest = static_cast<std::uint32_t>(c - 0x10000);
        result += fmt::format("\\u{:04x}\\u{:04X}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
      } else {
        result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
      }
      text.remove_prefix(point.bytes);
    }
    return result + '"';
  }

  void key(std::string_view name) {
    token(fmt::format("\"{}\"", name));
    token(":");
  }

  void token(std::string_view text) {
    space();
    text_ += text;
    space();
  }

  void space() {
    if (layout_.has_long_space && random_.below(400) == 0) text_.append(20'000, ' ');
    if (!layout_.has_random_space) return;
    while (random_.chance(30)) text_ += random_.pick({" ", "\n", "\t", "\r\n"});
  }

  template <class T>
  static std::uint64_t position(const std::vector<T>& list, T value) {
    return static_cast<std::uint64_t>(std::find(list.begin(), list.end(), value) - list.begin());
  }

  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random_.below(i)]);
  }

  const FileModel& file_;
  const Layout& layout_;
  Random random_;
  std::string text_;
  bool is_behind_number_ = false;
  std::vector<std::string> node_fields_{"type", "name", "id", "self_size", "edge_count"};
  std::vector<std::string> edge_fields_{"type", "name_or_index", "to_node"};
  std::vector<std::string> location_fields_{"object_index", "script_id", "line", "column"};
  std::vector<std::string> function_fields_{"function_id", "name", "script_name",
                                            "script_id",   "line", "column"};
  std::vector<std::string> trace_fields_{"id", "function_info_index", "count", "size", "children"};
  std::vector<NodeType> node_types_;
  std::vector<EdgeType> edge_types_;
};

}  // namespace

std::uint32_t FileModel::string(std::string_view text) {
  const auto found = std::find(strings.begin(), strings.end(), text);
  if (found == strings.end()) {
    strings.emplace_back(text);
    return static_cast<std::uint32_t>(strings.size() - 1);
  }
  return static_cast<std::uint32_t>(found - strings.begin());
}

FileModel random_file(Random& random, const Shape& shape) {
  FileModel file;
  file.has_detachedness = shape.has_detachedness;
  FileMaker maker(random, shape, file);
  maker.add_nodes(1 + random.below(shape.nodes_max));
  maker.make_root(random.chance(85) ? 0 : maker.any_node());
  maker.add_edges();
  maker.add_locations();
  maker.add_stacks();
  return file;
}

FileModel later(FileModel file, Random& random, const Shape& shape) {
  std::vector<bool> is_removed(file.nodes.size(), false);
  const unsigned mortality = random.pick({0u, 10u, 40u});
  for (std::size_t i = 0; i < file.nodes.size(); ++i) {
    is_removed[i] = i != file.root && random.chance(mortality);
  }
  remove_nodes(file, is_removed);
  FileMaker maker(random, shape, file);
  const unsigned growth = random.pick({0u, 5u, 30u});
  for (std::size_t i = 0; i < file.nodes.size(); ++i) {
    if (i != file.root && random.chance(growth)) file.nodes[i].self_size = maker.any_size();
  }
  maker.add_nodes(random.below(shape.nodes_max / 2 + 1));
  for (std::size_t i = random.below(file.nodes.size() + 1); i-- > 0;) {
    maker.add_edge(maker.any_node(), maker.any_node());
  }
  return file;
}

Stack stack_of(const FileModel& file, std::size_t node) {
  Stack stack;
  const auto found = std::find_if(file.traces.begin(), file.traces.end(), [&](const auto& trace) {
    return trace.id == file.nodes[node].trace_id;
  });
  if (found == file.traces.end()) return stack;
  for (auto at = static_cast<std::size_t>(found - file.traces.begin()); at > 0;
       at = file.traces[at].caller) {
    const FileModel::Function& function = file.functions[file.traces[at].function];
    stack.push_back({function.name, function.script_name, function.line, function.column});
  }
  return stack;
}

Stack stack_of(const graph::Heap& heap, NodeIndex node) {
  Stack stack;
  for (auto at = heap.allocation_stacks.stack_of(node); at;
       at = heap.allocation_stacks.caller_of(*at)) {
    const parse::TraceFunction& function = heap.allocation_stacks.function_of(*at);
    stack.push_back({function.name, function.script_name, function.line, function.column});
  }
  return stack;
}

void remove_nodes(FileModel& file, const std::vector<bool>& is_removed) {
  std::vector<std::size_t> place(file.nodes.size());
  std::vector<FileModel::Node> kept;
  for (std::size_t i = 0; i < file.nodes.size(); ++i) {
    place[i] = kept.size();
    if (!is_removed[i]) kept.push_back(std::move(file.nodes[i]));
  }
  for (FileModel::Node& node : kept) {
    std::erase_if(node.edges, [&](const FileModel::Edge& e) { return is_removed[e.target]; });
    for (FileModel::Edge& edge : node.edges) edge.target = place[edge.target];
  }
  std::erase_if(file.locations, [&](const FileModel::Location& l) { return is_removed[l.node]; });
  for (FileModel::Location& location : file.locations) location.node = place[location.node];
  file.root = place[file.root];
  file.nodes = std::move(kept);
}

Layout random_layout(Random& random) {
  Layout layout;
  layout.seed = random.any();
  layout.has_random_space = random.chance(60);
  layout.has_shuffled_fields = random.chance(50);
  layout.has_extra_fields = random.chance(40);
  layout.has_shuffled_sections = random.chance(50);
  layout.has_extra_sections = random.chance(40);
  layout.has_odd_escapes = random.chance(50);
  layout.has_byte_order_mark = random.chance(20);
  return layout;
}

std::string write_file(const FileModel& file, const Layout& layout) {
  return FileWriter(file, layout).write();
}

namespace {

/// The tree as far as nodes need it.
void add_stacks_of(const graph::Heap& heap, FileModel& file) {
  if (heap.allocation_stacks.empty()) return;
  file.functions.emplace_back();
  file.traces.push_back({1, 0, 0});
  std::map<Stack, std::size_t> known{{{}, 0}};
  for (const NodeIndex node : heap.nodes.all()) {
    const Stack stack = stack_of(heap, node);
    if (stack.empty()) continue;
    std::size_t trace = 0;
    for (std::size_t i = stack.size(); i-- > 0;) {
      const auto [place, is_new] = known.try_emplace(
          Stack(stack.begin() + static_cast<std::ptrdiff_t>(i), stack.end()), file.traces.size());
      if (is_new) {
        const auto& [name, script_name, line, column] = stack[i];
        file.traces.push_back(
            {static_cast<std::uint32_t>(file.traces.size() + 1), trace, file.functions.size()});
        file.functions.push_back({name, script_name, line, column});
      }
      trace = place->second;
    }
    file.nodes[node.value].trace_id = file.traces[trace].id;
  }
}

}  // namespace

FileModel model_of(const graph::Heap& heap) {
  FileModel file;
  file.has_detachedness = !heap.nodes.detachedness.empty();
  file.root = heap.root.value;
  for (std::size_t i = 0; i < heap.strings.size(); ++i) file.strings.emplace_back(heap.strings[i]);
  for (const NodeIndex node : heap.nodes.all()) {
    FileModel::Node& written = file.nodes.emplace_back();
    written.type = heap.nodes.types[node];
    written.name = heap.nodes.names[node];
    written.id = heap.nodes.ids[node];
    written.self_size = heap.nodes.self_sizes[node.value];
    if (file.has_detachedness) written.detachedness = heap.nodes.detachedness[node];
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      written.edges.push_back(
          {heap.edges.type(edge), heap.edges.name(edge), heap.edges.target(edge).value});
    }
  }
  add_stacks_of(heap, file);
  for (const parse::Location& location : heap.locations.all()) {
    file.locations.push_back({location.node, location.script_id, location.line, location.column});
  }
  return file;
}

graph::Heap load_valid(std::string_view text) {
  const auto source = input::text_source(text, "text");
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) {
    fmt::print(stderr, "a text that should load does not: {}\n{}\n", format_error(heap.error()),
               text.substr(0, 4000));
    std::abort();
  }
  return std::move(*heap);
}

Result<std::size_t> ChoppedSource::read(std::span<char> into) {
  const std::size_t count = std::min({into.size(), text_.size(), 1 + random_.below(chunk_max_)});
  std::copy_n(text_.data(), count, into.data());
  text_.remove_prefix(count);
  return count;
}

}  // namespace heapdiff::test
