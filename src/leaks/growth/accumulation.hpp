#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "diff/growth.hpp"
#include "heapdiff/index.hpp"
#include "model/side.hpp"

namespace heapdiff::leaks {

/// Objects of one row below the items: what they are made of.
struct Content {
  std::uint32_t row = 0;
  std::uint64_t count = 0;
  std::int64_t bytes = 0;  ///< shallow
  /// Of the row, anywhere in the heap: objects that were there before, and those that still are.
  std::uint64_t before = 0, survived = 0;
};

/// How the new objects are related.
enum class Pattern {
  fan,     ///< many alike below one container
  chain,   ///< one behind the other
  spread,  ///< many alike, at different depths below the point
  lump,    ///< a single large object, or a store that has grown
};

/// Many new objects of one class where there were fewer: a possible leak, before it is known how it
/// is held. Nodes are those of the after side's graph.
struct Accumulation {
  NodeIndex point;               ///< the survivor that dominates the growth
  std::vector<NodeIndex> parts;  ///< of a roll-up: the survivors that have grown
  /// New objects that lead from the point down to the one that holds the items.
  std::vector<NodeIndex> way;
  /// Of a chain: the new object at its beginning, next to the point.
  std::optional<NodeIndex> first;
  NodeIndex container;  ///< the last of the way, or the point
  bool is_container_new = false;
  /// The point or, where that is a member of a list or tree, what dominates the topmost member: a
  /// list grows at its ends, but is held by its owner.
  NodeIndex owner;
  NodeIndex topmost;  ///< the member that the owner dominates
  Pattern pattern = Pattern::fan;
  std::uint32_t row = 0;             ///< class of the items
  std::vector<NodeIndex> items;      ///< the new ones, in preorder
  std::uint64_t before_count = 0;    ///< of the class, in the container or its predecessor
  std::uint64_t survivor_count = 0;  ///< of those
  std::uint64_t kept_count = 0;      ///< survivors that the container holds now
  std::uint64_t new_in_heap = 0;     ///< new objects of the class, wherever they are
  std::int64_t items_size = 0;       ///< shallow sizes of the items
  std::int64_t items_retained = 0;   ///< of what is new below them, too
  diff::Amount growth;
  /// Of a single snapshot: V8 internals that the items dominate, compiled code above all. Between
  /// two snapshots they are part of the growth (see `diff::compare_roles`).
  std::int64_t internals = 0;
  std::vector<Content> contents;  ///< new objects below the items, the items too; most bytes first
  /// For some items, how most of what they retain is reached: the item, then nodes each of which
  /// dominates the next.
  std::vector<std::vector<NodeIndex>> payloads;
};

/// What to look for accumulations in.
struct Sides {
  const model::Reduction& before;
  const model::Reduction& after;
  const diff::ComparedRoles& roles;
  std::span<const std::uint32_t> row_of_before, row_of_after;  ///< by class
  std::size_t row_count;
  const diff::Pairs& pairs;
  const base::Column<std::uint32_t>& preorder;  ///< after position → node
};

/// So many more objects of a class are what makes growth an accumulation.
inline constexpr std::size_t items_min = 16;

/// There may be so many records between two members of a list: a reaction between promises, a scope
/// between functions.
inline constexpr std::size_t links_max = 3;

struct Accumulations {
  std::vector<Accumulation> all;
  std::vector<std::int64_t> net_by_row;  ///< how many more objects there are in the whole heap
};

/// Follows each point of growth down to where it spreads over many alike. O(nodes), for the largest
/// points; 4 bytes a node while it lives.
class AccumulationSearch {
 public:
  /// Counts the objects of both sides by row, which takes no growth yet. What `sides` refers to
  /// outlives it.
  explicit AccumulationSearch(const Sides& sides);
  AccumulationSearch(AccumulationSearch&&) noexcept;
  ~AccumulationSearch();

  /// Once only.
  [[nodiscard]] Accumulations run(const diff::Growth& growth) &&;

 private:
  class Finder;
  std::unique_ptr<Finder> finder_;
};

}  // namespace heapdiff::leaks
