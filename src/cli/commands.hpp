#pragma once

#include "cli/options.hpp"
#include "cli/terminal.hpp"

namespace heapdiff::cli {

[[nodiscard]] ExitStatus run(const DiffCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const TriageCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const SummaryCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const PathCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const NodesCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const Answer& answer, Terminal& terminal);

}  // namespace heapdiff::cli
