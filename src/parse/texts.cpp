#include "parse/texts.hpp"

#include <algorithm>

namespace heapdiff::parse {

Names::Names(const Columns& columns) {
  const NodeColumns& nodes = columns.nodes;
  const EdgeColumns& edges = columns.edges;
  const TraceFunctions& functions = columns.trace_functions;
  // The largest name may be a lie of 32 bits, but a file that names its strings one by one has no
  // more of them than it has elements.
  const std::uint64_t elements =
      std::uint64_t{nodes.size()} + edges.size() + 2 * std::uint64_t{functions.rows.size()};
  const std::uint64_t largest =
      std::max({nodes.largest_name.value, edges.largest_name.value, functions.largest_name.value,
                functions.largest_script_name.value});
  are_names_ = base::Bits(static_cast<std::size_t>(std::min(elements, largest) + 1));
  const auto mark = [this](std::uint32_t string) {
    if (string < are_names_.capacity()) are_names_.set(string);
  };
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (!is_string_like(nodes.types[node])) mark(nodes.names[node]);
  }
  for (std::size_t edge = 0; edge < edges.size(); ++edge) {
    if (!has_numeric_name(edges.labels.type(edge))) mark(edges.labels.name(edge));
  }
  for (const TraceFunction& function : functions.rows) {
    mark(function.name);
    mark(function.script_name);
  }
  for (const std::uint32_t variable : columns.scopes.variables) mark(variable);
}

void cut_values(base::StringPool& texts, const Names& names) {
  texts.shorten_each([&](std::size_t string, std::string_view text) {
    return names.contains(string) ? text : start_of_value(text);
  });
}

}  // namespace heapdiff::parse
