#pragma once

#include "parse/byte_reader.hpp"
#include "parse/columns.hpp"
#include "parse/partial.hpp"

namespace heapdiff::parse {

/// Reads the tree of allocation stacks up to its last `]`; the reader is past the first `[`.
/// Each node's numbers stand in a flat list, and the list of its children, in which the same goes
/// on, is one of its fields. A tree may be as deep as its file is long: depth costs no stack, and
/// memory is that of the rows. Errors: cut_short; malformed; limit; each with the trace node and
/// the byte. O(bytes). REQUIRES: schema.has_allocation_stacks()
[[nodiscard]] Partial<TraceTree> read_trace_tree(ByteReader& reader, const Schema& schema);

}  // namespace heapdiff::parse
