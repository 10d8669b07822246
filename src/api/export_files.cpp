#include "heapdiff/export.hpp"

#include "analysis/reduce.hpp"
#include "api/load_file.hpp"
#include "api/plan.hpp"
#include "api/saved_files.hpp"
#include "export/ndjson.hpp"
#include "export/sqlite.hpp"
#include "export/write_tables.hpp"

namespace heapdiff {
namespace {

Result<Exported> export_saved(const std::string& file, const ExportOptions& options,
                              tables::TableWriter& out) {
  const Result<saved::SavedSummary> summary = api::read_saved(file);
  if (!summary) return fail(summary.error());
  const tables::Head head{summary->origin.modified, options.labels};
  if (Result<void> written = tables::write_summary(*summary, head, out); !written) {
    return fail(written.error());
  }
  return Exported{file, summary->notes, std::nullopt};
}

Result<Exported> export_tables(const std::string& file, const ExportOptions& options,
                               const ReadOptions& reading, Monitor* monitor,
                               tables::TableWriter& out) {
  const bool is_saved = api::is_saved_file(file);
  const auto subject = is_saved ? tables::Subject::summary : tables::Subject::snapshot;
  if (Result<void> can = out.prepare(tables::tables_of(subject)); !can) return fail(can.error());
  if (is_saved) return export_saved(file, options, out);
  Monitor& follows = api::monitor_or_nobody(monitor);
  // Texts that are not written need not be kept.
  const Purpose purpose = reading.hide_values ? Purpose::tables_of_names : Purpose::tables;
  const Result<Plan> plan = api::plan_single(file, purpose, api::means_of(reading, follows));
  if (!plan) return fail(plan.error());
  follows.planned(*plan);
  const Watch watch = follows.watch("snapshot", file);
  const parse::Texts texts =
      api::keeps_values(purpose) ? parse::Texts::whole() : parse::Texts::cut();
  Result<analysis::Analysis> analysed =
      api::load_analysis({file, reading, watch, follows}, plan->threads, texts);
  if (!analysed) return fail(analysed.error());
  const graph::Heap& heap = analysed->heap;
  Exported exported{heap.file, heap.notes, heap.damage};
  const tables::Head head{api::modification_time(file), options.labels};
  if (Result<void> written =
          tables::write_snapshot(std::move(*analysed), head, plan->threads, out, watch);
      !written) {
    return fail(written.error());
  }
  return exported;
}

}  // namespace

Result<Exported> export_sqlite(const std::string& file, const std::string& database,
                               const ExportOptions& options, const ReadOptions& reading,
                               Monitor* monitor) {
  tables::SqliteWriter out(database);
  return export_tables(file, options, reading, monitor, out);
}

Result<Exported> export_ndjson(const std::string& file, ExportFolder& folder,
                               Compression compression, const ExportOptions& options,
                               const ReadOptions& reading, Monitor* monitor) {
  tables::NdjsonWriter out(folder, compression);
  return export_tables(file, options, reading, monitor, out);
}

}  // namespace heapdiff
