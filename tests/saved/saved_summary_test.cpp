#include "saved/saved_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/program.hpp"
#include "support/programs.hpp"

namespace heapdiff::test {
namespace {

using saved::SavedSummary;
using testing::HasSubstr;
using testing::Not;

const std::string pairs = std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/pairs/";

SavedSummary saved_from(const Heap& heap) { return saved::summarise(analysed(heap), 1); }

Error error_of(const std::string& text) {
  const Result<SavedSummary> read = saved::read(text, "main.hds");
  return read ? Error{} : read.error();
}

std::string with(std::string text, const std::string& part, const std::string& other) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) throw std::runtime_error("no " + part);
  return text.replace(at, part.size(), other);
}

Heap sessions(int count) {
  Heap heap = table(program(), "map");
  heap.context("module", "map", "sessionsById");
  return with_items(std::move(heap), 0, count, [](Heap& h, const std::string& item, int i) {
    const std::string key = "key" + std::to_string(i);
    h.string(key, 32).named("secret-" + std::to_string(i)).id(id_of(3, i));
    h.internal("map-table", key, std::to_string(3 + 3 * i));
    hold_in_table(h, "map", item, i);
  });
}

TEST(SavedSummary, HasNoTextsOfStrings) {
  const std::string text = saved::to_json(saved_from(sessions(100)));
  EXPECT_THAT(text, HasSubstr("sessionsById"));
  EXPECT_THAT(text, HasSubstr("\"Item\""));
  EXPECT_THAT(text, Not(HasSubstr("secret")));
}

// Whatever the snapshot is called, its name ends where it does, and is read from the first bytes.
TEST(SavedSummary, TheSnapshotItIsOfIsReadFromItsStart) {
  SavedSummary summary = saved_from(sessions(100));
  for (const std::string& name :
       {std::string("main.heapsnapshot"), std::string(R"(a",\"heap":{},"modified":1})"),
        std::string("\xff\xfe.heapsnapshot"), std::string(255, '"')}) {
    summary.origin = {name, 1'764'460'800'000'000'001};
    const std::string start = saved::to_json(summary).substr(0, saved::start_bytes);
    const auto origin = saved::read_origin(start);
    ASSERT_TRUE(origin.has_value()) << name;
    EXPECT_EQ(origin->snapshot, name);
    EXPECT_EQ(origin->modified, summary.origin.modified);
  }
  summary.origin = {};
  const auto of_pipe = saved::read_origin(saved::to_json(summary).substr(0, saved::start_bytes));
  ASSERT_TRUE(of_pipe.has_value());
  EXPECT_EQ(of_pipe->modified, std::nullopt);
  EXPECT_FALSE(saved::read_origin(saved::to_json(summary).substr(0, 20)).has_value());
  EXPECT_FALSE(saved::read_origin("{\"snapshot\":{}").has_value());
}

// Keys of a dictionary are a program's data.
TEST(SavedSummary, HasNoKeysOfDictionaries) {
  Heap heap = table(program(), "map");
  heap.node("byTenant", 32).named("Object").context("module", "byTenant", "byTenant");
  heap.node("tenant", 32).named("Tenant").edge("byTenant", "tenant", "secret tenant");
  heap.edge("tenant", "map", "sessions");
  heap = with_items(std::move(heap), 0, 100, [](Heap& h, const std::string& item, int i) {
    hold_in_table(h, "map", item, i);
  });
  const SavedSummary summary = saved_from(heap);
  ASSERT_EQ(summary.collections.size(), 1u);
  EXPECT_EQ(summary.collections[0].holder.name[1].text, "secret tenant");
  EXPECT_THAT(saved::to_json(summary), Not(HasSubstr("secret")));
}

TEST(SavedSummary, AMapThatGrewIsASuspect) {
  const Result<SavedSummary> before = saved::read(saved::to_json(saved_from(sessions(100))), "a");
  const Result<SavedSummary> after = saved::read(saved::to_json(saved_from(sessions(400))), "b");
  ASSERT_TRUE(before.has_value()) << format_error(before.error());
  ASSERT_TRUE(after.has_value());
  const Result<Diff> diff = saved::compare(*before, *after, {});
  ASSERT_TRUE(diff.has_value()) << format_error(diff.error());
  ASSERT_EQ(diff->suspects.size(), 1u);
  EXPECT_EQ(diff->suspects[0].new_count, 300u);
  EXPECT_EQ(diff->suspects[0].size.value, 300 * 1032);
  EXPECT_FALSE(diff->lineage.can_follow());
}

TEST(SavedSummary, OfANewerFormatIsRefusedWithBothNumbers) {
  const Error error =
      error_of(with(saved::to_json(saved_from(sessions(3))), "\"version\":1", "\"version\":2"));
  EXPECT_THAT(error.message, HasSubstr("format 2"));
  EXPECT_THAT(error.message, HasSubstr("up to 1"));
}

