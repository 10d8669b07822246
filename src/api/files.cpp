#include "heapdiff/files.hpp"

#include "analysis/summarise.hpp"
#include "api/load_file.hpp"
#include "api/plan.hpp"
#include "query/triage.hpp"

namespace heapdiff {

Result<Summary> summarize_file(const std::string& file, const ReadOptions& reading,
                               Monitor* monitor) {
  Monitor nobody;
  Monitor& follows = monitor != nullptr ? *monitor : nobody;
  const Result<Plan> plan =
      api::plan_summary(file, reading.threads, api::memory_limit(reading.memory_max));
  if (!plan) return fail(plan.error());
  follows.planned(*plan);
  const Watch watch = follows.watch("snapshot", file);
  Result<graph::Heap> heap = api::load_file(file, reading, watch);
  if (!heap) return fail(heap.error());
  const unsigned threads = plan->kind == Plan::Kind::lean ? 1 : plan->threads;
  return analysis::summarise(std::move(*heap), threads, watch);
}

Result<Triage> triage_file(const std::string& file, const ReadOptions& reading, Monitor* monitor) {
  Result<Session> session = Session::open(file, Purpose::triage, reading, monitor);
  if (!session) return fail(session.error());
  Triage triage = session->triage(reading.threads);
  const std::optional<Damage>& damage = triage.summary.damage;
  if (!damage || damage->has_all_edges() || damage->borrowed_from.empty()) return triage;
  const std::string lender = damage->borrowed_from;
  session = Session::open(lender, Purpose::triage, reading, monitor);
  if (!session) return fail(session.error());
  query::lend_suspects(triage, session->triage(reading.threads));
  return triage;
}

}  // namespace heapdiff
