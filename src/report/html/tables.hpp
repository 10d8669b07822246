#pragma once

#include "heapdiff/render.hpp"
#include "report/html/markup.hpp"

namespace heapdiff::report::html {

// The tables of a page, each within its share of the page's 2 MB: rows that have no room are summed
// up below it. Empty where there is nothing to show.

[[nodiscard]] Markup class_table(const Diff& diff, const RenderOptions& options);
/// Ways in which new objects of the rows are held.
[[nodiscard]] Markup chain_table(const Diff& diff, const RenderOptions& options);
/// All that makes up the growth: suspects, V8 internals, the rest.
[[nodiscard]] Markup books(const Diff& diff, const RenderOptions& options);

[[nodiscard]] Markup class_table(const Summary& summary, const RenderOptions& options);
[[nodiscard]] Markup duplicates_table(const DuplicatesReport& report, const RenderOptions& options);
[[nodiscard]] Markup biggest_table(const BiggestReport& report, bool has_retained,
                                   const RenderOptions& options);

}  // namespace heapdiff::report::html