TEST(SavedSummary, DamageHasItsPlace) {
  const std::string text = saved::to_json(saved_from(sessions(3)));
  const Error number = error_of(with(text, "\"nodes\":", "\"nodes\":x"));
  EXPECT_EQ(number.byte, text.find("\"nodes\":") + 8);
  EXPECT_THAT(error_of(with(text, "\"nodes\":", "\"nodes\":-")).message,
              HasSubstr("\"nodes\" has no whole number from 0"));
  EXPECT_THAT(error_of(text.substr(0, text.size() / 2)).message, HasSubstr("damaged"));
  EXPECT_THAT(error_of(with(text, "\"depth\":[0", "\"depth\":[5")).message,
              HasSubstr("tree.depth has 5 below 0"));
  EXPECT_THAT(error_of(with(text, "\"objects\":", "\"objects\":1")).message,
              HasSubstr("and the heap"));
}

struct Files {
  TemporaryDirectory directory;
  std::string save(const std::string& snapshot, const std::string& name) {
    const std::string path = (directory.path() / name).string();
    const Outcome saved = run_heapdiff({"save", pairs + snapshot, "-o", path});
    EXPECT_EQ(saved.status, 0) << saved.err;
    return path;
  }
};

// All rows of a diff as lines of CSV, with what ids tell left out.
std::string rows_of(const std::string& before, const std::string& after) {
  const Outcome outcome =
      run_heapdiff({before, after, "--report", "csv", "--no-config", "--threads", "1"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  std::string rows;
  std::size_t start = 0;
  while (start < outcome.out.size()) {
    const std::size_t end = outcome.out.find("\r\n", start);
    const std::string line = outcome.out.substr(start, end - start);
    start = end + 2;
    std::vector<std::string> fields{""};
    bool is_quoted = false;
    for (const char c : line) {
      if (c == '"') is_quoted = !is_quoted;
      if (c == ',' && !is_quoted) {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    if (fields.size() != 19) throw std::runtime_error("not 19 fields: " + line);
    const bool is_unchanged = fields[7] == "0" && fields[12] == "0" && fields[18] == "0";
    // Shown only if ids tell that objects came and went.
    if (is_unchanged || fields[0].ends_with(" others]")) continue;
    for (const std::size_t of_ids : {8u, 9u, 13u, 14u, 15u}) fields[of_ids].clear();
    for (const std::string& field : fields) rows += field + '|';
    rows += '\n';
  }
  return rows;
}

TEST(Save, GivesTheRowsOfTheSnapshots) {
  for (const std::string name :
       {"bounded-lru", "dictionary", "emitter-listeners", "timer-closures", "unbounded-map"}) {
    Files files;
    const std::string before = name + ".before.heapsnapshot.gz",
                      after = name + ".after.heapsnapshot.gz";
    const std::string whole = rows_of(pairs + before, pairs + after);
    EXPECT_EQ(rows_of(files.save(before, "before.hds"), pairs + after), whole) << name;
    EXPECT_EQ(rows_of(files.directory.path() / "before.hds", files.save(after, "after.hds")), whole)
        << name;
  }
}

TEST(Save, ADiffNamesTheHolderAndSaysWhatIsUnknown) {
  Files files;
  const std::string before = files.save("unbounded-map.before.heapsnapshot.gz", "before.hds");
  const Outcome diff =
      run_heapdiff({before, pairs + "unbounded-map.after.heapsnapshot.gz", "--no-config"});
  EXPECT_EQ(diff.status, 0) << diff.err;
  EXPECT_THAT(diff.out, HasSubstr("a saved summary has no ids of objects"));
  EXPECT_THAT(diff.out, testing::ContainsRegex("1  unbounded Map  [a-zA-Z]+"));
  EXPECT_LT(read_file(before).size(), 400'000u);
  EXPECT_EQ(run_heapdiff({before, pairs + "unbounded-map.after.heapsnapshot.gz", "--no-config",
                          "--fail-on", "suspects >= likely"})
                .status,
            1);
}

TEST(Save, OfOneSnapshotIsTheSameEachTime) {
  Files files;
  const std::string once = read_file(files.save("dictionary.before.heapsnapshot.gz", "1.hds"));
  EXPECT_EQ(read_file(files.save("dictionary.before.heapsnapshot.gz", "2.hds")), once);
}

TEST(Save, SummariesAreOnlyForDiffAndTrend) {
  Files files;
  const std::string saved = files.save("dictionary.before.heapsnapshot.gz", "main.hds");
  for (const char* command : {"summary", "save", "nodes"}) {
    const Outcome refused = run_heapdiff({command, saved, "-o", saved + ".out"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("this is a saved summary, not a heap snapshot"));
  }
}

TEST(Save, ADamagedFileIsTrouble) {
  Files files;
  std::string bytes = read_file(files.save("dictionary.before.heapsnapshot.gz", "main.hds"));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x40);
  const std::string damaged = files.directory.write("damaged.hds", bytes);
  const Outcome refused =
      run_heapdiff({damaged, pairs + "dictionary.after.heapsnapshot.gz", "--no-config"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("damaged.hds"));
}

}  // namespace
}  // namespace heapdiff::test
