#pragma once

#include <memory>

#include "analysis/reduce.hpp"
#include "graph/heap.hpp"
#include "heapdiff/retention.hpp"
#include "heapdiff/snapshot.hpp"

namespace heapdiff {

struct Snapshot::Impl {
  explicit Impl(graph::Heap loaded);

  std::unique_ptr<graph::Heap> own_heap;  ///< null once a Retention has taken the heap over
  const graph::Heap* heap;                ///< where it is now
  scripts::ScriptNames scripts;
  base::Column<std::uint32_t> first_in_edges;  ///< n + 1
  base::Column<EdgeIndex> in_edges;
};

struct Retention::Impl {
  Impl(Snapshot taken, analysis::Analysis made);

  analysis::Analysis analysed;
  Snapshot snapshot;
  std::vector<model::ClassName> class_names;
  base::IndexedColumn<NodeIndex, std::uint32_t> positions;  ///< node → position in the tree
  base::IndexedColumn<NodeIndex, std::uint32_t> dominators;
  base::IndexedColumn<NodeIndex, std::int32_t> distances;
  base::Column<std::uint64_t> size_sums;
};

}  // namespace heapdiff
