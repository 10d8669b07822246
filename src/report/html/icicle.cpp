#include "report/html/icicle.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "heapdiff/diff.hpp"
#include "report/html/kinds.hpp"
#include "report/words.hpp"

// Everything is laid out here, in shares of the whole width: nested <svg> elements clip their text,
// are as wide as the window lets them be, and need neither style attributes, which the page's
// policy would forbid, nor a script. A library for hierarchies would compute the same sums again,
// in the reader's browser.

namespace heapdiff::report::html {
namespace {

constexpr std::uint32_t depth_max = 48;
constexpr std::uint64_t row_height = 24;
constexpr std::size_t tiles_at_first = 1200;
/// Below so small a part of the whole, no cell is drawn: nobody zooms in so often.
constexpr std::uint64_t parts_max = 20'000;

std::uint64_t weight_of(const RetainedTree::Cell& cell, bool is_loss) {
  return is_loss ? cell.lost.value : cell.gained.value;
}

std::uint64_t own_weight(const RetainedTree::Cell& cell, bool is_loss) {
  const std::int64_t delta = is_loss ? -cell.own_delta().value : cell.own_delta().value;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(delta, 0));
}

std::vector<std::uint32_t> parents_of(const RetainedTree& tree) {
  std::vector<std::uint32_t> parents(tree.cells.size()), open;
  for (std::uint32_t i = 0; i < tree.cells.size(); ++i) {
    while (!open.empty() && tree.cells[open.back()].end <= i) open.pop_back();
    parents[i] = open.empty() ? UINT32_MAX : open.back();
    open.push_back(i);
  }
  return parents;
}

/// The largest cells, and those of suspects, each with all above it.
std::vector<bool> choose_cells(const RetainedTree& tree, std::size_t cells_max,
                               std::uint64_t weight_min, bool is_loss) {
  const auto weight = [&](std::uint32_t i) { return weight_of(tree.cells[i], is_loss); };
  std::vector<std::uint32_t> order(tree.cells.size());
  std::iota(order.begin(), order.end(), 0);
  // A cell weighs no less than what is below it, and comes first.
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return weight(a) > weight(b); });
  std::vector<bool> is_chosen(tree.cells.size(), false);
  for (std::size_t i = 0; i < std::min(order.size(), cells_max); ++i) {
    if (weight(order[i]) == 0 || weight(order[i]) < weight_min) break;
    is_chosen[order[i]] = true;
  }
  const std::vector<std::uint32_t> parents = parents_of(tree);
  for (const std::optional<std::uint32_t>& marked : tree.of_suspects) {
    if (!marked || weight(*marked) == 0) continue;
    for (std::uint32_t i = *marked; i != UINT32_MAX; i = parents[i]) is_chosen[i] = true;
  }
  return is_chosen;
}

/// Puts one half of the picture: what was gained, or what was lost.
class Layout {
 public:
  Layout(const RetainedTree& tree, Picture& picture, std::vector<bool> is_chosen, bool is_loss)
      : tree_(tree), picture_(picture), is_chosen_(std::move(is_chosen)), is_loss_(is_loss) {}

  void run(std::uint64_t start, std::uint64_t width) {
    if (width == 0) return;
    put(Tile::Part::all, 0, 0, start, width);
    open_.push_back({static_cast<std::uint32_t>(tree_.cells.size()), 0, 1, start, width, 0, 0});
    const auto count = static_cast<std::uint32_t>(tree_.cells.size());
    for (std::uint32_t i = 0; i < count;) {
      while (open_.back().end <= i) close();
      const RetainedTree::Cell& cell = tree_.cells[i];
      const std::uint64_t weight = weight_of(cell, is_loss_);
      Open& parent = open_.back();
      if (!is_chosen_[i] || parent.depth > depth_max) {
        if (weight > 0) ++parent.hidden;
        i = cell.end;
        continue;
      }
      put(Tile::Part::cell, i, parent.depth, parent.next, weight);
      const Open opened{
          cell.end, i, parent.depth + 1, parent.next, weight, own_weight(cell, is_loss_), 0};
      parent.next += weight;
      parent.left -= weight;
      open_.push_back(opened);
      ++i;
    }
    while (!open_.empty()) close();
  }

 private:
  struct Open {
    std::uint32_t end, cell, depth;  ///< depth of what is below
    std::uint64_t next, left;        ///< where the next child is put, and what is left for it
    std::uint64_t own, hidden;
  };

  void put(Tile::Part part, std::uint32_t cell, std::uint32_t depth, std::uint64_t start,
           std::uint64_t width, std::uint64_t hidden = 0) {
    if (width == 0) return;
    picture_.tiles.push_back({part, is_loss_, cell, depth, start, width, hidden});
    picture_.depth = std::max(picture_.depth, depth + 1);
  }

