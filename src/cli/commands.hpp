#pragma once

#include "cli/command_line.hpp"
#include "cli/terminal.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::cli {

[[nodiscard]] ExitStatus run(const DiffCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const TriageCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const TrendCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const SummaryCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const SaveCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const IndexCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const PathCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const NodesCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const ExportCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const QueryCommand& command, Terminal& terminal);
[[nodiscard]] ExitStatus run(const Answer& answer, Terminal& terminal);

/// Makes the indexes of those snapshots that have none, for --index.
[[nodiscard]] Result<void> make_indexes(const std::vector<std::string>& words,
                                        const Options& options, Terminal& terminal);

[[nodiscard]] RenderOptions render_options(const Options& options);

}  // namespace heapdiff::cli
