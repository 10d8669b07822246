#pragma once

#include <string>
#include <string_view>

#include "cli/command_table.hpp"
#include "cli/option_table.hpp"

namespace heapdiff::cli {

/// Help teaches by example, and follows from the tables. `shell_commands` are the lines that the
/// shell's own help lists.
[[nodiscard]] std::string help_of(const CommandSpec& command, std::string_view shell_commands = {});
/// The two ways to call the program, and where to read on: lines that stand below "  hint: ".
[[nodiscard]] std::string usage_text();
[[nodiscard]] std::string version_text();

/// "size (default), count or retained"; empty where any word is one.
[[nodiscard]] std::string choices_in_words(const OptionSpec& option);

/// The arguments as help shows them: "FILE @ID…".
[[nodiscard]] std::string arguments_in_words(const CommandSpec& command);

}  // namespace heapdiff::cli
