#pragma once

#include "parse/columns.hpp"
#include "parse/partial.hpp"
#include "parse/records.hpp"

namespace heapdiff::parse {

/// Each decodes one section on so many threads; the reader is past its `[`. What one section
/// alone can tell is checked here, with the element's number and byte. The result is the same for
/// every number of threads, and so is the error: the first in the file, with all whole records
/// before it.
[[nodiscard]] Partial<NodeColumns> decode_nodes(ByteReader& reader, const Schema& schema,
                                                unsigned threads = 1);
[[nodiscard]] Partial<EdgeColumns> decode_edges(ByteReader& reader, const Schema& schema,
                                                std::size_t node_count, LabelLayout layout,
                                                unsigned threads = 1);
[[nodiscard]] Partial<base::Column<Location>> decode_locations(ByteReader& reader,
                                                               const Schema& schema,
                                                               std::size_t node_count,
                                                               unsigned threads = 1);
[[nodiscard]] Partial<TraceFunctions> decode_trace_functions(ByteReader& reader,
                                                             const Schema& schema);

}  // namespace heapdiff::parse
