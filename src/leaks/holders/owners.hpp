#pragma once

#include <optional>
#include <vector>

#include "diff/chains.hpp"
#include "leaks/growth/accumulation.hpp"
#include "leaks/holders/retainers.hpp"

namespace heapdiff::leaks {

/// An object that holds items, looking through the stores between them.
struct Owner {
  NodeIndex node;
  std::size_t votes = 0;  ///< items of the sample that it holds
  NodeIndex item;         ///< one of them
  /// From that item up to the owner: one edge, or several over stores.
  std::vector<InEdge> edges;
};

/// What Node's own record of an open socket, watcher or port keeps (see handles.hpp).
struct HandleRecord {
  NodeIndex native;  ///< "Node / TCPSocketWrap"
  NodeIndex object;  ///< that it holds: a TCP
};

/// The objects that hold the items of an accumulation, from a sample of these.
struct Owners {
  std::size_t sample = 0;
  std::vector<Owner> all;         ///< most votes first
  std::size_t held_by_items = 0;  ///< items that others of their class hold: members of a list
  /// For items directly below the root, most of which have no common holder: the nearest collection
  /// that most are reached from, some steps up.
  std::optional<Owner> distant;
  /// Of the same: the native record that most are kept by in the end, if they are.
  std::optional<HandleRecord> handled;
  [[nodiscard]] bool holds_most(const Owner& owner) const { return owner.votes * 2 >= sample; }
  [[nodiscard]] bool has_most() const { return !all.empty() && holds_most(all.front()); }
};

/// Representative items: at most so many, evenly spread.
inline constexpr std::size_t sample_max = 200;
[[nodiscard]] std::vector<NodeIndex> sample_of(const std::vector<NodeIndex>& items);

/// The owners of each accumulation's items. A single item's dominator is of little use where two
/// collections share their members; the owners of most of a sample do. A few passes over all edges
/// for all accumulations together.
[[nodiscard]] std::vector<Owners> find_owners(const graph::Heap& heap, Retainers& retainers,
                                              const std::vector<Accumulation>& accumulations,
                                              const diff::ComparedNodes& nodes);

}  // namespace heapdiff::leaks
