#include "heapdiff/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/explain_paths.hpp"
#include "analysis/node_rows.hpp"
#include "analysis/summarise.hpp"
#include "api/impl.hpp"
#include "api/load_file.hpp"
#include "api/plan.hpp"
#include "api/source_map_notes.hpp"
#include "leaks/compare.hpp"
#include "query/biggest.hpp"
#include "query/classes.hpp"
#include "query/new_objects.hpp"
#include "query/objects.hpp"
#include "query/session.hpp"
#include "query/strings.hpp"
#include "query/triage.hpp"

namespace heapdiff {

struct Session::Impl {
  query::Session session;
  Watch watch;
  bool pictures = false;  ///< as in the options that it was read with
};

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Session::Session(Snapshot snapshot)
    : impl_(std::make_unique<Impl>(
          Impl{query::Session(analysis::analyse(std::move(*snapshot.impl_->own_heap))), {}})) {}

Result<Session> Session::open(const std::string& file, Purpose purpose, const ReadOptions& options,
                              Monitor* monitor, const std::string& side) {
  Monitor& follows = api::monitor_or_nobody(monitor);
  const Result<Plan> plan = api::plan_single(file, purpose, api::means_of(options, follows));
  if (!plan) return fail(plan.error());
  follows.planned(*plan);
  const Watch watch = follows.watch(side, file);
  const parse::Texts texts =
      api::keeps_values(purpose) ? parse::Texts::whole() : parse::Texts::cut();
  const auto paths = purpose == Purpose::triage ? analysis::Paths::now : analysis::Paths::later;
  Result<analysis::Analysis> analysed =
      api::load_analysis({file, options, watch, follows}, plan->threads, texts, paths);
  if (!analysed) return fail(analysed.error());
  query::Session session(std::move(*analysed));
  // Answers to many questions are no phases of one run.
  const bool is_one_run = purpose != Purpose::anything;
  return Session(std::make_unique<Impl>(
      Impl{std::move(session), is_one_run ? watch : Watch(), options.pictures}));
}

const std::string& Session::file() const { return impl_->session.heap().file; }
const std::vector<std::string>& Session::notes() const { return impl_->session.heap().notes; }
const std::optional<Damage>& Session::damage() const { return impl_->session.heap().damage; }

Result<void> Session::ignore(ObjectId id) { return impl_->session.set_aside(id); }
Result<void> Session::unignore(std::optional<ObjectId> id) { return impl_->session.take_back(id); }
std::vector<ObjectInfo> Session::ignored() { return impl_->session.view().set_aside; }

Summary Session::summary() {
  Summary summary = analysis::summarise(impl_->session.analysed(), impl_->watch);
  for (const ObjectInfo& info : ignored()) {
    summary.notes.push_back(fmt::format("@{} is ignored: it retains nothing", info.id.value));
  }
  return summary;
}

Triage Session::triage(unsigned threads) {
  Triage triage = query::triage(impl_->session, {threads, impl_->pictures}, impl_->watch);
  std::vector<std::string>& notes = triage.summary.notes;
  if (const auto& maps = impl_->session.heap().source_maps) {
    api::add_mangled_note(notes, triage.suspects, *maps);
  }
  api::add_source_map_notes(notes, triage.summary.source_maps);
  return triage;
}

Result<PathsReport> Session::paths(std::span<const ObjectId> ids) {
  Phase phase(impl_->watch, "retaining paths");
  static_cast<void>(impl_->session.paths());  // once; then they are part of what is analysed
  phase.end();
  Result<std::vector<PathReport>> paths =
      analysis::explain_paths(impl_->session.analysed(), ids, impl_->watch);
  if (!paths) return fail(paths.error());
  return PathsReport{impl_->session.view(), std::move(*paths)};
}

Result<ObjectReport> Session::object(ObjectId id, std::size_t rows_max) {
  return query::show_object(impl_->session, id, rows_max);
}

Result<RetainersReport> Session::retainers(ObjectId id, std::size_t rows_max) {
  return query::find_retainers(impl_->session, id, rows_max);
}

Result<DominatorsReport> Session::dominators(ObjectId id, std::size_t rows_max) {
  return query::find_dominators_of(impl_->session, id, rows_max);
}

Result<ClassReport> Session::classes(const NamePattern& pattern, std::size_t rows_max) {
  return query::show_class(impl_->session, pattern, rows_max);
}

FindReport Session::find(const NamePattern& pattern, std::size_t rows_max) {
  return query::find_objects(impl_->session, pattern, rows_max);
}

StringsReport Session::strings(const NamePattern& pattern, std::size_t rows_max) {
  return query::find_strings(impl_->session, pattern, rows_max);
}

DuplicatesReport Session::duplicates(std::size_t rows_max) {
  return query::find_duplicates(impl_->session, rows_max);
}

BiggestReport Session::biggest(std::size_t rows_max) {
  return query::find_biggest(impl_->session, rows_max);
}

void Session::for_each_node(const std::function<bool(const NodeRow&)>& visit) {
  analysis::for_each_node(impl_->session.analysed(), visit, impl_->watch);
}

std::vector<std::string> Session::class_names() {
  std::vector<std::string> names;
  for (const model::RowIndex::Row& row : impl_->session.rows()) names.push_back(row.name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<Diff> compare(const Session& before, const Session& after, const DiffOptions& options) {
  return leaks::compare_loaded(before.impl_->session.analysed(), after.impl_->session.analysed(),
                               options);
}

FindReport find_new(Session& before, Session& after, const NamePattern& pattern,
                    std::size_t rows_max) {
  return query::find_new(before.impl_->session, after.impl_->session, pattern, rows_max);
}

}  // namespace heapdiff
