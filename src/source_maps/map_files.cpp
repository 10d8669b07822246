#include "source_maps/map_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "input/source.hpp"

namespace heapdiff::source_maps {

bool is_file(const std::string& path) {
  std::error_code ignored;
  return !path.empty() && std::filesystem::is_regular_file(path, ignored);
}

Result<std::string> read_file(const std::string& path) {
  Result<std::unique_ptr<input::Source>> source = input::open_source(path);
  if (!source) return fail(source.error());
  std::string text;
  // Some more than the text, for what reads it in large steps.
  constexpr std::size_t beyond = 128;
  if (const auto size = (*source)->size()) {
    text.reserve(static_cast<std::size_t>(std::min(*size, SourceMap::file_bytes_max)) + beyond);
  }
  std::array<char, 1 << 16> piece;
  for (;;) {
    const Result<std::size_t> count = (*source)->read(piece);
    if (!count) return fail(count.error());
    if (*count == 0) return text;
    if (text.size() + *count > SourceMap::file_bytes_max) {
      return fail({ErrorKind::limit, path,
                   fmt::format("has more than {} bytes, the limit for source maps and scripts",
                               SourceMap::file_bytes_max),
                   std::nullopt, ""});
    }
    text.append(piece.data(), *count);
  }
}

Result<std::shared_ptr<const SourceMap>> MapFiles::map(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  const auto known = maps_.find(path);
  if (known != maps_.end()) return known->second;
  Result<std::string> text = read_file(path);
  if (!text) return fail(text.error());
  Result<SourceMap> map = SourceMap::read(std::move(*text));
  if (!map) {
    Error wrong = map.error();
    wrong.path = path;
    return fail(std::move(wrong));
  }
  return maps_.emplace(path, std::make_shared<const SourceMap>(std::move(*map))).first->second;
}

Result<std::shared_ptr<const ScriptText>> MapFiles::script(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  const auto known = scripts_.find(path);
  if (known != scripts_.end()) return known->second;
  Result<std::string> text = read_file(path);
  if (!text) return fail(text.error());
  return scripts_.emplace(path, std::make_shared<const ScriptText>(std::move(*text))).first->second;
}

}  // namespace heapdiff::source_maps
