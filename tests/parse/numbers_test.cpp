// What V8's writer can print, number by number (src/parse/decode.cpp has the list), and what other
// producers print: each is read, and shown as it was meant.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "analysis/reduce.hpp"
#include "graph/load.hpp"
#include "graph/values.hpp"
#include "parse/byte_reader.hpp"
#include "parse/decode.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

graph::Heap loaded(const std::string& text) {
  const auto source = input::text_source(text, "numbers.heapsnapshot");
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) throw std::runtime_error(format_error(heap.error()));
  return std::move(*heap);
}

std::string error_of(const std::string& text) {
  const auto source = input::text_source(text, "numbers.heapsnapshot");
  const Result<graph::Heap> heap = graph::load_heap(*source);
  return heap ? "" : heap.error().message;
}

std::string with(std::string text, const std::string& what, const std::string& replacement) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("not in the file: " + what);
  return text.replace(at, what.size(), replacement);
}

std::string malformed(const char* name) {
  return read_file(std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/malformed/" + name);
}

// root ─[4294967294]─▶ Entry, as Node 22 writes it and as Node 24 does.
TEST(Numbers, AnIndexAbove2To31IsTheSameWithAndWithoutItsSign) {
  const std::string without = Heap().node("Entry", 24).element("root", "Entry", 4294967294).json();
  for (const std::string& text : {without, with(without, "4294967294", "-2")}) {
    const graph::Heap heap = loaded(text);
    EXPECT_EQ(heap.edges.name(EdgeIndex(0u)), 4294967294u);
    EXPECT_EQ(graph::shown_name(heap, EdgeIndex(0u)), "4294967294");
  }
}

// A sign in the middle of a chunk sends what follows another way through the decoder.
TEST(Numbers, EveryIndexIsReadOnEitherSideOfASign) {
  Heap heap;
  constexpr std::uint32_t count = 20'000;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string label = "Entry#" + std::to_string(i);
    heap.node(label, 24).element("root", label, i + 100'000);
  }
  std::string text = heap.json();
  const auto to_sign = [&](const std::string& index, const std::string& signed_index) {
    text = with(std::move(text), ",1," + index + ",", ",1," + signed_index + ",");
  };
  to_sign("100003", "-2147483648");
  to_sign("110000", "-1");
  to_sign("119999", "-3");
  std::map<std::uint32_t, std::uint32_t> expected{
      {3, 2147483648u}, {10'000, 4294967295u}, {19'999, 4294967293u}};
  for (const unsigned threads : {1u, 3u}) {
    const auto source = input::text_source(text, "numbers.heapsnapshot");
    const Result<graph::Heap> found = graph::load_heap(*source, threads);
    ASSERT_TRUE(found) << format_error(found.error());
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto other = expected.find(i);
      ASSERT_EQ(found->edges.name(EdgeIndex(i)),
                other != expected.end() ? other->second : i + 100'000);
    }
  }
}

TEST(Numbers, ANegativeNameThatIsAStringIndexIsRefused) {
  const std::string text = Heap().node("Entry", 24).edge("root", "Entry", "name").json();
  EXPECT_EQ(error_of(with(text, "\"edges\":[2,", "\"edges\":[2,-")),
            "edge 0: its name_or_index is a negative number where a whole number is expected");
}

// 400,000,000 nodes of 7 fields: more than a test can make, but not more than V8 can write.
TEST(Numbers, AnEdgeOfAHeapOf400MillionNodesReachesItsEnd) {
  const Result<parse::Schema> schema = parse::read_schema(
      R"({"meta":{"node_fields":["type","name","id","self_size","edge_count","trace_node_id",)"
      R"("detachedness"],"node_types":[["object"]],"edge_fields":["type","name_or_index",)"
      R"("to_node"],"edge_types":[["context","element"]]}})");
  ASSERT_TRUE(schema);
  const auto source = input::text_source("1,5,2799999993,1,6,-1494967303]", "numbers");
  parse::ByteReader reader(*source);
  const auto edges = parse::decode_edges(reader, *schema, 400'000'000, parse::LabelLayout(4));
  ASSERT_FALSE(edges.error) << edges.error->message;
  EXPECT_EQ(edges.value.targets[0], 399'999'999u);
  EXPECT_EQ(edges.value.targets[1], 399'999'999u);
}

// V8 writes −1 for line and column where a script's text tells none; its versions up to Node 23 as
// 4294967295.
TEST(Numbers, ALocationWithoutAPlaceIsNone) {
  const std::string text = Heap().node("Cache", 16).at(7, 9, 4).edge("root", "Cache").json();
  EXPECT_NE(loaded(text).locations.find(NodeIndex(1u)), nullptr);
  for (const char* place : {"7,-1,-1", "7,4294967295,4294967295"}) {
    EXPECT_EQ(loaded(with(text, "7,9,4", place)).locations.find(NodeIndex(1u)), nullptr) << place;
  }
  EXPECT_NE(loaded(with(text, "7,9,4", "-1,9,4")).locations.find(NodeIndex(1u)), nullptr);
}

// Types 12 and 13 of Node 6 to 8: V8 wrote them and its header did not list them.
TEST(Numbers, ANodeTypeBeyondTheHeadersListIsUndefinedAsInDevTools) {
  const graph::Heap heap = loaded(malformed("read-node-type-beyond-the-list.heapsnapshot"));
  EXPECT_EQ(parse::name_of(heap.nodes.types[NodeIndex(2u)], heap.unknown_node_types), "undefined");
  const analysis::Analysis analysed = analysis::analyse(loaded(read_file(
      std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/foreign/node8-symbol-type-12.heapsnapshot")));
  const auto names = model::name_classes(analysed.reduced.table, analysed.interfaces);
  bool is_found = false;
  for (const model::ClassName& name : names) is_found = is_found || name.name == "(undefined)";
  EXPECT_TRUE(is_found);
}

TEST(Numbers, AnIdThatIsAnAddressIsShownAsWritten) {
  const graph::Heap heap = loaded(read_file(
      std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/foreign/julia-id-is-an-address.heapsnapshot"));
  EXPECT_EQ(heap.id(NodeIndex(0u)).value, 0u);
  EXPECT_EQ(heap.id(NodeIndex(1u)).value, 140266963149888u);
  EXPECT_EQ(heap.id(NodeIndex(2u)).value, 140266963150512u);
  EXPECT_EQ(heap.key_of({140266963150512u}), heap.nodes.ids[NodeIndex(2u)]);
  EXPECT_EQ(heap.key_of({140266963150513u}), std::nullopt);
  EXPECT_LT(heap.nodes.ids[NodeIndex(0u)], heap.nodes.ids[NodeIndex(1u)]);
  EXPECT_LT(heap.nodes.ids[NodeIndex(1u)], heap.nodes.ids[NodeIndex(2u)]);
}

// What stands in the place of a wide id is nobody's id.
TEST(Numbers, WideIdsAndOthersOfOneFileAreKeptApart) {
  const std::string text = Heap().node("A", 16).id(9).node("B", 16).id(7).node("C", 16).json();
  const graph::Heap heap = loaded(with(text, ",7,16", ",4294967296,16"));
  EXPECT_EQ(heap.id(NodeIndex(2u)).value, 4294967296u);
  EXPECT_EQ(heap.id(NodeIndex(1u)).value, 9u);
  EXPECT_EQ(heap.key_of({9}), 9u);
  EXPECT_EQ(heap.key_of({10}), std::nullopt);
  EXPECT_EQ(heap.key_of({4294967296u}), 10u);
}

}  // namespace
}  // namespace heapdiff::test
