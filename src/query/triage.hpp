#pragma once

#include "base/watch.hpp"
#include "heapdiff/triage.hpp"
#include "query/session.hpp"

namespace heapdiff::query {

struct TriageOptions {
  bool wants_advice = true;
  unsigned threads = 1;  ///< the result does not depend on it
};

/// Everything that is worth saying of a snapshot that stands alone. A few passes over the graph.
[[nodiscard]] Triage triage(Session& session, const TriageOptions& options,
                            const base::Watch& watch = {});

}  // namespace heapdiff::query