  void close() {
    const Open closed = open_.back();
    open_.pop_back();
    // A cell without anything below needs no second one for what it is itself.
    if (closed.own == closed.left && closed.left > 0 && is_leaf(closed)) return;
    const std::uint64_t others = closed.left - closed.own;
    put(Tile::Part::others, closed.cell, closed.depth, closed.next, others, closed.hidden);
    put(Tile::Part::own, closed.cell, closed.depth, closed.next + others, closed.own);
  }

  [[nodiscard]] bool is_leaf(const Open& closed) const {
    return closed.hidden == 0 && closed.left == weight_of(tree_.cells[closed.cell], is_loss_);
  }

  const RetainedTree& tree_;
  Picture& picture_;
  std::vector<bool> is_chosen_;
  bool is_loss_;
  std::vector<Open> open_;
};

/// A share of the whole as SVG takes it: "12.3456%".
Markup percent(std::uint64_t part, std::uint64_t whole) {
  const double share =
      100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
  std::string text = fmt::format("{:.4f}", share);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return {text + '%'};
}

class Drawing {
 public:
  Drawing(const RetainedTree& tree, const IcicleWords& words) : tree_(tree), words_(words) {
    for (std::size_t i = 0; i < std::min(tree.of_suspects.size(), words.ranks.size()); ++i) {
      const std::optional<std::uint32_t>& cell = tree.of_suspects[i];
      if (cell) marks_.emplace_back(*cell, words.ranks[i]);
    }
  }

  Markup draw(const Picture& picture) const {
    const Markup group = escaped(report::name_of(tree_.group_by));
    Markup svg = markup(
        "<svg class=\"icicle\" role=\"tree\" width=\"100%\" height=\"{}\" aria-label=\"{}\" "
        "data-width=\"{}\">\n",
        picture.depth * row_height,
        escaped(fmt::format("{} by {}", words_.is_growth ? "growth" : "retained size",
                            report::name_of(tree_.group_by))),
        picture.width);
    for (const Tile& tile : picture.tiles) svg += draw(tile, picture);
    svg.html += "</svg>\n";
    return svg;
  }

 private:
  [[nodiscard]] std::string weight(std::uint64_t bytes, bool is_loss) const {
    if (!words_.is_growth) return format_bytes({bytes}, words_.units);
    const auto value = static_cast<std::int64_t>(bytes);
    return format_byte_delta({is_loss ? -value : value}, words_.units);
  }

  [[nodiscard]] Markup name(std::uint32_t cell) const {
    return name_of_heap(tree_.rows[tree_.cells[cell].row].name);
  }

  /// The suspects whose elements are in the cell.
  [[nodiscard]] std::string marks(const Tile& tile) const {
    std::string text;
    if (tile.part != Tile::Part::cell) return text;
    for (const auto& [cell, rank] : marks_) {
      if (cell == tile.cell) text += fmt::format("#{} ", rank);
    }
    return text;
  }

  [[nodiscard]] Markup label(const Tile& tile) const {
    const Markup size = escaped(weight(tile.width, tile.is_loss));
    switch (tile.part) {
      case Tile::Part::all:
        return markup("{} {}",
                      escaped(!words_.is_growth ? "heap"
                              : tile.is_loss    ? "shrank"
                                                : "grew"),
                      size);
      case Tile::Part::own:
        return markup("own {}", size);
      case Tile::Part::others:
        return markup("{} {}", escaped(others_label(tile.hidden)), size);
      case Tile::Part::cell:
        break;
    }
    return markup("{}{} {}", escaped(marks(tile)), name(tile.cell), size);
  }

  /// All that is known of a tile, in a sentence.
  [[nodiscard]] Markup title(const Tile& tile) const {
    if (tile.part == Tile::Part::all) {
      return escaped(!words_.is_growth ? "the whole heap"
                     : tile.is_loss    ? "all that shrank"
                                       : "all that grew");
    }
    const RetainedTree::Cell& cell = tree_.cells[tile.cell];
    if (tile.part == Tile::Part::others) {
      return tile.depth > 1 ? markup("smaller ones below {}", name(tile.cell))
                            : escaped("smaller ones");
    }
    if (tile.part == Tile::Part::own) {
      const Markup shallow =
          words_.is_growth
              ? escaped(fmt::format("{} → {} shallow",
                                    format_bytes(cell.own_before.size, words_.units),
                                    format_bytes(cell.own_after.size, words_.units)))
              : escaped(fmt::format("{} shallow", format_bytes(cell.own_after.size, words_.units)));
      return markup("{} itself: {}{}", name(tile.cell), shallow, counts(cell));
    }
    const std::optional<Place>& place = tree_.rows[cell.row].place;
    const Markup where = place ? markup("  {}", words(place_in_short(*place))) : Markup{};
    if (!words_.is_growth) {
      return markup("{}{}: {} retained{}", name(tile.cell), where,
                    escaped(format_bytes(cell.after, words_.units)), counts(cell));
    }
    return markup("{}{}: {} retained, {} → {}{}", name(tile.cell), where,
                  escaped(format_byte_delta(cell.delta(), words_.units)),
                  escaped(format_bytes(cell.before, words_.units)),
                  escaped(format_bytes(cell.after, words_.units)), counts(cell));
  }

