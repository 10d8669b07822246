#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "analysis/reduce.hpp"
#include "graph/borrow_names.hpp"
#include "graph/load.hpp"
#include "parse/salvage.hpp"
#include "properties/seeds.hpp"
#include "report/loan_words.hpp"
#include "support/random_heap.hpp"
#include "support/salvaged.hpp"

namespace heapdiff::test {
namespace {

using graph::Heap;

std::string small_file(std::uint64_t seed, const Layout& layout = {}) {
  Random random(seed);
  Shape shape;
  shape.nodes_max = 12;
  shape.has_stacks = seed % 3 == 0;
  return write_file(random_file(random, shape), layout);
}

template <class A, class B>
bool is_prefix(const A& a, const B& b) {
  return a.size() <= b.size() && std::equal(a.begin(), a.end(), b.begin());
}

/// A name is that of the whole file, or says that it is lost and which one it was.
void expect_name(const Heap& part, std::uint32_t name, const Heap& whole, std::uint32_t true_name) {
  ASSERT_LT(name, part.strings.size());
  if (part.is_lost(name)) {
    EXPECT_EQ(part.string(name), parse::lost_name(true_name));
  } else {
    EXPECT_EQ(name, true_name);
    EXPECT_EQ(part.string(name), whole.string(true_name));
  }
}

/// Everything that was kept stands in the whole heap at the same place.
void expect_part_of(const Heap& part, const Heap& whole) {
  ASSERT_TRUE(is_prefix(part.nodes.types, whole.nodes.types));
  EXPECT_TRUE(is_prefix(part.nodes.ids, whole.nodes.ids));
  ASSERT_TRUE(is_prefix(part.edges.targets, whole.edges.targets));
  std::uint64_t total = 0;
  for (const NodeIndex node : part.nodes.all()) {
    EXPECT_EQ(part.nodes.self_sizes[node.value], whole.nodes.self_sizes[node.value]);
    total += part.nodes.self_sizes[node.value];
    expect_name(part, part.nodes.names[node], whole, whole.nodes.names[node]);
    const bool has_edges = node.value < part.damage->nodes_with_edges;
    if (has_edges) {
      EXPECT_EQ(part.nodes.edges_of(node).size(), whole.nodes.edges_of(node).size());
    }
  }
  EXPECT_EQ(part.nodes.self_size_total, total);
  EXPECT_EQ(part.nodes.first_edges.back(), part.edges.size());
  for (std::uint32_t i = 0; i < part.edges.size(); ++i) {
    const EdgeIndex edge(i);
    EXPECT_LT(part.edges.target(edge).value, part.nodes.size());
    EXPECT_EQ(part.source_of(edge), whole.source_of(edge));
    ASSERT_EQ(part.edges.type(edge), whole.edges.type(edge));
    if (has_numeric_name(part.edges.type(edge))) {
      EXPECT_EQ(part.edges.name(edge), whole.edges.name(edge));
    } else {
      expect_name(part, part.edges.name(edge), whole, whole.edges.name(edge));
    }
  }
}

void expect_same(const Heap& a, const Heap& b) {
  EXPECT_TRUE(is_prefix(a.nodes.names, b.nodes.names) && is_prefix(b.nodes.names, a.nodes.names));
  EXPECT_TRUE(is_prefix(a.nodes.first_edges, b.nodes.first_edges));
  EXPECT_TRUE(is_prefix(a.edges.targets, b.edges.targets));
  EXPECT_EQ(a.edges.size(), b.edges.size());
  EXPECT_EQ(a.nodes.self_size_total, b.nodes.self_size_total);
  EXPECT_EQ(a.strings.size(), b.strings.size());
  ASSERT_EQ(a.damage.has_value(), b.damage.has_value());
  if (!a.damage) return;
  EXPECT_EQ(a.damage->problem, b.damage->problem);
  EXPECT_EQ(a.damage->section, b.damage->section);
  EXPECT_EQ(a.damage->element, b.damage->element);
  EXPECT_EQ(a.damage->byte, b.damage->byte);
}

/// Every index is one: analyses that read all of them tell, and sanitizers with them.
void expect_sound(Heap heap) {
  ASSERT_LT(heap.root.value, heap.nodes.size());
  const std::uint64_t total = heap.nodes.self_size_total;
  const analysis::Analysis analysed = analysis::analyse(std::move(heap));
  EXPECT_EQ(analysed.reduced.side.size.value, total);
}

TEST(SalvageLaws, ACutAtAnyByteIsRefusedOrGivesAPrefix) {
  for_seeds(12, [](std::uint64_t seed) {
    const std::string text = small_file(seed);
    const Heap whole = load_valid(text);
    std::size_t read = 0;
    for (std::size_t length = 0; length < text.size(); ++length) {
      SCOPED_TRACE("cut after " + std::to_string(length) + " of " + std::to_string(text.size()));
      Result<Heap> part = salvage(std::string_view(text).substr(0, length));
      if (!part) {
        EXPECT_EQ(read, 0u) << "what is longer holds more";
        continue;
      }
      ++read;
      if (!part->damage) {
        EXPECT_EQ(length + 1, text.size()) << "nothing but the last brace may be gone";
        continue;
      }
      expect_part_of(*part, whole);
      expect_sound(std::move(*part));
      if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GT(read, 0u);
  });
}

/// A pair's file, unpacked.
std::string text_of(const std::string& name) {
  const std::string path = std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/pairs/" + name;
  const auto source = input::open_source(path);
  std::string text;
  std::string piece(std::size_t{1} << 16, '\0');
  for (;;) {
    const Result<std::size_t> got = (*source)->read(piece);
    if (!got || *got == 0) return text;
    text.append(piece, 0, *got);
  }
}

/// Cuts a file of a real pair where it has `share` of its strings left, and borrows names.
void expect_true_names(const std::string& pair, const std::string& lender, double share) {
  SCOPED_TRACE(pair + " with " + std::to_string(share) + " of its strings");
  const std::string text = text_of(pair);
  const Heap whole = load_valid(text);
  const std::size_t strings = text.rfind("\"strings\"");
  const auto kept = static_cast<std::size_t>(share * static_cast<double>(text.size() - strings));
  Result<Heap> part = salvage(std::string_view(text).substr(0, strings + 11 + kept), 2);
  ASSERT_TRUE(part.has_value());
  const Heap sibling = load_valid(text_of(lender));
  const graph::Loan loan = graph::borrow_names(*part, sibling);
  EXPECT_TRUE(loan.is_of_one_process) << report::loan_in_words(loan, "the sibling");
  std::uint64_t found = 0;
  const std::size_t first_lost = part->strings.size() - part->lost_strings.size();
  for (std::size_t i = 0; i < part->lost_strings.size(); ++i) {
    const std::string_view name = part->strings[first_lost + i];
    if (name == parse::lost_name(part->lost_strings[i])) continue;
    ++found;
    ASSERT_EQ(name, whole.strings[part->lost_strings[i]]);
  }
  EXPECT_EQ(found, part->damage->names.borrowed);
  EXPECT_GT(found * 100, part->damage->names.lost * 15) << "what both have is found";
  EXPECT_GE(part->damage->edge_names.borrowed * 100, part->damage->edge_names.lost * 85);
}

TEST(SalvageLaws, BorrowedNamesAreTheTrueOnes) {
  for (const char* pair : {"unbounded-map", "dictionary", "emitter-listeners"}) {
    const std::string before = std::string(pair) + ".before.heapsnapshot.gz";
    const std::string after = std::string(pair) + ".after.heapsnapshot.gz";
    for (const double share : {0.0, 0.3, 0.8}) expect_true_names(after, before, share);
    expect_true_names(before, after, 0.5);
  }
}

TEST(SalvageLaws, NothingIsBorrowedFromAnotherProcess) {
  const std::string text = text_of("dictionary.after.heapsnapshot.gz");
  const std::size_t strings = text.rfind("\"strings\"");
  for (const std::size_t length : {strings, strings + (text.size() - strings) / 2}) {
    Result<Heap> part = salvage(std::string_view(text).substr(0, length), 2);
    ASSERT_TRUE(part.has_value());
    const Heap other = load_valid(text_of("unbounded-map.before.heapsnapshot.gz"));
    EXPECT_FALSE(graph::borrow_names(*part, other).is_of_one_process);
    EXPECT_EQ(part->damage->names.borrowed, 0u);
  }
}

TEST(SalvageLaws, ThreadsPiecesAndPipesGiveOneAnswer) {
  for_seeds(1500, [](std::uint64_t seed) {
    Random random(seed);
    Layout layout = random_layout(random);
    std::string text = small_file(seed / 8, layout);
    if (random.chance(50)) {
      text.resize(random.below(text.size()));
    } else {
      const std::size_t at = random.below(text.size());
      const std::size_t size = std::min<std::size_t>(1 + random.below(60), text.size() - at);
      if (random.chance(50)) {
        text.replace(at, size, std::string(size, '\0'));
      } else {
        text.erase(at, size);
      }
    }
    Result<Heap> expected = salvage(text);
    for (const unsigned threads : {1u, 4u}) {
      ChoppedSource chopped(text, 3 + seed % 90, seed);
      const Result<Heap> other = graph::load_heap(chopped, threads, {parse::Texts::whole(), true});
      ASSERT_EQ(expected.has_value(), other.has_value());
      if (expected) expect_same(*expected, *other);
    }
    if (expected) expect_sound(std::move(*expected));
  });
}

}  // namespace
}  // namespace heapdiff::test
