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

/// Writes the diff's leaks as known ones. Errors: io.
[[nodiscard]] Result<void> write_baseline(const Diff& diff, const Gate& gate,
                                          const Options& options);

}  // namespace heapdiff::cli
