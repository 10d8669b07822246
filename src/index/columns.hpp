#pragma once

#include <cstdint>
#include <optional>

#include "analysis/reduce.hpp"
#include "index/rules.hpp"

namespace heapdiff::index {

/// How long the columns are: known before any of them is read.
struct Counts {
  std::uint32_t nodes = 0, edges = 0;
  std::uint64_t strings = 0, text_bytes = 0, locations = 0;
  std::uint64_t node_types = 0, classes = 0;
  std::uint64_t wide_ids = 0;
  bool has_detachedness = false;
  /// Of `PathColumns`.
  std::uint64_t declarers = 0, closures = 0, module_closures = 0;
  /// Where values are cut: of what is left.
  std::optional<std::uint64_t> cut_text_bytes;
  /// Of allocation stacks; 0 for all but files with such.
  std::uint64_t traces = 0, functions = 0;
};

// The columns of an index, in their order in the file: calls `visit(name, column, length, rule)`
// for each. One row here is all that a column takes.

/// What a diff needs of its before side.
template <class Visit>
void for_each_reduction_column(model::Reduction& reduced, const graph::Heap& heap,
                               const Counts& counts, Visit&& visit) {
  visit("ids in preorder", reduced.ids, counts.nodes, IdKeys{heap.first_wide_id, counts.wide_ids});
  reduced.self_sizes.visit_parts([&](auto& small, auto& large) {
    visit("sizes in preorder", small, counts.nodes, Sizes{large});
  });
  visit("ends of subtrees", reduced.ends, counts.nodes, Subtrees{counts.nodes});
  visit("classes", reduced.classes, counts.nodes, Below{counts.classes});
  visit("roles", reduced.roles, counts.nodes,
        Below{static_cast<std::uint64_t>(model::Role::last) + 1});
}

/// The rest.
template <class Visit>
void for_each_graph_column(analysis::Analysis& analysed, const Counts& counts, Visit&& visit) {
  graph::Heap& heap = analysed.heap;
  graph::Nodes& nodes = heap.nodes;
  visit("wide ids", heap.wide_ids, counts.wide_ids, Ascending{});
  visit("preorder", analysed.preorder, counts.nodes, Preorder{counts.nodes, heap.root.value});
  visit("node types", nodes.types, counts.nodes, Below{counts.node_types});
  visit("node names", nodes.names, counts.nodes, Below{counts.strings});
  visit("ids", nodes.ids, counts.nodes, IdKeys{heap.first_wide_id, counts.wide_ids});
  nodes.self_sizes.visit_parts(
      [&](auto& small, auto& large) { visit("sizes", small, counts.nodes, Sizes{large}); });
  visit("edges of nodes", nodes.first_edges, std::uint64_t{counts.nodes} + 1,
        Borders{counts.edges});
  visit("detachedness", nodes.detachedness, counts.has_detachedness ? counts.nodes : 0,
        Below{static_cast<std::uint64_t>(Detachedness::detached) + 1});
  visit("targets", heap.edges.targets, counts.edges, Below{counts.nodes});
  heap.edges.labels.visit_parts([&](auto& packed, auto& escaped) {
    visit("names of edges", packed, counts.edges,
          Labels{escaped, parse::LabelLayout(packed.width()), counts.strings});
  });
  analysed.retains.visit_parts([&](auto& bits) {
    visit("retaining edges", bits, (std::uint64_t{counts.edges} + 63) / 64, Anything{});
  });
  heap.locations.visit_parts(
      [&](auto& all) { visit("locations", all, counts.locations, Places{counts.nodes}); });
  heap.allocation_stacks.visit_parts([&](auto& traces, auto& callers, auto& functions, auto& rows) {
    constexpr std::uint32_t none = graph::AllocationStacks::none;
    const auto trace_count = static_cast<std::uint32_t>(counts.traces);
    visit("stacks of nodes", traces, counts.traces > 0 ? counts.nodes : 0,
          BelowOrNone{trace_count, none});
    visit("callers", callers, counts.traces, Callers{none});
    visit("functions of stacks", functions, counts.traces, Below{counts.functions});
    visit("functions", rows, counts.functions, NamedFunctions{counts.strings});
  });
  analysed.paths.visit_parts([&](auto& edges) {
    visit("retaining paths", edges, counts.nodes, PathEdges{nodes.first_edges, counts.edges});
  });
}

/// What else it takes to explain a path without the graph.
struct PathColumns {
  base::IndexedColumn<NodeIndex, std::uint32_t> positions;  ///< in the preorder
  // As `scripts::ScopeNames` has them, ascending by key.
  base::Column<NodePair> declarers, closures, module_closures;
};

template <class Visit>
void for_each_path_column(PathColumns& columns, const Counts& counts, Visit&& visit) {
  visit("positions", columns.positions, counts.nodes, Below{counts.nodes});
  visit("functions of scopes", columns.declarers, counts.declarers, NodePairs{counts.nodes});
  visit("closures of functions", columns.closures, counts.closures, NodePairs{counts.nodes});
  visit("closures of modules", columns.module_closures, counts.module_closures,
        NodePairs{counts.nodes});
}

/// Texts, of which there are two where values are cut in most heaps that are loaded of the file:
/// whole ones come first.
template <class Visit>
void for_each_text_column(base::StringPool& texts, std::uint64_t count, std::uint64_t bytes,
                          Visit&& visit) {
  texts.visit_parts([&](auto& chars, auto& starts) {
    visit("texts", chars, bytes, Anything{});
    visit("starts of texts", starts, count + 1, Borders{bytes});
  });
}

}  // namespace heapdiff::index
