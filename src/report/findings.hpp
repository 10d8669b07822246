#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "heapdiff/render.hpp"

namespace heapdiff::report {

/// One thing that a report for a build server says. All words are safe to print, each in one line.
struct Finding {
  enum class Level { error, warning, notice };
  enum class Of {
    suspect,   ///< likely or strong; a notice if it is known or exempt
    crossing,  ///< of a rule
    fixed,     ///< a known leak that no longer occurs, where that fails
  };
  Level level = Level::error;
  Of of = Of::suspect;
  std::size_t index = 0;    ///< in the diff's suspects, the gate's crossings or its known leaks
  std::string kind;         ///< "unbounded-map", "limit" or "fixed-leak"
  std::string title;        ///< "unbounded Map: sessionsById"
  std::string message;      ///< with all that matters
  std::string fingerprint;  ///< no two findings have the same
  /// In the source; null where it is not known.
  const Place* place = nullptr;
  /// A crossing that is about one suspect, which is a finding of its own, and an error.
  bool is_repetition = false;
};

inline constexpr const char* kind_of_crossing = "limit";
inline constexpr const char* kind_of_fixed = "fixed-leak";

/// The gate of the options; a diff that was not judged is judged without rules.
[[nodiscard]] Gate gate_of(const Diff& diff, const RenderOptions& options);

/// Errors first, and within a level crossings, suspects by their rank, known leaks.
[[nodiscard]] std::vector<Finding> findings_of(const Diff& diff, const Gate& gate,
                                               const RenderOptions& options);

/// Is the suspect a leak that somebody has accepted?
[[nodiscard]] bool is_accepted(const GatedSuspect& suspect);

/// "2 leaks, 1 known, 1 rule crossed — heap +1.2 MB (+3 %)"
[[nodiscard]] std::string headline(const Diff& diff, const Gate& gate, UnitSystem units);

}  // namespace heapdiff::report
