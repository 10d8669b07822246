#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "api/indexes.hpp"
#include "api/plan.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/reading.hpp"
#include "saved/saved_summary.hpp"

namespace heapdiff::api {

/// Is there a saved summary at the path? Standard input is never taken for one.
[[nodiscard]] bool is_saved_file(const std::string& path);

/// The snapshot of a saved summary; nothing where there is none at the path. Reads its start only.
[[nodiscard]] std::optional<saved::Origin> origin_of_saved(const std::string& path);

/// Errors: io, malformed, limit.
[[nodiscard]] Result<saved::SavedSummary> read_saved(const std::string& path);

/// Of a snapshot, which is gone when this returns. `look_at` has it before that. Errors: as
/// `read_snapshot`; limit; mismatch, for a snapshot that can only be salvaged.
[[nodiscard]] Result<saved::SavedSummary> summarise(
    const std::string& path, const ReadOptions& options, Monitor& monitor, const std::string& side,
    const std::function<void(const analysis::Analysis&)>& look_at = {});

/// Whichever it is.
[[nodiscard]] Result<saved::SavedSummary> summary_of(const std::string& path,
                                                     const ReadOptions& options, Monitor& monitor,
                                                     const std::string& side);

}  // namespace heapdiff::api
