#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/summarise.hpp"
#include "graph/load.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

// root ─▶ Cache(16) ─▶ "x"(24)     Cache was made at orders.js:10:5
Heap sample() {
  return Heap()
      .node("Cache", 16)
      .at(7, 9, 4)
      .string("x", 24)
      .edge("root", "Cache")
      .edge("Cache", "x", "key");
}

/// What a heap is, in a line: what every layout of one snapshot must agree in.
std::string picture(const graph::Heap& heap) {
  std::string text;
  for (const NodeIndex node : heap.nodes.all()) {
    text += std::string(heap.raw_name(node)) + "@" + std::to_string(heap.nodes.ids[node]) + "(" +
            std::to_string(heap.nodes.self_sizes[node.value]) + ")";
    if (const auto* place = heap.locations.find(node)) {
      text += ":" + std::to_string(place->line) + ":" + std::to_string(place->column);
    }
    for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
      text += has_numeric_name(heap.edges.type(edge))
                  ? " [" + std::to_string(heap.edges.name(edge)) + "]"
                  : " ." + std::string(heap.string(heap.edges.name(edge)));
      text += "=" + std::string(heap.raw_name(heap.edges.target(edge)));
    }
    text += "; ";
  }
  return text;
}

constexpr const char* sample_picture = "@1(0) .Cache=Cache; Cache@3(16):9:4 .key=x; x@5(24); ";

std::string picture_of(std::string_view json) { return picture(load_text(json)); }

graph::Heap load_piped(std::string_view json) {
  const auto source = *input::piped_text_source(json, "pipe");
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) throw std::runtime_error(format_error(heap.error()));
  return std::move(*heap);
}

/// The file's sections, to be put together again in another order.
struct Sections {
  explicit Sections(const std::string& json) {
    const auto between = [&](const char* start, const char* end) {
      const std::size_t from = json.find(start);
      return json.substr(from, json.find(end, from) - from);
    };
    snapshot = between("\"snapshot\"", ",\n\"nodes\"");
    nodes = between("\"nodes\"", ",\n\"edges\"");
    edges = between("\"edges\"", ",\n\"trace_function_infos\"");
    locations = between("\"locations\"", ",\n\"strings\"");
    strings = between("\"strings\"", "}\n");
  }
  std::string snapshot, nodes, edges, locations, strings;
};

std::string object_of(std::initializer_list<std::string> sections) {
  std::string text;
  for (const std::string& section : sections) text += (text.empty() ? "{" : ",") + section;
  return text + "}";
}

/// Every one of the characters `which` becomes `before`, itself, `after`; a line end only those.
std::string spread(std::string_view text, std::string_view which, std::string_view before,
                   std::string_view after = "") {
  std::string out;
  for (const char c : text) {
    const bool is_meant = which.find(c) != std::string_view::npos;
    if (is_meant) out += before;
    if (!is_meant || c != '\n') out += c;
    if (is_meant) out += after;
  }
  return out;
}

TEST(Layout, OneNodeOnALineIsRead) { EXPECT_EQ(picture_of(sample().json()), sample_picture); }

TEST(Layout, AllOnOneLineIsRead) {
  EXPECT_EQ(picture_of(spread(sample().json(), "\n", "")), sample_picture);
}

TEST(Layout, WindowsLineEndsAreRead) {
  EXPECT_EQ(picture_of(spread(sample().json(), "\n", "\r\n")), sample_picture);
}

TEST(Layout, PrettyPrintedIsRead) {
  EXPECT_EQ(picture_of(spread(sample().json(), "[]{},:", " \n\t ", " \n\t ")), sample_picture);
}

TEST(Layout, AByteOrderMarkIsPassed) {
  EXPECT_EQ(picture_of("\xEF\xBB\xBF" + sample().json()), sample_picture);
}

TEST(Layout, WhiteSpaceBehindTheEndIsNothing) {
  const graph::Heap heap = load_text(sample().json() + " \n\t\r\n");
  EXPECT_EQ(picture(heap), sample_picture);
  EXPECT_THAT(heap.notes, testing::IsEmpty());
}

