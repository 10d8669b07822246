#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "graph/load.hpp"
#include "properties/seeds.hpp"
#include "support/compress.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

using graph::Heap;

template <class Values>
auto list(const Values& values) {
  return std::vector(values.begin(), values.end());
}

/// Is every fact of the two heaps the same, strings and their order included?
void expect_equal(const Heap& a, const Heap& b) {
  EXPECT_EQ(a.root, b.root);
  EXPECT_EQ(list(a.nodes.types), list(b.nodes.types));
  EXPECT_EQ(list(a.nodes.names), list(b.nodes.names));
  EXPECT_EQ(list(a.nodes.ids), list(b.nodes.ids));
  EXPECT_EQ(list(a.nodes.first_edges), list(b.nodes.first_edges));
  EXPECT_EQ(list(a.nodes.detachedness), list(b.nodes.detachedness));
  EXPECT_EQ(a.nodes.self_size_total, b.nodes.self_size_total);
  EXPECT_EQ(list(a.edges.targets), list(b.edges.targets));
  ASSERT_EQ(a.nodes.size(), b.nodes.size());
  for (std::size_t i = 0; i < a.nodes.size(); ++i) {
    EXPECT_EQ(a.nodes.self_sizes[i], b.nodes.self_sizes[i]);
    EXPECT_EQ(stack_of(a, NodeIndex(i)), stack_of(b, NodeIndex(i)));
  }
  ASSERT_EQ(a.edges.size(), b.edges.size());
  for (std::uint32_t i = 0; i < a.edges.size(); ++i) {
    EXPECT_EQ(a.edges.type(EdgeIndex(i)), b.edges.type(EdgeIndex(i)));
    EXPECT_EQ(a.edges.name(EdgeIndex(i)), b.edges.name(EdgeIndex(i)));
  }
  ASSERT_EQ(a.strings.size(), b.strings.size());
  for (std::size_t i = 0; i < a.strings.size(); ++i) EXPECT_EQ(a.strings[i], b.strings[i]);
  ASSERT_EQ(a.locations.all().size(), b.locations.all().size());
  for (std::size_t i = 0; i < a.locations.all().size(); ++i) {
    const parse::Location& x = a.locations.all()[i];
    const parse::Location& y = b.locations.all()[i];
    EXPECT_TRUE(x.node == y.node && x.script_id == y.script_id && x.line == y.line &&
                x.column == y.column);
  }
}

FileModel any_file(Random& random) {
  Shape shape;
  shape.has_detachedness = random.chance(70);
  shape.has_stacks = random.chance(50);
  return random_file(random, shape);
}

Heap load_from(Result<std::unique_ptr<input::Source>> source) {
  EXPECT_TRUE(source.has_value());
  Result<Heap> heap = graph::load_heap(**source);
  EXPECT_TRUE(heap.has_value()) << (heap ? "" : format_error(heap.error()));
  return heap ? std::move(*heap) : Heap();
}

TEST(ParseLaws, AHeapSaysWhatItsFileSays) {
  for_seeds(1500, [](std::uint64_t seed) {
    Random random(seed);
    const FileModel file = any_file(random);
    const Heap heap = load_valid(write_file(file, random_layout(random)));
    ASSERT_EQ(heap.nodes.size(), file.nodes.size());
    EXPECT_EQ(heap.root.value, file.root);
    EXPECT_TRUE(heap.notes.empty());
    for (std::size_t i = 0; i < file.nodes.size(); ++i) {
      const NodeIndex node(i);
      EXPECT_EQ(heap.nodes.types[node], file.nodes[i].type);
      EXPECT_EQ(heap.raw_name(node), file.strings[file.nodes[i].name]);
      EXPECT_EQ(heap.nodes.ids[node], file.nodes[i].id);
      EXPECT_EQ(heap.nodes.self_sizes[i], file.nodes[i].self_size);
      EXPECT_EQ(stack_of(heap, node), stack_of(file, i));
      ASSERT_EQ(heap.nodes.edges_of(node).size(), file.nodes[i].edges.size());
      std::size_t k = 0;
      for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
        EXPECT_EQ(heap.edges.type(edge), file.nodes[i].edges[k].type);
        EXPECT_EQ(heap.edges.name(edge), file.nodes[i].edges[k].name);
        EXPECT_EQ(heap.edges.target(edge).value, file.nodes[i].edges[k].target);
        EXPECT_EQ(heap.source_of(edge), node);
        ++k;
      }
    }
  });
}

