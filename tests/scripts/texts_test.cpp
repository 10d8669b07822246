#include <gtest/gtest.h>

#include "leaks/holders/holder_name.hpp"
#include "scripts/captures.hpp"
#include "scripts/declarations.hpp"

namespace heapdiff::test {
namespace {

using scripts::find_declaration_in;
using scripts::function_text;

std::string place_of(std::string_view source, std::string_view name) {
  const auto place = find_declaration_in(source, name);
  return place ? std::to_string(place->line + 1) + ":" + std::to_string(place->column + 1)
               : "nowhere";
}

TEST(Declarations, KeywordsDeclareANameAndMentionsDoNot) {
  EXPECT_EQ(place_of("const cache = new Map();\ncache.set(1, 2);", "cache"), "1:7");
  EXPECT_EQ(place_of("\n  let  held;", "held"), "2:8");
  EXPECT_EQ(place_of("class Registry {}", "Registry"), "1:7");
  EXPECT_EQ(place_of("async function start() {}", "start"), "1:16");
  EXPECT_EQ(place_of("let a = 1,\n  held = 2;", "held"), "2:3");
  EXPECT_EQ(place_of("function f(a, held = 2) {}", "held"), "nowhere");
  EXPECT_EQ(place_of("cache.set(1, 2);", "cache"), "nowhere");
  EXPECT_EQ(place_of("const cached = 1;", "cache"), "nowhere");
  EXPECT_EQ(place_of("myconst cache;", "cache"), "nowhere");
}

TEST(Declarations, OfTwoNeitherIsTold) {
  EXPECT_EQ(
      place_of("function f() { const list = []; }\nfunction g() { const list = []; }", "list"),
      "nowhere");
}

TEST(Declarations, ColumnsCountUtf16Units) {
  EXPECT_EQ(place_of("/* \xF0\x9F\x98\x80 */ const a = 1;", "a"), "1:16");
}

std::string text_at(std::string_view source, std::uint32_t line, std::uint32_t column) {
  return std::string(function_text(source, line, column).value_or("?"));
}

TEST(FunctionText, BeginsAtTheParametersAndEndsWithTheBody) {
  EXPECT_EQ(text_at("function f(a, b = {}) { return a; } rest()", 1, 11),
            "(a, b = {}) { return a; }");
  EXPECT_EQ(text_at("list.push(x => x + big.length, 2)", 1, 11), "x => x + big.length");
  EXPECT_EQ(text_at("on(() => ({a: big}));", 1, 4), "() => ({a: big})");
  EXPECT_EQ(text_at("class A {\n  run() { return 1 }\n}", 2, 6), "() { return 1 }");
}

TEST(FunctionText, BracketsInTextsAndCommentsDoNotCount) {
  EXPECT_EQ(text_at("f(() => { s = '}'; /* } */ // }\n }, 1)", 1, 3),
            "() => { s = '}'; /* } */ // }\n }");
  EXPECT_EQ(text_at("f(() => { `}` })", 1, 3), "() => { `}` }");
}

TEST(FunctionText, OfATextThatWasCutIsUnknown) {
  EXPECT_EQ(text_at("function f(a) { return a", 1, 11), "?");
  EXPECT_EQ(text_at("function f(a", 1, 11), "?");
  EXPECT_EQ(text_at("x", 3, 1), "?");
}

TEST(HolderName, EntriesOfOneCollectionHaveOneNameWithoutKeys) {
  using Kind = NameStep::Kind;
  const NameStep rooms{Kind::variable, "rooms"}, log{Kind::property, "log"};
  const Name by_entry{rooms, {Kind::entry, "a.b"}, log};
  EXPECT_EQ(leaks::without_keys(by_entry), (Name{rooms, {Kind::any_entry}, log}));
  EXPECT_EQ(leaks::without_keys({rooms, {Kind::element}, log}),
            (Name{rooms, {Kind::element}, log}));
  const Name by_key{rooms, {Kind::key, "1.b"}, log};
  EXPECT_EQ(leaks::without_keys(by_key), (Name{rooms, {Kind::any_key}, log}));
  EXPECT_EQ(leaks::collection_of_entries(by_key), Name{rooms});
  EXPECT_EQ(leaks::collection_of_entries(by_entry), Name{rooms});
  EXPECT_EQ(leaks::collection_of_entries({rooms, {Kind::element}, log}), Name{rooms});
  EXPECT_EQ(leaks::collection_of_entries({rooms, log}), (Name{rooms, log}));
}

}  // namespace
}  // namespace heapdiff::test
