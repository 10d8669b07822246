#include "base/stable_hash.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heapdiff::base {
namespace {

// It stands in files, so it may never change: the values that Fowler, Noll and Vo publish.
TEST(StableHash, IsFnv1a) {
  EXPECT_EQ(stable_hash(""), 0xCBF29CE484222325u);
  EXPECT_EQ(stable_hash("a"), 0xAF63DC4C8601EC8Cu);
  EXPECT_EQ(stable_hash("foobar"), 0x85944171F73967E8u);
}

// A sample is what is below a limit; it must be as large among the first keys as among the last.
TEST(StableHash, OfNumberedTextsIsSpreadEvenly) {
  for (int from = 0; from < 10'000; from += 1000) {
    int below = 0;
    for (int i = from; i < from + 1000; ++i) {
      below += fold_hash(stable_hash("user" + std::to_string(i))) < 0x80000000u ? 1 : 0;
    }
    EXPECT_GT(below, 430) << from;
    EXPECT_LT(below, 570) << from;
  }
}

}  // namespace
}  // namespace heapdiff::base
