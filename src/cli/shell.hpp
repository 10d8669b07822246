#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "cli/terminal.hpp"

namespace heapdiff::cli {

[[nodiscard]] ExitStatus run(const ShellCommand& command, Terminal& terminal);

/// What `help` answers, and `heapdiff shell --help` lists.
[[nodiscard]] std::string help_of_shell_commands();

}  // namespace heapdiff::cli
