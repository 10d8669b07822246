#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/sha256.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "query/biggest.hpp"
#include "query/strings.hpp"
#include "report/html/charts.hpp"
#include "report/html/icicle.hpp"
#include "report/html/kinds.hpp"
#include "report/html/kinds_bar.hpp"
#include "report/html/page.hpp"
#include "saved/saved_summary.hpp"
#include "support/heap_builder.hpp"
#include "support/html_page.hpp"
#include "support/programs.hpp"

namespace heapdiff::test {
namespace {

using report::html::lay_out;
using report::html::Picture;
using report::html::Tile;
using testing::HasSubstr;
using testing::Not;

/// A cell with what it is itself; its sums are added up by `tree_of`.
struct CellOf {
  std::uint32_t depth;
  std::string name;
  std::uint64_t before, after;
};

RetainedTree tree_of(const std::vector<CellOf>& cells) {
  RetainedTree tree;
  for (std::uint32_t i = 0; i < cells.size(); ++i) {
    tree.rows.push_back({cells[i].name, {}});
    RetainedTree::Cell cell;
    cell.row = i;
    cell.end = i + 1;
    while (cell.end < cells.size() && cells[cell.end].depth > cells[i].depth) ++cell.end;
    cell.own_before = {1, Bytes{cells[i].before}};
    cell.own_after = {1, Bytes{cells[i].after}};
    tree.cells.push_back(cell);
  }
  for (std::uint32_t i = 0; i < cells.size(); ++i) {
    RetainedTree::Cell& cell = tree.cells[i];
    for (std::uint32_t k = i; k < cell.end; ++k) {
      const RetainedTree::Cell& below = tree.cells[k];
      cell.before += below.own_before.size;
      cell.after += below.own_after.size;
      const std::int64_t delta = below.own_delta().value;
      (delta < 0 ? cell.lost : cell.gained) +=
          Bytes{static_cast<std::uint64_t>(delta < 0 ? -delta : delta)};
    }
  }
  return tree;
}

/// Tiles as "cell Map 1 0+70": part, name, depth, start and width.
std::vector<std::string> tiles_of(const RetainedTree& tree, std::size_t tiles_max = 100) {
  const char* const parts[] = {"cell", "own", "others", "all"};
  std::vector<std::string> all;
  for (const Tile& tile : lay_out(tree, tiles_max).tiles) {
    all.push_back(fmt::format("{}{} {} {} {}+{}", tile.is_loss ? "-" : "",
                              parts[static_cast<int>(tile.part)],
                              tile.part == Tile::Part::all ? "" : tree.rows[tile.cell].name,
                              tile.depth, tile.start, tile.width));
  }
  return all;
}

TEST(Icicle, TilesFillWhatIsAboveThem) {
  EXPECT_EQ(tiles_of(tree_of({{0, "Map", 10, 30}, {1, "Order", 0, 40}, {2, "text", 0, 10}})),
            (std::vector<std::string>{"all  0 0+70", "cell Map 1 0+70", "cell Order 2 0+50",
                                      "cell text 3 0+10", "own Order 3 10+40", "own Map 2 50+20"}));
}

TEST(Icicle, WhatShrankIsBesideWhatGrew) {
  EXPECT_EQ(tiles_of(tree_of({{0, "Map", 0, 30}, {0, "Gone", 20, 0}})),
            (std::vector<std::string>{"all  0 0+30", "cell Map 1 0+30", "-all  0 30+20",
                                      "-cell Gone 1 30+20"}));
}

// A cell that grew has the whole of what grew below it, though it shrank itself.
TEST(Icicle, ACellThatBothGrewAndShrankIsOnBothSides) {
  EXPECT_EQ(tiles_of(tree_of({{0, "Map", 20, 0}, {1, "Order", 0, 40}})),
            (std::vector<std::string>{"all  0 0+40", "cell Map 1 0+40", "cell Order 2 0+40",
                                      "-all  0 40+20", "-cell Map 1 40+20"}));
}

TEST(Icicle, SmallCellsAreGathered) {
  const RetainedTree tree = tree_of({{0, "a", 0, 50}, {0, "b", 0, 30}, {0, "c", 0, 20}});
  EXPECT_EQ(tiles_of(tree, 1),
            (std::vector<std::string>{"all  0 0+100", "cell a 1 0+50", "others a 1 50+50"}));
  EXPECT_EQ(lay_out(tree, 1).tiles.back().hidden, 2u);
}

TEST(Icicle, SuspectsAreThereHoweverSmall) {
  RetainedTree tree = tree_of({{0, "a", 0, 90}, {0, "b", 0, 9}, {1, "leak", 0, 1}});
  tree.of_suspects = {2, std::nullopt};
  const auto tiles = tiles_of(tree, 1);
  EXPECT_NE(std::find(tiles.begin(), tiles.end(), "cell leak 2 90+1"), tiles.end());
  const std::string svg =
      report::html::icicle(tree, {true, UnitSystem::decimal, {7, 8}}, 100'000).html;
  EXPECT_THAT(svg, HasSubstr("#7 leak +1 B"));
  EXPECT_THAT(svg, Not(HasSubstr("#8")));
}

TEST(Icicle, IsAsShortAsItHasToBe) {
  std::vector<CellOf> cells;
  for (int i = 0; i < 3000; ++i) cells.push_back({0, fmt::format("Class{}", i), 0, 100});
  const RetainedTree tree = tree_of(cells);
  for (const std::size_t bytes_max : {20'000u, 200'000u}) {
    const std::string svg = report::html::icicle(tree, {}, bytes_max).html;
    EXPECT_LE(svg.size(), bytes_max + 200);
    EXPECT_THAT(svg, HasSubstr(" largest of 3,000 cells"));
  }
}

// However deep a heap is.
TEST(Icicle, IsNotDeeperThanAnyoneZooms) {
  std::vector<CellOf> cells;
  for (std::uint32_t i = 0; i < 500; ++i) cells.push_back({i, "Level", 0, 100});
  EXPECT_LE(lay_out(tree_of(cells), 1000).depth, 60u);
}

TEST(Icicle, OfNothingIsEmpty) {
  EXPECT_TRUE(lay_out(RetainedTree{}, 10).tiles.empty());
  EXPECT_TRUE(lay_out(tree_of({{0, "same", 5, 5}}), 10).tiles.empty());
}

TEST(Markup, HasNoTagsButItsOwn) {
  using namespace report::html;
  EXPECT_EQ(escaped("<b> & \"'").html, "&lt;b&gt; &amp; &quot;&#39;");
  EXPECT_EQ(escaped("a\x1b[31m\u202e").html, "a\\x1b[31m\\u{202e}");
  EXPECT_EQ(markup("<b>{}</b>", escaped("</b>")).html, "<b>&lt;/b&gt;</b>");
}

// Marks that combine take no column, and a name may have a million of them.
TEST(Markup, OfNamesIsBounded) {
  std::string name = "a";
  for (int i = 0; i < 100'000; ++i) name += "\u0301";
  EXPECT_LE(report::html::name_of_heap(name).size(), 300u);
  EXPECT_LE(report::html::words(std::string(100'000, '"')).size(), 13'000u);
}

TEST(Kinds, AreThoseOfDevTools) {
  using report::html::Kind;
  using report::html::kind_of_class;
  EXPECT_EQ(kind_of_class("Order"), Kind::object);
  EXPECT_EQ(kind_of_class("Map"), Kind::collection);
  EXPECT_EQ(kind_of_class("Array"), Kind::array);
  EXPECT_EQ(kind_of_class("Uint8Array"), Kind::buffer);
  EXPECT_EQ(kind_of_class("(string)"), Kind::string);
  EXPECT_EQ(kind_of_class("Function"), Kind::function);
  EXPECT_EQ(kind_of_class("(compiled code)"), Kind::code);
  EXPECT_EQ(kind_of_class("(object shape)"), Kind::engine);
}

TEST(KindsBar, AddsUp) {
  Statistics statistics;
  statistics.total = Bytes{1000};
  statistics.native = Bytes{300};
  statistics.typed_arrays = Bytes{100};
  statistics.code = Bytes{50};
  statistics.strings = Bytes{150};
  const HtmlPage page = parse_page(
      "<!DOCTYPE html>" +
      report::html::kinds_bars({{"heap", statistics, "/statistics"}}, UnitSystem::decimal).html);
  ASSERT_EQ(page.error, "");
  std::int64_t sum = 0;
  for (const HtmlPage::Element* data : page.all("data"))
    sum += std::stoll(data->attribute("value"));
  EXPECT_EQ(sum, 2000);  // the parts, and what they add up to
}

TEST(LineChart, LeavesOutWhatIsNotOnRecord) {
  const std::string svg = report::html::line_chart({0, std::nullopt, 10}, "x").html;
  EXPECT_THAT(svg, HasSubstr("points=\"3.00,37.00 97.00,3.00\""));
}

// Two snapshots of a Map that fills, for the page as a whole.

Heap map_with(int count) {
  Heap heap = table(program());
  heap.context("module", "map", "cache");
  return with_items(std::move(heap), 0, count, [](Heap& h, const std::string& item, int i) {
    hold_in_table(h, "map", item, i);
  });
}

Diff growing() {
  DiffOptions options;
  options.pictures = true;
  options.chains_for = 10;
  return diff_of(map_with(100), map_with(400), options);
}

std::string page_of(const Diff& diff, const Provenance* provenance = nullptr) {
  RenderOptions options;
  options.format = Format::html;
  options.provenance = provenance;
  return render(diff, options);
}

TEST(Page, SaysFirstWhatLeaks) {
  const Diff diff = growing();
  ASSERT_EQ(diff.suspects.size(), 1u);
  const HtmlPage page = parse_page(page_of(diff));
  ASSERT_EQ(page.error, "");
  const auto paragraphs = page.all("p");
  ASSERT_FALSE(paragraphs.empty());
  EXPECT_TRUE(paragraphs[0]->has_class("verdict"));
  EXPECT_THAT(paragraphs[0]->text, HasSubstr("leaks: unbounded Map"));
  EXPECT_NE(page.by_id("suspect-1"), nullptr);
}

void expect_marked(const Diff& diff) {
  ASSERT_EQ(diff.suspects.size(), 1u);
  const HtmlPage page = parse_page(page_of(diff));
  const auto& cells = page.all("svg");
  EXPECT_EQ(std::count_if(cells.begin(), cells.end(),
                          [](const auto* svg) { return svg->has_class("suspect"); }),
            3);  // by class, by path, by package
  const auto marked = std::find_if(cells.begin(), cells.end(),
                                   [](const auto* svg) { return svg->has_class("suspect"); });
  ASSERT_NE(marked, cells.end());
  EXPECT_THAT((*marked)->text, HasSubstr("#1 Item"));
}

TEST(Page, MarksEverySuspectInThePicture) { expect_marked(growing()); }

// Where no object can be followed, the holder's name has led to the members.
TEST(Page, MarksSuspectsOfSavedSummaries) {
  DiffOptions options;
  options.pictures = true;
  const Result<Diff> diff = saved::compare(saved::summarise(analysed(map_with(100)), 1),
                                           saved::summarise(analysed(map_with(400)), 1), options);
  ASSERT_TRUE(diff.has_value());
  expect_marked(*diff);
}

TEST(Page, MarksSuspectsOfTwoRuns) {
  DiffOptions options;
  options.pictures = true;
  Diff diff = growing();
  diff.suspects.clear();
  diff.retained_trees.clear();
  diff.lineage.relation = Relation::rerun;
  leaks::compare_runs(diff, leaks::take_run(analysed(map_with(100)), options),
                      leaks::take_run(analysed(map_with(400)), options), options);
  expect_marked(diff);
}

TEST(Page, ListsWhatIsLargestAfterwards) {
  Diff diff = growing();
  query::Session session(analysed(map_with(400)));
  diff.biggest = query::find_biggest(session, 10);
  diff.duplicates = query::find_duplicates(session, 10);
  ASSERT_FALSE(diff.biggest->objects.empty());
  const HtmlPage page = parse_page(page_of(diff));
  ASSERT_NE(page.by_id("biggest"), nullptr);
  EXPECT_THAT(page.by_id("biggest")->text, HasSubstr(diff.biggest->objects.front().object.name));
  EXPECT_EQ(parse_page(page_of(growing())).by_id("biggest"), nullptr);
}

// The policy allows the page's own style and script, and no others.
TEST(Page, HasThePolicyOfItsOwnCode) {
  const HtmlPage page = parse_page(page_of(growing()));
  std::string policy;
  for (const HtmlPage::Element* meta : page.all("meta")) {
    if (meta->attribute("http-equiv") == "Content-Security-Policy") {
      policy = meta->attribute("content");
    }
  }
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  for (const char* name : {"style", "script"}) {
    const auto all = page.all(name);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_THAT(policy, HasSubstr(fmt::format("{}-src 'sha256-{}'", name,
                                              base::in_base64(base::sha256(all[0]->text)))));
  }
}

TEST(Page, LoadsNothing) {
  const HtmlPage page = parse_page(page_of(growing()));
  for (const HtmlPage::Element& element : page.elements) {
    for (const char* name : {"src", "style", "action", "srcset", "data"}) {
      EXPECT_FALSE(element.has(name)) << element.name << ' ' << name;
    }
    EXPECT_TRUE(!element.has("href") || element.attribute("href").starts_with('#'));
  }
  for (const char* word : {"http:", "https:", "fetch", "@import", "url("}) {
    EXPECT_THAT(std::string(report::html::page_css) + std::string(report::html::page_js),
                Not(HasSubstr(word)));
  }
}

TEST(Page, NamesWhatMadeIt) {
  const Provenance provenance{"heapdiff 'a b' c", {{"a b", "0123abcd"}, {"-", ""}}};
  const std::string text = page_of(growing(), &provenance);
  EXPECT_THAT(text, HasSubstr("heapdiff &#39;a b&#39; c"));
  EXPECT_THAT(text, HasSubstr("<code>a b</code> sha256:<code>0123abcd</code>"));
  EXPECT_THAT(text, HasSubstr("<li><code>-</code></li>"));
}

TEST(Page, HasTheBooks) {
  const Diff diff = growing();
  const HtmlPage page = parse_page(page_of(diff));
  std::int64_t sum = 0, growth = 0;
  for (const HtmlPage::Element& element : page.elements) {
    if (element.name != "tr" || element.children.size() != 3) continue;
    const HtmlPage::Element& table = page.elements[page.elements[element.parent].parent];
    if (!table.has_class("books")) continue;
    const HtmlPage::Element& cell = page.elements[element.children[1]];
    if (cell.children.empty()) continue;
    const std::int64_t value = std::stoll(page.elements[cell.children[0]].attribute("value"));
    (page.elements[element.parent].name == "tfoot" ? growth : sum) += value;
  }
  EXPECT_EQ(sum, diff.size_delta().value);
  EXPECT_EQ(growth, diff.size_delta().value);
}

// What is copied is what the Markdown report says.
TEST(Page, HasEachCardAsMarkdown) {
  const Diff diff = growing();
  RenderOptions options;
  options.format = Format::markdown;
  const std::string markdown = render(diff, options);
  const HtmlPage page = parse_page(page_of(diff));
  const auto texts = page.all("pre");
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_THAT(markdown, HasSubstr(texts[0]->text));
}

// Names of the longest kind in every row of every table: what has no room is summed up.
TEST(Page, IsAtMostTwoMegabytes) {
  Diff diff = growing();
  const std::string longest(1000, '"');
  const Suspect suspect = diff.suspects[0];
  for (int i = 0; i < 20'000; ++i) {
    ClassChange change;
    change.name = fmt::format("{}{}", i, longest);
    change.place = Place{longest, 1, 2};
    change.after = {1, {100}, {100}};
    change.added = 1;
    ChainStep step;
    step.edge = step.node = longest;
    change.chains.assign(3, {1, {}, std::vector<ChainStep>(20, step)});
    diff.classes.push_back(change);
  }
  for (int i = 0; i < 19; ++i) {
    diff.suspects.push_back(suspect);
    diff.suspects.back().rank = static_cast<std::uint32_t>(i + 2);
  }
  RetainedTree& tree = diff.retained_trees[0];
  for (RetainedTree::Row& row : tree.rows) row.name = longest;
  const std::string text = page_of(diff);
  EXPECT_LE(text.size(), 2'000'000u);
  EXPECT_THAT(text, HasSubstr("The table was cut"));
  EXPECT_THAT(text, HasSubstr("more chains"));
  const HtmlPage page = parse_page(text);
  EXPECT_EQ(page.error, "");
}

TEST(Page, HasLittleCode) {
  EXPECT_LE(report::html::page_css.size() + report::html::page_js.size(), 150'000u);
}

TEST(Page, WithoutGrowthSaysSo) {
  DiffOptions options;
  options.pictures = true;
  const HtmlPage page = parse_page(page_of(diff_of(map_with(100), map_with(100), options)));
  EXPECT_EQ(page.error, "");
  EXPECT_THAT(page.all("p")[0]->text, HasSubstr("No significant growth"));
  EXPECT_EQ(page.by_id("suspects"), nullptr);
}

}  // namespace
}  // namespace heapdiff::test
