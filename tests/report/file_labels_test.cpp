#include "report/file_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/printable.hpp"

namespace heapdiff::report {
namespace {

using testing::Pair;

constexpr const char* before = "dumps/monday/unbounded-map.before.heapsnapshot.gz";
constexpr const char* after = "dumps/monday/unbounded-map.after.heapsnapshot.gz";

TEST(FileLabels, PathsThatFitStayWhole) {
  EXPECT_THAT(file_labels(before, after, 49), Pair(before, after));
}

TEST(FileLabels, FoldersOfBothGoFirst) {
  EXPECT_THAT(file_labels(before, after, 40), Pair("…/unbounded-map.before.heapsnapshot.gz",
                                                   "…/unbounded-map.after.heapsnapshot.gz"));
  EXPECT_THAT(
      file_labels("/srv/dumps/run1/app.heapsnapshot", "/srv/dumps/run22/app.heapsnapshot", 25),
      Pair("…/run1/app.heapsnapshot", "…/run22/app.heapsnapshot"));
}

TEST(FileLabels, ThenTheEndThatBothHave) {
  EXPECT_THAT(file_labels(before, after, 24),
              Pair("unbounded-map.before.he…", "unbounded-map.after.hea…"));
}

TEST(FileLabels, WhatTellsThemApartStaysLast) {
  EXPECT_THAT(file_labels(before, after, 12), Pair("…map.before…", "…-map.after…"));
  EXPECT_THAT(file_labels("Heap.20261124.101112.42.0.001.heapsnapshot",
                          "Heap.20261124.101112.42.0.002.heapsnapshot", 12),
              Pair("…2.42.0.001…", "…2.42.0.002…"));
}

TEST(FileLabels, OfEqualPathsTheEndStays) {
  EXPECT_THAT(file_labels(before, before, 20), Pair("…ore.heapsnapshot.gz", testing::_));
}

TEST(FileLabels, NeverWiderThanTheirRoomNorCutInsideACharacter) {
  const std::string a = "ордер/снимок-до.heapsnapshot", b = "ордер/снимок-да.heapsnapshot";
  for (std::size_t width = 1; width < 40; ++width) {
    for (const std::string& label :
         {file_labels(a, b, width).first, file_labels(b, a, width).second,
          file_labels("", b, width).second, file_labels(b, "", width).first}) {
      EXPECT_LE(base::display_width(label), width);
      EXPECT_EQ(base::printable(label), label) << width;
    }
  }
  EXPECT_THAT(file_labels(a, b, 30), Pair(a, b));
}

}  // namespace
}  // namespace heapdiff::report
