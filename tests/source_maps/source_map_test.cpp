#include "source_maps/source_map.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace heapdiff::source_maps {
namespace {

SourceMap read(const std::string& text) {
  Result<SourceMap> map = SourceMap::read(text);
  EXPECT_TRUE(map) << (map ? "" : map.error().message);
  return std::move(*map);
}

std::string problem(const std::string& text) {
  const Result<SourceMap> map = SourceMap::read(text);
  return map ? "" : map.error().message;
}

TEST(SourceMap, LeadsToSourcesAndNames) {
  const SourceMap map = read(R"({"version":3,"file":"app.js","sourceRoot":"src","sources":)"
                             R"(["a.ts",null,"b\u00e9.ts"],"names":["x","w\"ith"],)"
                             R"("sourcesContent":["let x;",null,"b\n"],)"
                             R"("ignoreList":[2],"mappings":"AAAAA,EEACC"})");
  EXPECT_EQ(map.file(), "app.js");
  EXPECT_EQ(map.sources(), (std::vector<std::string>{"src/a.ts", "", "src/bé.ts"}));
  const auto first = map.find(0, 0);
  EXPECT_EQ(first->source, 0u);
  EXPECT_EQ(first->name, "x");
  EXPECT_TRUE(first->is_exact);
  EXPECT_FALSE(first->is_ignored);
  const auto second = map.find(0, 3);
  EXPECT_EQ(second->source, 2u);
  EXPECT_EQ(second->name, "w\"ith");
  EXPECT_FALSE(second->is_exact);
  EXPECT_TRUE(second->is_ignored);
  EXPECT_EQ(map.content(0), "let x;");
  EXPECT_EQ(map.content(1), std::nullopt);
  EXPECT_EQ(map.content(2), "b\n");
}

TEST(SourceMap, MembersMayComeInAnyOrderAndBehindAGuard) {
  const SourceMap map = read(
      ")]}'\n"
      R"({"mappings":"AAAA","x_other":{"a":[1,2]},"sources":["a"],"version":3})");
  EXPECT_TRUE(map.find(0, 0));
}

TEST(SourceMap, SectionsBeginAtTheirOffsets) {
  const auto section = [](int line, int column, const char* source) {
    return fmt::format(R"({{"offset":{{"line":{},"column":{}}},"map":{{"version":3,)"
                       R"("sources":["{}"],"names":["n"],"mappings":"AAAAA;AACA"}}}})",
                       line, column, source);
  };
  const SourceMap map = read(fmt::format(R"({{"version":3,"file":"all.js","sections":[{},{}]}})",
                                         section(0, 0, "a.js"), section(10, 5, "b.js")));
  EXPECT_EQ(map.sources(), (std::vector<std::string>{"a.js", "b.js"}));
  EXPECT_EQ(map.find(1, 0)->source, 0u);
  EXPECT_EQ(map.find(10, 4), std::nullopt);
  EXPECT_EQ(map.find(10, 5)->source, 1u);
  EXPECT_TRUE(map.find(10, 5)->is_exact);
  EXPECT_EQ(map.find(11, 0)->line, 1u);
}

TEST(SourceMap, SectionsMayHoldSections) {
  std::string map = R"({"version":3,"sources":["a"],"mappings":"AAAA"})";
  const auto wrap = [&] {
    map = fmt::format(
        R"({{"version":3,"sections":[{{"offset":{{"line":1,"column":0}},"map":{}}}]}})", map);
  };
  for (int i = 0; i < 8; ++i) wrap();
  EXPECT_TRUE(read(map).find(8, 0));
  wrap();
  EXPECT_EQ(problem(map), "has sections within sections, more than 8 deep");
}

