#include "saved/saved_summary.hpp"

#include <algorithm>
#include <utility>

#include "leaks/compare.hpp"
#include "leaks/judging/verdict.hpp"
#include "leaks/suspects.hpp"

namespace heapdiff::saved {

SavedSummary summarise(analysis::Analysis analysed, unsigned threads) {
  SavedSummary summary;
  summary.collections = leaks::take_holder_census(analysed, threads);
  model::Reduction& reduced = analysed.reduced;
  summary.tree = leaks::place_in_tree(summary.collections, reduced).tree;
  summary.engine = diff::measure_engine(reduced, reduced.roles);
  for (const NodeIndex node : analysed.heap.nodes.all()) {
    const ObjectId id = analysed.heap.id(node);
    if (id.value % 2 != 0) summary.id_max = std::max(summary.id_max, id);
  }
  summary.interfaces = std::move(analysed.interfaces);
  static_cast<model::Outline&>(summary) = std::move(static_cast<model::Outline&>(reduced));
  return summary;
}

Result<Diff> compare(const SavedSummary& before, const SavedSummary& after,
                     const DiffOptions& options) {
  Result<diff::Comparison> comparison =
      diff::relate_classes(before.classes(), after.classes(), options);
  if (!comparison) return fail(comparison.error());
  diff::compare_classes(*comparison, before.classes(), after.classes(), after.interfaces, options);
  leaks::tell_engines_growth(comparison->table(), before.engine.bytes, after.engine.bytes);
  Diff diff = diff::finish(std::move(*comparison));
  if (options.suspects) diff.remainder = leaks::remainder_of(diff, before.engine, after.engine);
  leaks::compare_named(diff, {before.collections, {before.table, before.tree}, before.interfaces},
                       {after.collections, {after.table, after.tree}, after.interfaces}, options);
  return diff;
}

}  // namespace heapdiff::saved
