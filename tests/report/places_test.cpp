#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/printable.hpp"
#include "heapdiff/render.hpp"
#include "report/words.hpp"
#include "support/heap_builder.hpp"
#include "support/suspects.hpp"

// How places, steps and figures are worded.

namespace heapdiff::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Places, AreTheShortFileWithLineAndColumn) {
  const Place place{"/srv/app/node_modules/express/lib/router/index.js", 73, 5,
                    ScriptOwner::library, "express/lib/router/index.js"};
  EXPECT_EQ(report::place_in_short(place), "express/lib/router/index.js:73:5");
}

TEST(Places, WithoutAShortFileAreTheWholeOne) {
  EXPECT_EQ(report::place_in_short({"/srv/index.js", 73, 5}), "/srv/index.js:73:5");
  EXPECT_EQ(report::place_in_short({"", 73, 5}), "(no script name):73:5");
}

TEST(Places, KeepBothEndsOfALongFile) {
  const std::string text = report::place_in_short(
      {"", 73, 5, ScriptOwner::library, "package/" + std::string(80, 'x') + "/index.js"});
  EXPECT_TRUE(text.starts_with("package/xxx"));
  EXPECT_TRUE(text.ends_with("/index.js:73:5"));
}

TEST(CutMiddle, KeepsTheEndsWithinTheWidth) {
  EXPECT_EQ(base::cut_middle_to_width("abcdefghij", 10), "abcdefghij");
  EXPECT_EQ(base::cut_middle_to_width("abcdefghij", 7), "abc…hij");
  EXPECT_EQ(base::cut_middle_to_width("abcdefghij", 6), "ab…hij");
  EXPECT_EQ(base::cut_middle_to_width("abcdefghij", 1), "…");
  // A character of two columns is kept whole or not at all.
  EXPECT_EQ(base::cut_middle_to_width("語語語語語", 7), "語…語");
  for (const std::size_t width : {1u, 2u, 3u, 4u, 5u, 9u}) {
    EXPECT_LE(base::display_width(base::cut_middle_to_width("語a語b語c語d語", width)), width);
  }
}

ChainStep step(const char* edge, EdgeType edge_type, const char* node) {
  ChainStep made;
  made.edge = edge;
  made.edge_type = edge_type;
  made.node = node;
  made.node_type = {NodeType::object};
  return made;
}

TEST(ChainWords, AKeyThatIsNoNameIsShownAsAKey) {
  EXPECT_EQ(report::chain_in_words({step("1p7iffi", EdgeType::property, "Cache")}),
            "[\"1p7iffi\"] of Cache");
  EXPECT_EQ(report::chain_in_words({step("a-b", EdgeType::property, "Cache")}),
            "[\"a-b\"] of Cache");
  for (const char* name : {"rows", "$x", "#rows", "größe", "<symbol kState>"}) {
    EXPECT_EQ(report::chain_in_words({step(name, EdgeType::property, "Cache")}),
              std::string(name) + " of Cache");
  }
}

TEST(ChainWords, ASlotWithoutANameHasNone) {
  EXPECT_EQ(report::chain_in_words({step("1", EdgeType::hidden, "system / Context")}),
            "a variable in context");
  EXPECT_EQ(report::chain_in_words({step("3", EdgeType::internal, "Thing")}), "in Thing");
  EXPECT_EQ(report::chain_in_words({step("table", EdgeType::internal, "Map")}), "{table} of Map");
}

Suspect suspect() {
  Suspect made;
  made.rank = 1;
  made.confidence = Suspicion::likely;
  made.holder = variable("cache");
  made.element.class_name = "Set";
  made.size = ByteDelta{100'000};
  return made;
}

std::string text_of(const Suspect& found) {
  Diff diff = diff_of(Heap(), Heap());
  diff.suspects = {found};
  RenderOptions options;
  options.width = 200;
  return render(diff, options);
}

TEST(SuspectWords, WhatHasGrownWithoutNewObjectsHasNoCount) {
  Suspect found = suspect();
  EXPECT_THAT(text_of(found), HasSubstr("   holds   Set, grown in place\n"));
  EXPECT_THAT(text_of(found), Not(HasSubstr("0 entries")));
  found.confidence = Suspicion::weak;
  EXPECT_THAT(text_of(found), HasSubstr("   perhaps Set, grown in place in cache"));
  found.new_count = 20;
  EXPECT_THAT(text_of(found), HasSubstr("   perhaps 20 new Set in cache"));
}

TEST(SuspectWords, EachIsNeverLessThanItsShallowSize) {
  Suspect found = suspect();
  found.new_count = 10;
  found.element.size = Bytes{960};
  found.element.retained = Bytes{950};
  EXPECT_THAT(text_of(found), HasSubstr("10 new Set, 96 B each\n"));
  found.element.retained = Bytes{4000};
  EXPECT_THAT(text_of(found), HasSubstr("10 new Set, 400 B each (96 B shallow)\n"));
}

TEST(SuspectWords, ShortFilesAreInTheJsonBesideTheWholeOnes) {
  Suspect found = suspect();
  found.holder.location = Place{"/srv/app/a.js", 1, 2, ScriptOwner::program, "a.js"};
  Diff diff = diff_of(Heap(), Heap());
  diff.suspects = {found};
  RenderOptions options;
  options.format = Format::json;
  const std::string json = render(diff, options);
  EXPECT_THAT(json, HasSubstr("\"file\": \"/srv/app/a.js\""));
  EXPECT_THAT(json, HasSubstr("\"short\": \"a.js\""));
  EXPECT_THAT(json, HasSubstr("\"owner\": \"program\""));
}

}  // namespace
}  // namespace heapdiff::test
