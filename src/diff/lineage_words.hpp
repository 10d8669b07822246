#pragma once

#include <string>

#include "heapdiff/diff.hpp"

namespace heapdiff::diff {

// Here, and not with the reports, since an error has these words, too.

/// The numbers that decided: "of those that share an id, the same are 399 of 8931 strings; …".
[[nodiscard]] std::string evidence_in_words(const Lineage& lineage);
/// Why an id means no object; empty where nothing hinders.
[[nodiscard]] std::string hindrance_in_words(const Lineage& lineage);
/// What was found when the programs themselves were compared; empty where they were not.
[[nodiscard]] std::string programs_in_words(const Lineage& lineage);

}  // namespace heapdiff::diff
