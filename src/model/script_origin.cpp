#include "model/script_origin.hpp"

#include <algorithm>
#include <cctype>

namespace heapdiff::model {
namespace {

constexpr std::string_view separators = "/\\";

/// "https:", "file:", "node:": letters before a colon, and more than one of them, since "C:" is a
/// drive.
bool has_scheme(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon != std::string_view::npos && colon > 1 &&
         std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+';
         });
}

bool is_drive(std::string_view name) {
  return name.size() > 2 && std::isalpha(static_cast<unsigned char>(name[0])) != 0 &&
         name[1] == ':' && separators.find(name[2]) != std::string_view::npos;
}

/// Without "file://", and without what a URL asks for behind its path.
std::string_view path_of(std::string_view name) {
  constexpr std::string_view file = "file://";
  if (name.starts_with(file)) name.remove_prefix(file.size());
  return has_scheme(name) ? name.substr(0, name.find_first_of("?#")) : name;
}

}  // namespace

void ScriptOrigin::learn(std::string_view name) {
  if (name.starts_with("internal/")) are_bare_names_of_engine_ = true;
}

bool ScriptOrigin::is_of_engine(std::string_view name) const {
  if (name.starts_with("node:")) return true;
  // Extensions that V8 brings along, as for --expose-gc.
  if (name.starts_with("v8/") || name.starts_with("extensions::")) return true;
  if (!are_bare_names_of_engine_) return false;
  return name.starts_with("internal/") ||
         (name.ends_with(".js") && name.find_first_of(separators) == std::string_view::npos);
}

bool is_path_or_url(std::string_view name) {
  return name.starts_with('/') || name.starts_with("\\\\") || is_drive(name) || has_scheme(name);
}

std::string_view package_of_script(std::string_view name) {
  constexpr std::string_view folder = "node_modules";
  const std::string_view path = path_of(name);
  const auto is_separator = [&](std::size_t at) {
    return separators.find(path[at]) != std::string_view::npos;
  };
  for (std::size_t at = path.rfind(folder); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : path.rfind(folder, at - 1)) {
    const std::size_t start = at + folder.size() + 1;
    const bool is_whole = at == 0 || is_separator(at - 1);
    if (!is_whole || start >= path.size() || !is_separator(start - 1)) continue;
    std::size_t end = path.find_first_of(separators, start);
    if (path[start] == '@' && end != std::string_view::npos) {
      end = path.find_first_of(separators, end + 1);
    }
    // What has no folder of its own there is a file, and no package.
    if (end != std::string_view::npos && end > start) return path.substr(start, end - start);
  }
  return {};
}

std::string_view folder_of_script(std::string_view name) {
  const std::string_view path = path_of(name);
  const std::size_t end = path.find_last_of(separators);
  if (end == std::string_view::npos) return name;
  return path.substr(0, std::max<std::size_t>(end, 1));
}

}  // namespace heapdiff::model
