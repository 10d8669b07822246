// What the page shows of random heaps: the picture adds up to the growth, to the byte and at every
// depth, and every number is JSON's.

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <cmath>
#include <map>
#include <string>
#include <tuple>

#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "query/triage.hpp"
#include "report/html/icicle.hpp"
#include "support/html_page.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

graph::Heap load_for_pictures(const FileModel& file) {
  graph::Heap heap = load_valid(write_file(file));
  heap.is_for_pictures = true;
  return heap;
}

/// Every fourth pair has no ids in common but by chance.
Diff random_diff(std::uint64_t seed) {
  Random random(seed);
  Shape shape;
  shape.nodes_max = 60;
  const FileModel before = random_file(random, shape);
  const FileModel after = seed % 4 == 0 ? random_file(random, shape) : later(before, random, shape);
  DiffOptions options;
  options.force = true;
  options.pictures = true;
  options.chains_for = 20;
  if (seed % 3 == 0) options.ops = 7;
  const Result<Diff> diff = leaks::compare(analysis::reduce(load_for_pictures(before)),
                                           analysis::analyse(load_for_pictures(after)), options);
  EXPECT_TRUE(diff.has_value());
  return diff.value_or(Diff());
}

void expect_cells_add_up(const RetainedTree& tree) {
  for (std::uint32_t i = 0; i < tree.cells.size(); ++i) {
    const RetainedTree::Cell& cell = tree.cells[i];
    Bytes before = cell.own_before.size, after = cell.own_after.size;
    const std::int64_t own = cell.own_delta().value;
    Bytes gained{own > 0 ? static_cast<std::uint64_t>(own) : 0};
    Bytes lost{own < 0 ? static_cast<std::uint64_t>(-own) : 0};
    for (std::uint32_t child = i + 1; child < cell.end; child = tree.cells[child].end) {
      before += tree.cells[child].before;
      after += tree.cells[child].after;
      gained += tree.cells[child].gained;
      lost += tree.cells[child].lost;
      EXPECT_LE(tree.cells[child].end, cell.end);
    }
    EXPECT_EQ(before, cell.before);
    EXPECT_EQ(after, cell.after);
    EXPECT_EQ(gained, cell.gained);
    EXPECT_EQ(lost, cell.lost);
    EXPECT_EQ(cell.gained - cell.lost, cell.delta());
  }
}

struct TopSums {
  Bytes before, after, gained, lost;
};
TopSums top_sums(const RetainedTree& tree) {
  TopSums sums;
  for (std::uint32_t i = 0; i < tree.cells.size(); i = tree.cells[i].end) {
    sums.before += tree.cells[i].before;
    sums.after += tree.cells[i].after;
    sums.gained += tree.cells[i].gained;
    sums.lost += tree.cells[i].lost;
  }
  return sums;
}

/// At each depth, tiles fill what is above them, or are not there.
void expect_tiles_fill(const report::html::Picture& picture) {
  using Tile = report::html::Tile;
  std::map<std::tuple<bool, std::uint32_t, std::uint64_t>, const Tile*> by_place;
  for (const Tile& tile : picture.tiles) {
    EXPECT_GT(tile.width, 0u);
    EXPECT_TRUE(by_place.emplace(std::tuple(tile.is_loss, tile.depth, tile.start), &tile).second);
  }
  for (const Tile& tile : picture.tiles) {
    std::uint64_t at = tile.start;
    const std::uint64_t end = tile.start + tile.width;
    while (at < end) {
      const auto below = by_place.find({tile.is_loss, tile.depth + 1, at});
      if (below == by_place.end()) break;
      at += below->second->width;
    }
    EXPECT_TRUE(at == tile.start || at == end);
    EXPECT_FALSE(tile.part == Tile::Part::all && at == tile.start);
  }
}

using RowKey = std::tuple<std::string, std::string, std::uint32_t, std::uint32_t>;
RowKey key_of(const std::string& name, const std::optional<Place>& place) {
  return place ? RowKey{name, place->file, place->line, place->column} : RowKey{name, "", 0, 0};
}

TEST(HtmlLaws, ThePictureAddsUpToTheGrowth) {
  for_seeds(1500, [](std::uint64_t seed) {
    const Diff diff = random_diff(seed);
    ASSERT_EQ(diff.retained_trees.size(), 3u);
    for (const RetainedTree& tree : diff.retained_trees) {
      expect_cells_add_up(tree);
      const TopSums sums = top_sums(tree);
      EXPECT_EQ(sums.before, diff.before.size);
      EXPECT_EQ(sums.after, diff.after.size);
      EXPECT_EQ(sums.gained - sums.lost, diff.size_delta());
      for (const std::size_t tiles_max : {0u, 3u, 1000u}) {
        const report::html::Picture picture = report::html::lay_out(tree, tiles_max);
        EXPECT_EQ(picture.width, sums.gained.value + sums.lost.value);
        expect_tiles_fill(picture);
        std::int64_t growth = 0;
        for (const report::html::Tile& tile : picture.tiles) {
          if (tile.depth != 1) continue;
          growth += (tile.is_loss ? -1 : 1) * static_cast<std::int64_t>(tile.width);
        }
        EXPECT_EQ(growth, diff.size_delta().value);
      }
    }
  });
}