TEST(ParseLaws, WritingAndReadingAgainGivesTheSameHeap) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const Heap heap = load_valid(write_file(any_file(random)));
    expect_equal(load_valid(write_file(model_of(heap), random_layout(random))), heap);
  });
}

// A chunk of one byte never holds a whole record, so that only the careful path is taken.
TEST(ParseLaws, TheFastPathReadsWhatTheCarefulPathReads) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const FileModel file = any_file(random);
    Layout layout = random_layout(random);
    layout.has_shuffled_sections = false;  // held sections would take the fast path all the same
    const std::string text = write_file(file, layout);
    expect_equal(load_from(std::make_unique<ChoppedSource>(text, 1, seed)), load_valid(text));
  });
}

TEST(ParseLaws, WhereChunksEndChangesNothing) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = write_file(any_file(random), random_layout(random));
    const std::size_t chunk_max = random.pick<std::size_t>({2, 7, 40, 300});
    expect_equal(load_from(std::make_unique<ChoppedSource>(text, chunk_max, seed)),
                 load_valid(text));
  });
}

TEST(ParseLaws, AnyNumberOfThreadsReadsTheSame) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = write_file(any_file(random), random_layout(random));
    const Heap expected = load_valid(text);
    const unsigned threads = random.pick({2u, 3u, 8u});
    // Small reads make many chunks of a small file.
    ChoppedSource chopped(text, random.pick<std::size_t>({5, 60, 400}), seed);
    const Result<Heap> heap = graph::load_heap(chopped, threads);
    ASSERT_TRUE(heap.has_value()) << format_error(heap.error());
    expect_equal(*heap, expected);
  });
}

TEST(ParseLaws, AnyAmountOfWhiteSpaceMayStandBetweenNumbers) {
  for_seeds(150, [](std::uint64_t seed) {
    Random random(seed);
    const FileModel file = any_file(random);
    const Heap expected = load_valid(write_file(file));
    Layout layout;
    layout.seed = seed;
    layout.has_long_space = true;
    const std::string text = write_file(file, layout);
    expect_equal(load_valid(text), expected);
    const std::size_t chunk_max = random.pick<std::size_t>({100, 5'000, 30'000});
    for (const unsigned threads : {1u, 3u}) {
      ChoppedSource chopped(text, chunk_max, seed);
      const Result<Heap> heap = graph::load_heap(chopped, threads);
      ASSERT_TRUE(heap.has_value()) << format_error(heap.error());
      expect_equal(*heap, expected);
    }
  });
}

TEST(ParseLaws, CompressedPipesReadLikeThePlainFile) {
  for_seeds(600, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = write_file(any_file(random), random_layout(random));
    const Heap plain = load_valid(text);
    for (const std::string& packed : {gzip(text), zstd(text)}) {
      expect_equal(load_from(input::piped_text_source(packed, "pipe")), plain);
    }
    // Several members, one after the other, as parallel compressors write them.
    const std::size_t cut = random.below(text.size());
    expect_equal(load_from(input::piped_text_source(
                     gzip(text.substr(0, cut)) + gzip(text.substr(cut)), "pipe")),
                 plain);
    expect_equal(load_from(input::piped_text_source(
                     zstd(text.substr(0, cut)) + zstd(text.substr(cut)), "pipe")),
                 plain);
  });
}

TEST(ParseLaws, AnyOrderOfSectionsReadsTheSameFromFileAndPipe) {
  for_seeds(600, [](std::uint64_t seed) {
    Random random(seed);
    const FileModel file = any_file(random);
    Layout layout = random_layout(random);
    layout.has_shuffled_sections = false;
    const Heap expected = load_valid(write_file(file, layout));
    layout.has_shuffled_sections = true;
    const std::string text = write_file(file, layout);
    expect_equal(load_valid(text), expected);
    expect_equal(load_from(input::piped_text_source(text, "pipe")), expected);
  });
}

}  // namespace
}  // namespace heapdiff::test
