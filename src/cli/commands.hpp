#pragma once

#include "analysis/reduce.hpp"
#include "cli/command_line.hpp"
#include "cli/plan.hpp"
#include "cli/terminal.hpp"

namespace heapdiff::cli {

[[nodiscard]] ExitStatus run(const DiffCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const TriageCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const SummaryCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const PathCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const NodesCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const QueryCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const Answer& answer, Terminal& terminal);

// What commands on one snapshot share.

[[nodiscard]] RenderOptions render_options(const Options& options);

/// Loads a snapshot whose graph stays. Errors: limit, and those of loading.
[[nodiscard]] Result<analysis::Analysed> load_analysed(const std::string& path, Work work,
                                                       const Options& options, Terminal& terminal,
                                                       const base::Watch& watch);

}  // namespace heapdiff::cli
