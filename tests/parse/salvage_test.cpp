#include <gtest/gtest.h>

#include "support/heap_builder.hpp"
#include "support/program.hpp"
#include "support/salvaged.hpp"

namespace heapdiff::test {
namespace {

// root ─▶ Cache(16) ─▶ Entry(40) ─▶ "x"(24)
// node lines: "9,…", "3,…"; strings: <dummy> "" Cache Entry x
std::string cache() {
  return Heap()
      .node("Cache", 16)
      .node("Entry", 40)
      .string("x", 24)
      .edge("root", "Cache")
      .edge("Cache", "Entry")
      .edge("Entry", "x")
      .json();
}

graph::Heap salvaged(std::string_view text) {
  Result<graph::Heap> heap = salvage(text);
  if (!heap) throw std::runtime_error(format_error(heap.error()));
  return std::move(*heap);
}

/// The text without what stands between two places, and with `instead` there.
std::string with_gap(const std::string& text, std::string_view from, std::string_view to,
                     std::string_view instead = "") {
  const std::size_t start = text.find(from);
  const std::size_t end = text.find(to, start);
  return text.substr(0, start) + std::string(instead) + text.substr(end);
}

TEST(Salvage, OfAWholeFileIsTheFileWithoutDamage) {
  EXPECT_FALSE(salvaged(cache()).damage.has_value());
}

TEST(Salvage, OfACutInStringsIsTheWholeGraph) {
  const graph::Heap heap = salvaged(cut_before(cache(), "\"Entry\""));
  ASSERT_TRUE(heap.damage.has_value());
  EXPECT_EQ(heap.damage->section, "strings");
  EXPECT_EQ(heap.damage->element, 3u);
  EXPECT_TRUE(heap.has_all_edges());
  EXPECT_EQ(heap.nodes.size(), 4u);
  EXPECT_EQ(heap.edges.size(), 3u);
  EXPECT_EQ(heap.damage->strings.kept, 3u);
  EXPECT_EQ(heap.damage->strings.expected, 5u);
  EXPECT_EQ(heap.raw_name(NodeIndex(1u)), "Cache");
  EXPECT_EQ(heap.raw_name(NodeIndex(2u)), "(name lost #3)");
  EXPECT_EQ(heap.string(heap.edges.name(EdgeIndex(2u))), "(name lost #4)");
}

TEST(Salvage, CountsTheNamesThatAreLost) {
  const graph::Heap heap = salvaged(cut_before(cache(), "\"Entry\""));
  const Damage& damage = *heap.damage;
  EXPECT_EQ(damage.names.all, 4u);  // the root's, Cache, Entry, x
  EXPECT_EQ(damage.names.lost, 2u);
  EXPECT_EQ(damage.node_names.all, 4u);
  EXPECT_EQ(damage.node_names.lost, 2u);
  EXPECT_EQ(damage.edge_names.all, 3u);
  EXPECT_EQ(damage.edge_names.lost, 2u);
  EXPECT_TRUE(damage.are_sizes_exact()) << "no edge of the engine has lost its name";
}

TEST(Salvage, SizesMayDependOnTheNamesOfInternalEdges) {
  const std::string text = Heap()
                               .node("Cache", 16)
                               .node("Entry", 40)
                               .edge("root", "Cache")
                               .internal("Cache", "Entry", "table")
                               .json();
  const graph::Heap heap = salvaged(cut_before(text, "\"table\""));
  EXPECT_EQ(heap.damage->missing_of_rules, 1u);
  EXPECT_FALSE(heap.damage->are_sizes_exact());
  EXPECT_TRUE(heap.has_all_edges());
}

TEST(Salvage, OfACutInEdgesKeepsTheEdgesBeforeIt) {
  const graph::Heap heap = salvaged(cut_before(cache(), ",18\n"));
  EXPECT_EQ(heap.damage->section, "edges");
  EXPECT_EQ(heap.damage->element, heap.edges.size());
  EXPECT_TRUE(heap.damage->has_all_nodes());
  EXPECT_FALSE(heap.has_all_edges());
  EXPECT_EQ(heap.damage->edges.kept, 2u);
  EXPECT_EQ(heap.damage->edges.expected, 3u);
  EXPECT_EQ(heap.damage->nodes_with_edges, 2u);
  EXPECT_EQ(heap.nodes.edges_of(NodeIndex(1u)).size(), 1u);
  EXPECT_EQ(heap.nodes.edges_of(NodeIndex(2u)).size(), 0u);
  EXPECT_FALSE(heap.damage->strings.expected.has_value()) << "edges that are lost name some, too";
  EXPECT_EQ(heap.raw_name(NodeIndex(2u)), "(name lost #3)");
}

TEST(Salvage, OfACutInNodesKeepsTheNodesBeforeIt) {
  const std::string text = cut_before(cache(), "],\n\"edges\"");
  const graph::Heap heap = salvaged(text.substr(0, text.size() - 1));
  EXPECT_EQ(heap.damage->section, "nodes");
  EXPECT_EQ(heap.damage->element, 3u);
  EXPECT_EQ(heap.nodes.size(), 3u);
  EXPECT_EQ(heap.damage->nodes.expected, 4u);
  EXPECT_EQ(heap.nodes.self_size_total, 56u);
  EXPECT_EQ(heap.edges.size(), 0u);
  EXPECT_EQ(heap.damage->edges.expected, 3u);
}

TEST(Salvage, OfABlockOfNulsIsWhatLiesBeforeIt) {
  std::string text = cache();
  const std::size_t second_edge = text.find("\n,2,3,12");
  ASSERT_NE(second_edge, std::string::npos) << text;
  text.replace(second_edge + 2, 4, std::string(4, '\0'));
  const graph::Heap heap = salvaged(text);
  EXPECT_EQ(heap.damage->section, "edges");
  EXPECT_EQ(heap.damage->edges.kept, 1u);
  EXPECT_EQ(heap.damage->byte, second_edge + 2);
}

TEST(Salvage, OfABlockOfNulsInStringsIsTheTextsBeforeIt) {
  const std::string text =
      with_gap(cache(), "ache\"", "try\"", std::string(512, '\0'));  // Cache and Entry become one
  const graph::Heap heap = salvaged(text);
  EXPECT_EQ(heap.damage->strings.kept, 2u);
  EXPECT_EQ(heap.damage->byte, text.find('\0'));
  EXPECT_EQ(heap.raw_name(NodeIndex(1u)), "(name lost #2)");
  EXPECT_EQ(heap.raw_name(NodeIndex(3u)), "(name lost #4)");
}

TEST(Salvage, GivesNoNamesWhereStringsAreMissingNobodyKnowsWhere) {
  const graph::Heap heap = salvaged(with_gap(cache(), "\"Cache\"", "\"Entry\""));
  EXPECT_EQ(heap.damage->section, "strings");
  EXPECT_EQ(heap.damage->strings.kept, 0u);
  EXPECT_EQ(heap.raw_name(NodeIndex(2u)), "(name lost #3)");
}

TEST(Salvage, KeepsTheStringsWhereOneIndexAloneIsWrong) {
  const std::string text = replaced(cache(), "\n,3,3,5,40", "\n,3,3000000000,5,40");
  const graph::Heap heap = salvaged(text);
  EXPECT_EQ(heap.damage->strings.kept, 5u);
  EXPECT_EQ(heap.damage->names.lost, 1u);
  EXPECT_EQ(heap.raw_name(NodeIndex(2u)), "(name lost #3000000000)");
  EXPECT_EQ(heap.raw_name(NodeIndex(3u)), "x");
}

TEST(Salvage, KeepsNoEdgesWhereSomeAreMissingNobodyKnowsWhere) {
  const graph::Heap heap = salvaged(with_gap(cache(), ",2,3,12", ",2,4,18"));
  EXPECT_EQ(heap.damage->section, "edges");
  EXPECT_EQ(heap.edges.size(), 0u);
  EXPECT_EQ(heap.damage->edges.expected, 3u);
  EXPECT_EQ(heap.raw_name(NodeIndex(2u)), "Entry");
}

TEST(Salvage, BelievesNodesAndEdgesThatAgreeMoreThanTheHeader) {
  const graph::Heap heap = salvaged(replaced(cache(), "\"node_count\":4", "\"node_count\":9"));
  EXPECT_TRUE(heap.damage->has_all_edges());
  EXPECT_TRUE(heap.damage->has_all_names());
  EXPECT_EQ(heap.edges.size(), 3u);
}

TEST(Salvage, OfACompressedFileSaysThatPlacesAreThoseOfTheText) {
  const std::string packed = gzipped(Heap().string("s", 24).named(letters(100'000)).json());
  const auto source = input::piped_text_source(
      std::string_view(packed).substr(0, packed.size() / 2), "test.heapsnapshot.gz");
  ASSERT_TRUE(source.has_value());
  const Result<graph::Heap> heap = graph::load_heap(**source, 1, {parse::Texts::whole(), true});
  ASSERT_TRUE(heap.has_value());
  ASSERT_TRUE(heap->damage.has_value());
  EXPECT_TRUE(heap->damage->is_compressed);
  EXPECT_EQ(heap->damage->section, "strings");
  EXPECT_GT(heap->damage->byte, packed.size() / 2) << "a place in the text, not in the file";
}

std::string refusal(std::string_view text) {
  const Result<graph::Heap> heap = salvage(text);
  return heap ? "" : format_error(heap.error());
}

TEST(Salvage, NeedsTheHeaderAndANode) {
  const std::string hint =
      "  hint: nothing sound is there to salvage: that takes the header and nodes, at least\n";
  EXPECT_TRUE(refusal(cut_before(cache(), "\"edge_fields\"")).ends_with(hint));
  EXPECT_TRUE(refusal(cut_before(cache(), "\"nodes\"")).ends_with(hint));
  EXPECT_TRUE(refusal(cut_before(cache(), ",1,0,1,0")).ends_with(hint));
}

TEST(Salvage, RefusesWhatIsAmbiguous) {
  const std::string text = replaced(cache(), "\"edges\"", "\"nodes\"");
  EXPECT_NE(refusal(text).find("\"nodes\" stands here a second time"), std::string::npos);
}

TEST(Salvage, RefusesARootThatIsNoNode) {
  const std::string text =
      replaced(Heap().node("A", 8).root_is("A").json(), "\"root_index\":6", "\"root_index\":8");
  EXPECT_NE(refusal(text).find("root_index is 8"), std::string::npos) << refusal(text);
}

TEST(Salvage, IsTheWayOutThatARefusalNames) {
  const std::string text = cut_before(cache(), "\"Entry\"");
  EXPECT_TRUE(message_of(text).ends_with("salvaging reads what is there\n")) << message_of(text);
}

}  // namespace
}  // namespace heapdiff::test
