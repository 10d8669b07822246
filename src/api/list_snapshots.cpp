#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "heapdiff/files.hpp"
#include "model/dump_name.hpp"

namespace heapdiff {
namespace {

bool is_snapshot_name(const std::string& name) {
  return name.find(".heapsnapshot") != std::string::npos || name.ends_with(".hds");
}

/// By the time that Node's names tell, where all have such names, else by the time of the file;
/// then by name.
void put_in_order(std::vector<std::string>& files) {
  const bool are_dumps = std::all_of(files.begin(), files.end(), [](const std::string& file) {
    return model::read_dump_name(file).has_value();
  });
  using Rank = std::tuple<std::int64_t, std::uint64_t, std::string>;
  const auto rank_of = [&](const std::string& file) -> Rank {
    if (are_dumps) {
      const model::DumpName name = *model::read_dump_name(file);
      return {name.seconds, name.number, file};
    }
    std::error_code unknown;
    const auto time = std::filesystem::last_write_time(file, unknown);
    return {unknown ? 0 : time.time_since_epoch().count(), 0, file};
  };
  std::vector<Rank> ranks;
  ranks.reserve(files.size());
  for (const std::string& file : files) ranks.push_back(rank_of(file));
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
