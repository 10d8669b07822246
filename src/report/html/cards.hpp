#pragma once

#include <string>
#include <vector>

#include "heapdiff/render.hpp"
#include "report/html/markup.hpp"
#include "report/suspects.hpp"

namespace heapdiff::report::html {

/// What a card says besides what it knows from its suspect.
struct CardContext {
  std::string pointer;    ///< to the suspect in the JSON report
  std::string standing;   ///< to known leaks; empty: none
  bool is_growth = true;  ///< else of one snapshot
  bool is_in_picture = false;
  Markup more = {};  ///< at the end: a trend's line
};

/// A suspect as a card, with its retaining path to click through.
[[nodiscard]] Markup suspect_card(const Suspect& suspect, const SuspectInWords& words,
                                  const CardContext& context, const RenderOptions& options);

/// Weak suspects, a line each; empty for none.
[[nodiscard]] Markup hints(const std::vector<Suspect>& suspects, bool is_growth,
                           const RenderOptions& options);

/// A list of facts with their titles.
[[nodiscard]] Markup fact_list(const std::vector<FactInWords>& facts);

}  // namespace heapdiff::report::html
