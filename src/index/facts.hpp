#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/reduce.hpp"
#include "heapdiff/summary.hpp"
#include "index/columns.hpp"
#include "source_maps/script_maps.hpp"

namespace heapdiff::index {

/// What an index has beside its columns: everything that is small, or no array of numbers.
struct Facts {
  Counts counts;
  /// What leads to source maps, so that it is known without the graph whether there are any.
  std::vector<source_maps::Script> scripts;
  std::optional<Statistics> statistics;  ///< of the snapshot as it was read
  /// As `scripts::name_scripts` finds them.
  struct NamedScript {
    std::uint32_t id = 0;
    std::string name;
  };
  std::vector<NamedScript> script_names;
};

/// Of an analysed snapshot without source maps, whose paths are known. Fills `paths` in.
[[nodiscard]] Facts gather_facts(analysis::Analysis& analysed, std::optional<Statistics> statistics,
                                 PathColumns& paths);

/// The facts, and those of the analysis that no column holds, as bytes; and back. `reduced` and
/// `heap` are filled in as far as facts go. Nothing where the bytes are not what `write_facts`
/// makes: every index is checked.
[[nodiscard]] std::string write_facts(const Facts& facts, analysis::Analysis& analysed);
[[nodiscard]] std::optional<Facts> read_facts(std::string_view bytes, analysis::Analysis& analysed);

}  // namespace heapdiff::index
