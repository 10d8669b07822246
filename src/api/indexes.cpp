#include "api/indexes.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include "analysis/statistics.hpp"
#include "api/load_file.hpp"
#include "api/plan.hpp"
#include "api/saved_files.hpp"
#include "heapdiff/files.hpp"
#include "index/index_file.hpp"
#include "index/path_reader.hpp"

namespace heapdiff {
namespace api {
namespace {

constexpr std::string_view index_suffix = ".hdx";

std::optional<index::Origin> origin_of(const std::string& path) {
  constexpr std::int64_t second = 1'000'000'000;
  struct stat status {};
  if (path == "-" || stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  return index::Origin{static_cast<std::uint64_t>(status.st_size),
                       status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec};
}

bool exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

/// The index of a file that is no index itself. Errors: why it is of no use.
Result<index::IndexFile> open_beside(const std::string& path) {
  const std::string index_path = index_path_of(path);
  Result<index::IndexFile> file = index::IndexFile::open(index_path);
  if (file && file->origin() != origin_of(path)) {
    return fail({ErrorKind::mismatch, index_path,
                 "the snapshot was changed after the index was made", std::nullopt,
                 "heapdiff index makes it anew"});
  }
  return file;
}

/// `read(index_file)` of the index to use; see the header.
template <class Value, class Read>
Result<std::optional<Value>> read_if_of_use(const IndexedFile& file, Read&& read) {
  const bool is_index = index::is_index(file.path);
  const bool may_use = file.options.use_indexes && !file.options.salvage && file.path != "-";
  if (!is_index && (!may_use || !exists(index_path_of(file.path)))) return std::optional<Value>();
  const std::string& path = is_index ? file.path : index_path_of(file.path);
  const auto without = [&](const std::string& why) {
    file.monitor.note(fmt::format("{}: not used: {}", path, why));
    return std::optional<Value>();
  };
  Result<index::IndexFile> opened =
      is_index ? index::IndexFile::open(path) : open_beside(file.path);
  if (!opened)
    return is_index ? fail(opened.error())
                    : Result<std::optional<Value>>(without(opened.error().message));
  if (file.options.source_maps.enabled) {
    const auto maps =
        file.maps ? file.maps : std::make_shared<source_maps::ScriptMaps>(file.options.source_maps);
    if (Result<void> fine = maps->resolve(opened->facts().scripts); !fine) {
      return fail(fine.error());
    }
    constexpr const char* why = "its scripts have source maps, and an index has no original names";
    if (maps->has_any() && is_index) {
      return fail({ErrorKind::mismatch, path, why, std::nullopt,
                   "give the snapshot, or leave source maps out"});
    }
    if (maps->has_any()) return without(why);
  }
  Result<Value> value = read(std::move(*opened));
  // What is wrong with the question, the snapshot answers no better.
  const bool is_final = !value && (is_index || value.error().kind == ErrorKind::usage);
  if (is_final) return fail(value.error());
  if (!value) return without(value.error().message);
  if (!is_index) file.monitor.note(fmt::format("{}: used in place of the snapshot", path));
  return std::optional<Value>(std::move(*value));
}

}  // namespace

Result<std::optional<analysis::Analysis>> analysis_from_index(
    const IndexedFile& file, unsigned threads, parse::Texts texts,
    std::optional<Statistics>* statistics) {
  return read_if_of_use<analysis::Analysis>(
      file, [&](index::IndexFile opened) -> Result<analysis::Analysis> {
        if (statistics != nullptr) *statistics = opened.facts().statistics;
        Result<analysis::Analysis> analysed =
            std::move(opened).read_analysis(file.path, texts, threads, file.watch);
        if (analysed) analysed->heap.hides_values = file.options.hide_values;
        return analysed;
      });
}

Result<std::optional<model::Reduction>> reduction_from_index(
    const IndexedFile& file, unsigned threads, std::optional<Statistics>* statistics) {
  return read_if_of_use<model::Reduction>(
      file, [&](index::IndexFile opened) -> Result<model::Reduction> {
        if (statistics != nullptr) *statistics = opened.facts().statistics;
        return std::move(opened).read_reduction(file.path, threads, file.watch);
      });
}

Result<std::optional<std::vector<PathReport>>> paths_from_index(const IndexedFile& file,
                                                                std::span<const ObjectId> ids,
                                                                std::vector<std::string>& notes) {
  return read_if_of_use<std::vector<PathReport>>(file, [&](index::IndexFile opened) {
    notes = opened.notes();
    return index::read_paths(std::move(opened), file.path, ids, file.options.hide_values,
                             file.watch);
  });
}

std::string snapshot_of(const std::string& path) {
  const bool is_named = path.ends_with(index_suffix) && index::is_index(path);
  return is_named ? path.substr(0, path.size() - index_suffix.size()) : path;
}

std::optional<std::int64_t> modification_time(const std::string& path) {
  if (index::is_index(path)) {
    const Result<index::IndexFile> file = index::IndexFile::open(path);
    return file ? std::optional(file->origin().modified) : std::nullopt;
  }
  const std::optional<index::Origin> origin = origin_of(path);
  return origin ? std::optional(origin->modified) : std::nullopt;
}

}  // namespace api

std::string index_path_of(const std::string& file) { return file + std::string(api::index_suffix); }

bool lacks_index(const std::string& file) {
  return !index::is_index(file) && !api::is_saved_file(file) && !api::open_beside(file);
}

Result<void> index_file(const std::string& file,
                        const std::function<Result<void>(std::string_view)>& write,
                        const ReadOptions& reading, Monitor* monitor) {
  if (index::is_index(file)) {
    return fail({ErrorKind::usage, file, "is an index already", std::nullopt, ""});
  }
  const std::optional<index::Origin> origin = api::origin_of(file);
  if (!origin && (file == "-" || api::exists(file))) {
    return fail({ErrorKind::usage, file, "only a file can have an index", std::nullopt,
                 "an index is of use as long as the file is as it was"});
  }
  Monitor& follows = api::monitor_or_nobody(monitor);
  const Result<Plan> plan =
      api::plan_single(file, Purpose::anything, api::means_of(reading, follows));
  if (!plan) return fail(plan.error());
  follows.planned(*plan);
  const Watch watch = follows.watch("snapshot", file);
  ReadOptions plain = reading;
  plain.source_maps.enabled = false;
  plain.hide_values = false;
  // A diff has cut values where texts are long, so that an index has both.
  Result<graph::Heap> heap = api::load_file(file, plain, watch);
  if (!heap) return fail(heap.error());
  std::optional<base::StringPool> cut_texts;
  if (heap->are_values_cut) {
    cut_texts = std::move(heap->strings);
    heap = api::load_file(file, plain, watch, parse::Texts::whole());
    if (!heap) return fail(heap.error());
  }
  const Statistics statistics = analysis::measure_statistics(*heap);
  analysis::Analysis analysed =
      analysis::analyse(std::move(*heap), plan->threads, watch, analysis::Paths::now);
  const Phase phase(watch, "index");
  index::PathColumns paths;
  index::Facts facts = index::gather_facts(analysed, statistics, paths);
  if (cut_texts) facts.counts.cut_text_bytes = cut_texts->text_bytes();
  return index::write({analysed, cut_texts ? &*cut_texts : nullptr, paths, facts, *origin}, write);
}

}  // namespace heapdiff
