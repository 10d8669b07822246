#pragma once

#include <functional>
#include <memory>
#include <string>

#include "analysis/reduce.hpp"
#include "api/indexes.hpp"
#include "graph/load.hpp"
#include "heapdiff/reading.hpp"
#include "source_maps/script_maps.hpp"

namespace heapdiff::api {

/// Loads a snapshot as the options require. With `salvage`, a damaged one is loaded as well, and
/// its lost names are borrowed from `names_from`. Source maps of its scripts go into `maps`, which
/// may know them from an earlier time; if it is null, and maps are wanted, into new ones.
/// Errors: as `graph::load_heap`; those of `names_from`, too.
[[nodiscard]] Result<graph::Heap> load_file(const std::string& path, const ReadOptions& options,
                                            const Watch& watch,
                                            parse::Texts texts = parse::Texts::cut(),
                                            std::shared_ptr<source_maps::ScriptMaps> maps = {});

/// Its two steps. Names are also borrowed from `sibling`, if that is a path and `names_from` is
/// empty: its errors are none of the file's, and a note reports one that is of no use.
/// `has_graph`: see `parse::ReadOptions`.
[[nodiscard]] Result<graph::Heap> read_file(const std::string& path, const ReadOptions& options,
                                            const Watch& watch, parse::Texts texts,
                                            const std::string& sibling = "",
                                            std::function<void()> has_graph = nullptr);
[[nodiscard]] Result<void> take_source_maps(graph::Heap& heap, const ReadOptions& options,
                                            const Watch& watch,
                                            std::shared_ptr<source_maps::ScriptMaps> maps);

/// The same, analysed: out of its index where one is of use. Errors: those of an index that was
/// named, too.
[[nodiscard]] Result<analysis::Analysis> load_analysis(
    const IndexedFile& file, unsigned threads, parse::Texts texts = parse::Texts::cut(),
    analysis::Paths when = analysis::Paths::later);

}  // namespace heapdiff::api
