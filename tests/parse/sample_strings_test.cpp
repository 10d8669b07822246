#include "parse/sample_strings.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "graph/load.hpp"
#include "parse/texts.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

/// A file with so many strings beside the names of its nodes.
std::string with_strings(int count, std::string_view text) {
  Heap heap;
  for (int i = 0; i < count; ++i) {
    heap.string(fmt::format("s{}", i), 24)
        .named(fmt::format("{}{}", i, text))
        .edge("root", fmt::format("s{}", i));
  }
  return heap.json();
}

std::optional<parse::StringsExtent> sample(const std::string& json) {
  const TemporaryDirectory directory;
  const auto extent = graph::peek(directory.write("a", json));
  return extent ? extent->strings : std::nullopt;
}

/// Within a tenth.
void expect_about(std::uint64_t value, std::uint64_t expected) {
  EXPECT_GE(value, expected - expected / 10);
  EXPECT_LE(value, expected + expected / 10);
}

TEST(SampledStrings, AreCountedWithTheirBytes) {
  const std::string json = with_strings(60'000, std::string(90, 'x'));
  const graph::Heap heap = load_text(json);
  const auto strings = sample(json);
  ASSERT_TRUE(strings.has_value());
  expect_about(strings->count, heap.strings.size());
  expect_about(strings->text_bytes, heap.strings.text_bytes());
  std::uint64_t starts = 0;
  for (std::size_t i = 0; i < heap.strings.size(); ++i) {
    starts += parse::start_of_value(heap.strings[i]).size();
  }
  expect_about(strings->starts_bytes, starts);
  expect_about(strings->first_byte, json.find("\"strings\""));
}

TEST(SampledStrings, EscapesAndCommasInThemAreText) {
  const std::string json = with_strings(40'000, "a, \"quoted\\\" \xE4\xB8\xAD, text\", \"");
  const graph::Heap heap = load_text(json);
  const auto strings = sample(json);
  ASSERT_TRUE(strings.has_value());
  expect_about(strings->count, heap.strings.size());
  expect_about(strings->text_bytes, heap.strings.text_bytes());
}

TEST(SampledNumbers, LocationsAndTextsAreCounted) {
  Heap heap;
  for (int i = 0; i < 30'000; ++i) {
    const std::string text = fmt::format("s{}", i);
    heap.string(text, 24).named(fmt::format("{} is a text of its own", i)).edge("root", text);
    const std::string closure = fmt::format("f{}", i);
    heap.closure(closure, 64).named("f").at(7, 10, static_cast<std::uint32_t>(i));
    heap.edge("root", closure);
  }
  const TemporaryDirectory directory;
  const auto extent = graph::peek(directory.write("a", heap.json()));
  ASSERT_TRUE(extent && extent->numbers);
  expect_about(extent->numbers->locations, 30'000);
  expect_about(extent->numbers->texts, 30'000);
}

TEST(SampledStrings, OfAStreamAreUnknown) {
  EXPECT_FALSE(sample(gzipped(with_strings(100, "text"))).has_value());
}

}  // namespace
}  // namespace heapdiff::test
