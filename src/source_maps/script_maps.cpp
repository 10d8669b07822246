#include "source_maps/script_maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <system_error>
#include <tuple>
#include <utility>

#include "base/script_name.hpp"
#include "source_maps/vlq.hpp"

namespace heapdiff {

const char* name_of(SourceMapUse::FoundBy found_by) {
  static constexpr std::array names{"name", "url", "debug-id", "beside", "data-url"};
  return names[static_cast<std::size_t>(found_by)];
}

namespace source_maps {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view map_extension = ".map";
/// A folder with more files than this is not what was meant.
constexpr std::size_t files_in_folder_max = 200'000;
constexpr std::string_view data_scheme = "data:";

std::string_view without_query(std::string_view url) {
  return url.substr(0, url.find_first_of("?#"));
}

std::string_view base_name(std::string_view path) {
  path = without_query(path);
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view without_extension(std::string_view name) {
  if (name.ends_with(map_extension)) name.remove_suffix(map_extension.size());
  return name;
}

/// Of a script that may be a file on this machine: its path.
std::string path_of_script(std::string_view name) {
  name = base::without_file_scheme(name);
  return name.starts_with('/') ? std::string(name) : std::string();
}

/// "a/./b/../c" → "a/c"; what would lead above the start of a path or a URL stays at it.
std::string normalize(std::string_view path) {
  const std::string_view scheme = base::scheme_of(path);
  std::string start(scheme);
  std::string_view rest = path.substr(scheme.size());
  if (!scheme.empty() && rest.starts_with("//")) {
    const std::size_t end = std::min(rest.find('/', 2), rest.size());
    start += rest.substr(0, end);
    rest.remove_prefix(end);
  }
  const bool is_rooted = rest.starts_with('/');
  std::vector<std::string_view> parts;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("/\\"), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return fmt::format("{}{}{}", start, is_rooted ? "/" : "", fmt::join(parts, "/"));
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = without_query(path).find_last_of("/\\");
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
}

/// What is wrong with a map, and the script that it is of.
Error about_script(Error error, std::string_view script) {
  error.message = fmt::format("{} (the source map of {})", error.message, script);
  return error;
}

/// The same where the script has to be told by the map's name.
Error about_script(Error error, const std::vector<Script>& scripts) {
  const std::string_view name = without_extension(base_name(error.path));
  const auto script = std::find_if(scripts.begin(), scripts.end(),
                                   [&](const Script& one) { return base_name(one.name) == name; });
  return script == scripts.end() ? error : about_script(std::move(error), script->name);
}

/// Does a shortened text agree with a whole one?
bool begins_with(std::string_view whole, std::string_view start) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (whole.starts_with(byte_order_mark)) whole.remove_prefix(byte_order_mark.size());
  return whole.starts_with(start);
}

}  // namespace

std::string resolve_source(std::string_view source, std::string_view script,
                           std::string_view map_url) {
  if (source.empty()) return std::string(script);
  const std::string_view scheme = base::scheme_of(source);
  if (scheme == "file:") return normalize(base::without_file_scheme(source));
  if (scheme == "webpack:" || scheme == "turbopack:" || scheme == "rspack:") {
    // webpack://NAMESPACE/./src/a.ts?hash
    std::string_view path = without_query(source.substr(scheme.size()));
    if (path.starts_with("//")) {
      path.remove_prefix(2);
      path.remove_prefix(std::min(path.find('/'), path.size() - 1) + 1);
    }
    if (path.starts_with("//")) path.remove_prefix(1);
    if (path.starts_with('/')) return normalize(path);
    return "./" + normalize(path);
  }
  if (!scheme.empty()) return normalize(source);
  if (source.starts_with('/') || base::is_drive(source)) return normalize(source);
  std::string folder(folder_of(base::without_file_scheme(script)));
  const bool has_base = !folder.empty();
  // A map in another folder than its script: sources are relative to the map.
  if (base::scheme_of(map_url).empty() && !map_url.starts_with('/')) folder += folder_of(map_url);
  std::string path = normalize(fmt::format("{}{}", folder, source));
  return has_base ? path : "./" + path;
}

std::optional<std::string> decode_data_url(std::string_view url) {
  if (!url.starts_with(data_scheme)) return std::nullopt;
  const std::size_t comma = url.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view head = url.substr(0, comma);
  std::string_view body = url.substr(comma + 1);
  std::string text;
  if (!head.ends_with(";base64")) {
    for (std::size_t i = 0; i < body.size(); ++i) {
      const auto digit = [&](std::size_t at) {
        const char c = body[at];
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
      };
      const bool is_escaped =
          body[i] == '%' && i + 2 < body.size() && digit(i + 1) >= 0 && digit(i + 2) >= 0;
      text += is_escaped ? static_cast<char>(digit(i + 1) * 16 + digit(i + 2)) : body[i];
      if (is_escaped) i += 2;
    }
    return text;
  }
  while (body.ends_with('=')) body.remove_suffix(1);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : body) {
    const std::int8_t digit = vlq::digits[static_cast<unsigned char>(c)];
    if (digit == vlq::no_digit) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    text += static_cast<char>(bits >> count & 0xFF);
  }
  return text;
}

