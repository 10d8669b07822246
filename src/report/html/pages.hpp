#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/render.hpp"
#include "report/html/markup.hpp"

namespace heapdiff::report::html {

// What pages of several reports have in common.

/// The class of a verdict's colour.
[[nodiscard]] std::string tone_of(const std::optional<Verdict>& verdict);

/// A list of sentences; empty for none.
[[nodiscard]] Markup list_of(std::string_view id, const std::vector<std::string>& lines);

/// What is missing of a damaged file; empty for a sound one.
[[nodiscard]] Markup damage_of(const std::optional<Damage>& damage, const std::string& file);

/// All suspects of a diff, or what is known of growth without any. `more` is put at the end of each
/// card; it may be empty.
[[nodiscard]] Markup suspects_of(const Diff& diff, const Gate& gate, const RenderOptions& options,
                                 const std::vector<Markup>& more);

}  // namespace heapdiff::report::html
