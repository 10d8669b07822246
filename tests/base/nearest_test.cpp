#include "base/nearest.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace heapdiff::base {
namespace {

constexpr std::array<std::string_view, 5> names{"trend", "help", "retainers", "--sort", "summary"};

TEST(NearestName, IsOneEditAway) {
  EXPECT_EQ(nearest_name("sumary", names, 1), "summary");    // a letter is missing
  EXPECT_EQ(nearest_name("summmary", names, 1), "summary");  // one too many
  EXPECT_EQ(nearest_name("sumnary", names, 1), "summary");   // another one
  EXPECT_EQ(nearest_name("summary", names, 0), "summary");
}

// The most frequent slip of a hand.
TEST(NearestName, NeighboursThatAreSwappedAreOneEdit) {
  EXPECT_EQ(nearest_name("hlep", names, 1), "help");
  EXPECT_EQ(nearest_name("trned", names, 1), "trend");
  EXPECT_EQ(nearest_name("--srot", names, 1), "--sort");
  EXPECT_EQ(nearest_name("retainres", names, 1), "retainers");
  EXPECT_EQ(nearest_name("hpel", names, 1), "");  // e and l are not neighbours
}

TEST(NearestName, NothingIsNearThatTakesMoreEditsOrIsTooLong) {
  EXPECT_EQ(nearest_name("smary", names, 1), "");
  EXPECT_EQ(nearest_name("smary", names, 2), "summary");
  EXPECT_EQ(nearest_name("", names, 3), "");
  EXPECT_EQ(nearest_name(std::string(65, 'x'), std::array<std::string_view, 1>{"x"}, 100), "");
}

}  // namespace
}  // namespace heapdiff::base
