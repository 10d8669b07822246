#include "graph/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/explain_paths.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

using testing::HasSubstr;
using testing::Not;

graph::Heap with_name(const std::string& name, NodeType type, bool hides_values) {
  graph::Heap heap = Heap().node("it", 16, type).named(name).edge("root", "it").load();
  heap.hides_values = hides_values;
  return heap;
}

TEST(Values, OfMoreThan48BytesAreCutAndSaidToBe) {
  const std::string text(48, 'x');
  const NodeIndex it(1u);
  const auto shown = [&](const std::string& name) {
    return graph::shown_name(with_name(name, NodeType::string, false), it);
  };
  EXPECT_EQ(shown(text), text);
  EXPECT_EQ(shown(text + "x"), text + "…");
  EXPECT_EQ(shown(std::string(47, 'x') + "é"), std::string(47, 'x') + "…");
}

TEST(Values, AreHiddenAndNamesAreNot) {
  for (const NodeType type :
       {NodeType::string, NodeType::concatenated_string, NodeType::sliced_string, NodeType::regexp,
        NodeType::number, NodeType::bigint, NodeType::symbol}) {
    EXPECT_EQ(graph::shown_name(with_name("pass", type, true), NodeIndex(1u)), "(hidden)");
  }
  for (const NodeType type : {NodeType::object, NodeType::closure, NodeType::native,
                              NodeType::synthetic, NodeType::code}) {
    EXPECT_EQ(graph::shown_name(with_name("Class", type, true), NodeIndex(1u)), "Class");
  }
}

// V8 writes the value into the names of both edges of a WeakMap's entry.
TEST(Values, InTheNamesOfWeakMapEntriesAreValues) {
  const Heap heap = Heap()
                        .node("Key", 16)
                        .array("table", 32)
                        .string("s3cret", 24)
                        .edge("root", "Key")
                        .edge("root", "table")
                        .weak_map_entry("table", "Key", "s3cret");
  const ObjectId id = heap.id_of("s3cret");
  for (const bool hides_values : {false, true}) {
    graph::Heap loaded = heap.load();
    loaded.hides_values = hides_values;
    const auto paths = analysis::explain_paths(analysis::analyse(std::move(loaded)), {&id, 1});
    ASSERT_TRUE(paths.has_value());
    const std::string edge = paths->front().steps.front().edge;
    EXPECT_THAT(edge, HasSubstr(hides_values ? "-> value ((hidden) @" : "-> value (s3cret @"));
    EXPECT_THAT(edge, HasSubstr("part of key (Key @"));
  }
}

}  // namespace
}  // namespace heapdiff::test
