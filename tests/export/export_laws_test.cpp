// What holds for the tables of every heap: they add up to a summary, and their views to themselves.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/summarise.hpp"
#include "export/exports.hpp"
#include "properties/seeds.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ExportLaws, TablesAddUpToTheSummary) {
  for_seeds(60, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = write_file(random_file(random, {}));
    const Summary summary = analysis::summarise(analysis::analyse(load_valid(text)));
    const ExportedDatabase db(load_valid(text));
    const auto is = [&](const char* sql, const std::string& answer) {
      EXPECT_THAT(db.ask(sql), ElementsAre(answer)) << sql;
    };
    is("SELECT count(*), coalesce(sum(self_size), 0) FROM nodes",
       fmt::format("{}|{}", summary.nodes, summary.size.value));
    is("SELECT count(*) FROM edges", fmt::format("{}", summary.edges));
    is("SELECT nodes, edges, self_size FROM snapshot",
       fmt::format("{}|{}|{}", summary.nodes, summary.edges, summary.size.value));
    is("SELECT retained_size FROM nodes JOIN dominators USING (node) WHERE position = 0",
       fmt::format("{}", summary.size.value));

    Rows rows;
    for (const ClassSummary& of : summary.classes) {
      const Place place = of.place.value_or(Place{});
      const bool has_distance = of.distance >= 0 && of.distance < 100'000'000;
      rows.push_back(
          fmt::format("{}|{}|{}|{}|{}|{}|{}", of.name, place.file.empty() ? "-" : place.file,
                      of.place ? fmt::format("{}", place.line) : "-", of.count, of.size.value,
                      of.retained.value, has_distance ? fmt::format("{}", of.distance) : "-"));
    }
    EXPECT_EQ(db.ask("SELECT class, script, line_number, count, self_size, retained_size, distance "
                     "FROM classes WHERE count > 0 ORDER BY class_id"),
              rows);
    // Worked out anew by the view, from nodes alone.
    EXPECT_EQ(db.ask("SELECT class_id, class, count, self_size, retained_size "
                     "FROM retained_by_class ORDER BY class_id"),
              db.ask("SELECT class_id, class, count, self_size, retained_size "
                     "FROM classes WHERE count > 0 ORDER BY class_id"));

    for (const char* never : {
             // The tree's two forms.
             "SELECT n.node FROM nodes n JOIN dominators d USING (node) "
             "WHERE n.dominator IS NOT d.dominator",
             "SELECT n.node FROM nodes n LEFT JOIN dominators d USING (node) "
             "WHERE d.node IS NULL",
             // What a node retains is what it dominates.
             "SELECT n.node FROM nodes n JOIN dominated d USING (node) "
             "JOIN nodes below ON below.node = d.dominated "
             "GROUP BY n.node HAVING sum(below.self_size) <> n.retained_size",
             "SELECT n.node FROM nodes n LEFT JOIN children c USING (node) GROUP BY n.node "
             "HAVING n.self_size + coalesce(sum(c.retained_size), 0) <> n.retained_size",
             // Every edge has two ends, and a name or a number.
             "SELECT e.from_node FROM edges e LEFT JOIN nodes a ON a.node = e.from_node "
             "LEFT JOIN nodes b ON b.node = e.to_node WHERE a.node IS NULL OR b.node IS NULL",
             "SELECT from_node FROM edges WHERE (name IS NULL) = (number IS NULL)",
             "SELECT node FROM nodes WHERE class IS NULL OR name IS NULL OR type IS NULL",
             "SELECT node FROM nodes WHERE distance >= 100000000 OR distance < 0",
             "SELECT p.suspect FROM suspect_paths p LEFT JOIN suspects s USING (suspect) "
             "WHERE s.suspect IS NULL",
         }) {
      EXPECT_THAT(db.ask(never), IsEmpty()) << never;
    }
  });
}

TEST(ExportLaws, BothFormatsHaveTheSameRowsAndTheSameBytesEachTime) {
  for_seeds(60, [](std::uint64_t seed) {
    Random random(seed);
    const std::string text = write_file(random_file(random, {}));
    MemoryFolder first, second;
    export_to(first, load_valid(text));
    export_to(second, load_valid(text));
    EXPECT_EQ(first.texts, second.texts);
    const ExportedDatabase db(load_valid(text));
    for (const tables::Table& table : tables::all_tables()) {
      const std::size_t lines = first.lines(fmt::format("{}.ndjson", table.name)).size();
      EXPECT_THAT(db.ask(fmt::format("SELECT count(*) FROM {}", table.name)),
                  ElementsAre(fmt::format("{}", lines)))
          << table.name;
    }
  });
}

}  // namespace
}  // namespace heapdiff::test
