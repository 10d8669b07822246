// The vector code against the plain rules, on every instruction set that this machine has.

#include <gtest/gtest.h>
#define HWY_WANT_AVX3_DL  // as src/parse/integers.cpp has it
#include <hwy/highway.h>

#include <array>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "graph/load.hpp"
#include "parse/edge_labels.hpp"
#include "parse/integers.hpp"
#include "properties/seeds.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::parse {
namespace {

/// Runs `check` once for each instruction set, which the vector code then uses.
template <class Check>
void on_every_target(Check&& check) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    check(target);
  }
  hwy::SetSupportedTargetsForTest(0);
}

using Numbers = std::vector<std::uint32_t>;

/// Text with what `convert_integers` may touch around it: digits, so that reading them shows.
class Framed {
 public:
  explicit Framed(const std::string& text)
      : bytes_(std::string(readable_before - 1, '7') + "," + text +
               std::string(readable_behind, '7')),
        size_(text.size()) {}
  [[nodiscard]] const char* begin() const { return bytes_.data() + readable_before; }
  [[nodiscard]] const char* end() const { return begin() + size_; }

 private:
  std::string bytes_;
  std::size_t size_;
};

std::optional<Numbers> converted(const std::string& text) {
  const Framed framed(text);
  IntegerWindow window;
  Numbers values(IntegerWindow::count_max + IntegerWindow::slack);
  const auto count = convert_integers(framed.begin(), framed.end(), window, values.data());
  if (!count) return std::nullopt;
  values.resize(*count);
  for (std::size_t i = 0; i < *count; ++i) {
    EXPECT_TRUE(text[window.ends[i]] == ',' || text[window.ends[i]] == '\n');
    EXPECT_EQ(text[window.ends[i] - 1] - '0', static_cast<int>(values[i] % 10));
  }
  return values;
}

/// The rules, byte by byte.
std::optional<Numbers> converted_plainly(const std::string& text) {
  Numbers values;
  for (std::size_t i = 0; i < text.size();) {
    std::uint64_t value = 0;
    const std::size_t start = i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
      value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
      // More than sixteen digits are refused even where zeros lead.
      if (value > std::numeric_limits<std::uint32_t>::max() || i - start >= 15) return std::nullopt;
    }
    if (i == start) return std::nullopt;
    if (i < text.size() && text[i] == '\n') ++i;
    if (i == text.size() || text[i] != ',') return std::nullopt;
    ++i;
    values.push_back(static_cast<std::uint32_t>(value));
  }
  return values;
}

using test::Random;

/// Any number of digits is as likely as any other.
std::uint32_t random_number(Random& random, std::size_t digits_max) {
  std::uint64_t limit = 1;
  for (std::size_t digits = 1 + random.below(digits_max); digits > 0; --digits) limit *= 10;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(random.below(limit), std::numeric_limits<std::uint32_t>::max()));
}

std::string random_numbers(Random& random) {
  const std::size_t size_max = 1 + random.below(IntegerWindow::bytes_max - 16);
  const std::size_t digits_max = 1 + random.below(10);
  std::string text;
  while (text.size() < size_max) {
    text += std::to_string(random_number(random, digits_max));
    text += random.below(4) == 0 ? "\n," : ",";
  }
  return text;
}

TEST(IntegerLaws, EveryInstructionSetConvertsNumbersOfAnyLength) {
  on_every_target([](std::int64_t target) {
    test::for_seeds(500, [&](std::uint64_t seed) {
      Random random(seed);
      const std::string text = random_numbers(random);
      if (target == HWY_SCALAR) return;
      EXPECT_EQ(converted(text), converted_plainly(text));
    });
  });
}

TEST(IntegerLaws, WhatIsRefusedIsWrongAndWhatIsWrongIsRefused) {
  constexpr std::string_view intruders = "0123456789,\n ,,]-.eE\"\r\t\0/:\x80\xFF";
  on_every_target([&](std::int64_t target) {
    test::for_seeds(3000, [&](std::uint64_t seed) {
      Random random(seed);
      std::string text = random_numbers(random);
      for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) {
        const std::size_t at = random.below(text.size() - 1);
        const std::string intruder(random.below(20) == 0 ? random.below(12) : 1,
                                   intruders[random.below(intruders.size())]);
        random.below(2) == 0 ? text.insert(at, intruder) : text.replace(at, 1, intruder);
      }
      if (text.size() > IntegerWindow::bytes_max || text.back() != ',') return;
      if (target == HWY_SCALAR) return;
      EXPECT_EQ(converted(text), converted_plainly(text)) << text;
    });
  });
}

TEST(IntegerLaws, TheLargestNumberIsTheLargestOf32Bits) {
  on_every_target([](std::int64_t target) {
    if (target == HWY_SCALAR) return;
    EXPECT_EQ(converted("4294967295,"), Numbers{4294967295});
    EXPECT_EQ(converted("0000004294967295,").has_value(), false);
    EXPECT_EQ(converted("000004294967295,"), Numbers{4294967295});
    EXPECT_EQ(converted("4294967296,"), std::nullopt);
    EXPECT_EQ(converted("10000000000,"), std::nullopt);
    EXPECT_EQ(converted("18446744073709551615,"), std::nullopt);
    EXPECT_EQ(converted("70000000000000000,"), std::nullopt);
    EXPECT_EQ(converted("100000000,99999999,123456789,"),
              (Numbers{100000000, 99999999, 123456789}));
  });
}

