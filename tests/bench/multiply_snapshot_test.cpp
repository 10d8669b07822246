#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analysis/reduce.hpp"
#include "analysis/summarise.hpp"
#include "graph/load.hpp"
#include "leaks/compare.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

const std::string before_file =
    HEAPDIFF_SOURCE_DIR "/testdata/pairs/unbounded-map.before.heapsnapshot.gz";
const std::string after_file =
    HEAPDIFF_SOURCE_DIR "/testdata/pairs/unbounded-map.after.heapsnapshot.gz";

constexpr std::uint64_t copies = 3;

Outcome multiply(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), MULTIPLY_SNAPSHOT);
  return run_program(arguments);
}

graph::Heap load(const std::string& path) { return std::move(graph::load_heap(path).value()); }

graph::Heap multiplied(const std::string& file, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {file, std::to_string(copies)});
  const Outcome outcome = multiply(options);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  graph::Heap heap = load_text(outcome.out);
  EXPECT_THAT(heap.notes, testing::IsEmpty());
  return heap;
}

/// Classes of one name from different places are told apart.
std::string key_of(const std::string& name, const std::optional<Place>& place) {
  return place ? name + " " + place->file + ":" + std::to_string(place->line) + ":" +
                     std::to_string(place->column)
               : name;
}

std::map<std::string, ClassSummary> classes_of(graph::Heap heap) {
  std::map<std::string, ClassSummary> classes;
  for (ClassSummary& one : analysis::summarise(analysis::analyse(std::move(heap))).classes) {
    classes.emplace(key_of(one.name, one.place), std::move(one));
  }
  return classes;
}

Diff diff_of(graph::Heap before, graph::Heap after) {
  model::Reduction reduced = analysis::reduce(std::move(before));
  return leaks::compare(std::move(reduced), analysis::analyse(std::move(after)), {}).value();
}

void expect_classes_multiplied(graph::Heap many, graph::Heap one) {
  EXPECT_EQ(many.nodes.self_size_total, copies * one.nodes.self_size_total);
  const auto expected = classes_of(std::move(one));
  const auto found = classes_of(std::move(many));
  EXPECT_EQ(found.size(), expected.size());
  for (const auto& [key, single] : expected) {
    const auto row = found.find(key);
    ASSERT_NE(row, found.end()) << key;
    EXPECT_EQ(row->second.count, copies * single.count) << key;
    EXPECT_EQ(row->second.size.value, copies * single.size.value) << key;
    EXPECT_EQ(row->second.retained.value, copies * single.retained.value) << key;
    EXPECT_EQ(row->second.distance, single.distance) << key;
  }
}

/// The texts of the nodes of type string.
std::multiset<std::string> texts_of(const graph::Heap& heap) {
  std::multiset<std::string> texts;
  for (std::uint32_t i = 0; i < heap.nodes.size(); ++i) {
    if (heap.nodes.types[NodeIndex(i)] != NodeType::string) continue;
    texts.emplace(heap.raw_name(NodeIndex(i)));
  }
  return texts;
}

TEST(MultiplySnapshot, OneCopyIsTheSource) {
  const auto source = input::open_source(after_file).value();
  std::string text(std::size_t{64} << 20, '\0');
  std::size_t size = 0;
  while (const std::size_t got = source->read(std::span(text).subspan(size)).value()) size += got;
  text.resize(size);
  EXPECT_TRUE(multiply({after_file, "1"}).out == text);
}

TEST(MultiplySnapshot, TheCopiesShareNothingButTheRoot) {
  const graph::Heap one = load(after_file);
  const graph::Heap many = multiplied(after_file);
  EXPECT_EQ(many.nodes.size(), 1 + copies * (one.nodes.size() - 1));
  EXPECT_EQ(many.edges.size(), copies * one.edges.size());
  EXPECT_EQ(many.locations.all().size(), copies * one.locations.all().size());
  EXPECT_EQ(many.root, one.root);
  EXPECT_EQ(many.nodes.edges_of(many.root).size(), copies * one.nodes.edges_of(one.root).size());
  const std::uint32_t copy_size = one.nodes.size() - 1;
  for (std::uint32_t i = 1; i < many.nodes.size(); ++i) {
    for (const EdgeIndex edge : many.nodes.edges_of(NodeIndex(i))) {
      const std::uint32_t target = many.edges.target(edge).value;
      ASSERT_TRUE(target == 0 || (target - 1) / copy_size == (i - 1) / copy_size) << i;
    }
  }
}

TEST(MultiplySnapshot, EveryClassIsMultipliedInAllItsSizes) {
  expect_classes_multiplied(multiplied(after_file), load(after_file));
}

