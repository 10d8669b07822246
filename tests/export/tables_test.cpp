// Small heaps as tables, every row of them.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "export/exports.hpp"
#include "input/source.hpp"
#include "saved/saved_summary.hpp"
#include "support/heap_builder.hpp"
#include "support/programs.hpp"
#include "support/salvaged.hpp"

namespace heapdiff::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// root ─▶ (window) ─▶ Cache(16) ─▶ Entry(40) ─▶ "x"(24)
//                        └╌ weak ╌╌▶ Entry
Heap cache() {
  return Heap()
      .node("window", 8)
      .node("Cache", 16)
      .node("Entry", 40)
      .string("x", 24)
      .edge("root", "window", "window", EdgeType::shortcut)
      .edge("window", "Cache", "cache")
      .element("Cache", "Entry", 3)
      .weak("Cache", "Entry")
      .edge("Entry", "x", "text");
}

TEST(Tables, NodesAreTheNodesOfTheFile) {
  const ExportedDatabase db(cache().load());
  EXPECT_THAT(
      db.ask("SELECT node, id, type, class, name, self_size, retained_size, distance, "
             "dominator, detachedness, location FROM nodes"),
      ElementsAre("0|1|synthetic|(synthetic)||0|88|-|-|0|-",  //
                  "1|3|object|window|window|8|88|1|0|0|-", "2|5|object|Cache|Cache|16|80|2|1|0|-",
                  "3|7|object|Entry|Entry|40|64|3|2|0|-", "4|9|string|(string)|x|24|24|4|3|0|-"));
}

TEST(Tables, EdgesHaveANameOrANumber) {
  const ExportedDatabase db(cache().load());
  EXPECT_THAT(db.ask("SELECT from_node, ordinal, type, name, number, to_node, retains FROM edges"),
              ElementsAre("0|0|shortcut|window|-|1|1",  //
                          "1|0|property|cache|-|2|1",   //
                          "2|0|element|-|3|3|1",        //
                          "2|1|weak|weak|-|3|0",        //
                          "3|0|property|text|-|4|1"));
}

TEST(Tables, WhatANodeDominatesFollowsItInTheTree) {
  const ExportedDatabase db(cache().load());
  EXPECT_THAT(db.ask("SELECT position, node, dominator, last FROM dominators"),
              ElementsAre("0|0|-|4", "1|1|0|4", "2|2|1|4", "3|3|2|4", "4|4|3|4"));
  EXPECT_THAT(db.ask("SELECT dominated FROM dominated WHERE node = 2"), ElementsAre("2", "3", "4"));
  EXPECT_THAT(db.ask("SELECT node, child, class FROM children ORDER BY node"),
              ElementsAre("0|1|window", "1|2|Cache", "2|3|Entry", "3|4|(string)"));
  EXPECT_THAT(db.ask("SELECT retainer, edge_type, edge, number, retains, class FROM retainers "
                     "WHERE node = 3"),
              ElementsAre("2|element|-|3|1|Cache", "2|weak|weak|-|0|Cache"));
}

TEST(Tables, ClassesAreThoseOfASummaryInItsOrder) {
  const ExportedDatabase db(cache().load());
  EXPECT_THAT(db.ask("SELECT class, script, count, self_size, retained_size, distance "
                     "FROM classes"),
              ElementsAre("window|-|1|8|88|1", "Cache|-|1|16|80|2", "Entry|-|1|40|64|3",
                          "(string)|-|1|24|24|4", "(synthetic)|-|0|0|0|-"));
  EXPECT_THAT(db.ask("SELECT class, count, self_size, retained_size FROM retained_by_class "
                     "ORDER BY class_id"),
              ElementsAre("window|1|8|88", "Cache|1|16|80", "Entry|1|40|64", "(string)|1|24|24"));
}

// A class that is inside of itself retains its bytes once.
TEST(Tables, RetainedByClassCountsWhatIsInsideOfItselfOnce) {
  Heap heap;
  heap.node("Node#1", 10).node("Node#2", 20).node("Other", 5).node("Node#3", 40);
  heap.edge("root", "Node#1").edge("Node#1", "Other").edge("Other", "Node#2");
  heap.edge("root", "Node#3");
  const ExportedDatabase db(heap.load());
  EXPECT_THAT(db.ask("SELECT class, count, self_size, retained_size FROM retained_by_class "
                     "ORDER BY class"),
              ElementsAre("Node|3|70|75", "Other|1|5|25"));
}