TEST(Layout, SectionsOfAFileMayStandInAnyOrder) {
  const Sections s(sample().json());
  const std::string orders[] = {
      object_of({s.strings, s.locations, s.edges, s.nodes, s.snapshot}),
      object_of({s.edges, s.snapshot, s.strings, s.nodes, s.locations}),
      object_of({s.nodes, s.strings, s.snapshot, s.locations, s.edges}),
      object_of({s.locations, s.nodes, s.edges, s.strings, s.snapshot}),
  };
  for (const std::string& order : orders) {
    const graph::Heap heap = load_text(order);
    EXPECT_EQ(picture(heap), sample_picture);
    EXPECT_THAT(heap.notes, testing::IsEmpty());
  }
}

TEST(Layout, SectionsOfAPipeThatComeTooEarlyAreHeldAndSaidToBe) {
  const Sections s(sample().json());
  const graph::Heap heap =
      load_piped(object_of({s.strings, s.edges, s.nodes, s.locations, s.snapshot}));
  EXPECT_EQ(picture(heap), sample_picture);
  EXPECT_THAT(heap.notes,
              testing::ElementsAre("\"edges\" comes before the sections that it needs: its 16 "
                                   "bytes were held in memory",
                                   "\"nodes\" comes before the sections that it needs: its 42 "
                                   "bytes were held in memory",
                                   "\"locations\" comes before the sections that it needs: its "
                                   "10 bytes were held in memory"));
}

TEST(Layout, AnErrorInAHeldSectionNamesTheByteOfTheInput) {
  const Sections s(sample().json());
  const std::string json =
      object_of({replaced(s.nodes, ",3,16,", ",3,-16,"), s.snapshot, s.edges, s.strings});
  const auto source = *input::piped_text_source(json, "pipe");
  const auto heap = graph::load_heap(*source);
  ASSERT_FALSE(heap);
  EXPECT_EQ(heap.error().byte, json.find("-16"));
}

TEST(Layout, UnknownSectionsAreSkipped) {
  const std::string json = replaced(
      sample().json(), "\"nodes\"",
      R"("scopes":[-1,-2.5e3,{"a":["}",null]}],"text":"a\"]}","flag":true,"none":null,"nodes")");
  EXPECT_EQ(picture_of(json), sample_picture);
}

TEST(Layout, AnUnknownSectionMayBeAMillionLevelsDeep) {
  const std::string deep =
      "\"deep\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + ",\"nodes\"";
  EXPECT_EQ(picture_of(replaced(sample().json(), "\"nodes\"", deep)), sample_picture);
}

TEST(Layout, NegativeNumbersInUnusedSectionsAreNothing) {
  EXPECT_EQ(picture_of(replaced(sample().json(), "\"samples\":[", "\"samples\":[-1,-5")),
            sample_picture);
}

// type name id self_size edge_count, and nothing else: the oldest layout.
TEST(Layout, FiveNodeFieldsAreEnough) {
  std::string json = replaced(sample().json(), ",\"trace_node_id\"", "");
  json = replaced(json, "[9,1,1,0,1,0\n,3,2,3,16,1,0\n,2,4,5,24,0,0\n]",
                  "[9,1,1,0,1,3,2,3,16,1,2,4,5,24,0]");
  json = replaced(json, "[2,2,6\n,2,3,12\n]", "[2,2,5,2,3,10]");
  json = replaced(json, "[6,7,9,4", "[5,7,9,4");
  EXPECT_EQ(picture_of(json), sample_picture);
}

// color self_size id name type edge_count trace_node_id flavour
TEST(Layout, FieldsMayBePermutedAndUnknownOnesInserted) {
  std::string json = replaced(
      sample().json(), R"(["type","name","id","self_size","edge_count","trace_node_id"])",
      R"(["color","self_size","id","name","type","edge_count","trace_node_id","flavour"])");
  json = replaced(json, R"("node_types":[["hidden")",
                  R"("node_types":["number","number","number","string",["hidden")");
  json = replaced(json, "[9,1,1,0,1,0\n,3,2,3,16,1,0\n,2,4,5,24,0,0\n]",
                  "[77,0,1,1,9,1,0,66, 77,16,3,2,3,1,0,66, 77,24,5,4,2,0,0,66]");
  json = replaced(json, "[2,2,6\n,2,3,12\n]", "[2,2,8,2,3,16]");
  json = replaced(json, "[6,7,9,4", "[8,7,9,4");
  EXPECT_EQ(picture_of(json), sample_picture);
}

