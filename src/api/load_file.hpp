#pragma once

#include <string>

#include "graph/load.hpp"
#include "heapdiff/reading.hpp"

namespace heapdiff::api {

/// Loads a snapshot as the options require. With `salvage`, a damaged one is loaded as well, and
/// its lost names are borrowed from `names_from` or, if that is empty, from `sibling` if that is a
/// path. A note reports a sibling that is of no use. Errors: as `graph::load_heap`; those of
/// `names_from`, too, but not those of a sibling.
[[nodiscard]] Result<graph::Heap> load_file(const std::string& path, const ReadOptions& options,
                                            const Watch& watch,
                                            parse::Texts texts = parse::Texts::cut(),
                                            const std::string& sibling = "");

}  // namespace heapdiff::api
