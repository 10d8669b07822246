#include "parse/check.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

#include "parse/byte_reader.hpp"

namespace heapdiff::parse {
namespace {

Fault fault(std::string_view section, std::string message, std::optional<std::uint64_t> byte) {
  return {section, {ErrorKind::malformed, "", std::move(message), byte, ""}};
}

/// How many elements a section holds, compared with the header.
std::optional<Fault> check_claim(std::optional<std::uint64_t> claimed, std::uint64_t held,
                                 std::string_view key, std::vector<std::string>& notes) {
  if (claimed.value_or(0) == 0 || *claimed == held) return std::nullopt;  // Hermes always writes 0
  const std::string both =
      fmt::format("\"{}\" holds {} where the header says {}", key, held, *claimed);
  if (held < *claimed) {
    return Fault{key, {ErrorKind::cut_short, "", both, std::nullopt, cut_hint}};
  }
  notes.push_back(both + "; all were read");
  return std::nullopt;
}

std::optional<Fault> check_names(const Extreme& largest, const Columns& columns,
                                 std::string_view element, std::string_view field) {
  if (!largest.is_set || largest.value < columns.strings.size()) return std::nullopt;
  return fault("strings",
               fmt::format("{} {}: its {} is string {}, but there are {} strings", element,
                           largest.element, field, largest.value, columns.strings.size()),
               largest.byte);
}

std::optional<Fault> check_root(const Columns& columns) {
  if (is_root_a_node(columns)) return std::nullopt;
  const Schema& schema = columns.schema;
  return fault("snapshot",
               fmt::format("root_index is {}, which is no place of one of {} nodes of {} fields",
                           schema.root_index, columns.nodes.size(), schema.node.width()),
               std::nullopt);
}

}  // namespace

bool is_root_a_node(const Columns& columns) {
  const Schema& schema = columns.schema;
  return schema.root_index % schema.node.width() == 0 &&
         schema.root_index / schema.node.width() < columns.nodes.size();
}

std::optional<Fault> check_graph(Columns& columns) {
  const Schema& schema = columns.schema;
  const NodeColumns& nodes = columns.nodes;
  const std::uint64_t edge_count = columns.edges.size();
  if (auto wrong = check_claim(schema.node_count, nodes.size(), "nodes", columns.notes)) {
    return wrong;
  }
  if (auto wrong = check_claim(schema.edge_count, edge_count, "edges", columns.notes)) return wrong;
  const std::uint64_t edges_claimed = nodes.first_edges.back();
  if (edges_claimed != edge_count) {
    const Extreme& largest = nodes.largest_edge_count;
    return fault("edges",
                 fmt::format("the nodes claim {} edges, but \"edges\" holds {}; node {} alone "
                             "claims {}",
                             edges_claimed, edge_count, largest.element, largest.value),
                 largest.byte);
  }
  if (auto wrong = check_root(columns)) return wrong;
  if (auto wrong = check_names(nodes.largest_name, columns, "node", "name")) return wrong;
  return check_names(columns.edges.largest_name, columns, "edge", "name");
}

std::optional<Fault> check_trace_functions(Columns& columns) {
  const TraceFunctions& functions = columns.trace_functions;
  constexpr const char* element = "trace function";
  if (auto wrong = check_names(functions.largest_name, columns, element, "name")) return wrong;
  return check_names(functions.largest_script_name, columns, element, "script_name");
}

std::optional<Fault> check_trace_tree(Columns& columns) {
  const Extreme& largest = columns.trace_tree.largest_function;
  const std::size_t function_count = columns.trace_functions.rows.size();
  if (!largest.is_set || largest.value < function_count) return std::nullopt;
  return fault("trace_tree",
               fmt::format("trace node {}: its function is {}, but there are {} functions",
                           largest.element, largest.value, function_count),
               largest.byte);
}

}  // namespace heapdiff::parse
