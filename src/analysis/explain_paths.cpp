#include "analysis/explain_paths.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/path_steps.hpp"
#include "parse/schema.hpp"

namespace heapdiff::analysis {

Error no_such_object(const graph::Heap& heap, ObjectId id) {
  return {ErrorKind::usage, heap.file, fmt::format("no object has the id @{}", id.value),
          std::nullopt, "ids are those of this file; heapdiff nodes FILE lists them"};
}

PathReport explain_path(const StepContext& context, const RetainingPaths& paths,
                        const PathSubject& subject,
                        const std::function<std::string(NodeIndex)>& class_of) {
  const graph::Heap& heap = context.heap;
  NodeIndex node = subject.node;
  const NodeType type = heap.nodes.types[node];
  PathReport report{heap.id(node),
                    node == heap.root       ? "(root)"
                    : is_told_by_name(type) ? context.scripts.name_of(heap, node)
                                            : class_of(node),
                    parse::kind_of(type, heap.unknown_node_types),
                    context.scripts.place_of(heap, node),
                    subject.size,
                    subject.retained,
                    node == heap.root,
                    {}};
  while (const auto last = paths.edge_to(heap, node)) {
    report.is_reachable = true;
    report.steps.push_back(describe_step(context, *last, class_of(last->holder)));
    node = last->holder;
  }
  return report;
}

Result<std::vector<PathReport>> explain_paths(const Analysis& analysed,
                                              std::span<const ObjectId> ids, const Watch& watch) {
  const graph::Heap& heap = analysed.heap;
  const model::Reduction& reduced = analysed.reduced;
  std::vector<std::uint32_t> positions;
  for (const ObjectId id : ids) {
    const std::optional<std::uint32_t> key = heap.key_of(id);
    const auto* found =
        key ? std::find(reduced.ids.begin(), reduced.ids.end(), *key) : reduced.ids.end();
    if (found == reduced.ids.end()) {
      return fail(no_such_object(heap, id));
    }
    positions.push_back(static_cast<std::uint32_t>(found - reduced.ids.begin()));
  }
  const bool are_known = !analysed.paths.empty();
  Phase phase(watch, are_known ? "path steps" : "retaining paths");
  const RetainingPaths found =
      are_known ? RetainingPaths{} : find_retaining_paths(heap, analysed.retains);
  const RetainingPaths& paths = are_known ? analysed.paths : found;
  if (!are_known) phase.next("path steps");
  const scripts::ScopeNames scopes(heap);
  const StepContext context{heap, analysed.scripts, scopes};
  const std::vector<model::ClassName> classes =
      model::name_classes(reduced.table, analysed.interfaces);
  const auto position_of = positions_of_nodes(analysed.preorder);
  const auto class_of = [&](NodeIndex node) {
    return classes[reduced.classes[position_of[node]].value].name;
  };

  std::vector<PathReport> reports;
  for (const std::uint32_t position : positions) {
    std::uint64_t retained = 0;
    for (std::uint32_t p = position; p < reduced.ends[position]; ++p)
      retained += reduced.self_sizes[p];
    const PathSubject subject{
        NodeIndex(analysed.preorder[position]), {reduced.self_sizes[position]}, {retained}};
    reports.push_back(explain_path(context, paths, subject, class_of));
  }
  return reports;
}

}  // namespace heapdiff::analysis
