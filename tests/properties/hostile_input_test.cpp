#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>

#include "analysis/allocation_stacks.hpp"
#include "analysis/summarise.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "support/compress.hpp"
#include "support/mutate.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

using graph::Heap;

void expect_well_formed(const Error& error) {
  EXPECT_FALSE(error.message.empty());
  EXPECT_EQ(error.path, "text");
  const std::string shown = format_error(error);
  EXPECT_TRUE(shown.starts_with("heapdiff: text: "));
  EXPECT_EQ(shown.back(), '\n');
}

void expect_json(const std::string& text) {
  EXPECT_TRUE(text.starts_with("{"));
  EXPECT_TRUE(text.ends_with("}\n"));
}

RenderOptions as_json() {
  RenderOptions options;
  options.format = Format::json;
  return options;
}

/// Each stack ends, in as many steps as there are functions above.
void expect_stacks(const Heap& heap) {
  for (const NodeIndex node : heap.nodes.all()) {
    for (const auto& [name, script_name, line, column] : stack_of(heap, node)) {
      EXPECT_LT(name, heap.strings.size());
      EXPECT_LT(script_name, heap.strings.size());
    }
    EXPECT_EQ(analysis::most_common_stack(heap, std::span(&node, 1)).has_value(),
              heap.allocation_stacks.stack_of(node) &&
                  !analysis::frames_of(heap, *heap.allocation_stacks.stack_of(node)).empty());
  }
}

/// Everything the program does with one snapshot.
Summary expect_report(Heap heap) {
  expect_stacks(heap);
  const Summary summary = analysis::summarise(analysis::analyse(std::move(heap)));
  EXPECT_FALSE(render(summary, {}).empty());
  expect_json(render(summary, as_json()));
  return summary;
}

/// The text gives a report or an error with its place; the same one in small pieces and on several
/// threads.
void expect_report_or_error(const std::string& text, std::uint64_t seed) {
  const auto file = input::text_source(text, "text");
  Result<Heap> heap = graph::load_heap(*file);
  for (const unsigned threads : {1u, 4u}) {
    ChoppedSource chopped(text, 3 + seed % 90, seed);
    const Result<Heap> other = graph::load_heap(chopped, threads);
    EXPECT_EQ(heap.has_value(), other.has_value());
    if (heap || other) continue;
    // What was held in memory, since this source is read once, is the same text.
    EXPECT_EQ(heap.error().message, other.error().message);
    EXPECT_EQ(heap.error().byte, other.error().byte);
    EXPECT_EQ(heap.error().kind, other.error().kind);
  }
  if (heap) {
    expect_report(std::move(*heap));
  } else {
    expect_well_formed(heap.error());
  }
}

std::string small_file(std::uint64_t seed, const Layout& layout = {}) {
  Random random(seed);
  Shape shape;
  shape.nodes_max = 12;
  shape.has_stacks = seed % 3 == 0;
  return write_file(random_file(random, shape), layout);
}

TEST(CutFiles, EveryCutGivesAnErrorOrAStatedNote) {
  for_seeds(12, [](std::uint64_t seed) {
    Layout layout;
    layout.seed = seed;
    layout.has_random_space = seed % 3 == 0;
    layout.has_extra_sections = seed % 2 == 0;
    const std::string text = small_file(seed, layout);
    const std::size_t last_brace = text.rfind('}');
    for (std::size_t length = 0; length <= last_brace; ++length) {
      SCOPED_TRACE("cut after " + std::to_string(length) + " of " + std::to_string(text.size()));
      const std::string cut = text.substr(0, length);
      const auto source = input::text_source(cut, "text");
      Result<Heap> heap = graph::load_heap(*source);
      // Only white space may be gone beside the brace, or the sections of others.
      if (heap) {
        EXPECT_EQ(heap->notes.size(), 1u);
        EXPECT_EQ(expect_report(std::move(*heap)).notes.size(), 1u);
        EXPECT_TRUE(cut.find_last_not_of(" \r\n\t") + 1 <= length);
      } else {
        expect_well_formed(heap.error());
        EXPECT_EQ(heap.error().kind, ErrorKind::cut_short) << format_error(heap.error());
      }
      if (::testing::Test::HasFailure()) return;
    }
  });
}

/// One for each way to lay a file out, and one for all together.
std::vector<Layout> all_layouts() {
  constexpr bool Layout::*switches[] = {&Layout::has_random_space,   &Layout::has_shuffled_fields,
                                        &Layout::has_extra_fields,   &Layout::has_shuffled_sections,
                                        &Layout::has_extra_sections, &Layout::has_odd_escapes,
                                        &Layout::has_byte_order_mark};
  std::vector<Layout> layouts(1);
  Layout all;
  for (bool Layout::*const flag : switches) {
    all.*flag = true;
    layouts.emplace_back().*flag = true;
  }
  layouts.push_back(all);
  return layouts;
}

