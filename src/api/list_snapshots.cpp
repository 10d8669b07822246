#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <tuple>
#include <utility>

#include "api/saved_files.hpp"
#include "heapdiff/files.hpp"
#include "model/dump_name.hpp"

namespace heapdiff {
namespace {

bool is_snapshot_name(const std::string& name) {
  // An index is read with its snapshot.
  const bool is_snapshot = name.find(".heapsnapshot") != std::string::npos;
  return name.ends_with(".hds") || (is_snapshot && !name.ends_with(index_path_of("")));
}

/// The file of a snapshot, or of the one that a summary was saved of: that is what happened at some
/// time, and a summary may have been saved, copied or downloaded whenever.
saved::Origin origin_of(const std::string& file) {
  std::error_code unknown;
  saved::Origin origin{file, api::modification_time(file)};
  if (!std::filesystem::is_regular_file(file, unknown)) return origin;  // a pipe is read once
  if (std::optional<saved::Origin> saved = api::origin_of_saved(file)) {
    if (!model::read_dump_name(file)) origin.snapshot = std::move(saved->snapshot);
    if (saved->modified) origin.modified = saved->modified;
  }
  return origin;
}

/// By the time that Node's names tell, where all have such names, else by the time when the files
/// were written; then by name.
void put_in_order(std::vector<std::string>& files) {
  std::vector<saved::Origin> origins;
  std::transform(files.begin(), files.end(), std::back_inserter(origins), origin_of);
  const bool are_dumps =
      std::all_of(origins.begin(), origins.end(), [](const saved::Origin& origin) {
        return model::read_dump_name(origin.snapshot).has_value();
      });
  std::vector<std::tuple<std::int64_t, std::uint64_t, std::string>> ranks;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (are_dumps) {
      const model::DumpName name = *model::read_dump_name(origins[i].snapshot);
      ranks.emplace_back(name.seconds, name.number, std::move(files[i]));
    } else {
      ranks.emplace_back(origins[i].modified.value_or(0), 0, std::move(files[i]));
    }
  }
  std::sort(ranks.begin(), ranks.end());
  for (std::size_t i = 0; i < files.size(); ++i) files[i] = std::move(std::get<2>(ranks[i]));
}

Result<std::vector<std::string>> list_folder(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code unknown;
    const bool is_file = entry->is_regular_file(unknown);
    if (is_file && is_snapshot_name(entry->path().filename().string())) {
      files.push_back(entry->path().string());
    }
  }
  if (error) return fail({ErrorKind::io, path, error.message(), std::nullopt, ""});
  return files;
}

Result<std::vector<std::string>> match_pattern(const std::string& pattern) {
  glob_t found{};
  const int status = glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> files(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  if (status == GLOB_NOSPACE) throw std::bad_alloc();
  return files;
}

}  // namespace

Result<std::vector<std::string>> list_snapshots(const std::string& path) {
  std::error_code unknown;
  const bool is_folder = std::filesystem::is_directory(path, unknown);
  const bool is_pattern =
      !std::filesystem::exists(path, unknown) && path.find_first_of("*?[") != std::string::npos;
  if (!is_folder && !is_pattern) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) return std::vector<std::string>{path};
    if (!error) error = std::make_error_code(std::errc::no_such_file_or_directory);
    return fail({ErrorKind::io, path, error.message(), std::nullopt, ""});
  }
  Result<std::vector<std::string>> files = is_folder ? list_folder(path) : match_pattern(path);
  if (!files) return files;
  if (files->empty()) {
    return fail({ErrorKind::io, path,
                 is_folder ? "this folder has no snapshot and no saved summary"
                           : "no file matches this pattern",
                 std::nullopt, is_folder ? "their names have .heapsnapshot or end in .hds" : ""});
  }
  put_in_order(*files);
  return files;
}

}  // namespace heapdiff
