#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// How a holder is called.

namespace heapdiff::test {
namespace {

Holder holder_in(const Build& heap) { return suspect_in(heap).holder; }

// main ─▶ service ─pending▶ list ─▶ Item ─done▶ function ─▶ scope ─owner▶ list
TEST(NameSearch, ABackReferenceFromAnElementNamesNothing) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.node("service", 16).named("Service").context("module", "service", "service");
    h.edge("service", "list", "pending");
    h.closure("done", 64).at(7, 4, 2).script("done", "/app/app.js");
    h.node("inner", 32).named("system / Context");
    h.internal("done", "inner", "context").internal("inner", "scope", "scope_info");
    h.context("inner", "list", "owner");
    h = with_items(std::move(h), 0, count, hold_in_list);
    h.edge("Item#0", "done", "done");
    return h;
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "service.pending");
  EXPECT_THAT(path_edges(suspect), testing::Not(testing::Contains("owner")));
}

// The same variable, of a function that something else keeps, too, is a name.
TEST(NameSearch, AVariableOfAFunctionThatLivesElsewhereIsAName) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.node("service", 16).named("Service").context("module", "service", "service");
    h.edge("service", "list", "pending");
    h.closure("done", 64).at(7, 4, 2).script("done", "/app/app.js");
    h.node("inner", 32).named("system / Context");
    h.internal("done", "inner", "context").internal("inner", "scope", "scope_info");
    h.context("inner", "list", "owner").edge("root", "done");
    h = with_items(std::move(h), 0, count, hold_in_list);
    h.edge("Item#0", "done", "done");
    return h;
  };
  EXPECT_EQ(holder_name(holder_in(heap)), "owner");
}

// { const port = 8080, pending = list }: the scope's names are port and pending, and its one edge,
// to the list, is the first edge and not the first slot, since a small integer has none.
TEST(NameSearch, ABlocksVariableIsToldAsFarAsItsSlotIsKnown) {
  const auto heap = [](bool has_port) {
    return [has_port](int count) {
      Heap h = array(program());
      h.node("block", 40).named("system / Context").node("info", 16, NodeType::code);
      h.named("system / ScopeInfo").internal("block", "info", "scope_info");
      if (has_port) h.string("port", 16).hidden("info", "port", 0);
      h.string("pending", 24).hidden("info", "pending", has_port ? 1 : 0);
      h.hidden("block", "list", 0).internal("main", "block", "extension_context");
      return with_items(std::move(h), 0, count, hold_in_list);
    };
  };
  EXPECT_EQ(holder_name(holder_in(heap(false))), "pending");
  EXPECT_EQ(holder_name(holder_in(heap(true))), "(port or pending)");
}

// metricsOf, a WeakMap ─▶ its table ─▶ list, by the key `tenant`, which is what keeps the list.
TEST(NameSearch, AWeakMapsValueIsNamedByTableAndKey) {
  const auto heap = [](int count) {
    Heap h = array(table(program(), "weak", "WeakMap"));
    h.node("key", 24).named("Tenant").weak_map_entry("weak-table", "key", "list");
    h.context("module", "key", "tenant").context("module", "weak", "metricsOf");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  EXPECT_EQ(holder_name(holder_in(heap)), "metricsOf.get(tenant)");
}

TEST(NameSearch, AWeakMapsKeyWithoutAVariableIsNotTold) {
  const auto heap = [](int count) {
    Heap h = array(table(program(), "weak", "WeakMap"));
    h.node("key", 24).named("Tenant").weak_map_entry("weak-table", "key", "list");
    h.edge("root", "key").context("module", "weak", "metricsOf");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  EXPECT_EQ(holder_name(holder_in(heap)), "metricsOf.get(…)");
}

// require.cache ─▶ Module ─exports▶ Object ─jobs▶ list
TEST(NameSearch, AnExportIsNamedWithItsFile) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.node("queue", 16).named("Module").string("file", 24).named("/app/queue.js");
    h.plain("exports").edge("root", "queue").edge("queue", "file", "filename");
    h.edge("queue", "exports", "exports").edge("exports", "list", "jobs");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  const Holder holder = holder_in(heap);
  EXPECT_EQ(holder_name(holder), "exports.jobs");
  EXPECT_EQ(holder.file, "/app/queue.js");
  EXPECT_TRUE(holder.is_users);
}

TEST(NameSearch, ExportsUnderASymbolAreTheSame) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.node("queue", 16).named("Module").plain("exports").edge("root", "queue");
    h.edge("queue", "exports", "<symbol node:module_export>").edge("exports", "list", "jobs");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  EXPECT_EQ(holder_name(holder_in(heap)), "exports.jobs");
}

TEST(NameSearch, ChildrenOfAModuleAreNamedByIt) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.node("app", 16).named("Module").string("file", 24).named("/app/app.js");
    h.edge("root", "app").edge("app", "file", "filename").edge("app", "list", "children");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  const Holder holder = holder_in(heap);
  EXPECT_EQ(holder_name(holder), "module.children");
  EXPECT_EQ(holder.file, "/app/app.js");
}

TEST(NameSearch, AKeyThatIsNoIdentifierStandsInBrackets) {
  for (const auto& [key, name] :
       {std::pair("a b", "sockets[\"a b\"]"),
        std::pair("127.0.0.1:80:", "sockets[\"127.0.0.1:80:\"]"),
        std::pair("open_$1", "sockets.open_$1"), std::pair("größe", "sockets.größe"),
        std::pair("<symbol kOpen>", "sockets.<symbol kOpen>")}) {
    const auto heap = [edge = key](int count) {
      Heap h = array(program());
      h.plain("sockets").context("module", "sockets", "sockets").edge("sockets", "list", edge);
      return with_items(std::move(h), 0, count, hold_in_list);
    };
    EXPECT_EQ(holder_name(holder_in(heap)), name);
  }
}

TEST(NameSearch, AFunctionsPropertyIsNamedByTheFunction) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.closure("Registry", 64).at(7, 9, 3).script("Registry", "/app/app.js");
    h.edge("root", "Registry").edge("Registry", "list", "instances");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  const Holder holder = holder_in(heap);
  EXPECT_EQ(holder_name(holder), "Registry.instances");
  EXPECT_EQ(holder.location_means, Holder::Meaning::class_of_holder);
  EXPECT_EQ(holder.file, "/app/app.js");
}

// process ─▶ list
TEST(NameSearch, APropertyOfTheProcessIsNamedByIt) {
  const auto heap = [](int count) {
    Heap h = array(program());
    h.node("process", 16).edge("root", "process").edge("process", "list", "warnings");
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  EXPECT_EQ(holder_name(holder_in(heap)), "process.warnings");
}

}  // namespace
}  // namespace heapdiff::test