std::string_view trailing_comment(std::string_view text, std::string_view name) {
  for (const std::string_view mark : {"//# ", "//@ "}) {
    const std::string wanted = fmt::format("{}{}=", mark, name);
    const std::size_t found = text.rfind(wanted);
    if (found == std::string_view::npos) continue;
    std::string_view value = text.substr(found + wanted.size());
    return value.substr(0, value.find_first_of(" \t\r\n"));
  }
  return {};
}

ScriptMap::ScriptMap(std::shared_ptr<const SourceMap> map, const Script& script)
    : map_(std::move(map)) {
  const std::string_view url =
      script.map_url.starts_with(data_scheme) ? std::string_view() : script.map_url;
  for (const std::string& source : map_->sources()) {
    files_.push_back(resolve_source(source, script.name, url));
  }
}

std::optional<OriginalPlace> ScriptMap::find(std::uint32_t line, std::uint32_t column) const {
  auto found = map_->find(line, column);
  if (!found) return std::nullopt;
  return OriginalPlace{
      files_[found->source],  found->line,       found->column,   found->source,
      std::move(found->name), found->is_ignored, found->is_exact, found->generated_column};
}

/// Is the id in the file? It is long enough to be nowhere by chance.
bool ScriptMaps::has_debug_id(const std::string& path, const std::string& debug_id) {
  const Result<std::string> text = read_file(path);
  return text && text->find(debug_id) != std::string::npos;
}

/// The files that the user named, and those in the folders.
Result<void> ScriptMaps::list_named(const std::vector<Script>& scripts) {
  if (named_) return {};
  named_.emplace();
  for (const std::string& path : options_.paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      Result<std::shared_ptr<const SourceMap>> map = files_->map(path);
      if (!map) return fail(about_script(map.error(), scripts));
      named_->push_back({path, false, false, std::move(*map)});
      continue;
    }
    std::vector<std::string> found;
    std::size_t seen = 0;
    fs::recursive_directory_iterator files(path, fs::directory_options::skip_permission_denied,
                                           error);
    for (; !error && files != fs::recursive_directory_iterator(); files.increment(error)) {
      if (++seen > files_in_folder_max) {
        return fail(
            {ErrorKind::limit, path,
             fmt::format("has more than {} files: give a folder with fewer", files_in_folder_max),
             std::nullopt, ""});
      }
      const std::string file = files->path().string();
      if (file.ends_with(map_extension) && is_file(file)) found.push_back(file);
    }
    if (error) {
      return fail({ErrorKind::io, path, error.message(), std::nullopt, ""});
    }
    if (found.empty()) {
      return fail({ErrorKind::usage, path, "has no source map in it (*.map)", std::nullopt, ""});
    }
    std::sort(found.begin(), found.end());
    for (std::string& file : found) named_->push_back({std::move(file), true});
  }
  return {};
}

/// The map among those that the user named; empty if none is the script's. Of several of one name
/// the one whose path agrees with the script's for longest.
std::string ScriptMaps::named_map_of(const Script& script, SourceMapUse::FoundBy& found_by) {
  const std::string_view script_name = base_name(script.name);
  const std::string_view url_name =
      script.map_url.starts_with(data_scheme) ? std::string_view() : base_name(script.map_url);
  const auto common_end = [&](std::string_view path) {
    const std::string_view map = without_extension(path);
    const std::string_view name = without_query(script.name);
    std::size_t length = 0;
    while (length < map.size() && length < name.size() &&
           map[map.size() - 1 - length] == name[name.size() - 1 - length]) {
      ++length;
    }
    return length;
  };
  Named* best = nullptr;
  std::pair<int, std::size_t> best_rank;
  for (Named& named : *named_) {
    const std::string_view file = base_name(named.path);
    const bool is_by_id =
        !script.debug_id.empty() && named.map && named.map->debug_id() == script.debug_id;
    const bool is_by_name =
        !script_name.empty() &&
        (without_extension(file) == script_name || (!url_name.empty() && file == url_name) ||
         (named.map && base_name(named.map->file()) == script_name));
    if (!is_by_id && !is_by_name) continue;
    const std::pair rank{is_by_id ? 2 : named.is_from_folder ? 0 : 1, common_end(named.path)};
    if (best != nullptr && rank <= best_rank) continue;
    best = &named;
    best_rank = rank;
    found_by = is_by_id ? SourceMapUse::FoundBy::debug_id : SourceMapUse::FoundBy::name;
  }
  if (best == nullptr && !script.debug_id.empty()) {
    const auto found = std::find_if(named_->begin(), named_->end(), [&](const Named& named) {
      return named.is_from_folder && has_debug_id(named.path, script.debug_id);
    });
    if (found != named_->end()) best = &*found;
    found_by = SourceMapUse::FoundBy::debug_id;
  }
  if (best == nullptr) return {};
  best->is_used = true;
  return best->path;
}

