#include "diff/match.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <unordered_map>
#include <vector>

namespace heapdiff::test {
namespace {

using Ids = std::vector<std::uint32_t>;

model::Reduction with_ids(const Ids& ids) {
  model::Reduction side;
  side.ids.append(ids.data(), ids.size());
  side.ends.resize_for_overwrite(ids.size());
  std::iota(side.ends.begin(), side.ends.end(), 1u);
  return side;
}

/// Shuffled, since positions say nothing of ids.
Ids shuffled(Ids ids) {
  std::shuffle(ids.begin(), ids.end(), std::minstd_rand(7));
  return ids;
}

Ids every(std::uint32_t step, std::uint32_t first, std::uint32_t count) {
  Ids ids(count);
  for (std::uint32_t i = 0; i < count; ++i) ids[i] = first + i * step;
  return ids;
}

Ids operator+(Ids a, const Ids& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Each object has the partner with its id, with one thread and with two.
void check(const Ids& ids_before, const Ids& ids_after) {
  const model::Reduction before = with_ids(shuffled(ids_before));
  const model::Reduction after = with_ids(shuffled(ids_after));
  std::unordered_map<std::uint32_t, std::uint32_t> position_of;
  for (std::uint32_t b = 0; b < before.size(); ++b) position_of[before.ids[b]] = b;
  for (const unsigned threads : {1u, 2u}) {
    const diff::Pairs pairs = diff::pair_by_id(before, after, threads);
    std::size_t survivors = 0;
    for (std::uint32_t a = 0; a < after.size(); ++a) {
      const auto found = position_of.find(after.ids[a]);
      const bool is_there = found != position_of.end();
      ASSERT_EQ(pairs.partners[a], is_there ? found->second : diff::nobody) << after.ids[a];
      if (!is_there) continue;
      ASSERT_TRUE(pairs.survivors[found->second]);
      ++survivors;
    }
    EXPECT_EQ(pairs.survivors.count(), survivors);
  }
}

TEST(PairById, FindsObjectsThatV8Counts) { check(every(2, 1, 1000), every(2, 401, 1000)); }

TEST(PairById, EvenIdsOfAnEmbedderAreNotTakenForOddOnes) {
  check(every(2, 1, 1000) + every(2, 2, 50), every(2, 401, 1000) + every(2, 40, 50));
}

TEST(PairById, EvenIdsMayBeTheRule) {
  check(every(1, 0, 1000), every(1, 300, 1000));
  check(every(2, 0, 1000), every(2, 300, 1000));
}

TEST(PairById, IdsFarAboveTheNumberOfNodesAreFound) {
  check(every(2, 1, 500) + every(40'000'002, 1'000'001, 100),
        every(2, 101, 500) + every(40'000'002, 41'000'003, 100));
  check(every(5000, 1, 300), every(5000, 50'001, 300));
  check({4'294'967'295u, 3}, {3, 4'294'967'295u, 4'294'967'294u});
}

TEST(PairById, OneSideMayBeEmpty) {
  check({}, every(2, 1, 100));
  check(every(2, 1, 100), {});
}

}  // namespace
}  // namespace heapdiff::test