// Chromium's locations have a column that no other producer knows, in the middle.
TEST(Layout, LocationsMayHaveFiveColumns) {
  std::string json =
      replaced(sample().json(), R"(["object_index","script_id","line","column"])",
               R"(["object_index","script_id","script_object_index","line","column"])");
  json = replaced(json, "[6,7,9,4", "[6,7,55,9,4");
  EXPECT_EQ(picture_of(json), sample_picture);
}

TEST(Layout, LocationsAndTracesMayBeMissing) {
  const Sections s(sample().json());
  EXPECT_EQ(picture_of(object_of({s.snapshot, s.nodes, s.edges, s.strings})),
            "@1(0) .Cache=Cache; Cache@3(16) .key=x; x@5(24); ");
}

// Old writers have the section, and no word on its columns.
TEST(Layout, LocationsWhoseColumnsAreNotToldAreSkipped) {
  const std::string json = replaced(
      sample().json(), R"(,"location_fields":["object_index","script_id","line","column"])", "");
  const char* without_places = "@1(0) .Cache=Cache; Cache@3(16) .key=x; x@5(24); ";
  EXPECT_EQ(picture_of(json), without_places);
  EXPECT_EQ(picture_of(replaced(json, "[6,7,9,4\n]", "[]")), without_places);
  const Sections s(json);
  EXPECT_EQ(picture_of(object_of({s.locations, s.snapshot, s.nodes, s.edges, s.strings})),
            without_places);
}

TEST(Layout, AnUnknownNodeTypeKeepsTheNameThatTheHeaderGives) {
  const Heap heap = sample();
  const std::string json = replaced(replaced(heap.json(), "\"object shape\"", "\"quantum object\""),
                                    "\n,3,2,3,", "\n,14,2,3,");
  const analysis::Analysis analysed = analysis::analyse(load_text(json));
  EXPECT_EQ(row_of(analysis::summarise(analysed), "(quantum object)").count, 1u);
}

// "x" is the root here: the third node, at 2 · 6.
TEST(Layout, TheRootNeedNotBeTheFirstNode) {
  const Heap heap = Heap().node("Cache", 16).node("Top", 8).edge("Top", "Cache").root_is("Top");
  EXPECT_EQ(heap.load().root, NodeIndex(2u));
  EXPECT_EQ(dominator_of(heap, "Cache"), "Top");
  EXPECT_EQ(retained_size_of(heap, "Top"), Bytes{24});
}

TEST(Layout, ElementIndicesTakeAll32Bits) {
  constexpr std::uint32_t indices[] = {0, 268435454, 268435455, 268435456, 536870912, 4294967295};
  Heap heap;
  heap.node("Sparse", 16).node("Item", 8).edge("root", "Sparse");
  for (const std::uint32_t index : indices) heap.element("Sparse", "Item", index);
  const graph::Heap loaded = heap.load();
  std::vector<std::uint32_t> read;
  for (const EdgeIndex edge : loaded.nodes.edges_of(heap.index_of("Sparse"))) {
    EXPECT_EQ(loaded.edges.type(edge), EdgeType::element);
    read.push_back(loaded.edges.name(edge));
  }
  EXPECT_THAT(read, testing::ElementsAreArray(indices));
}

TEST(Layout, ASizeOf2To53IsLegal) {
  const Heap heap = Heap().node("Huge", std::uint64_t{1} << 53).edge("root", "Huge");
  EXPECT_EQ(retained_size_of(heap, "root"), Bytes{std::uint64_t{1} << 53});
}

TEST(Layout, ASingleRootIsASnapshot) { EXPECT_EQ(picture_of(Heap().json()), "@1(0); "); }

TEST(Layout, IdsBeyond2To31AreKept) {
  const Heap heap = Heap().native("Blob", 8).id(4072619808).edge("root", "Blob");
  EXPECT_EQ(heap.load().nodes.ids[heap.index_of("Blob")], 4072619808u);
}

std::vector<std::string> notes_of(std::string_view json) { return load_text(json).notes; }

TEST(HeaderCount, TooLowIsANote) {
  EXPECT_THAT(notes_of(replaced(sample().json(), "\"node_count\":3", "\"node_count\":2")),
              testing::ElementsAre("\"nodes\" holds 3 where the header says 2; all were read"));
  EXPECT_THAT(notes_of(replaced(sample().json(), "\"edge_count\":2", "\"edge_count\":1")),
              testing::ElementsAre("\"edges\" holds 2 where the header says 1; all were read"));
}

