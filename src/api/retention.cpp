#include "heapdiff/retention.hpp"

#include "analysis/distances.hpp"
#include "analysis/summarise.hpp"
#include "api/impl.hpp"
#include "leaks/compare.hpp"

namespace heapdiff {

Retention::Impl::Impl(Snapshot taken, analysis::Analysis made)
    : analysed(std::move(made)),
      snapshot(std::move(taken)),
      class_names(model::name_classes(analysed.reduced.table, analysed.interfaces)),
      positions(analysis::positions_of_nodes(analysed.preorder)),
      dominators(analysis::immediate_dominators(analysed.preorder, analysed.reduced.ends)),
      distances(analysis::measure_distances(analysed.heap)),
      size_sums(analysis::prefix_sums(analysed.reduced.size(), [this](std::uint32_t position) {
        return analysed.reduced.self_sizes[position];
      })) {}

Retention::Retention(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Retention::Retention(Retention&&) noexcept = default;
Retention& Retention::operator=(Retention&&) noexcept = default;
Retention::~Retention() = default;

const Snapshot& Retention::snapshot() const { return impl_->snapshot; }

NodeIndex Retention::immediate_dominator(NodeIndex node) const {
  return NodeIndex(impl_->dominators[node]);
}

Bytes Retention::retained_size(NodeIndex node) const {
  const std::uint32_t position = impl_->positions[node];
  return {impl_->size_sums[impl_->analysed.reduced.ends[position]] - impl_->size_sums[position]};
}

std::int32_t Retention::distance(NodeIndex node) const { return impl_->distances[node]; }

const std::string& Retention::class_name(NodeIndex node) const {
  return impl_->class_names[impl_->analysed.reduced.classes[impl_->positions[node]].value].name;
}

bool Retention::is_retaining(EdgeIndex edge) const { return impl_->analysed.retains[edge]; }

Retention analyze(Snapshot snapshot) {
  graph::Heap heap = std::move(*snapshot.impl_->own_heap);
  snapshot.impl_->own_heap.reset();
  auto impl =
      std::make_unique<Retention::Impl>(std::move(snapshot), analysis::analyse(std::move(heap)));
  impl->snapshot.impl_->heap = &impl->analysed.heap;
  return Retention(std::move(impl));
}

Summary summarize(const Retention& retention) {
  return analysis::summarise(retention.impl_->analysed);
}

Result<Diff> compare(const Retention& before, const Retention& after, const DiffOptions& options) {
  return leaks::compare_loaded(before.impl_->analysed, after.impl_->analysed, options);
}

}  // namespace heapdiff
