#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/retaining_paths.hpp"
#include "diff/chains.hpp"
#include "diff/growth.hpp"
#include "graph/retaining_edges.hpp"
#include "heapdiff/diff.hpp"
#include "leaks/growth/accumulation.hpp"
#include "model/row_index.hpp"
#include "scripts/scope_names.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::leaks {

/// Nobody reads more; what is beyond stays in the remainder.
inline constexpr std::size_t suspects_max = 20;

/// What is known of the growth when the dominator trees have been compared.
struct Findings {
  diff::Growth growth;
  std::vector<Accumulation> accumulations;
  std::vector<model::RowIndex::Row> rows;  ///< names of the rows in the accumulations
  std::vector<std::int64_t> net_by_row;    ///< more objects of each in the whole heap
  diff::EngineShare engine_before, engine_after;
  std::vector<model::ArrayLength> lengths_before;  ///< of Arrays, ascending by id
};

/// The after side's graph.
struct HeldHeap {
  const graph::Heap& heap;
  const graph::RetainingEdges& retains;
  const scripts::ScriptNames& scripts;
  const scripts::ScopeNames& scopes;
  const analysis::RetainingPaths& paths;  ///< may be empty: then paths end at a name
};

struct SuspectOptions {
  std::optional<std::uint64_t> ops;
  unsigned threads = 1;
  /// Of a single snapshot: what its program keeps. Suspects are judged by their share of it, since
  /// nothing is known of how they came about.
  std::optional<Bytes> kept = {};
};

struct FoundSuspects {
  std::vector<Suspect> all;         ///< the largest growth first
  std::vector<std::size_t> origin;  ///< of each: the accumulation, or collection, it comes from
};

/// Asks the graph who holds what piled up, and makes suspects of it.
[[nodiscard]] FoundSuspects find_suspects(const HeldHeap& held, const diff::ComparedNodes& nodes,
                                          const Findings& findings, const SuspectOptions& options);

/// What is left of the heap's growth when the suspects' is taken away.
[[nodiscard]] Remainder remainder_of(const Diff& diff, const diff::EngineShare& before,
                                     const diff::EngineShare& after);

}  // namespace heapdiff::leaks
