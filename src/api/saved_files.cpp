#include "api/saved_files.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "analysis/reduce.hpp"
#include "api/load_file.hpp"
#include "api/source_map_notes.hpp"
#include "heapdiff/files.hpp"
#include "input/source.hpp"

namespace heapdiff {
namespace api {
namespace {

// One of a heap of 92 MB has 2.4 MB.
constexpr std::size_t saved_bytes_max = std::size_t{1} << 30;

std::string start_of(const std::string& path) {
  const auto source = input::open_source(path);
  if (!source) return "";
  std::string start(saved::start_bytes, '\0');
  std::size_t size = 0;
  while (size < start.size()) {
    const Result<std::size_t> more = (*source)->read({start.data() + size, start.size() - size});
    if (!more || *more == 0) break;
    size += *more;
  }
  start.resize(size);
  return start;
}

}  // namespace

std::optional<saved::Origin> origin_of_saved(const std::string& path) {
  return saved::read_origin(start_of(path));
}

bool is_saved_file(const std::string& path) {
  return path != "-" && saved::is_saved(start_of(path));
}

Result<saved::SavedSummary> read_saved(const std::string& path) {
  const auto source = input::open_source(path);
  if (!source) return fail(source.error());
  std::string text;
  constexpr std::size_t step = std::size_t{1} << 20;
  for (std::size_t size = 0;;) {
    if (size > saved_bytes_max) {
      return fail({ErrorKind::limit, path,
                   fmt::format("a saved summary of more than {} bytes", saved_bytes_max),
                   std::nullopt, ""});
    }
    if (text.size() < size + step) text.resize(size + step);
    const Result<std::size_t> more = (*source)->read({text.data() + size, text.size() - size});
    if (!more) return fail(more.error());
    if (*more == 0) {
      text.resize(size);
      break;
    }
    size += *more;
  }
  return saved::read(std::move(text), path);
}

Result<saved::SavedSummary> summarise(
    const std::string& path, const ReadOptions& options, Monitor& monitor, const std::string& side,
    const std::function<void(const analysis::Analysis&)>& look_at) {
  const Result<Plan> plan = plan_single(path, Purpose::classes, means_of(options, monitor));
  if (!plan) return fail(plan.error());
  monitor.planned(*plan);
  const Watch watch = monitor.watch(side, path);
  Result<analysis::Analysis> loaded = load_analysis({path, options, watch, monitor}, plan->threads);
  if (!loaded) return fail(loaded.error());
  analysis::Analysis analysed = std::move(*loaded);
  if (analysed.heap.damage) {
    return fail({ErrorKind::mismatch, path, "a damaged snapshot cannot be summarised for a diff",
                 std::nullopt, "give the snapshots themselves"});
  }
  if (look_at) look_at(analysed);
  const Phase phase(watch, "holders");
  const std::shared_ptr<source_maps::ScriptMaps> maps = analysed.heap.source_maps;
  saved::SavedSummary summary = saved::summarise(std::move(analysed), plan->threads);
  if (maps) add_source_map_notes(summary.notes, maps->uses());
  if (path != "-") {
    summary.origin = {std::filesystem::path(snapshot_of(path)).filename().string(),
                      modification_time(path)};
  }
  return summary;
}

Result<saved::SavedSummary> summary_of(const std::string& path, const ReadOptions& options,
                                       Monitor& monitor, const std::string& side) {
  return is_saved_file(path) ? read_saved(path) : summarise(path, options, monitor, side);
}

}  // namespace api

Result<std::string> save_file(const std::string& file, const ReadOptions& reading,
                              Monitor* monitor) {
  const Result<saved::SavedSummary> summary =
      api::summarise(file, reading, api::monitor_or_nobody(monitor), "snapshot");
  if (!summary) return fail(summary.error());
  return saved::write(*summary);
}

}  // namespace heapdiff
