#include "leaks/holders/holder_census.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diff/growth.hpp"
#include "leaks/compare.hpp"
#include "support/programs.hpp"
#include "support/suspects.hpp"

namespace heapdiff::leaks {
namespace {

/// A Map called `sessionsById` with so many entries; its keys are numbered from `first_key` on.
NamedCollection sessions(std::uint64_t entries, std::uint32_t first_key, std::uint32_t keys) {
  NamedCollection named;
  named.holder = test::variable("sessionsById");
  named.key = collection_key(named.holder);
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
  const std::vector<Suspect> suspects = compare_holders({before}, {after}, lineage, {}).all;
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

// Of very many keys a side has those below some hash: what is above it cannot be compared.
TEST(HolderCensus, OfSampledKeysThoseThatBothSidesWouldHaveCount) {
  NamedCollection now = sessions(1000, 0, 150);
  now.keys_below = 150;
  const Suspect suspect = only_suspect(sessions(400, 0, 400), now, session);
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
  EXPECT_THAT(test::reasons(suspect),
              testing::Contains("150 of 150 earlier keys are still present"));
}

// Another run of a program may well make the same keys.
TEST(HolderCensus, KeysProveNothingWhereTheProcessMayBeAnother) {
  for (const Lineage& other : {lineage(Relation::rerun, Confidence::certain),
                               lineage(Relation::renumbered, Confidence::undecided)}) {
    EXPECT_EQ(only_suspect(sessions(100, 0, 100), sessions(1000, 0, 1000), other).confidence,
              Suspicion::likely);
  }
}

const Lineage rerun = lineage(Relation::rerun, Confidence::certain);

TEST(HolderCensus, ACollectionIsToldFrom16MoreMembersOn) {
  const auto count = [](std::uint64_t before, std::uint64_t after) {
    NamedCollection then = sessions(before, 0, 0), now = sessions(after, 0, 0);
    then.retained = 0;
    now.retained = 1'000'000;
    return compare_holders({then}, {now}, rerun, {}).all.size();
  };
  EXPECT_EQ(count(100, 116), 1u);
  EXPECT_EQ(count(100, 115), 0u);
  EXPECT_EQ(count(300, 100), 0u);
}

TEST(HolderCensus, ACollectionIsToldFromSoManyMoreBytesOn) {
  const auto count = [](std::int64_t before, std::int64_t after) {
    NamedCollection then = sessions(100, 0, 0), now = sessions(300, 0, 0);
    then.retained = before;
    now.retained = after;
    return compare_holders({then}, {now}, rerun, {}).all.size();
  };
  EXPECT_EQ(count(100'000, 100'000 + diff::growth_bytes_min), 1u);
  EXPECT_EQ(count(100'000, 100'000 + diff::growth_bytes_min - 1), 0u);
}

TEST(HolderCensus, WhereFewerThan16WereThereTheSuspicionIsWeak) {
  EXPECT_EQ(only_suspect(sessions(16, 0, 0), sessions(300, 0, 0), rerun).confidence,
            Suspicion::likely);
  EXPECT_EQ(only_suspect(sessions(15, 0, 0), sessions(300, 0, 0), rerun).confidence,
            Suspicion::weak);
}

// Of sessionsById and a Map below it, by the places of their subtrees.
TEST(HolderCensus, ACollectionInsideASuspectIsNotToldAgain) {
  const auto named = [](const char* name, std::uint64_t entries, std::uint32_t first,
                        std::uint32_t last) {
    NamedCollection collection = sessions(entries, 0, 0);
    collection.holder = test::variable(name);
    collection.key = collection_key(collection.holder);
    collection.first = first;
    collection.last = last;
    return collection;
  };
  const auto told = [&](std::uint32_t first, std::uint32_t last) {
    std::vector<std::string> names;
    for (const Suspect& suspect :
         compare_holders({named("outer", 100, 10, 20), named("inner", 100, first, last)},
                         {named("outer", 500, 10, 20), named("inner", 300, first, last)}, rerun, {})
             .all) {
      names.push_back(test::holder_name(suspect));
    }
    return names;
  };
  EXPECT_THAT(told(12, 15), testing::ElementsAre("outer"));
  EXPECT_THAT(told(20, 25), testing::ElementsAre("outer", "inner"));
}

/// A Map with 300 entries, in a variable of that script.
std::vector<NamedCollection> census_of(const char* script) {
  test::Heap heap = test::table(test::Heap());
  heap.closure("main", 64).at(7, 0, 0).script("main", script).edge("root", "main");
  heap.node("module", 32).named("system / Context").internal("main", "module", "context");
  heap.node("scope", 16, NodeType::code).named("system / ScopeInfo");
  heap.internal("module", "scope", "scope_info").context("module", "map", "cache");
  const auto hold = [](test::Heap& h, const std::string& item, int i) {
    test::hold_in_table(h, "map", item, i);
  };
  return take_holder_census(
      analysis::analyse(test::with_items(std::move(heap), 0, 300, hold).load()), 1);
}

TEST(HolderCensus, CollectsWhatVariablesOfTheProgramHold) {
  const std::vector<NamedCollection> found = census_of("/app/app.js");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(test::holder_name(found[0].holder), "cache");
  EXPECT_EQ(found[0].shape, LeakShape::unbounded_map);
  EXPECT_EQ(found[0].element.class_name, "Item");
  EXPECT_EQ(found[0].entries, 300u);
  EXPECT_THAT(census_of("node:net"), testing::IsEmpty());
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
