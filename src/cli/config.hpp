#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_table.hpp"
#include "cli/options.hpp"

namespace heapdiff::cli {

/// The configuration that the options mean: --config's, or heapdiff.toml of the working directory
/// or of the nearest one above it. Nothing where there is none, or --no-config says so. Errors:
/// usage, io.
[[nodiscard]] Result<std::optional<Config>> load_config(const Options& options);

/// Its defaults for the options of a diff, as words of a command line, without those that
/// `is_given` and those that a command of this kind does not have. Files in it are relative to
/// where it lies. Errors: usage, for what is no option of a diff.
[[nodiscard]] Result<std::vector<std::string>> words_of(
    const Config& config, CommandKind kind,
    const std::function<bool(const std::string& option)>& is_given);

/// A whole file of some kilobytes. Errors: io, limit.
[[nodiscard]] Result<std::string> read_small_file(const std::string& path, const char* hint);

}  // namespace heapdiff::cli
