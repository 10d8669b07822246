#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heapdiff {

/// What a damaged snapshot still holds, and what is missing: every number that comes of such a file
/// goes with this. A file is read in its order, up to the first thing that damage explains (its
/// end, a block of NUL bytes, a compressed stream that breaks, something that is no number), and
/// what lies behind counts as lost. V8 writes nodes first, then edges, and strings last.
struct Damage {
  /// How much of a kind is there. `expected` is what the rest of the file announces.
  struct Coverage {
    std::uint64_t kept = 0;
    std::optional<std::uint64_t> expected;  ///< nothing where the file does not tell

    [[nodiscard]] bool is_whole() const { return expected && kept >= *expected; }
  };

  /// Nodes and edges name their strings by index, so that what is lost with a string is known.
  struct Names {
    std::uint64_t all = 0;
    std::uint64_t lost = 0;      ///< in this file
    std::uint64_t borrowed = 0;  ///< of those, found in another snapshot of the process

    [[nodiscard]] std::uint64_t missing() const { return lost - borrowed; }
  };

  std::string section;                   ///< in which reading ended; empty between two
  std::optional<std::uint64_t> element;  ///< of that section, the first one that is lost
  std::optional<std::uint64_t> byte;     ///< in the uncompressed text
  bool is_compressed = false;            ///< the file is a compressed stream
  std::string problem;                   ///< as if the file were refused

  Coverage nodes, edges, strings;
  std::uint64_t nodes_with_edges = 0;  ///< the first so many nodes have all of theirs
  /// Were all places in the source read? Else none is known: rows of classes with a place and
  /// without it would not add up.
  bool has_places = true;

  Names names;       ///< strings that nodes or edges refer to
  Names node_names;  ///< nodes
  Names edge_names;  ///< edges that are named by a string
  /// Names without text that sizes depend on: those of internal edges, since an entry of a WeakMap
  /// is told from a reference that keeps its value alive by its name, and those of native and
  /// synthetic nodes.
  std::uint64_t missing_of_rules = 0;
  std::string borrowed_from;  ///< the file that names come from; empty where none do

  [[nodiscard]] bool has_all_nodes() const { return nodes.is_whole(); }
  /// Without all edges nothing is known of what keeps what alive.
  [[nodiscard]] bool has_all_edges() const { return has_all_nodes() && edges.is_whole(); }
  [[nodiscard]] bool has_all_names() const { return names.missing() == 0; }
  /// Are retained sizes, and sizes that were given to owners, those of the whole file?
  [[nodiscard]] bool are_sizes_exact() const { return has_all_edges() && missing_of_rules == 0; }
};

}  // namespace heapdiff
