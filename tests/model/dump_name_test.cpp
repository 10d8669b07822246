#include "model/dump_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapdiff/render.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

using model::compare_dump_names;
using model::read_dump_name;
using testing::HasSubstr;
using testing::Not;

TEST(DumpNames, TellProcessThreadNumberAndTime) {
  const auto name = read_dump_name("/tmp/Heap.20261124.123903.17858.2.001.heapsnapshot");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->process, 17858u);
  EXPECT_EQ(name->thread, 2u);
  EXPECT_EQ(name->number, 1u);
  EXPECT_TRUE(read_dump_name("Heap.20261124.123903.1.0.012.heapsnapshot.zst").has_value());
}

TEST(DumpNames, OfOtherFormsAreNone) {
  for (const char* name : {
           "", "Heap.", "after.heapsnapshot", "Heap.20261124.123903.17858.0.001.json",
           "Heap.20261324.123903.17858.0.001.heapsnapshot",       // no month 13
           "Heap.20261124.243903.17858.0.001.heapsnapshot",       // no hour 24
           "Heap.20261124.123903.17858.001.heapsnapshot",         // no thread
           "Heap.20261124.123903.17858.0.1.heapsnapshot",         // V8 pads
           "Heap.20261124.123903.99999999999.0.001.heapsnapshot"  // more than a process has
       }) {
    EXPECT_FALSE(read_dump_name(name).has_value()) << name;
  }
}

TEST(DumpNames, OfOneProcessSayHowFarApartOverMidnightToo) {
  const auto dumps = compare_dump_names("a/Heap.20261231.235955.7.0.001.heapsnapshot",
                                        "b/Heap.20270101.000004.7.0.002.heapsnapshot.gz");
  ASSERT_TRUE(dumps.has_value());
  EXPECT_EQ(dumps->seconds, 9);
  EXPECT_TRUE(dumps->are_in_order());
  EXPECT_FALSE(compare_dump_names("Heap.20261231.235955.7.0.001.heapsnapshot",
                                  "Heap.20261231.235956.8.0.002.heapsnapshot"));
  EXPECT_FALSE(compare_dump_names("Heap.20261231.235955.7.0.001.heapsnapshot",
                                  "Heap.20261231.235956.7.1.002.heapsnapshot"));
}

Heap named(const char* file) { return Heap().node("Cache", 16).edge("root", "Cache").file(file); }

constexpr const char* first = "Heap.20261124.123903.17858.0.001.heapsnapshot";
constexpr const char* second = "Heap.20261124.123912.17858.0.002.heapsnapshot";

TEST(DumpNames, InOrderAreSaidInTheHeader) {
  const Diff diff = diff_of(named(first), named(second));
  EXPECT_THAT(render(diff, {}), HasSubstr("dumps 001 and 002 of process 17858, 9 s apart\n"));
  EXPECT_TRUE(diff.notes.empty());
  RenderOptions as_json;
  as_json.format = Format::json;
  EXPECT_THAT(render(diff, as_json), HasSubstr("\"process\": 17858"));
}

TEST(DumpNames, ThatAreReversedAreWarnedOf) {
  const Diff diff = diff_of(named(second), named(first));
  EXPECT_THAT(render(diff, {}), Not(HasSubstr("of process 17858, ")));
  ASSERT_EQ(diff.notes.size(), 1u);
  EXPECT_EQ(diff.notes.front(),
            "the names say that Heap.20261124.123903.17858.0.001.heapsnapshot was written before "
            "Heap.20261124.123912.17858.0.002.heapsnapshot: dumps 001 and 002 of process 17858; "
            "were they given the wrong way round?");
}

}  // namespace
}  // namespace heapdiff::test
