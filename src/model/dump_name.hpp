#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "heapdiff/diff.hpp"

namespace heapdiff::model {

/// What Node says in the name that it gives a snapshot's file, be it for a signal, near the heap's
/// limit, or because the program asked for one and gave no name:
/// "Heap.20261124.123903.17858.0.001.heapsnapshot", with an ending of compression perhaps.
struct DumpName {
  std::int64_t seconds = 0;  ///< of local time, as if there were no summer time
  std::uint64_t process = 0, thread = 0;
  std::uint64_t number = 0;  ///< from 1 on in each process
};

/// Nothing where the last part of the path is no such name.
[[nodiscard]] std::optional<DumpName> read_dump_name(std::string_view path);

/// The two dumps, in order; nothing unless both are of one thread of one process.
[[nodiscard]] std::optional<Lineage::Dumps> compare_dump_names(std::string_view before,
                                                               std::string_view after);

}  // namespace heapdiff::model
