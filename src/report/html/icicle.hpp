#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "heapdiff/render.hpp"
#include "heapdiff/retained_tree.hpp"
#include "report/html/markup.hpp"

namespace heapdiff::report::html {

/// A rectangle of the picture. The law of each depth: what lies below a cell is as wide as it is.
struct Tile {
  enum class Part {
    cell,    ///< of the tree
    own,     ///< what is in the cell above itself
    others,  ///< small cells of one parent, together
    all,     ///< the topmost: everything that grew, or shrank
  };
  Part part = Part::cell;
  bool is_loss = false;
  std::uint32_t cell = 0;    ///< in the tree; of `own` and `others` the parent's
  std::uint32_t depth = 0;   ///< from the top
  std::uint64_t start = 0;   ///< in bytes, from the left
  std::uint64_t width = 0;   ///< in bytes
  std::uint64_t hidden = 0;  ///< of `others`: how many cells
};

struct Picture {
  std::uint64_t width = 0;  ///< in bytes: all that was gained, then all that was lost
  std::uint32_t depth = 0;  ///< rows of tiles
  std::vector<Tile> tiles;  ///< in the order of their cells
};

/// Lays a tree out with its `tiles_max` largest cells, where a cell takes its parent with it. Cells
/// of `marked` are there in any case. O(cells · log cells).
[[nodiscard]] Picture lay_out(const RetainedTree& tree, std::size_t tiles_max);

/// What a picture is of.
struct IcicleWords {
  bool is_growth = true;  ///< else of one snapshot
  UnitSystem units = UnitSystem::decimal;
  std::vector<std::uint32_t> ranks = {};  ///< of the suspects of the tree
  std::string pointer = {};               ///< to the tree in the JSON report
};

/// The picture as SVG, in at most about `bytes_max`, and what was cut.
[[nodiscard]] Markup icicle(const RetainedTree& tree, const IcicleWords& words,
                            std::size_t bytes_max);

}  // namespace heapdiff::report::html