TEST(Tables, TheSnapshotHasItsFileTimeAndLabels) {
  const tables::Head head{1'780'000'000'123'456'789, {{"host", "web-1"}, {"version", "1.4.2"}}};
  const ExportedDatabase db(cache().extra_native_bytes(7).file("/tmp/a.heapsnapshot").load(), head);
  EXPECT_THAT(db.ask("SELECT * FROM snapshot"),
              ElementsAre("a.heapsnapshot|2026-05-28T20:26:40.123456Z|snapshot|5|5|88|7|-"));
  EXPECT_THAT(db.ask("SELECT * FROM labels"), ElementsAre("host|web-1", "version|1.4.2"));
  EXPECT_THAT(db.ask("PRAGMA user_version"), ElementsAre("1"));
  EXPECT_THAT(db.ask("PRAGMA integrity_check"), ElementsAre("ok"));
}

TEST(Tables, RootsAndWhatNothingReachesHaveNoDistance) {
  Heap heap = cache();
  heap.synthetic("(handles)").node("held", 8).node("lost", 8);
  heap.edge("root", "(handles)").edge("(handles)", "held");
  const ExportedDatabase db(heap.load());
  EXPECT_THAT(db.ask("SELECT name FROM nodes WHERE distance IS NULL"),
              ElementsAre("", "(handles)", "held", "lost"));
  EXPECT_THAT(db.ask("SELECT max(distance), min(distance) FROM nodes"), ElementsAre("4|1"));
}

TEST(Tables, FunctionsAndConstructorsHaveALocation) {
  Heap heap = program();
  heap.node("Session", 40).at(7, 4, 2).edge("main", "Session");
  heap.closure("route", 32).at(9, 1, 0).edge("main", "route");
  heap.script("route", "/app/node_modules/@acme/router/index.js");
  const ExportedDatabase db(heap.load());
  EXPECT_THAT(db.ask("SELECT n.name, l.name, l.script, l.line_number, l.column_number, l.package, "
                     "l.owner FROM nodes n JOIN locations l USING (location) ORDER BY n.name"),
              ElementsAre("Session|Session|/app/app.js|5|3|-|program",
                          "main|main|/app/app.js|1|1|-|program",
                          "route|route|/app/node_modules/@acme/router/index.js|2|1|@acme/router|"
                          "library"));
  EXPECT_THAT(db.ask("SELECT class, script, line_number, column_number FROM classes "
                     "WHERE script IS NOT NULL"),
              ElementsAre("Session|/app/app.js|5|3"));
}

TEST(Tables, SuspectsComeWithTheWayToTheRoot) {
  const ExportedDatabase db(list_of(200).load());
  EXPECT_THAT(db.ask("SELECT suspect, shape, holder, kind, element, entries, count FROM suspects"),
              ElementsAre("1|unbounded-array|pending|Array|Item|200|200"));
  EXPECT_THAT(db.ask("SELECT holder, kind, shape, element, entries, script FROM holders"),
              ElementsAre("pending|Array|unbounded-array|Item|200|/app/app.js"));
  const Rows steps = db.ask("SELECT step, edge_type, edge, class FROM suspect_paths");
  EXPECT_THAT(steps, Contains(HasSubstr("|context|pending|")));
  EXPECT_EQ(steps.front().substr(0, 2), "1|");
}

TEST(Tables, ASavedSummaryHasTheClassesAndHoldersOfItsSnapshot) {
  const auto summary = saved::read(
      saved::to_json(saved::summarise(analysis::analyse(list_of(200).load()), 1)), "a.hds");
  ASSERT_TRUE(summary.has_value());
  const ExportedDatabase small(*summary), whole(list_of(200).load());
  const std::string classes =
      "SELECT class, script, line_number, count, self_size, retained_size FROM classes "
      "WHERE count > 0 ORDER BY class, count";
  EXPECT_EQ(small.ask(classes), whole.ask(classes));
  EXPECT_EQ(small.ask("SELECT * FROM holders"), whole.ask("SELECT * FROM holders"));
  EXPECT_THAT(small.ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                        "'sqlite_%' ORDER BY name"),
              ElementsAre("classes", "holders", "labels", "snapshot"));
  EXPECT_THAT(small.ask("SELECT source, nodes FROM snapshot"),
              ElementsAre(fmt::format("summary|{}", list_of(200).size())));
}