bool ScriptMaps::text_fits(const Script& script, const std::string& path) const {
  if (!is_file(path)) return false;
  if (script.text.empty()) return true;
  const auto text = files_->script(path);
  return text && begins_with((*text)->text(), script.text);
}

std::string ScriptMaps::find_text(const Script& script) const {
  const std::string own = path_of_script(script.name);
  if (text_fits(script, own)) return own;
  for (const std::string& folder : options_.script_folders) {
    // The longest end of the script's path that leads to a file there.
    std::string_view rest = without_query(script.name);
    while (!rest.empty()) {
      const std::string path = (fs::path(folder) / rest).string();
      if (!rest.starts_with('/') && text_fits(script, path)) return path;
      const std::size_t slash = rest.find('/');
      if (slash == std::string_view::npos) break;
      rest.remove_prefix(slash + 1);
    }
  }
  return {};
}

void ScriptMaps::find_map(Entry& entry) {
  const Script& script = entry.script;
  entry.use.script = script.name;
  entry.use.map = named_map_of(script, entry.use.found_by);
  if (!entry.use.map.empty()) {
    entry.is_named = true;
    return;
  }
  if (script.map_url.starts_with(data_scheme)) {
    entry.use.found_by = SourceMapUse::FoundBy::data_url;
    entry.inline_url = script.map_url;
    return;
  }
  const std::string path = path_of_script(script.name);
  if (path.empty()) return;
  const bool is_local_url = !script.map_url.empty() && base::scheme_of(script.map_url).empty();
  if (is_local_url) {
    const std::string_view url = without_query(script.map_url);
    std::string map =
        url.starts_with('/') ? std::string(url) : fmt::format("{}{}", folder_of(path), url);
    if (is_file(map)) {
      entry.use.map = std::move(map);
      entry.use.found_by = SourceMapUse::FoundBy::url;
      return;
    }
  }
  std::string map = fmt::format("{}{}", path, map_extension);
  if (!is_file(map)) return;
  entry.use.map = std::move(map);
  entry.use.found_by = SourceMapUse::FoundBy::beside;
}

Result<void> ScriptMaps::read(Entry& entry) {
  entry.is_read = true;
  const auto refuse = [&](Error error) -> Result<void> {
    entry.use.problem = error.message;
    if (error.path.empty()) error.path = entry.use.map;
    return fail(about_script(std::move(error), entry.use.script));
  };
  if (!entry.is_named) {
    // A map that was found is not the user's word: the script beside it has to be the snapshot's.
    const std::string path = path_of_script(entry.script.name);
    if (is_file(path) && !text_fits(entry.script, path)) {
      return refuse({ErrorKind::mismatch, path, "the script has changed since the snapshot",
                     std::nullopt, ""});
    }
  }
  if (entry.use.found_by != SourceMapUse::FoundBy::data_url) {
    Result<std::shared_ptr<const SourceMap>> map = files_->map(entry.use.map);
    if (!map) return refuse(map.error());
    entry.map = std::make_unique<ScriptMap>(std::move(*map), entry.script);
    return {};
  }
  auto text = decode_data_url(entry.inline_url);
  if (text && !text->ends_with('}')) text.reset();
  if (!text) {
    // Snapshots cut long texts; the script on the disk has all of it.
    const std::string path = find_text(entry.script);
    if (!path.empty()) {
      const auto script = files_->script(path);
      if (script) text = decode_data_url(trailing_comment((*script)->text(), "sourceMappingURL"));
    }
  }
  if (!text) {
    return refuse({ErrorKind::cut_short, "",
                   "the script holds its map, of which the snapshot has only the start",
                   std::nullopt, ""});
  }
  Result<SourceMap> map = SourceMap::read(std::move(*text));
  if (!map) return refuse(map.error());
  entry.map =
      std::make_unique<ScriptMap>(std::make_shared<const SourceMap>(std::move(*map)), entry.script);
  return {};
}

