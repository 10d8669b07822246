#include "cli/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/nearest.hpp"
#include "base/printable.hpp"
#include "cli/option_table.hpp"

namespace heapdiff::cli {
namespace {

constexpr const char* config_name = "heapdiff.toml";
constexpr std::uintmax_t small_bytes_max = 16 << 20;
// What says which configuration it is, or belongs to one run.
constexpr std::array<std::string_view, 6> not_in_config{"config",         "no-config", "profile",
                                                        "write-baseline", "help",      "version"};
constexpr std::array<std::string_view, 4> files{"baseline", "source-root", "suppressions",
                                                "names-from"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// As seen from the working directory: "../heapdiff.toml".
std::string find_upwards() {
  std::error_code error;
  std::filesystem::path upwards;
  for (std::filesystem::path at = std::filesystem::current_path(error); !at.empty();
       at = at.parent_path()) {
    if (std::filesystem::is_regular_file(at / config_name, error)) {
      return (upwards / config_name).string();
    }
    if (at == at.root_path()) break;
    upwards /= "..";
  }
  return "";
}

}  // namespace

Result<std::string> read_small_file(const std::string& path, const char* hint) {
  const auto refuse = [&](ErrorKind kind, std::string message) {
    return fail({kind, path, std::move(message), std::nullopt, hint});
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return refuse(ErrorKind::io, "is a directory");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse(ErrorKind::io, std::generic_category().message(errno));
  std::string text(small_bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return refuse(ErrorKind::io, std::generic_category().message(errno));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > small_bytes_max) {
    return refuse(ErrorKind::limit, fmt::format("has more than {} bytes", small_bytes_max));
  }
  return text;
}

Result<std::optional<Config>> load_config(const Options& options) {
  if (options.no_config) return std::optional<Config>();
  const std::string path = options.config.empty() ? find_upwards() : options.config;
  if (path.empty()) {
    if (options.profile.empty()) return std::optional<Config>();
    return fail({ErrorKind::usage, "",
                 fmt::format("there is no {} here or above, and so no profile", config_name),
                 std::nullopt, "--config FILE names one"});
  }
  const Result<std::string> text = read_small_file(path, "");
  if (!text) return fail(text.error());
  Result<Config> config = parse_config(*text, path, options.profile);
  if (!config) return fail(config.error());
  return std::optional(std::move(*config));
}

Result<std::vector<std::string>> words_of(
    const Config& config, CommandKind kind,
    const std::function<bool(const std::string& option)>& is_given) {
  std::vector<std::string> words;
  const std::filesystem::path folder = std::filesystem::path(config.file).parent_path();
  for (const Config::Default& entry : config.options) {
    const std::string name = "--" + entry.option;
    const std::vector<const OptionSpec*> specs = options_of(CommandKind::diff);
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const OptionSpec* s) { return s->name == name; });
    if (spec == specs.end() || is_one_of(not_in_config, entry.option)) {
      std::vector<std::string_view> names;
      for (const OptionSpec* s : specs) {
        if (!is_one_of(not_in_config, s->name.substr(2))) names.push_back(s->name.substr(2));
      }
      const std::string_view meant = base::nearest_name(entry.option, names, 3);
      return fail({ErrorKind::usage, config.file,
                   fmt::format("{}: a configuration has no option {}", entry.place,
                               base::printable(entry.option)),
                   std::nullopt, meant.empty() ? "" : fmt::format("did you mean {}?", meant)});
    }
    if (!(*spec)->commands.has(kind) || is_given(name)) continue;
    if ((*spec)->value_name.empty()) {
      if (entry.value == "true") words.push_back(name);
      if (entry.value == "true" || entry.value == "false") continue;
      return fail({ErrorKind::usage, config.file,
                   fmt::format("{}: {} is true or false", entry.place, entry.option), std::nullopt,
                   ""});
    }
    const bool is_file =
        is_one_of(files, entry.option) && std::filesystem::path(entry.value).is_relative();
    words.push_back(
        fmt::format("{}={}", name, is_file ? (folder / entry.value).string() : entry.value));
  }
  return words;
}

}  // namespace heapdiff::cli