TEST(Tables, NamesAreTextWhateverIsInThem) {
  const std::string names[] = {"'; DROP TABLE nodes; --",
                               "a\"b\\c",
                               "line\nend",
                               std::string("nul\0inside", 10),
                               "\xF0\x9F\x92\xA3 \xE2\x80\xAEtxt",
                               "\x1B[31mred",
                               std::string(3000, 'n')};
  Heap heap;
  for (std::size_t i = 0; i < std::size(names); ++i) {
    const std::string label = fmt::format("N{}", i);
    heap.node(label, 16).named(names[i]).edge("root", label, names[i]);
    heap.string(label + "s", 16).named(names[i]).edge("root", label + "s");
  }
  const ExportedDatabase db(heap.load());
  for (const char* sql : {"SELECT name FROM nodes WHERE type = 'object' ORDER BY node",
                          "SELECT name FROM nodes WHERE type = 'string' ORDER BY node",
                          "SELECT class FROM nodes WHERE type = 'object' ORDER BY node",
                          "SELECT name FROM edges WHERE ordinal % 2 = 0 ORDER BY ordinal"}) {
    EXPECT_THAT(db.ask(sql), testing::ElementsAreArray(names)) << sql;
  }
  EXPECT_THAT(db.ask("PRAGMA integrity_check"), ElementsAre("ok"));

  MemoryFolder folder;
  const std::string nodes = export_to(folder, heap.load()).texts.at("nodes.ndjson");
  EXPECT_THAT(nodes, HasSubstr(R"("name":"'; DROP TABLE nodes; --")"));
  EXPECT_THAT(nodes, HasSubstr(R"("name":"a\"b\\c")"));
  EXPECT_THAT(nodes, HasSubstr(R"("name":"line\nend")"));
  EXPECT_THAT(nodes, HasSubstr(R"("name":"nul\u0000inside")"));
  EXPECT_THAT(nodes, HasSubstr(R"(\u202Etxt")"));
  EXPECT_THAT(nodes, HasSubstr(R"("name":"\u001B[31mred")"));
  EXPECT_THAT(nodes, HasSubstr("\"name\":\"" + std::string(1024, 'n') + "\""));
  EXPECT_THAT(folder.texts.at("strings.ndjson"), HasSubstr(std::string(3000, 'n')));
}

Heap with_secrets() {
  Heap heap = list_of(30);
  heap.string("secret", 40).named("hunter2-token").edge("main", "secret", "password");
  heap.node("pattern", 16, NodeType::regexp).named("hunter2-.*").edge("main", "pattern");
  heap.node("big", 16, NodeType::bigint).named("hunter2n").edge("main", "big");
  heap.node("symbol", 16, NodeType::symbol).named("hunter2-symbol").edge("main", "symbol");
  heap.node("weak", 16)
      .named("WeakMap")
      .array("weak-table", 16)
      .internal("weak", "weak-table", "table");
  heap.edge("main", "weak").node("Key", 16).edge("main", "Key");
  heap.string("hunter2-value", 16).weak_map_entry("weak-table", "Key", "hunter2-value");
  return heap;
}

TEST(Tables, ValuesAreWholeUnlessTheyAreHidden) {
  const ExportedDatabase shown(with_secrets().load());
  EXPECT_THAT(shown.ask("SELECT name FROM nodes WHERE type = 'string' AND name LIKE 'hunter2-t%'"),
              ElementsAre("hunter2-token"));

  graph::Heap heap = with_secrets().load();
  heap.hides_values = true;
  MemoryFolder folder;
  export_to(folder, std::move(heap));
  for (const auto& [file, text] : folder.texts) {
    EXPECT_THAT(text, Not(HasSubstr("hunter2"))) << file;
  }
  heap = with_secrets().load();
  heap.hides_values = true;
  const ExportedDatabase hidden(std::move(heap));
  EXPECT_THAT(hidden.ask("SELECT text FROM strings WHERE text LIKE '%hunter2%'"), IsEmpty());
  EXPECT_THAT(hidden.ask("SELECT name FROM nodes WHERE type IN ('string', 'regexp', 'symbol')"),
              Each("(hidden)"));
  EXPECT_THAT(hidden.ask("SELECT n.name FROM edges e JOIN nodes n ON n.node = e.to_node "
                         "WHERE e.name = 'password'"),
              ElementsAre("(hidden)"));
}

TEST(Tables, OfAFileThatLostEdgesOnlyWhatIsKnownIsThere) {
  Result<graph::Heap> heap = salvage(cut_before(cache().json(), "\"edges\":["));
  ASSERT_TRUE(heap.has_value()) << format_error(heap.error());
  const ExportedDatabase db(std::move(*heap));
  EXPECT_THAT(db.ask("SELECT node, self_size, retained_size, distance, dominator FROM nodes"),
              ElementsAre("0|0|-|-|-", "1|8|-|-|-", "2|16|-|-|-", "3|40|-|-|-", "4|24|-|-|-"));
  EXPECT_THAT(db.ask("SELECT sum(count), sum(self_size), max(retained_size) FROM classes"),
              ElementsAre("4|88|-"));
  for (const char* table : {"edges", "dominators", "holders", "suspects", "suspect_paths"}) {
    EXPECT_THAT(db.ask(fmt::format("SELECT * FROM {}", table)), IsEmpty()) << table;
  }
  EXPECT_THAT(db.ask("SELECT damage FROM snapshot"), Each(HasSubstr("ends")));
}

TEST(Tables, SizesThatSqlCannotCountAreRefused) {
  saved::SavedSummary summary = saved::summarise(analysis::analyse(cache().load()), 1);
  summary.side.size = {std::uint64_t{1} << 63};
  MemoryFolder folder;
  tables::NdjsonWriter out(folder, Compression::none);
  const Result<void> written = tables::write_summary(summary, {}, out);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().message,
            "its objects have 9223372036854775808 bytes, but numbers of SQL go up to "
            "9223372036854775807");
  EXPECT_THAT(folder.texts, IsEmpty());
}

TEST(Ndjson, HasALineForEachRowAndSaysWhatRowsAreOf) {
  const tables::Head head{std::nullopt, {{"host", "a\"b"}}};
  MemoryFolder folder;
  export_to(folder, cache().load(), head);
  EXPECT_THAT(
      folder.lines("nodes.ndjson"),
      Contains(
          R"({"node":3,"id":7,"type":"object","class_id":2,"class":"Entry","string":6,"name":"Entry",)"
          R"("self_size":40,"retained_size":64,"distance":3,"dominator":2,"detachedness":0,"location":null})"));
  EXPECT_THAT(
      folder.lines("edges.ndjson"),
      Contains(
          R"({"from_node":2,"ordinal":0,"type":"element","string":null,"name":null,"number":3,"to_node":3,"retains":1})"));
  EXPECT_THAT(folder.lines("classes.ndjson").front(),
              R"({"file":"test.heapsnapshot","taken":null,"labels":{"host":"a\"b"},"class_id":0,)"
              R"("class":"window","script":null,"line_number":null,"column_number":null,"count":1,)"
              R"("self_size":8,"retained_size":88,"distance":1})");
  EXPECT_THAT(
      folder.lines("snapshot.ndjson"),
      ElementsAre(
          R"({"file":"test.heapsnapshot","taken":null,"labels":{"host":"a\"b"},"source":"snapshot",)"
          R"("nodes":5,"edges":5,"self_size":88,"extra_native_bytes":null,"damage":null})"));
  EXPECT_THAT(folder.lines("suspects.ndjson"), IsEmpty());
  EXPECT_EQ(folder.files.size(), tables::all_tables().size());
  EXPECT_THAT(folder.others, Contains("nodes.ndjson.zst"));
}

TEST(Ndjson, IsTheSameTextWhenUnpacked) {
  MemoryFolder plain, gzip, zstd;
  const Heap heap = list_of(3000);
  export_to(plain, heap.load());
  export_to(gzip, heap.load(), {}, Compression::gzip);
  export_to(zstd, heap.load(), {}, Compression::zstd);
  const TemporaryDirectory directory;
  for (const auto& [file, text] : plain.texts) {
    for (const auto& [ending, folder] : {std::pair(".gz", &gzip), std::pair(".zst", &zstd)}) {
      const auto source =
          input::open_source(directory.write(file + ending, folder->texts.at(file + ending)));
      ASSERT_TRUE(source.has_value());
      std::string unpacked(text.size() + 1, '\0');
      std::size_t size = 0;
      while (size < unpacked.size()) {
        const auto more = (*source)->read({unpacked.data() + size, unpacked.size() - size});
        ASSERT_TRUE(more.has_value()) << file << ending;
        if (*more == 0) break;
        size += *more;
      }
      EXPECT_EQ(unpacked.substr(0, size), text) << file << ending;
    }
  }
}

}  // namespace
}  // namespace heapdiff::test
