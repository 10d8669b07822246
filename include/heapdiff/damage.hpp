#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heapdiff {

/// What was read from a damaged snapshot, and what is missing; every number from such a file comes
/// with it. A file is read in order up to the first sign of damage (its end, a block of NUL bytes,
/// a compressed stream that breaks, something that is not a number); everything after it is lost.
/// V8 writes nodes first, then edges, and strings last.
struct Damage {
  /// How many items of one kind were read, and how many there should be.
  struct Coverage {
    std::uint64_t kept = 0;
    std::optional<std::uint64_t> expected;  ///< by the rest of the file; nothing if unknown

    [[nodiscard]] bool is_whole() const { return expected && kept >= *expected; }
  };

  /// Nodes and edges refer to strings by index, so it is known what each missing string named.
  struct Names {
    std::uint64_t all = 0;
    std::uint64_t lost = 0;      ///< in this file
    std::uint64_t borrowed = 0;  ///< of those, found in another snapshot of the process

    [[nodiscard]] std::uint64_t missing() const { return lost - borrowed; }
  };

  std::string section;                   ///< where reading ended; empty between two sections
  std::optional<std::uint64_t> element;  ///< the first missing element of that section
  std::optional<std::uint64_t> byte;     ///< in the uncompressed text
  bool is_compressed = false;            ///< the file is a compressed stream
  std::string problem;                   ///< the error with which the file would be refused

  Coverage nodes, edges, strings;
  std::uint64_t nodes_with_edges = 0;  ///< this many nodes, from the first, have all their edges
  /// Were all places in the source read? Otherwise none is used: rows of classes with a place and
  /// without one would not add up.
  bool has_places = true;

  Names names;       ///< strings that nodes or edges refer to
  Names node_names;  ///< nodes
  Names edge_names;  ///< edges that are named by a string
  /// Missing names that sizes depend on: those of internal edges, because the name distinguishes an
  /// entry of a WeakMap from a reference that keeps its value alive, and those of native and
  /// synthetic nodes.
  std::uint64_t missing_of_rules = 0;
  std::string borrowed_from;  ///< the file that supplied names; empty if none did

  [[nodiscard]] bool has_all_nodes() const { return nodes.is_whole(); }
  /// Without all edges, what keeps what alive is unknown.
  [[nodiscard]] bool has_all_edges() const { return has_all_nodes() && edges.is_whole(); }
  [[nodiscard]] bool has_all_names() const { return names.missing() == 0; }
  /// Are retained sizes, and sizes that were moved to owners, those of the whole file?
  [[nodiscard]] bool are_sizes_exact() const { return has_all_edges() && missing_of_rules == 0; }
};

}  // namespace heapdiff