TEST(IntegerLaws, EveryInstructionSetCountsCommas) {
  on_every_target([](std::int64_t) {
    test::for_seeds(300, [](std::uint64_t seed) {
      Random random(seed);
      const std::string text = random_numbers(random);
      const char* begin = text.data() + random.below(text.size());
      const char* end = text.data() + text.size();
      EXPECT_EQ(count_commas(begin, end), static_cast<std::size_t>(std::count(begin, end, ',')));
    });
  });
}

struct Edges {
  Numbers values;  // type, name, to_node
  std::size_t type_count, node_count, width;
  LabelLayout layout{4};
};

/// Edges that keep the rules.
Edges random_edges(Random& random) {
  Edges edges{{},
              7,
              1 + random.below(1'000'000),
              1 + random.below(12),
              LabelLayout(random.below(2) == 0 ? 3 : 4)};
  const std::size_t digits_max = edges.layout.bytes() == 3 ? 5 : 8;
  for (std::uint64_t count = random.below(200); count > 0; --count) {
    edges.values.push_back(static_cast<std::uint32_t>(random.below(edges.type_count)));
    edges.values.push_back(random_number(random, digits_max));
    edges.values.push_back(
        static_cast<std::uint32_t>(random.below(edges.node_count) * edges.width));
  }
  return edges;
}

struct Packed {
  Numbers targets, labels;
  std::uint32_t largest_name = 0;
  friend bool operator==(const Packed&, const Packed&) = default;
};

constexpr std::uint32_t untouched = 0xDEADBEEF;

std::optional<Packed> packed(const Edges& edges) {
  const auto rules = edge_rules(edges.type_count, edges.node_count, edges.width, edges.layout);
  if (!rules) return std::nullopt;
  const std::size_t count = edges.values.size() / 3;
  Packed result{Numbers(count + 1, untouched), Numbers(count + 1, untouched), 0};
  const auto largest =
      pack_edges(edges.values.data(), count, *rules, {result.targets.data(), result.labels.data()});
  EXPECT_EQ(result.targets.back(), untouched);
  EXPECT_EQ(result.labels.back(), untouched);
  if (!largest) return std::nullopt;
  result.largest_name = *largest;
  result.targets.pop_back();
  result.labels.pop_back();
  return result;
}

std::optional<Packed> packed_plainly(const Edges& edges) {
  Packed result;
  EdgeLabels::Escaped escaped;
  for (std::size_t i = 0; i < edges.values.size(); i += 3) {
    const std::uint32_t type = edges.values[i], name = edges.values[i + 1];
    const std::uint32_t to_node = edges.values[i + 2];
    if (type >= edges.type_count || to_node % edges.width != 0) return std::nullopt;
    if (to_node / edges.width >= edges.node_count) return std::nullopt;
    result.targets.push_back(static_cast<std::uint32_t>(to_node / edges.width));
    result.labels.push_back(
        EdgeLabels::pack(edges.layout, static_cast<EdgeType>(type), name, 0, escaped));
    if (!has_numeric_name(static_cast<EdgeType>(type))) {
      result.largest_name = std::max(result.largest_name, name);
    }
  }
  if (!escaped.empty()) return std::nullopt;
  return result;
}

TEST(IntegerLaws, EveryInstructionSetPacksEdgesOfAnyWidth) {
  on_every_target([](std::int64_t target) {
    test::for_seeds(1000, [&](std::uint64_t seed) {
      Random random(seed);
      const Edges edges = random_edges(random);
      if (target == HWY_SCALAR) return;
      EXPECT_EQ(packed(edges), packed_plainly(edges));
    });
  });
}

TEST(IntegerLaws, NoEdgeThatBreaksARuleIsPacked) {
  on_every_target([](std::int64_t target) {
    test::for_seeds(3000, [&](std::uint64_t seed) {
      Random random(seed);
      Edges edges = random_edges(random);
      if (edges.values.empty() || target == HWY_SCALAR) return;
      edges.values[random.below(edges.values.size())] = random_number(random, 10);
      EXPECT_EQ(packed(edges), packed_plainly(edges));
    });
  });
}

/// What a text loads as, or why it does not.
std::string loaded(const std::string& text) {
  const auto source = input::text_source(text, "text");
  const Result<graph::Heap> heap = graph::load_heap(*source);
  return heap ? test::write_file(test::model_of(*heap)) : format_error(heap.error());
}

// Reports of damage name an element, its field and the byte: those of the scalar path, wherever in
// a batch the damage is.
TEST(IntegerLaws, AFileLoadsOrFailsAlikeOnEveryInstructionSet) {
  test::for_seeds(400, [](std::uint64_t seed) {
    Random random(seed);
    test::Shape shape;
    shape.nodes_max = 600;
    shape.has_stacks = seed % 2 == 0;
    std::string text = test::write_file(test::random_file(random, shape));
    const std::size_t first = text.find("\"nodes\":[") + 9, last = text.find("\"strings\":");
    for (std::size_t changes = random.below(3); changes > 0; --changes) {
      constexpr std::string_view intruders = "09 ,\n]-\"";
      text[first + random.below(last - first)] = intruders[random.below(intruders.size())];
    }
    hwy::SetSupportedTargetsForTest(HWY_SCALAR);
    const std::string expected = loaded(text);
    on_every_target([&](std::int64_t) { EXPECT_EQ(loaded(text), expected); });
  });
}

TEST(IntegerLaws, OffsetsThat32BitsDoNotHoldHaveNoRules) {
  EXPECT_TRUE(edge_rules(7, 613'566'756, 7, LabelLayout(4)));
  EXPECT_FALSE(edge_rules(7, 613'566'757, 7, LabelLayout(4)));
  EXPECT_FALSE(edge_rules(7, 0, 7, LabelLayout(4)));
}

}  // namespace
}  // namespace heapdiff::parse
