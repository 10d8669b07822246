#include "heapdiff/snapshot.hpp"

#include "api/impl.hpp"
#include "graph/load.hpp"
#include "parse/schema.hpp"

namespace heapdiff {

// Reverse edges by counting sort: one pass counts, one pass fills, so each list is ascending.
Snapshot::Impl::Impl(graph::Heap loaded)
    : own_heap(std::make_unique<graph::Heap>(std::move(loaded))),
      heap(own_heap.get()),
      scripts(*heap),
      first_in_edges(std::size_t{heap->nodes.size()} + 1),
      in_edges(heap->edges.size()) {
  for (const std::uint32_t target : heap->edges.targets) ++first_in_edges[target + 1];
  for (std::size_t i = 1; i < first_in_edges.size(); ++i)
    first_in_edges[i] += first_in_edges[i - 1];
  base::Column<std::uint32_t> next;
  next.append(first_in_edges.data(), first_in_edges.size());
  for (std::uint32_t edge = 0; edge < heap->edges.size(); ++edge) {
    in_edges[next[heap->edges.targets[edge]]++] = EdgeIndex(edge);
  }
}

Snapshot::Snapshot(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

std::uint32_t Snapshot::node_count() const { return impl_->heap->nodes.size(); }
std::uint32_t Snapshot::edge_count() const { return impl_->heap->edges.size(); }
NodeIndex Snapshot::root() const { return impl_->heap->root; }
ObjectId Snapshot::id(NodeIndex node) const { return impl_->heap->id(node); }
NodeType Snapshot::type(NodeIndex node) const { return impl_->heap->nodes.types[node]; }

std::string_view Snapshot::type_name(NodeIndex node) const {
  return parse::name_of(type(node), impl_->heap->unknown_node_types);
}

std::string_view Snapshot::name(NodeIndex node) const { return impl_->heap->raw_name(node); }

Bytes Snapshot::self_size(NodeIndex node) const {
  return {impl_->heap->nodes.self_sizes[node.value]};
}

Detachedness Snapshot::detachedness(NodeIndex node) const {
  return impl_->heap->detachedness_of(node);
}

std::optional<Place> Snapshot::place(NodeIndex node) const {
  return impl_->scripts.place_of(*impl_->heap, node);
}

Snapshot::EdgeRange Snapshot::out_edges_of(NodeIndex node) const {
  const auto& first = impl_->heap->nodes.first_edges;
  return {EdgeIndex(first[node.value]), EdgeIndex(first[node.value + 1])};
}

std::span<const EdgeIndex> Snapshot::in_edges_of(NodeIndex node) const {
  const std::uint32_t first = impl_->first_in_edges[node.value];
  return {impl_->in_edges.data() + first, impl_->first_in_edges[node.value + 1] - first};
}

NodeIndex Snapshot::source(EdgeIndex edge) const { return impl_->heap->source_of(edge); }
NodeIndex Snapshot::target(EdgeIndex edge) const { return impl_->heap->edges.target(edge); }
EdgeType Snapshot::type(EdgeIndex edge) const { return impl_->heap->edges.type(edge); }

std::string Snapshot::name(EdgeIndex edge) const {
  const std::uint32_t name = impl_->heap->edges.name(edge);
  return has_numeric_name(type(edge)) ? std::to_string(name)
                                      : std::string(impl_->heap->string(name));
}

const std::string& Snapshot::file() const { return impl_->heap->file; }
const std::vector<std::string>& Snapshot::notes() const { return impl_->heap->notes; }

Result<Snapshot> read_snapshot(const std::string& path) {
  Result<graph::Heap> heap = graph::load_heap(path);
  if (!heap) return fail(heap.error());
  return Snapshot(std::make_unique<Snapshot::Impl>(std::move(*heap)));
}

Result<Snapshot> read_snapshot_text(std::string_view text, const std::string& name) {
  const std::unique_ptr<input::Source> source = input::text_source(text, name);
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) return fail(heap.error());
  return Snapshot(std::make_unique<Snapshot::Impl>(std::move(*heap)));
}

}  // namespace heapdiff
