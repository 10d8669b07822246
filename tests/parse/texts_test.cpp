#include "parse/texts.hpp"

#include <gtest/gtest.h>

#include "graph/load.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

const std::string long_text(100, 'x');
const std::string start_of_long_text(parse::value_bytes_kept, 'x');

graph::Heap load_cut(const std::string& json, std::uint64_t above = 0) {
  const auto source = input::text_source(json, "text");
  Result<graph::Heap> heap = graph::load_heap(*source, 1, parse::Texts::cut(above));
  EXPECT_TRUE(heap.has_value()) << (heap ? "" : format_error(heap.error()));
  return heap ? std::move(*heap) : graph::Heap();
}

/// What is kept of a string node's text.
std::string kept_of(const std::string& text) {
  const Heap heap = Heap().string("value", 24).named(text).edge("root", "value");
  return std::string(load_cut(heap.json()).raw_name(heap.index_of("value")));
}

TEST(Texts, ValuesAreCutAndShortOnesAreNot) {
  EXPECT_EQ(kept_of(long_text), start_of_long_text);
  EXPECT_EQ(kept_of(start_of_long_text), start_of_long_text);
  EXPECT_EQ(kept_of("short"), "short");
  EXPECT_EQ(kept_of(""), "");
}

TEST(Texts, EveryKindOfStringHoldsAValue) {
  for (const NodeType type :
       {NodeType::string, NodeType::concatenated_string, NodeType::sliced_string}) {
    const Heap heap = Heap().node("value", 24, type).named(long_text);
    EXPECT_EQ(load_cut(heap.json()).raw_name(heap.index_of("value")), start_of_long_text);
  }
}

TEST(Texts, TheNameOfAnotherNodeStaysWhole) {
  for (const NodeType type : {NodeType::object, NodeType::closure, NodeType::code, NodeType::native,
                              NodeType::symbol, NodeType::bigint}) {
    const Heap heap =
        Heap().string("value", 24).named(long_text).node("named", 16, type).named(long_text);
    const graph::Heap loaded = load_cut(heap.json());
    EXPECT_EQ(loaded.raw_name(heap.index_of("named")), long_text);
    EXPECT_EQ(loaded.raw_name(heap.index_of("value")), long_text);
  }
}

TEST(Texts, TheNameOfAnEdgeStaysWhole) {
  for (const EdgeType type : {EdgeType::context, EdgeType::property, EdgeType::internal,
                              EdgeType::shortcut, EdgeType::weak}) {
    const Heap heap =
        Heap().string("value", 24).named(long_text).edge("root", "value", long_text, type);
    const graph::Heap loaded = load_cut(heap.json());
    EXPECT_EQ(loaded.raw_name(heap.index_of("value")), long_text);
  }
}

TEST(Texts, TheNumberOfAnElementIsNoName) {
  Heap heap = Heap().string("value", 24).named(long_text);
  for (std::uint32_t number = 0; number < 10; ++number) {
    heap.element("root", "value", number).hidden("root", "value", number);
  }
  EXPECT_EQ(load_cut(heap.json()).raw_name(heap.index_of("value")), start_of_long_text);
}

TEST(Texts, ACutEndsWhereACharacterDoes) {
  const std::string most(parse::value_bytes_kept - 2, 'x');
  EXPECT_EQ(kept_of(most + "éé"), most + "é");
  EXPECT_EQ(kept_of(most + "中y"), most);  // no room for all of it, and nothing takes its place
  EXPECT_EQ(kept_of(most + "🎉y"), most);
  EXPECT_EQ(kept_of(most + "x中y"), most + "x");
}

TEST(Texts, ACutCountsWhatEscapesStandFor) {
  const Heap heap = Heap().string("value", 24).named("text");
  std::string escaped;
  for (std::size_t i = 0; i < 40; ++i) escaped += R"(\u4e2d\ud83c\udf89)";
  std::string kept;
  for (std::size_t i = 0; i < parse::value_bytes_kept / 7; ++i) kept += "中🎉";
  EXPECT_EQ(load_cut(replaced(heap.json(), "\"text\"", "\"" + escaped + "\""))
                .raw_name(heap.index_of("value")),
            parse::value_bytes_kept % 7 >= 3 ? kept + "中" : kept);
}

TEST(Texts, NothingIsCutUpToTheBound) {
  const Heap heap = Heap().string("a", 24).named(long_text).string("b", 24).named(long_text + "y");
  std::size_t bytes = 0;
  const graph::Heap whole = heap.load();
  for (std::size_t i = 0; i < whole.strings.size(); ++i) bytes += whole.strings[i].size();
  const graph::Heap just_fits = load_cut(heap.json(), bytes);
  EXPECT_EQ(just_fits.raw_name(heap.index_of("b")), long_text + "y");
  const graph::Heap one_too_many = load_cut(heap.json(), bytes - 1);
  EXPECT_EQ(one_too_many.raw_name(heap.index_of("a")), start_of_long_text);
  EXPECT_EQ(one_too_many.raw_name(heap.index_of("b")), start_of_long_text);
}

TEST(Texts, WhatIsCutAwayIsStillChecked) {
  const Heap heap = Heap().string("value", 24).named(long_text);
  const graph::Heap loaded = load_cut(replaced(heap.json(), long_text, long_text + "\\ud800"));
  EXPECT_EQ(loaded.raw_name(heap.index_of("value")), start_of_long_text);
  EXPECT_EQ(loaded.notes,
            std::vector<std::string>{"1 place in strings held no valid text and became U+FFFD"});
}

}  // namespace
}  // namespace heapdiff::test