// root ─▶ Key ─▶ Value ◀─ table: the key alone holds the value, which is told by the table's id in
// the edges' names.
TEST(MultiplySnapshot, PairsInWeakMapsNameTheIdsOfTheirCopy) {
  Heap heap;
  heap.node("Key", 16).node("Value", 40).array("table", 80);
  heap.edge("root", "Key").edge("root", "table").weak_map_entry("table", "Key", "Value");
  const TemporaryDirectory directory;
  const std::string file = directory.write("file", heap.json());
  const auto classes = classes_of(multiplied(file));
  EXPECT_EQ(classes.at("Key").retained, Bytes{copies * 56});
  EXPECT_EQ(classes.at("Key").count, copies);
  expect_classes_multiplied(multiplied(file), load(file));
}

TEST(MultiplySnapshot, NewStringsChangeNoClass) {
  expect_classes_multiplied(multiplied(after_file, {"--new-strings", "--string-padding", "50"}),
                            load(after_file));
}

TEST(MultiplySnapshot, EachCopyMayHaveTextsOfItsOwn) {
  const auto one = texts_of(load(after_file));
  const auto shared = texts_of(multiplied(after_file));
  const auto own = texts_of(multiplied(after_file, {"--new-strings"}));
  ASSERT_TRUE(one.contains("number"));
  EXPECT_EQ(shared.count("number"), copies * one.count("number"));
  EXPECT_EQ(own.count("number"), one.count("number"));
  EXPECT_EQ(own.count("number~1"), one.count("number"));
  EXPECT_EQ(own.count("number~2"), one.count("number"));
}

TEST(MultiplySnapshot, TextsMayBeLengthened) {
  const auto one = texts_of(load(after_file));
  const auto longer = texts_of(multiplied(after_file, {"--string-padding", "12"}));
  EXPECT_EQ(longer.count("numberthe quick br"), copies * one.count("number"));
  EXPECT_EQ(longer.count("number"), 0u);
}

TEST(MultiplySnapshot, EveryIdOccursOnceAndKeepsItsParity) {
  const graph::Heap one = load(after_file);
  const graph::Heap many = multiplied(after_file);
  std::set<std::uint32_t> ids(many.nodes.ids.begin(), many.nodes.ids.end());
  EXPECT_EQ(ids.size(), many.nodes.size());
  for (std::uint32_t i = 1; i < many.nodes.size(); ++i) {
    const NodeIndex source((i - 1) % (one.nodes.size() - 1) + 1);
    ASSERT_EQ(many.nodes.ids[NodeIndex(i)] % 2, one.nodes.ids[source] % 2) << i;
  }
}

TEST(MultiplySnapshot, APairGrowsByAMultiple) {
  const std::vector<std::string> stride = {"--id-stride", "1000000"};
  const Diff one = diff_of(load(before_file), load(after_file));
  const Diff many = diff_of(multiplied(before_file, stride), multiplied(after_file, stride));
  EXPECT_TRUE(many.is_balanced);
  EXPECT_EQ(many.size_delta().value, static_cast<std::int64_t>(copies) * one.size_delta().value);
  std::map<std::string, ClassChange> found;
  for (const ClassChange& row : many.classes) found.emplace(key_of(row.name, row.place), row);
  EXPECT_EQ(found.size(), one.classes.size());
  for (const ClassChange& row : one.classes) {
    const ClassChange& other = found[key_of(row.name, row.place)];
    EXPECT_EQ(other.added, copies * row.added) << row.name;
    EXPECT_EQ(other.deleted, copies * row.deleted) << row.name;
    EXPECT_EQ(other.resized.value, static_cast<std::int64_t>(copies) * row.resized.value);
    EXPECT_EQ(other.retained_delta().value,
              static_cast<std::int64_t>(copies) * row.retained_delta().value);
  }
}

TEST(MultiplySnapshot, IdsThatDoNotFitAreRefused) {
  const Outcome large = multiply({after_file, "3", "--id-stride", "4000000000"});
  EXPECT_EQ(large.status, 2);
  EXPECT_THAT(large.err, testing::HasSubstr("but 4294967295 is the largest that fits"));
  const Outcome small = multiply({after_file, "3", "--id-stride", "100"});
  EXPECT_EQ(small.status, 2);
  EXPECT_THAT(small.err, testing::HasSubstr("the --id-stride must be at least"));
  EXPECT_EQ(multiply({after_file, "3", "--id-stride", "1000001"}).status, 2);
}

TEST(MultiplySnapshot, WhatItCannotReadIsRefused) {
  Heap heap;
  heap.node("A", 16).edge("root", "A").root_is("A");
  const TemporaryDirectory directory;
  const Outcome outcome = multiply({directory.write("file", heap.json()), "2"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "multiply_snapshot: the root is not the first node\n");
  for (const auto& file :
       std::filesystem::directory_iterator(HEAPDIFF_SOURCE_DIR "/testdata/malformed")) {
    EXPECT_LE(multiply({file.path().string(), "2"}).status, 2) << file.path();
  }
}

}  // namespace
}  // namespace heapdiff::test
