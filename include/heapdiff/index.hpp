#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace heapdiff {

/// A position in one table of one snapshot. Indices of different tables are different types and
/// have no arithmetic: a node index cannot be used to look up a string.
template <class Tag>
struct Index {
  std::uint32_t value = 0;

  Index() = default;
  constexpr explicit Index(std::uint32_t v) : value(v) {}
  constexpr explicit Index(std::size_t v) : value(static_cast<std::uint32_t>(v)) {}
  friend constexpr auto operator<=>(Index, Index) = default;
};

/// Ordinal of a node in file order: 0 … node_count − 1.
using NodeIndex = Index<struct NodeTag>;
/// Ordinal of an edge in file order.
using EdgeIndex = Index<struct EdgeTag>;
/// Ordinal in the snapshot's string table.
using StringIndex = Index<struct StringTag>;
/// A class (constructor) of one snapshot or of one diff.
using ClassIndex = Index<struct ClassTag>;

/// V8's object id: the only identity that two snapshots of one process share. Odd ids are objects
/// of the JavaScript heap, even ones belong to the embedder. V8's ids have 32 bits; other producers
/// write addresses of up to 53 bits.
struct ObjectId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(ObjectId, ObjectId) = default;
};

}  // namespace heapdiff
