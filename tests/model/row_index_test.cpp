#include "model/row_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapdiff::model {
namespace {

/// Classes and functions of a snapshot, said in a few words.
class Table {
 public:
  Table& whole(std::string_view name) {
    table_.intern({table_.names.intern(name)});
    return *this;
  }
  Table& placed(std::string_view name, const ScriptPlace& at, std::string_view file) {
    table_.intern({table_.names.intern(name), none, table_.intern_place(at, file)});
    return *this;
  }
  Table& function(std::string_view name, const ScriptPlace& at, std::string_view file) {
    const std::uint32_t place = table_.intern_place(at, file);
    table_.intern({table_.names.intern("Function"), none, place, table_.names.intern(name)});
    return *this;
  }
  ClassTable build() { return std::move(table_); }

 private:
  ClassTable table_;
};

std::vector<std::string> rows_of(GroupBy group_by, std::initializer_list<const ClassTable*> tables,
                                 RowIndex::ScriptKey key = RowIndex::ScriptKey::id) {
  RowIndex index(key, group_by);
  for (const ClassTable* table : tables) index.learn(*table);
  for (const ClassTable* table : tables) {
    const auto rows = index.add(*table, name_classes(*table, {}));
    EXPECT_EQ(rows.size(), table->size());
  }
  std::vector<std::string> names;
  for (const RowIndex::Row& row : index.rows()) {
    names.push_back(row.place
                        ? row.name + " " + row.place->file + ":" + std::to_string(row.place->line) +
                              ":" + std::to_string(row.place->column)
                        : row.name);
  }
  return names;
}

const ClassTable shop = Table()
                            .whole("(string)")
                            .whole("Function")
                            .placed("Order", {7, 8, 4}, "/app/shop/orders.js")
                            .function("takeOrder", {7, 19, 2}, "/app/shop/orders.js")
                            .function("", {7, 29, 2}, "/app/shop/orders.js")
                            .function("route", {8, 1, 0}, "/app/node_modules/router/index.js")
                            .placed("Timeout", {9, 169, 13}, "node:internal/timers")
                            .build();

TEST(RowIndex, ByClassAllFunctionsAreOneRow) {
  EXPECT_THAT(rows_of(GroupBy::class_name, {&shop}),
              testing::ElementsAre("(string)", "Function", "Order /app/shop/orders.js:9:5",
                                   "Timeout node:internal/timers:170:14"));
}

TEST(RowIndex, ByPlaceEachFunctionIsItsOwn) {
  EXPECT_THAT(rows_of(GroupBy::place, {&shop}),
              testing::ElementsAre("(string)", "Function", "Order /app/shop/orders.js:9:5",
                                   "takeOrder /app/shop/orders.js:20:3",
                                   "(anonymous) /app/shop/orders.js:30:3",
                                   "route /app/node_modules/router/index.js:2:1",
                                   "Timeout node:internal/timers:170:14"));
}

TEST(RowIndex, ByScriptWhatHasNoPlaceKeepsItsClass) {
  EXPECT_THAT(rows_of(GroupBy::script, {&shop}),
              testing::ElementsAre("(string)", "Function", "/app/shop/orders.js",
                                   "/app/node_modules/router/index.js", "node:internal/timers"));
}

TEST(RowIndex, ByPackageFoldersStandForTheProgram) {
  EXPECT_THAT(rows_of(GroupBy::package, {&shop}),
              testing::ElementsAre("(string)", "Function", "/app/shop", "router", "node:"));
}

TEST(RowIndex, APackageIsNotAClassOfItsName) {
  const ClassTable table =
      Table().whole("router").function("f", {1, 0, 0}, "/app/node_modules/router/a.js").build();
  EXPECT_THAT(rows_of(GroupBy::package, {&table}), testing::ElementsAre("router", "router"));
}

// Only a function that lives tells its script's name.
TEST(RowIndex, OneSideMayKnowAScriptForBoth) {
  const ClassTable before = Table().placed("Order", {7, 8, 4}, "").build();
  const ClassTable after = Table().placed("Order", {7, 8, 4}, "/app/a.js").build();
  EXPECT_THAT(rows_of(GroupBy::script, {&before, &after}), testing::ElementsAre("/app/a.js"));
  EXPECT_THAT(rows_of(GroupBy::class_name, {&before, &after}),
              testing::ElementsAre("Order /app/a.js:9:5"));
}

TEST(RowIndex, WithoutANameScriptsAreOneGroup) {
  const ClassTable table =
      Table().function("f", {1, 0, 0}, "").function("g", {2, 0, 0}, "").build();
  EXPECT_THAT(rows_of(GroupBy::script, {&table}), testing::ElementsAre("(no script name)"));
}

TEST(RowIndex, BetweenProcessesNumbersOfScriptsSayNothing) {
  const ClassTable before = Table().function("f", {1, 0, 0}, "/app/a.js").build();
  const ClassTable after = Table().function("f", {2, 0, 0}, "/app/a.js").build();
  const auto rows = [&](RowIndex::ScriptKey key) {
    return rows_of(GroupBy::place, {&before, &after}, key).size();
  };
  EXPECT_EQ(rows(RowIndex::ScriptKey::id), 2u);
  EXPECT_EQ(rows(RowIndex::ScriptKey::file), 1u);
}

TEST(RowIndex, OriginalPlacesAreToldByTheirFile) {
  const ScriptPlace at{ScriptPlace::original, 3, 4};
  const ClassTable before = Table().placed("Order", at, "/app/src/a.ts").build();
  const ClassTable after =
      Table().placed("Order", at, "/app/src/b.ts").placed("Order", at, "/app/src/a.ts").build();
  EXPECT_THAT(rows_of(GroupBy::class_name, {&before, &after}),
              testing::UnorderedElementsAre("Order /app/src/a.ts:4:5", "Order /app/src/b.ts:4:5"));
}

TEST(RowIndex, AFileThatItsMapIgnoresIsALibrarys) {
  ClassTable table;
  const std::uint32_t place = table.intern_place({ScriptPlace::original, 3, 4}, "./runtime.ts",
                                                 MappedFrom{"/app/dist/app.js", 0, 900, true});
  table.intern({table.names.intern("Order"), none, place});
  RowIndex index(RowIndex::ScriptKey::id);
  static_cast<void>(index.add(table, name_classes(table, {})));
  ASSERT_EQ(index.rows().size(), 1u);
  const Place& shown = *index.rows()[0].place;
  EXPECT_EQ(shown.owner, ScriptOwner::library);
  EXPECT_EQ(shown.short_file, "runtime.ts");
  EXPECT_EQ(shown.generated, (Place::Generated{"/app/dist/app.js", 1, 901}));
}

}  // namespace
}  // namespace heapdiff::model
