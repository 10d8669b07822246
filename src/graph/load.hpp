#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graph/heap.hpp"
#include "heapdiff/watch.hpp"
#include "input/source.hpp"
#include "parse/read_options.hpp"
#include "parse/sample_strings.hpp"

namespace heapdiff::graph {

/// Source → columns → heap. Errors: see `parse::parse_snapshot`.
[[nodiscard]] Result<Heap> load_heap(input::Source& source, unsigned threads = 1,
                                     const parse::ReadOptions& options = {});

/// The same for a path, or "-" for standard input. Errors: those, and see `input::open_source`.
[[nodiscard]] Result<Heap> load_heap(const std::string& path, unsigned threads = 1,
                                     const Watch& watch = {},
                                     const parse::ReadOptions& options = {});

/// How large a snapshot is, as its header claims and its size bounds.
struct Extent {
  std::uint64_t nodes = 0, edges = 0;
  std::optional<std::uint64_t> text_bytes;  ///< decompressed; nothing where that is not known
  bool has_allocation_stacks = false;
  std::optional<parse::StringsExtent> strings;  ///< nothing where they cannot be looked at
  std::optional<parse::NumbersExtent> numbers;  ///< the same
};

/// Looks at the header of a file, and here and there at its strings. Nothing where that cannot be
/// done before the file is read (standard input, a pipe), where the header does not come first or
/// claims no counts, and where something is wrong: loading reports what.
[[nodiscard]] std::optional<Extent> peek(const std::string& path);

}  // namespace heapdiff::graph
