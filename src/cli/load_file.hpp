#pragma once

#include <string>

#include "cli/options.hpp"
#include "graph/load.hpp"

namespace heapdiff::cli {

/// How the files of a command are read.
struct Loading {
  const Options& options;
  unsigned threads = 1;
  parse::Texts texts = parse::Texts::cut();
};

/// Loads a snapshot as the options have it: with --salvage a damaged one as well, and then its lost
/// names are borrowed from --names-from or, where that says nothing, from `sibling`, if that is a
/// path. Notes tell if a sibling is of no use.
/// Errors: as `graph::load_heap`; those of the file of --names-from, too, but not of a sibling that
/// nobody asked for.
[[nodiscard]] Result<graph::Heap> load_file(const std::string& path, const Loading& loading,
                                            const base::Watch& watch,
                                            const std::string& sibling = "");

}  // namespace heapdiff::cli
