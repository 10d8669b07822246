// Any bytes as the names of a program that leaks → diff, summary, single dump and answers, as text
// and as JSON. Names are made long, and what reports take for them is timed: it grows with their
// length, and never with its square.

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "analysis/explain_paths.hpp"
#include "analysis/summarise.hpp"
#include "base/printable.hpp"
#include "fuzz/laws.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "query/biggest.hpp"
#include "query/objects.hpp"
#include "query/strings.hpp"
#include "query/triage.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

// Longer than any name that people meet. The fuzzer counts every comparison, which takes forty
// times as long, and it finds more in many short runs.
#if defined(__clang__) || defined(__SANITIZE_ADDRESS__)
constexpr std::size_t name_bytes_max = std::size_t{1} << 10;
#else
constexpr std::size_t name_bytes_max = std::size_t{16} << 10;
#endif

// Of the keys of a dictionary, which would else take most of the time.
constexpr std::size_t long_keys = 3;

// Whether time grows with the length of names or with its square is seen by asking again with names
// of a quarter, where the first took long enough to be measured: four times as long is in
// proportion, sixteen is not. One text that is cut in quadratic time, in every table, was measured
// at 12 to 17.
constexpr double seconds_worth_asking = 1;
constexpr std::size_t shorter = 4;
constexpr double ratio_max = 6;

/// Of this thread: what else the machine does says nothing of us.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// What names of the program are for, each with a text of its own.
enum Name {
  item_class,
  holder_class,
  field,
  variable,
  function,
  script,
  key,
  shape_first,
  shape_second,
  other_class,
  value,
  name_count
};

/// The first byte says how long names are made; then a line for each, the last ones again where
/// lines are fewer. No name is longer than `bytes_max`.
std::array<std::string, name_count> read_names(std::string_view bytes, std::size_t bytes_max) {
  std::array<std::string, name_count> names;
  if (bytes.empty()) return names;
  const std::size_t length_max = bytes_max >> (static_cast<unsigned char>(bytes[0]) % 17);
  bytes.remove_prefix(1);
  std::string_view line;
  for (std::string& name : names) {
    if (!bytes.empty()) {
      line = bytes.substr(0, bytes.find('\n'));
      bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
    }
    line = line.substr(0, length_max);
    do name += line;
    while (!line.empty() && name.size() + line.size() <= length_max);
  }
  return names;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '"' || c == '\\') {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

/// A row of an array of numbers.
void append_numbers(std::string& out, std::initializer_list<std::size_t> numbers) {
  if (!out.empty()) out += ',';
  fmt::format_to(std::back_inserter(out), "{}", fmt::join(numbers, ","));
}

// Positions in the header below.
enum class Node { hidden, array, string, object, code, closure, synthetic };
enum class Edge { context, element, property, internal };

/// A snapshot as V8 writes it, of a module whose variable holds an object that holds a list of
/// items, and one that holds a dictionary of plain objects.
class Program {
 public:
  explicit Program(const std::array<std::string, name_count>& names) : names_(names) {}

  [[nodiscard]] std::string json(std::size_t items) {
    const std::size_t root = node(Node::synthetic, "", 0);
    const std::size_t main = node(Node::closure, names_[function], 64);
    const std::size_t shared = node(Node::code, names_[function], 64);
    const std::size_t file = node(Node::code, names_[script], 64);
    const std::size_t scope = node(Node::hidden, "system / Context", 32);
    const std::size_t info = node(Node::code, "system / ScopeInfo", 32);
    const std::size_t holder = node(Node::object, names_[holder_class], 32);
    const std::size_t list = node(Node::object, "Array", 16);
    const std::size_t store = node(Node::array, "(object elements)", 8 * items);
    const std::size_t dictionary = node(Node::object, names_[other_class], 16);
    edge(root, Edge::element, 1, main);
    edge(main, Edge::internal, "shared", shared);
    edge(shared, Edge::internal, "script", file);
    edge(main, Edge::internal, "context", scope);
    edge(scope, Edge::internal, "scope_info", info);
    edge(scope, Edge::context, names_[variable], holder);
    edge(scope, Edge::context, names_[variable] + "2", dictionary);
    edge(holder, Edge::property, names_[field], list);
    edge(list, Edge::internal, "elements", store);
    for (std::size_t i = 0; i < items; ++i) {
      const std::size_t item = node(Node::object, names_[item_class], 100);
      edge(list, Edge::element, i, item);
      edge(store, Edge::internal, std::to_string(i), item);
      const std::size_t text = node(Node::string, names_[value], 40);
      edge(item, Edge::property, names_[field], text);
      const std::size_t shape = node(Node::object, "Object", 100);
      const std::string number = std::to_string(i);
      edge(dictionary, Edge::property, i < long_keys ? names_[key] + number : number, shape);
      edge(shape, Edge::property, names_[shape_first], text);
      edge(shape, Edge::property, names_[shape_second], text);
      const std::size_t listener = node(Node::closure, names_[function], 64);
      edge(item, Edge::property, names_[shape_first], listener);
      edge(listener, Edge::internal, "shared", shared);
      edge(listener, Edge::internal, "context", scope);
    }
    return write();
  }

 private:
  struct EdgeRow {
    Edge type;
    std::size_t name, to;
  };
  struct NodeRow {
    Node type;
    std::size_t name, size;
    std::vector<EdgeRow> edges;
  };

  std::size_t string(std::string_view text) {
    if (const auto found = indices_.find(text); found != indices_.end()) return found->second;
    const std::size_t index = indices_.size();
    indices_.emplace(text, index);
    append_json_string(strings_ += index == 0 ? "" : ",", text);
    return index;
  }

  std::size_t node(Node type, std::string_view name, std::size_t size) {
    nodes_.push_back({type, string(name), size, {}});
    return nodes_.size() - 1;
  }

  void edge(std::size_t from, Edge type, std::size_t name, std::size_t to) {
    nodes_[from].edges.push_back({type, name, to});
  }
  void edge(std::size_t from, Edge type, std::string_view name, std::size_t to) {
    edge(from, type, string(name), to);
  }

  [[nodiscard]] std::string write() const {
    std::string nodes, edges, locations;
    std::size_t edge_count = 0;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const NodeRow& row = nodes_[i];
      append_numbers(nodes, {static_cast<std::size_t>(row.type), row.name, 2 * i + 1, row.size,
                             row.edges.size()});
      for (const EdgeRow& edge : row.edges) {
        append_numbers(edges, {static_cast<std::size_t>(edge.type), edge.name, 5 * edge.to});
      }
      edge_count += row.edges.size();
      if (row.type == Node::closure) append_numbers(locations, {5 * i, 7, i, 0});
    }
    return fmt::format(
        R"({{"snapshot":{{"meta":{{"node_fields":["type","name","id","self_size","edge_count"],
"node_types":[["hidden","array","string","object","code","closure","synthetic"],"string","number","number","number"],
"edge_fields":["type","name_or_index","to_node"],
"edge_types":[["context","element","property","internal"],"string_or_number","node"],
"location_fields":["object_index","script_id","line","column"]}},"node_count":{},"edge_count":{}}},
"nodes":[{}],"edges":[{}],"locations":[{}],"strings":[{}]}})",
        nodes_.size(), edge_count, nodes, edges, locations, strings_);
  }

  const std::array<std::string, name_count>& names_;
  std::vector<NodeRow> nodes_;
  std::map<std::string, std::size_t, std::less<>> indices_;
  std::string strings_;
};

