#pragma once

#include "cli/options.hpp"
#include "heapdiff/gate.hpp"

namespace heapdiff::cli {

/// What the options say of rules and known leaks, with the files that they name. Errors: usage, io.
[[nodiscard]] Result<GateOptions> gate_options(const Options& options);

/// Is there anything to judge by?
[[nodiscard]] bool has_gate(const GateOptions& gate);

/// Tells the terminal how a diff stands, and what would accept it.
[[nodiscard]] ExitStatus report_gate(const Diff& diff, const Gate& gate, const std::string& before,
                                     const std::string& after, const Options& options,
                                     Terminal& terminal);

/// The diff's leaks as known ones: the text of a file.
[[nodiscard]] std::string baseline_text(const Diff& diff, const Gate& gate);

}  // namespace heapdiff::cli
