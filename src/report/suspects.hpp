#pragma once

#include <string>
#include <vector>

#include "heapdiff/render.hpp"
#include "heapdiff/triage.hpp"
#include "report/table.hpp"

namespace heapdiff::report {

/// The first screen's suspects: what leaks, what holds it, where, and what to do; or that nothing
/// does, and why. Ends in an empty line. Empty where suspects were not looked for.
[[nodiscard]] std::string suspects_as_text(const Diff& diff, const RenderOptions& options,
                                           const Style& style);

/// The same for what has piled up in a single snapshot.
[[nodiscard]] std::string suspects_as_text(const Triage& triage, const RenderOptions& options,
                                           const Style& style);

/// A suspect in words, each safe to print and in one line: what its block on the screen is made of.
/// Empty where there is nothing to say.
struct SuspectInWords {
  std::string shape;    ///< "unbounded Map"
  std::string holder;   ///< "sessionsById"
  std::string figures;  ///< "+1,000 entries  +300.0 kB retained, 81 % of the growth"
  std::string holds, where, made_by, path, also;
  std::vector<std::string> because, advice;
};
[[nodiscard]] SuspectInWords suspect_in_words(const Diff& diff, const Suspect& suspect,
                                              const RenderOptions& options);

/// Of what has piled up in a single snapshot.
[[nodiscard]] SuspectInWords suspect_in_words(const Triage& triage, const Suspect& suspect,
                                              const RenderOptions& options);

/// What is known of growth that no suspect explains, a line each, as on the screen.
struct FactInWords {
  std::string title;  ///< "mostly"; empty where it goes on
  std::string words;
};
[[nodiscard]] std::vector<FactInWords> unnamed_in_words(const UnnamedGrowth& unnamed,
                                                        const RenderOptions& options);
/// "16 Order below Map @77, 2.1 kB with what they hold".
[[nodiscard]] std::string accumulation_in_words(const UnnamedGrowth::Accumulation& found,
                                                bool is_growth, UnitSystem units);

/// "5,000 Order in ordersById, +1.3 MB: too few earlier ones": a weak suspect in one line.
[[nodiscard]] std::string hint_in_words(const Suspect& suspect, bool is_growth,
                                        const RenderOptions& options);

/// A suspect as a section of Markdown. `standing`: to known leaks, or empty.
[[nodiscard]] std::string suspect_as_markdown(const SuspectInWords& words, const Suspect& suspect,
                                              const std::string& standing);

/// A suspect's block, as on the screen, without colour.
[[nodiscard]] std::string suspect_as_text(const Diff& diff, const Suspect& suspect,
                                          const RenderOptions& options);

}  // namespace heapdiff::report
