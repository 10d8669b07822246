#pragma once

#include <string>

#include "graph/load.hpp"
#include "heapdiff/reading.hpp"

namespace heapdiff::api {

/// Loads a snapshot as the options have it: with `salvage` a damaged one as well, and then its lost
/// names are borrowed from `names_from` or, where that says nothing, from `sibling`, if that is a
/// path. Notes tell if a sibling is of no use.
/// Errors: as `graph::load_heap`; those of the lender, too, but not of a sibling that
/// nobody asked for.
[[nodiscard]] Result<graph::Heap> load_file(const std::string& path, const ReadOptions& options,
                                            const Watch& watch,
                                            parse::Texts texts = parse::Texts::cut(),
                                            const std::string& sibling = "");

}  // namespace heapdiff::api
