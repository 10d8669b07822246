#include "leaks/holders/holder_census.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leaks/compare.hpp"
#include "support/heap_builder.hpp"
#include "support/suspects.hpp"

namespace heapdiff::leaks {
namespace {

/// A Map called `sessionsById` with so many entries; its keys are numbered from `first_key` on.
NamedCollection sessions(std::uint64_t entries, std::uint32_t first_key, std::uint32_t keys) {
  NamedCollection named;
  named.holder = test::variable("sessionsById");
  named.shape = LeakShape::unbounded_map;
  named.element.class_name = "Session";
  named.entries = entries;
  named.retained = static_cast<std::int64_t>(entries) * 100;
  for (std::uint32_t key = first_key; key < first_key + keys; ++key) named.keys.push_back(key);
  named.last = 1;
  return named;
}

Lineage lineage(Relation relation, Confidence confidence) {
  Lineage lineage;
  lineage.relation = relation;
  lineage.confidence = confidence;
  return lineage;
}

Suspect only_suspect(const NamedCollection& before, const NamedCollection& after,
                     const Lineage& lineage) {
  const std::vector<Suspect> suspects = compare_holders({before}, {after}, lineage, {});
  if (suspects.size() != 1) throw std::runtime_error("not one suspect");
  return suspects[0];
}

const Lineage session = lineage(Relation::renumbered, Confidence::likely);

// In one process what is still there under its key has survived.
TEST(HolderCensus, EarlierKeysThatAreStillThereMakeASessionsGrowthStrong) {
  const Suspect kept = only_suspect(sessions(100, 0, 100), sessions(1000, 5, 995), session);
  EXPECT_EQ(kept.confidence, Suspicion::strong);
  EXPECT_THAT(test::reasons(kept), testing::Contains("95 of 100 earlier keys are still present"));
  const Suspect gone = only_suspect(sessions(100, 0, 100), sessions(1000, 6, 994), session);
  EXPECT_EQ(gone.confidence, Suspicion::likely);
  const Suspect few = only_suspect(sessions(99, 0, 99), sessions(1000, 0, 1000), session);
  EXPECT_EQ(few.confidence, Suspicion::likely);
}

// Another run of a program may well make the same keys.
TEST(HolderCensus, KeysProveNothingWhereTheProcessMayBeAnother) {
  for (const Lineage& other : {lineage(Relation::rerun, Confidence::certain),
                               lineage(Relation::renumbered, Confidence::undecided)}) {
    EXPECT_EQ(only_suspect(sessions(100, 0, 100), sessions(1000, 0, 1000), other).confidence,
              Suspicion::likely);
  }
}

TEST(HolderCensus, TheLibraryComparesHeapsWhoseIdsRepeat) {
  const auto analysed = [] {
    return analysis::analyse(test::Heap().node("A", 8).id(7).node("B", 8).id(7).load());
  };
  const Result<Diff> diff = compare_loaded(analysed(), analysed(), {});
  ASSERT_TRUE(diff);
  EXPECT_EQ(diff->lineage.relation, Relation::renumbered);
  EXPECT_TRUE(diff->is_balanced);
}

}  // namespace
}  // namespace heapdiff::leaks
