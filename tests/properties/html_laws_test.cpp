// What the page shows of random heaps: the picture adds up to the growth, to the byte and at every
// depth, and every number is JSON's.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <tuple>

#include "analysis/statistics.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "query/biggest.hpp"
#include "query/strings.hpp"
#include "query/triage.hpp"
#include "report/html/icicle.hpp"
#include "support/html_page.hpp"
#include "support/random_heap.hpp"
#include "trend/follow.hpp"

namespace heapdiff::test {
namespace {

graph::Heap load(const FileModel& file) { return load_valid(write_file(file)); }

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
  Result<Diff> diff =
      leaks::compare(analysis::reduce(load(before)), analysis::analyse(load(after)), options);
  EXPECT_TRUE(diff.has_value());
  if (!diff) return {};
  // As `compare_files` does for a page.
  diff->before.statistics = analysis::measure_statistics(load(before));
  diff->after.statistics = analysis::measure_statistics(load(after));
  query::Session session(analysis::analyse(load(after)));
  diff->biggest = query::find_biggest(session, 5);
  diff->duplicates = query::find_duplicates(session, 5);
  return std::move(*diff);
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

/// The JSON report that a page is held to.
class JsonReport {
 public:
  explicit JsonReport(const std::string& text) {
    document_.Parse(text.data(), text.size());
    EXPECT_FALSE(document_.HasParseError());
  }

  /// Of the number at a pointer; a number that is null counts as 0.
  [[nodiscard]] std::int64_t number(const std::string& pointer) const {
    const rapidjson::Value* found =
        rapidjson::Pointer(pointer.data(), pointer.size()).Get(document_);
    EXPECT_NE(found, nullptr) << pointer;
    if (found == nullptr || found->IsNull()) return 0;
    EXPECT_TRUE(found->IsNumber()) << pointer;
    return found->IsInt64() ? found->GetInt64() : std::llround(found->GetDouble());
  }

  /// Do its trees know where objects are?
  [[nodiscard]] bool has_counts() const {
    const rapidjson::Value* found =
        rapidjson::Pointer("/retained_trees/0/has_counts").Get(document_);
    return found != nullptr && found->GetBool();
  }

  /// What a page says where a number comes from: pointers below `base`, some with a minus.
  [[nodiscard]] std::int64_t sum(const std::string& base, const std::string& pointers) const {
    std::int64_t total = 0;
    std::istringstream terms(pointers);
    for (std::string term; terms >> term;) {
      const bool is_minus = term.front() == '-';
      const std::int64_t value = number(base + term.substr(is_minus ? 1 : 0));
      total += is_minus ? -value : value;
    }
    return total;
  }

