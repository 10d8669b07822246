#pragma once

#include "cli/command_line.hpp"
#include "cli/plan.hpp"
#include "cli/terminal.hpp"
#include "heapdiff/diff.hpp"

namespace heapdiff::cli {

/// Loads both sides and compares them as the plan has it; the result does not depend on the plan.
/// Errors: those of loading, and mismatch (see `diff::pair_objects`).
[[nodiscard]] Result<Diff> compare_files(const DiffCommand& command, const Plan& plan,
                                         DiffOptions options, Terminal& terminal);

}  // namespace heapdiff::cli