  [[nodiscard]] Markup counts(const RetainedTree::Cell& cell) const {
    if (!tree_.has_counts) return {};
    if (!words_.is_growth) return escaped(", " + format_count(cell.own_after.count) + " objects");
    return escaped(fmt::format(", {} → {} objects", format_count(cell.own_before.count),
                               format_count(cell.own_after.count)));
  }

  [[nodiscard]] Markup classes(const Tile& tile, const Picture& picture) const {
    std::string text;
    switch (tile.part) {
      case Tile::Part::all:
        text = "all";
        break;
      case Tile::Part::own:
        text = "own";
        break;
      case Tile::Part::others:
        text = "others";
        break;
      case Tile::Part::cell:
        text = fmt::format(
            "k{}", static_cast<int>(kind_of_class(tree_.rows[tree_.cells[tile.cell].row].name)));
        break;
    }
    if (tile.is_loss) text += " loss";
    if (!marks(tile).empty()) text += " suspect";
    // No room for a word on a window of usual width.
    if (tile.width < picture.width / 40) text += " narrow";
    return escaped(text);
  }

  [[nodiscard]] Markup draw(const Tile& tile, const Picture& picture) const {
    return markup(
        "<svg class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" data-v=\"{}\"{} "
        "role=\"treeitem\" aria-level=\"{}\" tabindex=\"-1\"><title>{}</title>"
        "<rect width=\"100%\" height=\"100%\"/><text x=\"4\" y=\"16\">{}</text></svg>\n",
        classes(tile, picture), percent(tile.start, picture.width), tile.depth * row_height,
        percent(tile.width, picture.width), row_height, tile.width, json(tile), tile.depth + 1,
        title(tile), label(tile));
  }

  /// Where JSON has the tile's width. Of what is gathered in one tile, it has each.
  [[nodiscard]] Markup json(const Tile& tile) const {
    const std::string cell = fmt::format("{}/cells/{}", words_.pointer, tile.cell);
    const char* const half = tile.is_loss ? "/lost" : "/gained";
    std::string pointer;
    switch (tile.part) {
      case Tile::Part::all:
        pointer = words_.pointer + half;
        break;
      case Tile::Part::cell:
        pointer = cell + half;
        break;
      case Tile::Part::own:
        pointer =
            fmt::format("{}/own_{}/size -{}/own_{}/size", cell, tile.is_loss ? "before" : "after",
                        cell, tile.is_loss ? "after" : "before");
        break;
      case Tile::Part::others:
        return {};
    }
    return markup(" data-json=\"{}\"", escaped(pointer));
  }

  const RetainedTree& tree_;
  const IcicleWords& words_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> marks_;  // cell, rank
};

}  // namespace

Picture lay_out(const RetainedTree& tree, std::size_t tiles_max) {
  const auto [all_gained, all_lost] = tree.totals();
  const std::uint64_t gained = all_gained.value, lost = all_lost.value;
  Picture picture;
  picture.width = gained + lost;
  const std::uint64_t weight_min = picture.width / parts_max;
  for (const bool is_loss : {false, true}) {
    // What shrank is seldom asked for.
    const std::size_t cells_max = is_loss ? tiles_max / 4 : tiles_max;
    Layout(tree, picture, choose_cells(tree, cells_max, weight_min, is_loss), is_loss)
        .run(is_loss ? gained : 0, is_loss ? lost : gained);
  }
  return picture;
}

Markup icicle(const RetainedTree& tree, const IcicleWords& words, std::size_t bytes_max) {
  const Drawing drawing(tree, words);
  Markup svg;
  Picture picture;
  for (std::size_t tiles = tiles_at_first;; tiles /= 2) {
    picture = lay_out(tree, tiles);
    svg = drawing.draw(picture);
    if (svg.size() <= bytes_max || tiles == 0) break;
  }
  std::uint64_t drawn = 0;
  for (const Tile& tile : picture.tiles) {
    drawn += tile.part == Tile::Part::cell && !tile.is_loss ? 1 : 0;
  }
  const auto grown = static_cast<std::uint64_t>(
      std::count_if(tree.cells.begin(), tree.cells.end(),
                    [](const RetainedTree::Cell& cell) { return cell.gained.value > 0; }));
  Markup made = std::move(svg);
  if (drawn < grown) {
    append(made, "<p class=\"cut\">{}</p>\n",
           escaped(fmt::format("The {} largest of {} cells; the others are gathered in [others].",
                               format_count(drawn), format_count(grown))));
  }
  return made;
}

}  // namespace heapdiff::report::html