// As Hermes has it, which writes the header first and cannot know.
TEST(HeaderCount, OfZeroSaysNothing) {
  EXPECT_THAT(notes_of(replaced(sample().json(), "\"edge_count\":2", "\"edge_count\":0")),
              testing::IsEmpty());
}

TEST(HeaderCount, ThatIsNoNumberIsIgnoredWithANote) {
  EXPECT_THAT(
      notes_of(replaced(sample().json(), "\"node_count\":3", "\"node_count\":\"three\"")),
      testing::ElementsAre("\"node_count\" in the header is not a whole number and was ignored"));
  EXPECT_THAT(
      notes_of(replaced(sample().json(), "\"edge_count\":2", "\"edge_count\":-2")),
      testing::ElementsAre("\"edge_count\" in the header is not a whole number and was ignored"));
}

TEST(HeaderCount, MayBeMissing) {
  EXPECT_EQ(picture_of(replaced(sample().json(), "\"node_count\":3,", "")), sample_picture);
}

TEST(AfterTheEnd, AMissingBraceIsANote) {
  std::string json = sample().json();
  json.resize(json.rfind('}'));
  EXPECT_THAT(notes_of(json), testing::ElementsAre("the last \"}\" is missing; nothing else is"));
}

// Without its checksum nobody knows whether the text is what was written.
TEST(AfterTheEnd, AGzipStreamThatLacksItsLastByteIsNotReadInSilence) {
  const std::string whole = gzipped(sample().json());
  const std::string cut = whole.substr(0, whole.size() - 1);
  const auto source = *input::piped_text_source(cut, "pipe");
  const Result<graph::Heap> heap = graph::load_heap(*source);
  EXPECT_TRUE(!heap || !heap->notes.empty());
}

// The text ends with a chunk, so that the checksum is met after the snapshot is read.
TEST(AfterTheEnd, AWrongChecksumIsFoundWhereverTheTextEnds) {
  constexpr std::size_t chunk = std::size_t{512} << 10;
  std::string json = sample().json();
  json += std::string(chunk - json.size(), ' ');
  std::string bytes = gzipped(json);
  bytes[bytes.size() - 6] ^= 1;
  const auto source = *input::piped_text_source(bytes, "pipe");
  EXPECT_FALSE(graph::load_heap(*source));
}

TEST(AfterTheEnd, NulsAreANote) {
  EXPECT_THAT(notes_of(sample().json() + std::string(4096, '\0')),
              testing::ElementsAre("NUL bytes follow the snapshot"));
}

TEST(AfterTheEnd, GarbageIsANoteWithItsPlace) {
  const std::string json = sample().json();
  EXPECT_THAT(notes_of(json + "garbage"),
              testing::ElementsAre("something else follows the snapshot at byte " +
                                   std::to_string(json.size()) + " and was not read"));
}

TEST(AfterTheEnd, OfTwoSnapshotsTheFirstIsRead) {
  const std::string json = sample().json();
  const graph::Heap heap = load_text(json + Heap().json());
  EXPECT_EQ(picture(heap), sample_picture);
  EXPECT_THAT(heap.notes,
              testing::ElementsAre("another object starts at byte " + std::to_string(json.size()) +
                                   "; only the first was read"));
}

/// How often a reader is told that nodes and edges are there.
int times_told(std::string_view json) {
  int times = 0;
  parse::ReadOptions options;
  options.has_graph = [&] { ++times; };
  const auto source = *input::piped_text_source(json, "pipe");
  (void)graph::load_heap(*source, 1, options);
  return times;
}

TEST(Graph, IsToldOfOnceWhateverTheOrder) {
  const Sections s(sample().json());
  const std::string usual = object_of({s.snapshot, s.nodes, s.edges, s.locations, s.strings});
  const std::string late = object_of({s.snapshot, s.edges, s.strings, s.nodes});
  EXPECT_EQ(times_told(usual), 1);
  EXPECT_EQ(times_told(late), 1);
}

TEST(Graph, IsToldOfBeforeStringsAndNeverWhereEdgesAreCut) {
  const std::string json = sample().json();
  EXPECT_EQ(times_told(json.substr(0, json.find("\"strings\"") + 12)), 1);
  EXPECT_EQ(times_told(json.substr(0, json.find("\"edges\"") + 12)), 0);
}

}  // namespace
}  // namespace heapdiff::test
