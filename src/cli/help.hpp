#pragma once

#include <string>

#include "cli/query_commands.hpp"

namespace heapdiff::cli {

/// Help teaches by example; every option in it stands in heapdiff(1), too, which a test holds.
[[nodiscard]] std::string help_of_diff();
[[nodiscard]] std::string help_of_summary();
[[nodiscard]] std::string help_of_path();
[[nodiscard]] std::string help_of_nodes();
[[nodiscard]] std::string help_of_query(const Query& query);
[[nodiscard]] std::string help_of_shell();
[[nodiscard]] std::string version_text();

}  // namespace heapdiff::cli