 private:
  rapidjson::Document document_;
};

std::string units_of(std::int64_t bytes) {
  return format_bytes({static_cast<std::uint64_t>(bytes)}, UnitSystem::decimal);
}

/// The numbers of a cell's title, in the words of the page.
std::string title_numbers(const JsonReport& json, const HtmlPage::Element& tile, bool is_growth) {
  const std::string pointer = tile.attribute("data-json");
  const bool is_own = tile.has_class("own");
  const std::string cell = pointer.substr(0, is_own ? pointer.find("/own_") : pointer.rfind('/'));
  const auto of = [&](const char* member) { return json.number(cell + member); };
  std::string counts;
  if (json.has_counts()) {
    const std::string before = std::to_string(of("/own_before/count")) + " → ";
    counts = fmt::format(", {}{} objects", is_growth ? before : "", of("/own_after/count"));
  }
  if (is_own) {
    const std::string before = units_of(of("/own_before/size")) + " → ";
    return fmt::format(" itself: {}{} shallow{}", is_growth ? before : "",
                       units_of(of("/own_after/size")), counts);
  }
  if (!is_growth) return fmt::format(": {} retained{}", units_of(of("/after")), counts);
  return fmt::format(": {} retained, {} → {}{}",
                     format_byte_delta({of("/after") - of("/before")}, UnitSystem::decimal),
                     units_of(of("/before")), units_of(of("/after")), counts);
}

/// How many numbers of a page are JSON's. Every one has to be, but for what is gathered.
std::size_t expect_numbers_of_json(const std::string& html, const std::string& text,
                                   bool is_growth) {
  const HtmlPage page = parse_page(html);
  EXPECT_EQ(page.error, "");
  const JsonReport json(text);
  std::size_t count = 0;
  const auto expect_number = [&](const std::string& base, const std::string& pointers,
                                 const std::string& value) {
    ++count;
    EXPECT_NE(pointers, "") << "of " << value;
    EXPECT_EQ(value, std::to_string(json.sum(base, pointers))) << base << pointers;
  };
  std::vector<std::string> members;
  for (const HtmlPage::Element& element : page.elements) {
    if (element.name == "data") {
      expect_number("", element.attribute("data-json"), element.attribute("value"));
    }
    if (element.name == "svg" && element.has("data-v") && !element.has_class("others")) {
      expect_number("", element.attribute("data-json"), element.attribute("data-v"));
      const std::string title = page.elements[element.children.at(0)].text;
      if (!element.has_class("all")) {
        EXPECT_THAT(title, testing::EndsWith(title_numbers(json, element, is_growth)));
      }
    }
    if (element.name == "thead") members.clear();
    if (element.name == "th" && element.attribute("scope") == "col") {
      members.push_back(element.attribute("data-json"));
    }
    if (element.name != "tr" || members.empty()) continue;
    for (std::size_t i = 1; i < element.children.size(); ++i) {
      const HtmlPage::Element& cell = page.elements[element.children[i]];
      if (!cell.has("data-v")) continue;
      if (cell.has("data-json")) {
        expect_number("", cell.attribute("data-json"), cell.attribute("data-v"));
      } else {
        EXPECT_EQ(element.children.size(), members.size());
        expect_number(element.attribute("data-json") + "/", members.at(i),
                      cell.attribute("data-v"));
      }
    }
  }
  return count;
}

template <class Report>
std::size_t expect_page_like_json(const Report& report, std::optional<std::size_t> top,
                                  bool is_growth) {
  RenderOptions options;
  options.top = top;
  options.format = Format::html;
  const std::string html = render(report, options);
  options.format = Format::json;
  return expect_numbers_of_json(html, render(report, options), is_growth);
}

TEST(HtmlLaws, EveryNumberOfADiffIsThatOfJson) {
  for_seeds(400, [](std::uint64_t seed) {
    const Diff diff = random_diff(seed);
    const std::size_t count = expect_page_like_json(
        diff, seed % 2 == 0 ? std::optional<std::size_t>(3) : std::nullopt, true);
    EXPECT_GT(count, 10u);
  });
}

TEST(HtmlLaws, EveryNumberOfASingleSnapshotIsThatOfJson) {
  for_seeds(400, [](std::uint64_t seed) {
    Random random(seed);
    Shape shape;
    shape.nodes_max = 60;
    query::Session session(analysis::analyse(load(random_file(random, shape))));
    const Triage triage = query::triage(session, {1, true});
    for (const RetainedTree& tree : triage.retained_trees) {
      expect_cells_add_up(tree);
      EXPECT_EQ(top_sums(tree).after, triage.summary.size);
      EXPECT_EQ(top_sums(tree).gained, triage.summary.size);
      EXPECT_EQ(top_sums(tree).lost, Bytes{});
    }
    EXPECT_GT(expect_page_like_json(triage, {}, false), 3u);
  });
}

// Of saved summaries, which do not know where objects are, every third time.
TEST(HtmlLaws, EveryNumberOfATrendIsThatOfJson) {
  for_seeds(200, [](std::uint64_t seed) {
    Random random(seed);
    Shape shape;
    shape.nodes_max = 60;
    std::vector<FileModel> files{random_file(random, shape)};
    while (files.size() < 4) files.push_back(later(files.back(), random, shape));
    std::vector<trend::Point> points;
    for (const FileModel& file : files) {
      points.push_back({saved::summarise(analysis::analyse(load(file)), 1), false});
    }
    DiffOptions options;
    options.force = true;
    options.pictures = true;
    Result<Diff> whole =
        seed % 3 == 0 ? saved::compare(points.front().summary, points.back().summary, options)
                      : leaks::compare(analysis::reduce(load(files.front())),
                                       analysis::analyse(load(files.back())), options);
    ASSERT_TRUE(whole.has_value());
    EXPECT_GT(expect_page_like_json(trend::follow(points, std::move(*whole), {}), {}, true), 8u);
  });
}

}  // namespace
}  // namespace heapdiff::test
