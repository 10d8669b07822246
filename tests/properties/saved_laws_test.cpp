// Saved summaries: a diff of two has the rows of the snapshots' diff, what is written is read, and
// what is damaged is refused.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>

#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "saved/saved_summary.hpp"
#include "support/mutate.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

using saved::SavedSummary;

SavedSummary summary_of(const FileModel& file) {
  return saved::summarise(analysis::analyse(load_valid(write_file(file))), 1);
}

SavedSummary saved_and_read(const SavedSummary& summary) {
  Result<SavedSummary> read = saved::read(saved::to_json(summary), "saved.hds");
  EXPECT_TRUE(read.has_value()) << (read ? "" : format_error(read.error()));
  return read ? std::move(*read) : SavedSummary();
}

using Row = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                       std::uint64_t>;
using Rows = std::multimap<std::string, Row>;

Rows rows_of(const Diff& diff) {
  Rows rows;
  for (const ClassChange& row : diff.classes) {
    const Place place = row.place.value_or(Place{});
    rows.emplace(row.name + place.file + std::to_string(place.line) + std::to_string(place.column),
                 Row(row.before.count, row.before.size.value, row.before.retained.value,
                     row.after.count, row.after.size.value, row.after.retained.value));
  }
  return rows;
}

TEST(SavedLaws, TwoSummariesHaveTheRowsOfTheirSnapshots) {
  for_seeds(2000, [](std::uint64_t seed) {
    Random random(seed);
    const FileModel before = random_file(random, {}), after = later(before, random, {});
    DiffOptions options;
    options.force = true;
    options.group_by = static_cast<GroupBy>(seed % 4);
    const Result<Diff> whole =
        leaks::compare(analysis::reduce(load_valid(write_file(before))),
                       analysis::analyse(load_valid(write_file(after))), options);
    const Result<Diff> small = saved::compare(saved_and_read(summary_of(before)),
                                              saved_and_read(summary_of(after)), options);
    ASSERT_TRUE(whole.has_value() && small.has_value());
    EXPECT_EQ(rows_of(*small), rows_of(*whole));
    EXPECT_EQ(small->size_delta(), whole->size_delta());
    EXPECT_TRUE(small->is_balanced);
  });
}

TEST(SavedLaws, WhatIsReadIsWhatWasWritten) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = saved::to_json(summary_of(random_file(random, {})));
    Result<SavedSummary> read = saved::read(text, "saved.hds");
    ASSERT_TRUE(read.has_value()) << format_error(read.error());
    EXPECT_EQ(saved::to_json(*read), text);
  });
}

TEST(SavedLaws, DamagedOnesGiveAnErrorOrADiff) {
  std::size_t refused = 0;
  for_seeds(6000, [&](std::uint64_t seed) {
    Random random(seed);
    Random of_file(seed / 16);
    const SavedSummary whole = summary_of(random_file(of_file, {}));
    const Result<SavedSummary> read =
        saved::read(mutate(saved::to_json(whole), random), "saved.hds");
    if (!read) {
      ++refused;
      EXPECT_FALSE(read.error().message.empty());
      EXPECT_EQ(read.error().path, "saved.hds");
      return;
    }
    DiffOptions options;
    options.force = true;
    const Result<Diff> diff = saved::compare(*read, whole, options);
    ASSERT_TRUE(diff.has_value());
    EXPECT_FALSE(render(*diff, {}).empty());
  });
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace heapdiff::test
