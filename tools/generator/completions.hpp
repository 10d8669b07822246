#pragma once

#include <string>

// Completions for three shells, from the tables of commands and options.

[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();
