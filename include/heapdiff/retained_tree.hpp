#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapdiff/types.hpp"
#include "heapdiff/units.hpp"

namespace heapdiff {

enum class GroupBy;

/// The dominator trees of two snapshots in one, all objects merged whose dominators are of the same
/// rows in the same order. A row is counted where it is first met, so a list is one cell however
/// long it is. Of a single snapshot, everything counts as gained.
///
/// An object of both snapshots is where the later one has it, for both, as far as objects can be
/// followed: what has merely come to be dominated by something else has not grown. What is gone is
/// where it was.
///
/// Laws: a cell's sums are those of its own and of its children; over the topmost cells, after −
/// before == gained − lost == the growth of the heap; over all cells of a row, `after` adds up to
/// the row's retained size, and so does `before` if objects cannot be followed.
struct RetainedTree {
  struct Row {
    std::string name;
    std::optional<Place> place;
  };
  /// What is in a cell itself: its objects, and those below them whose row is met above.
  struct Own {
    std::uint64_t count = 0;
    Bytes size;  ///< shallow
    friend bool operator==(const Own&, const Own&) = default;
  };
  struct Cell {
    std::uint32_t row = 0;
    std::uint32_t end = 0;  ///< of its subtree
    Own own_before, own_after;
    Bytes before, after;  ///< of the subtree
    /// Of all cells of the subtree: by how much those grew that did, and shrank that did.
    Bytes gained, lost;

    [[nodiscard]] ByteDelta own_delta() const { return own_after.size - own_before.size; }
    [[nodiscard]] ByteDelta delta() const { return after - before; }
    friend bool operator==(const Cell&, const Cell&) = default;
  };

  /// Of the whole tree.
  struct Totals {
    Bytes gained, lost;
  };
  [[nodiscard]] Totals totals() const {
    Totals sums;
    for (std::uint32_t i = 0; i < cells.size(); i = cells[i].end) {
      sums.gained += cells[i].gained;
      sums.lost += cells[i].lost;
    }
    return sums;
  }

  GroupBy group_by = {};
  std::vector<Row> rows;
  std::vector<Cell> cells;  ///< in preorder; of siblings the largest change first
  bool has_counts = true;   ///< saved summaries do not know where their objects are
  /// Where most elements of each suspect are, or one where objects cannot be followed, in the order
  /// of the suspects; nothing if unknown.
  std::vector<std::optional<std::uint32_t>> of_suspects;
};

}  // namespace heapdiff