TEST(HtmlLaws, CellsOfAClassAddUpToWhatItRetains) {
  for_seeds(1500, [](std::uint64_t seed) {
    const Diff diff = random_diff(seed);
    const RetainedTree& tree = diff.retained_trees.at(0);
    std::map<RowKey, std::pair<Bytes, Bytes>> sums;
    for (const RetainedTree::Cell& cell : tree.cells) {
      auto& [before, after] = sums[key_of(tree.rows[cell.row].name, tree.rows[cell.row].place)];
      before += cell.before;
      after += cell.after;
    }
    // Two scripts without a name may have a class of one name in one place.
    std::map<RowKey, std::pair<Bytes, Bytes>> rows;
    for (const ClassChange& row : diff.classes) {
      auto& [before, after] = rows[key_of(row.name, row.place)];
      before += row.before.retained;
      after += row.after.retained;
    }
    for (const auto& [key, retained] : rows) {
      EXPECT_EQ(sums[key].second, retained.second) << std::get<0>(key);
      if (!diff.lineage.can_follow()) {
        EXPECT_EQ(sums[key].first, retained.first) << std::get<0>(key);
      }
    }
  });
}

/// How many numbers of a page are JSON's; all others that claim to be fail.
std::size_t expect_numbers_of_json(const std::string& html, const std::string& json) {
  const HtmlPage page = parse_page(html);
  EXPECT_EQ(page.error, "");
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  EXPECT_FALSE(document.HasParseError());
  std::size_t count = 0;
  const auto expect_number = [&](const std::string& pointer, const std::string& value) {
    ++count;
    const rapidjson::Value* found =
        rapidjson::Pointer(pointer.data(), pointer.size()).Get(document);
    ASSERT_NE(found, nullptr) << pointer;
    ASSERT_TRUE(found->IsNumber()) << pointer;
    const std::string number = found->IsUint64() ? std::to_string(found->GetUint64())
                               : found->IsInt64()
                                   ? std::to_string(found->GetInt64())
                                   : std::to_string(std::llround(found->GetDouble()));
    EXPECT_EQ(value, number) << pointer;
  };
  std::vector<std::string> members;
  for (const HtmlPage::Element& element : page.elements) {
    if (element.name == "data" && element.has("data-json")) {
      expect_number(element.attribute("data-json"), element.attribute("value"));
    }
    if (element.name == "thead") members.clear();
    if (element.name == "th" && element.attribute("scope") == "col") {
      members.push_back(element.attribute("data-json"));
    }
    if (element.name != "tr" || !element.has("data-json")) continue;
    EXPECT_EQ(element.children.size(), members.size());
    for (std::size_t i = 1; i < element.children.size(); ++i) {
      const HtmlPage::Element& cell = page.elements[element.children[i]];
      if (members.at(i).empty() || !cell.has("data-v")) continue;
      expect_number(element.attribute("data-json") + "/" + members[i], cell.attribute("data-v"));
    }
  }
  return count;
}

template <class Report>
std::size_t expect_page_like_json(const Report& report, std::optional<std::size_t> top) {
  RenderOptions options;
  options.top = top;
  options.format = Format::html;
  const std::string html = render(report, options);
  options.format = Format::json;
  return expect_numbers_of_json(html, render(report, options));
}

TEST(HtmlLaws, EveryNumberOfADiffIsThatOfJson) {
  for_seeds(400, [](std::uint64_t seed) {
    const Diff diff = random_diff(seed);
    const std::size_t count =
        expect_page_like_json(diff, seed % 2 == 0 ? std::optional<std::size_t>(3) : std::nullopt);
    EXPECT_GT(count, 10u);
  });
}

TEST(HtmlLaws, EveryNumberOfASingleSnapshotIsThatOfJson) {
  for_seeds(400, [](std::uint64_t seed) {
    Random random(seed);
    Shape shape;
    shape.nodes_max = 60;
    query::Session session(analysis::analyse(load_for_pictures(random_file(random, shape))));
    const Triage triage = query::triage(session, {});
    for (const RetainedTree& tree : triage.retained_trees) {
      expect_cells_add_up(tree);
      EXPECT_EQ(top_sums(tree).after, triage.summary.size);
      EXPECT_EQ(top_sums(tree).gained, triage.summary.size);
      EXPECT_EQ(top_sums(tree).lost, Bytes{});
    }
    EXPECT_GT(expect_page_like_json(triage, {}), 3u);
  });
}

}  // namespace
}  // namespace heapdiff::test
