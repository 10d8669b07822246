#include "scripts/script_origin.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "base/script_name.hpp"

namespace heapdiff {

const char* name_of(ScriptOwner owner) {
  static constexpr std::array names{"program", "library", "node", "engine"};
  return names[static_cast<std::size_t>(owner)];
}

namespace scripts {
namespace {

using base::has_scheme;
using base::is_drive;
using base::without_file_scheme;

constexpr std::string_view separators = "/\\";

/// Without "file://", and without the query of a URL.
std::string_view path_of(std::string_view name) {
  name = without_file_scheme(name);
  return has_scheme(name) ? name.substr(0, name.find_first_of("?#")) : name;
}

bool is_separator(char c) { return separators.find(c) != std::string_view::npos; }

/// The part of a folder's path that two programs on one machine need not share: "/home", "C:\app",
/// "https://host".
std::string_view beginning_of(std::string_view folder) {
  const std::size_t host = folder.find("://");
  const std::size_t start = host != std::string_view::npos ? host + 3 : is_drive(folder) ? 3 : 1;
  return folder.substr(0, folder.find_first_of(separators, std::min(start, folder.size())));
}

/// The folder that holds both.
std::string_view common_folder(std::string_view a, std::string_view b) {
  std::size_t end = 0;
  for (std::size_t i = 0;; ++i) {
    const bool a_ends = i == a.size() || is_separator(a[i]);
    const bool b_ends = i == b.size() || is_separator(b[i]);
    if (a_ends && b_ends) end = i;
    if (i == a.size() || i == b.size() || a[i] != b[i]) break;
  }
  return a.substr(0, end);
}

constexpr std::string_view internal_folder = "internal/";
constexpr std::string_view node_scheme = "node:";

/// Node and Bun, Electron and Deno, workerd.
constexpr std::array<std::string_view, 7> schemes_of_runtimes{
    node_scheme, "bun:",           "electron/js2c/",      "ext:",
    "internal:", "node-internal:", "cloudflare-internal:"};

/// Extensions that V8 brings along, as for --expose-gc, and what it wrote itself in JavaScript.
constexpr std::array<std::string_view, 3> prefixes_of_engine{"v8/", "extensions::", "native "};

/// Files of Node 8 to 14 that lie beside the folder `internal`, sorted.
constexpr std::array<std::string_view, 63> modules_of_old_node{"_debug_agent",
                                                               "_debugger",
                                                               "_http_agent",
                                                               "_http_client",
                                                               "_http_common",
                                                               "_http_incoming",
                                                               "_http_outgoing",
                                                               "_http_server",
                                                               "_linklist",
                                                               "_stream_duplex",
                                                               "_stream_passthrough",
                                                               "_stream_readable",
                                                               "_stream_transform",
                                                               "_stream_wrap",
                                                               "_stream_writable",
                                                               "_tls_common",
                                                               "_tls_legacy",
                                                               "_tls_wrap",
                                                               "assert",
                                                               "async_hooks",
                                                               "bootstrap_node",
                                                               "buffer",
                                                               "child_process",
                                                               "cluster",
                                                               "console",
                                                               "constants",
                                                               "crypto",
                                                               "dgram",
                                                               "diagnostics_channel",
                                                               "dns",
                                                               "domain",
                                                               "events",
                                                               "freelist",
                                                               "fs",
                                                               "fs/promises",
                                                               "http",
                                                               "http2",
                                                               "https",
                                                               "inspector",
                                                               "module",
                                                               "net",
                                                               "os",
                                                               "path",
                                                               "perf_hooks",
                                                               "process",
                                                               "punycode",
                                                               "querystring",
                                                               "readline",
                                                               "repl",
                                                               "stream",
                                                               "string_decoder",
                                                               "sys",
                                                               "timers",
                                                               "tls",
                                                               "trace_events",
                                                               "tty",
                                                               "url",
                                                               "util",
                                                               "v8",
                                                               "vm",
                                                               "wasi",
                                                               "worker_threads",
                                                               "zlib"};

template <std::size_t n>
bool starts_with_any(std::string_view name, const std::array<std::string_view, n>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

bool is_module_of_old_node(std::string_view name) {
  constexpr std::string_view extension = ".js";
  if (!name.ends_with(extension)) return false;
  name.remove_suffix(extension.size());
  return std::binary_search(modules_of_old_node.begin(), modules_of_old_node.end(), name);
}

}  // namespace

void ScriptOrigin::learn(std::string_view name) {
  if (names_.contains(name)) return;
  names_.emplace(name);
  if (name.starts_with(internal_folder)) has_internal_ = true;
  if (name.starts_with(node_scheme)) has_scheme_ = true;
}

void ScriptOrigin::learn_original(std::string_view file) { names_.emplace(file); }

void ScriptOrigin::learn_library(std::string_view file) {
  names_.emplace(file);
  libraries_.emplace(file);
}

void ScriptOrigin::settle() {
  struct Group {
    std::size_t count = 0;
    std::string_view folder;
  };
  std::map<std::string_view, Group> groups;            // by the beginning of the path
  std::map<std::string_view, std::string_view> where;  // by package: what leads to it
  std::size_t count = 0;
  packages_with_copies_.clear();
  for (const std::string_view name : names_) {
    const ScriptOwner owner = owner_of(name);
    const std::string_view path = path_of(name);
    if (owner == ScriptOwner::library) {
      const std::string_view package = package_of_script(name);
      if (package.empty()) continue;
      const auto start = static_cast<std::size_t>(package.data() - path.data());
      const auto [known, is_new] = where.try_emplace(package, path.substr(0, start));
      if (!is_new && known->second != path.substr(0, start)) packages_with_copies_.emplace(package);
    }
    if (owner != ScriptOwner::program || !is_path_or_url(name)) continue;
    const std::string_view folder = folder_of_script(name);
    Group& group = groups[beginning_of(folder)];
    group.folder = group.count == 0 ? folder : common_folder(group.folder, folder);
    ++group.count;
    ++count;
  }
  const auto largest = std::max_element(groups.begin(), groups.end(), [](auto& a, auto& b) {
    return a.second.count < b.second.count;
  });
  root_.clear();
  if (largest != groups.end() && largest->second.count * 4 >= count * 3) {
    root_ = largest->second.folder;
  }
}

std::string_view ScriptOrigin::short_name(std::string_view name) const {
  const ScriptOwner owner = owner_of(name);
  if (is_built_in(owner)) return name;
  std::string_view path = without_file_scheme(name);
  // Where a bundler's map does not say what its sources are relative to.
  if (path.starts_with("./")) path.remove_prefix(2);
  if (owner == ScriptOwner::program || package_of_script(name).empty()) {
    const bool is_below = !root_.empty() && path.size() > root_.size() + 1 &&
                          path.starts_with(root_) &&
                          (is_separator(root_.back()) || is_separator(path[root_.size()]));
    if (!is_below) return path;
    return path.substr(root_.size() + (is_separator(root_.back()) ? 0 : 1));
  }
  std::string_view package = package_of_script(name);
  if (packages_with_copies_.contains(package)) {
    const std::size_t outermost = path.find("node_modules");
    return path.substr(outermost + std::string_view("node_modules").size() + 1);
  }
  return path.substr(static_cast<std::size_t>(package.data() - path.data()));
}

ScriptOwner ScriptOrigin::owner_of(std::string_view name) const {
  if (starts_with_any(name, schemes_of_runtimes)) return ScriptOwner::node;
  if (starts_with_any(name, prefixes_of_engine)) return ScriptOwner::engine;
  if (has_internal_ && !has_scheme_) {
    if (name.starts_with(internal_folder) || is_module_of_old_node(name)) return ScriptOwner::node;
  }
  const bool is_library = !package_of_script(name).empty() || libraries_.contains(name);
  return is_library ? ScriptOwner::library : ScriptOwner::program;
}

bool is_path_or_url(std::string_view name) {
  // V8 names WebAssembly by its hash; what a debugger evaluates, it numbers.
  if (name.starts_with("wasm://") || name.starts_with("debugger://")) return false;
  return name.starts_with('/') || name.starts_with("\\\\") || is_drive(name) || has_scheme(name);
}

std::string_view package_of_script(std::string_view name) {
  constexpr std::string_view folder = "node_modules";
  const std::string_view path = path_of(name);
  for (std::size_t at = path.rfind(folder); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : path.rfind(folder, at - 1)) {
    const std::size_t start = at + folder.size() + 1;
    const bool is_whole = at == 0 || is_separator(path[at - 1]);
    if (!is_whole || start >= path.size() || !is_separator(path[start - 1])) continue;
    std::size_t end = path.find_first_of(separators, start);
    if (path[start] == '@' && end != std::string_view::npos) {
      end = path.find_first_of(separators, end + 1);
    }
    // What has no folder there is a file, not a package.
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

}  // namespace scripts
}  // namespace heapdiff
