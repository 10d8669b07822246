#pragma once

#include "parse/columns.hpp"
#include "parse/records.hpp"

namespace heapdiff::parse {

/// Each decodes one section; the reader stands behind its `[`. What one section alone can tell is
/// checked here, with the element's number and byte.
[[nodiscard]] Result<NodeColumns> decode_nodes(ByteReader& reader, const Schema& schema);
[[nodiscard]] Result<EdgeColumns> decode_edges(ByteReader& reader, const Schema& schema,
                                               std::size_t node_count);
[[nodiscard]] Result<base::Column<Location>> decode_locations(ByteReader& reader,
                                                              const Schema& schema,
                                                              std::size_t node_count);

}  // namespace heapdiff::parse
