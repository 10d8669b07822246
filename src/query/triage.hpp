#pragma once

#include "heapdiff/triage.hpp"
#include "heapdiff/watch.hpp"
#include "query/session.hpp"

namespace heapdiff::query {

struct TriageOptions {
  unsigned threads = 1;   ///< the result does not depend on it
  bool pictures = false;  ///< grow retained trees, too: see `Triage`
};

/// Everything worth reporting about a single snapshot. A few passes over the graph.
[[nodiscard]] Triage triage(Session& session, const TriageOptions& options,
                            const Watch& watch = {});

/// For a damaged snapshot without all edges: who held in a whole snapshot of the same process what
/// this one has as many of, or more. The most bytes of the class here come first.
void lend_suspects(Triage& damaged, Triage whole);

}  // namespace heapdiff::query