// Of a file and of a pipe, which must hold what comes before what it needs.
TEST(CutFiles, EveryCutOfEveryLayoutGivesAReportOrAnErrorFromAPipeToo) {
  for_seeds(2, [](std::uint64_t seed) {
    for (Layout layout : all_layouts()) {
      layout.seed = seed;
      const std::string text = small_file(seed, layout);
      for (std::size_t length = 0; length < text.size(); ++length) {
        SCOPED_TRACE("cut after " + std::to_string(length) + " of " + std::to_string(text.size()));
        const std::string cut = text.substr(0, length);
        const auto file = input::text_source(cut, "text");
        Result<Heap> heap = graph::load_heap(*file);
        const auto pipe = input::piped_text_source(cut, "text");
        if (pipe) {
          const Result<Heap> piped = graph::load_heap(**pipe);
          EXPECT_EQ(piped.has_value(), heap.has_value());
        } else {
          EXPECT_FALSE(heap.has_value());
        }
        if (heap) {
          EXPECT_FALSE(expect_report(std::move(*heap)).notes.empty());
        } else {
          expect_well_formed(heap.error());
        }
        if (::testing::Test::HasFailure()) return;
      }
    }
  });
}

TEST(CutFiles, OnlyTheLastBraceMayBeMissing) {
  const std::string text = small_file(1);
  ASSERT_TRUE(text.ends_with("]}"));
  std::size_t accepted = 0;
  for (std::size_t length = 0; length < text.size(); ++length) {
    const std::string cut = text.substr(0, length);
    const auto source = input::text_source(cut, "text");
    if (graph::load_heap(*source)) {
      ++accepted;
      EXPECT_EQ(length, text.size() - 1);
    }
  }
  EXPECT_EQ(accepted, 1u);
}

TEST(CutFiles, EveryCutOfACompressedFileGivesAnError) {
  const std::string text = small_file(2);
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    for (std::size_t length = 0; length < packed.size(); ++length) {
      SCOPED_TRACE("cut after " + std::to_string(length) + " of " + std::to_string(packed.size()));
      const std::string cut = packed.substr(0, length);
      const auto source = input::piped_text_source(cut, "text");
      ASSERT_TRUE(source.has_value());
      const Result<Heap> heap = graph::load_heap(**source);
      // A cut inside gzip's checksum leaves the whole text, and still is a cut.
      ASSERT_FALSE(heap.has_value());
      expect_well_formed(heap.error());
      if (length >= 6) {
        EXPECT_EQ(heap.error().kind, ErrorKind::cut_short);
      }
    }
  }
}

TEST(MutatedFiles, GiveAReportOrAnError) {
  for_seeds(8000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = small_file(seed / 16, random_layout(random));
    expect_report_or_error(mutate(text, random), seed);
  });
}

TEST(MutatedFiles, HaveErrorsThatEndWithoutAFullStop) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = mutate(small_file(seed / 16), random);
    const auto source = input::text_source(text, "text");
    const Result<Heap> heap = graph::load_heap(*source);
    if (heap) return;
    EXPECT_FALSE(heap.error().message.ends_with(".")) << heap.error().message;
    EXPECT_FALSE(heap.error().hint.ends_with(".")) << heap.error().hint;
  });
}

// Bytes of the numbers' sections alone: the checks behind the grammar.
TEST(MutatedFiles, ChangedDigitsGiveAReportOrAnError) {
  for_seeds(8000, [](std::uint64_t seed) {
    Random random(seed);
    std::string text = small_file(seed / 16);
    const std::size_t first = text.find("\"nodes\"");
    const std::size_t last = text.find("\"strings\"");
    for (std::size_t i = 1 + random.below(3); i-- > 0;) {
      char& byte = text[first + random.below(last - first)];
      if (byte >= '0' && byte <= '9') byte = static_cast<char>('0' + random.below(10));
    }
    expect_report_or_error(text, seed);
  });
}

TEST(MutatedFiles, CompareWithTheirOriginalOrGiveAnError) {
  for_seeds(4000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = small_file(seed / 16);
    const std::string mutated = mutate(text, random);
    const auto source = input::text_source(mutated, "text");
    Result<Heap> after = graph::load_heap(*source);
    if (!after) return;
    model::Reduction before = analysis::reduce(load_valid(text));
    DiffOptions options;
    options.force = true;
    const Result<Diff> diff =
        leaks::compare(std::move(before), analysis::analyse(std::move(*after)), options);
    ASSERT_TRUE(diff.has_value());
    EXPECT_TRUE(diff->is_balanced);
    EXPECT_FALSE(render(*diff, {}).empty());
    expect_json(render(*diff, as_json()));
  });
}

TEST(MutatedFiles, CompressedOnesGiveAReportOrAnError) {
  for_seeds(3000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = small_file(seed / 16);
    const std::string packed = mutate(random.chance(50) ? gzip(text) : zstd(text), random);
    const auto source = input::piped_text_source(packed, "text");
    if (!source) return expect_well_formed(source.error());
    Result<Heap> heap = graph::load_heap(**source);
    if (!heap) return expect_well_formed(heap.error());
    expect_report(std::move(*heap));
  });
}

}  // namespace
}  // namespace heapdiff::test