analysis::Analysis load(const std::string& text, const std::string& file) {
  const auto source = input::text_source(text, file);
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) std::fputs(format_error(heap.error()).c_str(), stderr);
  require(heap.has_value(), "a sound file is read");
  analysis::Analysis analysed = analysis::analyse(std::move(*heap));
  analysed.paths = analysis::find_retaining_paths(analysed.heap, analysed.retains);
  return analysed;
}

void require_safe(std::string_view text) {
  require(text.ends_with('\n'), "a report ends in a line end");
  while (!text.empty()) {
    const base::CodePoint point = base::decode_code_point(text);
    require(point.is_valid && (point.value == '\n' || base::is_printable(point.value)),
            "nothing in a report commands a terminal");
    text.remove_prefix(point.bytes);
  }
}

template <class Report, class... More>
void show_text(const Report& report, const More&... more) {
  RenderOptions options;
  options.all_rows = true;
  require_safe(render(report, more..., options));
}

template <class Report>
void show(const Report& report) {
  show_text(report);
  RenderOptions options;
  options.format = Format::json;
  require(render(report, options).ends_with('\n'), "a report ends in a line end");
  if constexpr (std::is_same_v<Report, Triage>) {
    options.format = Format::html;
    require_safe(render(report, options));
  }
  if constexpr (std::is_same_v<Report, Diff>) {
    for (const Format format : {Format::ndjson, Format::markdown, Format::junit, Format::sarif,
                                Format::github, Format::gitlab, Format::html}) {
      options.format = format;
      require_safe(render(report, options));
    }
  }
}

void say_all(const std::string& before, const std::string& after, const std::string& file) {
  const analysis::Analysis of_before = load(before, file);
  analysis::Analysis of_after = load(after, file);
  for (const GroupBy group_by :
       {GroupBy::class_name, GroupBy::place, GroupBy::script, GroupBy::package}) {
    DiffOptions options;
    options.chains_for = 100;
    options.group_by = group_by;
    options.pictures = group_by == GroupBy::class_name;
    const Result<Diff> diff = leaks::compare(of_before.reduced, of_after, options);
    require(diff.has_value(), "two snapshots of one process are compared");
    group_by == GroupBy::class_name ? show(*diff) : show_text(*diff);
  }
  show_text(analysis::summarise(of_after));
  query::Session session(std::move(of_after));
  show(query::triage(session, {}));
  const ObjectId last = session.heap().id(NodeIndex(session.heap().nodes.size() - 1));
  const auto paths = analysis::explain_paths(session.analysed(), std::span(&last, 1));
  require(paths.has_value(), "an id of the heap is found");
  show_text(PathsReport{{file, {}, {}, {}}, *paths});
  show_text(query::find_biggest(session, 20));
  show_text(query::find_duplicates(session, 20));
  const auto object = query::show_object(session, last, 20);
  require(object.has_value(), "an id of the heap is found");
  show_text(*object);
}

/// Processor seconds of all reports.
double time_reports(std::string_view bytes, std::size_t bytes_max) {
  const auto names = read_names(bytes, bytes_max);
  const std::string before = Program(names).json(3), after = Program(names).json(40);
  const double start = processor_seconds();
  say_all(before, after, names[script]);
  return processor_seconds() - start;
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const double seconds = time_reports(bytes, name_bytes_max);
  if (seconds < seconds_worth_asking) return 0;
  const double seconds_of_shorter = time_reports(bytes, name_bytes_max / shorter);
  if (seconds > ratio_max * seconds_of_shorter) {
    std::fprintf(stderr, "%.1f seconds, %.1f with names of a quarter\n", seconds,
                 seconds_of_shorter);
  }
  require(seconds <= ratio_max * seconds_of_shorter,
          "reports take time in proportion to the names in them");
  return 0;
}
