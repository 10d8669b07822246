#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "heapdiff/render.hpp"
#include "properties/seeds.hpp"
#include "query/biggest.hpp"
#include "query/classes.hpp"
#include "query/objects.hpp"
#include "query/session.hpp"
#include "query/strings.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

using query::Session;

constexpr std::size_t all = 10'000;

Session random_session(Random& random) {
  return Session(analysis::analyse(load_valid(write_file(random_file(random, {})))));
}

std::vector<std::uint64_t> retained_sizes(Session& session) {
  std::vector<std::uint64_t> sizes;
  for (const NodeIndex node : session.heap().nodes.all()) {
    sizes.push_back(session.retained_size(node).value);
  }
  return sizes;
}

TEST(QueryLaws, WhatIsSetAsideHoldsNothingAndComesBackWithoutATrace) {
  for_seeds(500, [](std::uint64_t seed) {
    Random random(seed);
    Session session = random_session(random);
    const graph::Heap& heap = session.heap();
    const std::vector<std::uint64_t> sizes = retained_sizes(session);
    const NodeIndex node(random.below(heap.nodes.size()));
    if (node == heap.root) return;
    ASSERT_TRUE(session.set_aside(heap.id(node)).has_value());
    EXPECT_EQ(session.retained_size(node), session.self_size(node));
    EXPECT_EQ(session.retained_size(heap.root).value, sizes[heap.root.value]);
    for (const NodeIndex other : heap.nodes.all()) {
      for (const ChainStep& step : session.path_of(other, all)) {
        EXPECT_NE(step.id, heap.id(node));
      }
    }
    ASSERT_TRUE(session.take_back(std::nullopt).has_value());
    EXPECT_EQ(retained_sizes(session), sizes);
  });
}

TEST(QueryLaws, ChildrenInTheDominatorTreeAddUpToWhatTheirParentRetains) {
  for_seeds(200, [](std::uint64_t seed) {
    Random random(seed);
    Session session = random_session(random);
    for (const NodeIndex node : session.heap().nodes.all()) {
      const auto report = query::find_dominators_of(session, session.heap().id(node), all);
      ASSERT_TRUE(report.has_value());
      std::uint64_t sum = report->object.size.value;
      for (const ObjectInfo& child : report->children) sum += child.retained.value;
      EXPECT_EQ(sum, report->object.retained.value);
      EXPECT_EQ(report->other_children_retained, Bytes{0});
    }
  });
}

// An edge that leads away from one object leads to another.
TEST(QueryLaws, ReferencesAreRetainersSeenFromTheOtherEnd) {
  for_seeds(200, [](std::uint64_t seed) {
    Random random(seed);
    Session session = random_session(random);
    std::uint64_t references = 0, retainers = 0;
    for (const NodeIndex node : session.heap().nodes.all()) {
      const ObjectId id = session.heap().id(node);
      references += query::show_object(session, id, all)->references.size();
      retainers += query::find_retainers(session, id, all)->retainers.size();
    }
    EXPECT_EQ(references, session.heap().edges.size());
    EXPECT_EQ(retainers, session.heap().edges.size());
  });
}

TEST(QueryLaws, CopiesOfTextsAddUpAndWasteIsWhatOneCopyLess) {
  for_seeds(500, [](std::uint64_t seed) {
    Random random(seed);
    Session session = random_session(random);
    const DuplicatesReport report = query::find_duplicates(session, all);
    std::uint64_t copies = 0;
    Bytes size, wasted;
    for (const TextInfo& text : report.texts) {
      EXPECT_GE(text.copies, 2u);
      std::uint64_t held = text.other_holders_count;
      for (const Chain& chain : text.holders) held += chain.count;
      EXPECT_EQ(held, text.copies);
      copies += text.copies;
      size += text.size;
      wasted += text.wasted;
    }
    EXPECT_EQ(copies, report.copies);
    EXPECT_EQ(size, report.size);
    EXPECT_EQ(wasted, report.wasted);
  });
}

TEST(QueryLaws, EveryAnswerCanBeWrittenAsTextAndJson) {
  for_seeds(300, [](std::uint64_t seed) {
    Random random(seed);
    Session session = random_session(random);
    const auto anything =
        NamePattern::parse("/./", NamePattern::PlainText::is_part_of_name).value();
    const NodeIndex node(random.below(session.heap().nodes.size()));
    if (random.chance(50)) static_cast<void>(session.set_aside(session.heap().id(node)));
    for (const Format format : {Format::text, Format::json}) {
      RenderOptions options;
      options.format = format;
      const std::size_t rows = 1 + random.below(5);
      EXPECT_FALSE(render(query::find_biggest(session, rows), options).empty());
      EXPECT_FALSE(render(query::find_duplicates(session, rows), options).empty());
      EXPECT_FALSE(render(query::find_strings(session, anything, rows), options).empty());
      EXPECT_FALSE(render(query::find_objects(session, anything, rows), options).empty());
      const auto classes = query::show_class(session, anything, rows);
      EXPECT_TRUE(!classes || !render(*classes, options).empty());
    }
  });
}

}  // namespace
}  // namespace heapdiff::test