TEST(SourceMap, WhatIsNoMapIsRefused) {
  EXPECT_EQ(problem(""), "is no JSON object");
  EXPECT_EQ(problem("[]"), "is no JSON object");
  EXPECT_EQ(problem(R"({"version":2,"mappings":"A"})"),
            "\"version\" is not 3, the only version that is in use");
  EXPECT_EQ(problem(R"({"mappings":"A"})"), "has no \"version\": it is no source map");
  EXPECT_EQ(problem(R"({"version":3})"), "has no \"mappings\"");
  EXPECT_EQ(problem(R"({"version":3,"sources":{},"mappings":"A"})"), "\"sources\" is no array");
  EXPECT_EQ(problem(R"({"version":3,"sources":[1],"mappings":"A"})"),
            "\"sources\" has an item that is no text");
  EXPECT_EQ(problem(R"({"version":3,"sources":["a"],"names":[],"mappings":"AAAAA"})"),
            "\"mappings\", line 1, segment 1: points to name 1, and there are 0");
  EXPECT_EQ(problem(R"({"version":3,"sections":[{"map":{}}]})"),
            "\"sections\" has an item without an offset");
  EXPECT_NE(problem(R"({"version":3,"sources":["a"],"mappings":"AAAA)"), "");
}

/// As Chrome DevTools' encoder writes the scopes of two functions, `outer(first, unused)` with a
/// block that has a variable, and `other(first)`; minified to `o`, `f` and `b`.
TEST(SourceMap, ScopesNameVariablesAndFunctions) {
  const SourceMap map = read(
      R"({"version":3,"mappings":"","sources":[null],"names":["global","outer","function","first",)"
      R"("unused","block","other","o","f","b"],"scopes":"BCAAA,DC,BHAOCE,DEC,BCBCG,DC,CCD,CBB,)"
      R"(BHCKKH,DF,CBB,CBA,ECAA,GI,EGKC,GJA,ECKC,GK,FU,FB,EGJC,GJ,FK,FK"})");
  EXPECT_EQ(map.function_in_scope(0, 12), "outer");
  EXPECT_EQ(map.function_in_scope(0, 25), "outer");
  EXPECT_EQ(map.function_in_scope(0, 52), "other");
  EXPECT_EQ(map.function_in_scope(0, 45), std::nullopt);
  EXPECT_EQ(map.variable_in_scope(0, 12, "f"), "first");
  EXPECT_EQ(map.variable_in_scope(0, 12, "b"), "block");
  EXPECT_EQ(map.variable_in_scope(0, 12, "o"), "outer");
  EXPECT_EQ(map.variable_in_scope(0, 52, "b"), std::nullopt);
  EXPECT_EQ(map.variable_in_scope(0, 45, "f"), std::nullopt);
}

TEST(SourceMap, ScopesThatAreWrongAreRefused) {
  const auto problem_of = [](const char* scopes) {
    return problem(
        fmt::format(R"({{"version":3,"names":["a"],"mappings":"","scopes":"{}"}})", scopes));
  };
  EXPECT_EQ(problem_of("BAAA,CAA"), "");
  EXPECT_EQ(problem_of("CAA"), "\"scopes\", item 1: ends a scope where none is open");
  EXPECT_EQ(problem_of("BAAA"), "\"scopes\" ends within a scope or a range");
  EXPECT_EQ(problem_of("BAAA,DC"),
            "\"scopes\", item 2: points to a name or a scope that is not there");
  EXPECT_EQ(problem_of("DA"), "\"scopes\", item 1: has variables of no scope");
  EXPECT_EQ(problem_of("GA"), "\"scopes\", item 1: has bindings of no range");
  EXPECT_EQ(problem_of("FA"), "\"scopes\", item 1: ends a range where none is open");
  EXPECT_EQ(problem_of("EAA,GC"), "\"scopes\", item 2: points to a name that is not there");
  EXPECT_EQ(problem_of("ECAA"),
            "\"scopes\", item 1: points to a name or a scope that is not there");
  EXPECT_EQ(problem_of("BA"), "\"scopes\", item 1: has too few numbers");
  EXPECT_EQ(problem_of("B?"), "\"scopes\", item 1: has a character that is no base64 digit");
}

}  // namespace
}  // namespace heapdiff::source_maps