Result<void> ScriptMaps::resolve(const std::vector<Script>& scripts) {
  if (!options_.enabled) return {};
  const std::scoped_lock lock(mutex_);
  if (Result<void> fine = list_named(scripts); !fine) return fine;
  for (const Script& script : scripts) {
    const auto [at, is_new] = entries_.try_emplace(script.id);
    if (!is_new) continue;
    Entry& entry = at->second;
    entry.script = script;
    find_map(entry);
    const bool has_map = !entry.use.map.empty() || !entry.inline_url.empty();
    if (!has_map) {
      entries_.erase(at);
      continue;
    }
    if (script.is_package && !entry.is_named) continue;
    const Result<void> fine = read(entry);
    if (!fine && entry.is_named) return fine;
  }
  for (const Named& named : *named_) {
    if (named.is_used || named.is_from_folder) continue;
    const std::string& file = named.map->file();
    return fail({ErrorKind::mismatch, named.path,
                 fmt::format("is the map of {}, and no script of the snapshot is called so",
                             file.empty() ? without_extension(base_name(named.path)) : file),
                 std::nullopt, ""});
  }
  const bool has_folder = std::any_of(named_->begin(), named_->end(),
                                      [](const Named& named) { return named.is_from_folder; });
  const bool is_folder_used = std::any_of(named_->begin(), named_->end(), [](const Named& named) {
    return named.is_from_folder && named.is_used;
  });
  if (has_folder && !is_folder_used) {
    return fail({ErrorKind::mismatch, named_->front().path,
                 "no map in the folders is one of a script of the snapshot", std::nullopt, ""});
  }
  return {};
}

bool ScriptMaps::has_any() const {
  const std::scoped_lock lock(mutex_);
  return !entries_.empty();
}

const ScriptMap* ScriptMaps::of(std::uint32_t script_id) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(script_id);
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  // What is wrong with it is in its use.
  if (!entry.is_read) (void)read(entry);
  return entry.map.get();
}

std::shared_ptr<const ScriptText> ScriptMaps::text_of(std::uint32_t script_id) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(script_id);
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  if (entry.is_text_known) return entry.text;
  entry.is_text_known = true;
  if (entry.script.is_text_whole) {
    entry.text = std::make_shared<const ScriptText>(entry.script.text);
    return entry.text;
  }
  const std::string path = find_text(entry.script);
  if (path.empty()) return nullptr;
  const auto text = files_->script(path);
  if (text) entry.text = *text;
  return entry.text;
}

void ScriptMaps::count(std::uint32_t script_id, bool is_found) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(script_id);
  if (found == entries_.end()) return;
  ++found->second.use.places;
  if (!is_found) ++found->second.use.unfound;
}

std::vector<OriginalFile> ScriptMaps::files() const {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, bool> files;
  for (const auto& [id, entry] : entries_) {
    if (!entry.map) continue;
    for (std::uint32_t i = 0; i < entry.map->files().size(); ++i) {
      const bool is_ignored = entry.map->map().is_ignored(i);
      const auto [known, is_new] = files.try_emplace(entry.map->files()[i], is_ignored);
      if (!is_new) known->second = known->second && is_ignored;
    }
  }
  std::vector<OriginalFile> all;
  for (const auto& [name, is_ignored] : files) all.push_back({name, is_ignored});
  return all;
}

bool ScriptMaps::is_made_up(std::string_view name) const {
  const std::scoped_lock lock(mutex_);
  bool has_map = false;
  for (const auto& [id, entry] : entries_) {
    if (!entry.map) continue;
    const SourceMap& map = entry.map->map();
    if (!map.has_all_contents() || map.has_in_contents(name)) return false;
    has_map = true;
  }
  return has_map;
}

std::vector<SourceMapUse> ScriptMaps::uses() const {
  const std::scoped_lock lock(mutex_);
  std::vector<SourceMapUse> uses;
  for (const auto& [id, entry] : entries_) {
    if (entry.is_read) uses.push_back(entry.use);
  }
  const auto key = [](const SourceMapUse& use) { return std::tie(use.script, use.map); };
  std::stable_sort(uses.begin(), uses.end(),
                   [&](const SourceMapUse& a, const SourceMapUse& b) { return key(a) < key(b); });
  // A script that was compiled several times is one.
  std::vector<SourceMapUse> merged;
  for (SourceMapUse& use : uses) {
    if (merged.empty() || key(merged.back()) != key(use)) {
      merged.push_back(std::move(use));
      continue;
    }
    merged.back().places += use.places;
    merged.back().unfound += use.unfound;
  }
  return merged;
}

}  // namespace source_maps
}  // namespace heapdiff
