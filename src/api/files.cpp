#include "heapdiff/files.hpp"

#include <fstream>
#include <string_view>
#include <utility>

#include "analysis/summarise.hpp"
#include "api/indexes.hpp"
#include "api/load_file.hpp"
#include "api/plan.hpp"
#include "api/source_map_notes.hpp"
#include "base/sha256.hpp"
#include "heapdiff/session.hpp"
#include "query/triage.hpp"

namespace heapdiff {
namespace {

Result<Summary> summarise_file(const api::IndexedFile& file, unsigned threads) {
  const Result<std::optional<analysis::Analysis>> indexed = api::analysis_from_index(file, threads);
  if (!indexed) return fail(indexed.error());
  if (*indexed) return analysis::summarise(**indexed, file.watch);
  Result<graph::Heap> heap = api::load_file(file.path, file.options, file.watch);
  if (!heap) return fail(heap.error());
  return analysis::summarise(std::move(*heap), threads, file.watch);
}

}  // namespace

Result<Summary> summarize_file(const std::string& file, const ReadOptions& reading,
                               Monitor* monitor) {
  Monitor& follows = api::monitor_or_nobody(monitor);
  const Result<Plan> plan = api::plan_summary(file, api::means_of(reading, follows));
  if (!plan) return fail(plan.error());
  follows.planned(*plan);
  const Watch watch = follows.watch("snapshot", file);
  const unsigned threads = plan->kind == Plan::Kind::lean ? 1 : plan->threads;
  Result<Summary> summarised = summarise_file({file, reading, watch, follows}, threads);
  if (!summarised) return summarised;
  Summary summary = std::move(*summarised);
  api::add_source_map_notes(summary.notes, summary.source_maps);
  return summary;
}

namespace {

/// The heap is gone when this returns: another one may have to be read.
Result<Triage> triage_alone(const std::string& file, const ReadOptions& reading, Monitor* monitor) {
  Result<Session> session = Session::open(file, Purpose::triage, reading, monitor);
  if (!session) return fail(session.error());
  return session->triage(reading.threads);
}

}  // namespace

Result<Triage> triage_file(const std::string& file, const ReadOptions& reading, Monitor* monitor) {
  Result<Triage> triage = triage_alone(file, reading, monitor);
  if (!triage) return triage;
  const std::optional<Damage>& damage = triage->summary.damage;
  if (!damage || damage->has_all_edges() || damage->borrowed_from.empty()) return triage;
  Result<Triage> whole = triage_alone(damage->borrowed_from, reading, monitor);
  if (!whole) return whole;
  query::lend_suspects(*triage, std::move(*whole));
  return triage;
}

Result<PathsOfFile> explain_paths(const std::string& file, std::span<const ObjectId> ids,
                                  std::span<const ObjectId> ignored, const ReadOptions& reading,
                                  Monitor* monitor) {
  if (ignored.empty()) {
    Monitor& follows = api::monitor_or_nobody(monitor);
    PathsOfFile paths{{{file, std::nullopt, {}, {}}, {}}, {}};
    Result<std::optional<std::vector<PathReport>>> found = api::paths_from_index(
        {file, reading, follows.watch("snapshot", file), follows}, ids, paths.notes);
    if (!found) return fail(found.error());
    if (*found) {
      paths.report.paths = std::move(**found);
      return paths;
    }
  }
  Result<Session> session = Session::open(file, Purpose::path, reading, monitor);
  if (!session) return fail(session.error());
  for (const ObjectId id : ignored) {
    if (const Result<void> done = session->ignore(id); !done) return fail(done.error());
  }
  Result<PathsReport> report = session->paths(ids);
  if (!report) return fail(report.error());
  return PathsOfFile{std::move(*report), session->notes()};
}

Result<std::string> hash_file(const std::string& file) {
  constexpr std::size_t piece_bytes = std::size_t{1} << 18;
  std::ifstream input(file, std::ios::binary);
  base::Sha256 hash;
  std::string piece(piece_bytes, '\0');
  while (input) {
    input.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.add(std::string_view(piece).substr(0, static_cast<std::size_t>(input.gcount())));
  }
  if (!input.eof()) return fail({ErrorKind::io, file, "could not be read", std::nullopt, ""});
  return base::in_hex(std::move(hash).finish());
}

}  // namespace heapdiff
