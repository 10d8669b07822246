#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leaks/holders/holder_name.hpp"
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

// process ─config▶ {…} ─▶ list: Node fills it when it starts, and its own growth is nobody's leak.
TEST(NameSearch, WhatNodeFillsOfTheProcessIsNotTheUsers) {
  const auto is_users = [](const char* member) {
    const auto heap = [&](int count) {
      Heap h = array(program());
      h.node("process", 16).edge("root", "process").plain("of").edge("process", "of", member);
      h.edge("of", "list", "names");
      return with_items(std::move(h), 0, count, hold_in_list);
    };
    return suspect_in(heap).holder.is_users;
  };
  EXPECT_FALSE(is_users("config"));
  EXPECT_FALSE(is_users("versions"));
  EXPECT_TRUE(is_users("myPlugin"));
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

/// The holder of a list, where `hold` adds those who have it.
Holder holder_of_list(const std::function<void(Heap&)>& hold) {
  return holder_in([&](int count) {
    Heap h = array(program());
    hold(h);
    return with_items(std::move(h), 0, count, hold_in_list);
  });
}

/// Two steps to the list: module ─service▶ Service ─queue▶ list.
void hold_in_service(Heap& heap) {
  heap.node("service", 16).named("Service").context("module", "service", "service");
  heap.edge("service", "list", "queue");
}

/// A single step: a variable of another script.
void hold_in_script(Heap& heap, const char* script, const char* variable) {
  heap.closure("other", 64).at(8, 0, 0).script("other", script).edge("root", "other");
  heap.node("outer", 32).named("system / Context").internal("other", "outer", "context");
  heap.node("info", 16, NodeType::code).named("system / ScopeInfo");
  heap.internal("outer", "info", "scope_info").context("outer", "list", variable);
}

TEST(NameSearch, NamesOfTheProgramAreBetterThanShorterOnesOfPackagesAndTheEngine) {
  for (const auto& [script, name] : {std::pair("/app/other.js", "all"),
                                     std::pair("/app/node_modules/q/index.js", "service.queue"),
                                     std::pair("node:net", "service.queue")}) {
    EXPECT_EQ(holder_name(holder_of_list([path = script](Heap& h) {
                hold_in_service(h);
                hold_in_script(h, path, "all");
              })),
              name);
  }
}

// A variable of main's, and one of a module's.
TEST(NameSearch, NamesOfModulesAreBetterThanNamesOfFunctions) {
  const Holder holder = holder_of_list([](Heap& h) {
    h.internal("main#shared", "scope", "name_or_scope_info").context("module", "list", "mine");
    hold_in_script(h, "/app/other.js", "all");
  });
  EXPECT_EQ(holder_name(holder), "all");
}

// registry ─services▶ Object ─main▶ Service ─queue▶ list; a method's scope has the Service as this.
TEST(NameSearch, ALongNameIsBetterThanThis) {
  const Holder holder = holder_of_list([](Heap& h) {
    h.plain("registry").plain("services").node("Service", 16);
    h.context("module", "registry", "registry").edge("registry", "services");
    h.edge("services", "Service", "main").edge("Service", "list", "queue");
    h.closure("method", 64).at(7, 4, 2).script("method", "/app/app.js").edge("root", "method");
    h.node("inner", 32).named("system / Context").internal("method", "inner", "context");
    h.internal("inner", "scope", "scope_info").context("inner", "Service", "this");
  });
  EXPECT_EQ(holder_name(holder), "registry.services.main.queue");
}

// globalThis ─self▶ state, and globalThis ─app▶ App ─state▶ state: what everybody has is no name.
TEST(NameSearch, OtherNamesOfTheGlobalObjectAreNone) {
  for (const char* alias : {"globalThis", "global", "self", "window", "top", "parent", "frames",
                            "document", "Symbol", "__proto__"}) {
    const Holder holder = holder_of_list([&](Heap& h) {
      h.node("global", 16).plain("state").node("App", 16).edge("root", "global");
      h.edge("global", "state", alias).edge("state", "list", "queue");
      h.edge("global", "App", "app").edge("App", "state", "state");
    });
    EXPECT_EQ(holder_name(holder), "globalThis.app.state.queue") << alias;
  }
}

TEST(NameSearch, WhatTheEngineKeepsInAScopeIsNoVariable) {
  for (const char* slot : {"arguments", "new.target", ".generator_object", "<symbol brand>"}) {
    const Holder holder = holder_of_list([&](Heap& h) {
      hold_in_service(h);
      h.context("module", "list", slot);
    });
    EXPECT_EQ(holder_name(holder), "service.queue") << slot;
  }
}

// service ─<symbol kQueue>▶ list, and registry ─jobs▶ Object ─queue▶ list: three words are better.
TEST(NameSearch, NamesAreBetterThanSymbols) {
  const Holder holder = holder_of_list([](Heap& h) {
    h.node("service", 16).named("Service").context("module", "service", "service");
    h.edge("service", "list", "<symbol kQueue>");
    h.plain("registry").plain("jobs").context("module", "registry", "registry");
    h.edge("registry", "jobs").edge("jobs", "list", "queue");
  });
  EXPECT_EQ(holder_name(holder), "registry.jobs.queue");
}

/// { let a = 1, b = 2, …, pending = list }: so many small integers, and x.y.z.queue.
std::string name_beside_integers(int count) {
  return holder_name(holder_of_list([&](Heap& h) {
    h.node("block", 40).named("system / Context").node("info", 16, NodeType::code);
    h.named("system / ScopeInfo").internal("block", "info", "scope_info");
    for (int i = 0; i < count; ++i) {
      const std::string name(1, static_cast<char>('a' + i));
      h.string(name, 16).hidden("info", name, static_cast<std::uint32_t>(i));
    }
    h.string("pending", 24).hidden("info", "pending", static_cast<std::uint32_t>(count));
    h.hidden("block", "list", 0).internal("main", "block", "extension_context");
    h.plain("x").plain("y").plain("z").context("module", "x", "x");
    h.edge("x", "y").edge("y", "z").edge("z", "list", "queue");
  }));
}

TEST(NameSearch, OneOfMoreThanThreeNamesIsNone) {
  EXPECT_EQ(name_beside_integers(0), "pending");
  EXPECT_EQ(name_beside_integers(2), "(a or b or pending)");
  EXPECT_EQ(name_beside_integers(3), "x.y.z.queue");
}

// The exports of an ES module, names and cells by turns: "jobs", Cell ─▶ list.
TEST(NameSearch, AnExportedBindingIsNamedByTheTextBeforeItsCell) {
  const auto name = [](const char* slot_of_text) {
    return holder_name(holder_of_list([&](Heap& h) {
      h.array("exports", 64).edge("root", "exports").string("jobs", 24);
      h.node("cell", 16, NodeType::hidden).named("system / Cell").internal("cell", "list", "value");
      h.internal("exports", "jobs", slot_of_text).internal("exports", "cell", "4");
      h.plain("a").plain("b").plain("c").context("module", "a", "a");
      h.edge("a", "b").edge("b", "c").edge("c", "list", "d");
    }));
  };
  EXPECT_EQ(name("3"), "jobs");
  EXPECT_EQ(name("2"), "a.b.c.d");
}

// globalThis ─Cache▶ function ─all▶ list: the engine's own functions have no script.
TEST(NameSearch, AFunctionOnTheGlobalObjectIsTheUsersWhereItHasAScript) {
  for (const bool has_script : {false, true}) {
    const Holder holder = holder_of_list([&](Heap& h) {
      h.node("global", 16).edge("root", "global").closure("Cache", 64).edge("global", "Cache");
      if (has_script) h.script("Cache", "/app/cache.js");
      h.edge("Cache", "list", "all");
    });
    EXPECT_EQ(holder_name(holder), "globalThis.Cache.all");
    EXPECT_EQ(holder.is_users, has_script);
  }
}

/// An element's function refers back to the list by its variable `owner`.
void refer_back(Heap& heap) {
  heap.closure("done", 64).at(7, 4, 2).script("done", "/app/app.js");
  heap.node("inner", 32).named("system / Context");
  heap.internal("done", "inner", "context").internal("inner", "scope", "scope_info");
  heap.context("inner", "list", "owner").element("list", "done", 9000);
}

/// object ─get stdin▶ getStdin ─▶ a scope of Node's own ─stdin▶ Stream ─queue▶ list
Heap lazy_stream(Heap heap, const std::string& object, const char* property, int count) {
  Heap h = array(std::move(heap));
  h.closure("getStdin", 64).at(9, 3, 4).script("getStdin", "node:internal/main");
  h.node("inner", 32).named("system / Context");
  h.node("inner-scope", 16, NodeType::code).named("system / ScopeInfo");
  h.internal("getStdin", "inner", "context").internal("inner", "inner-scope", "scope_info");
  h.node("stream", 16).named("ReadStream").context("inner", "stream", "stdin");
  h.edge("stream", "list", "queue").edge(object, "getStdin", property);
  return with_items(std::move(h), 0, count, hold_in_list);
}

TEST(NameSearch, WhatAGetterOfAGlobalReturnsIsNamedByTheGlobal) {
  const auto of_process = [](int count) {
    return lazy_stream(program().node("process", 16).edge("root", "process"), "process",
                       "get stdin", count);
  };
  const Holder holder = holder_in(of_process);
  EXPECT_EQ(holder_name(holder), "process.stdin.queue");
  EXPECT_TRUE(holder.is_users);
  const auto of_global = [](int count) {
    return lazy_stream(program().node("global", 16).edge("root", "global"), "global", "get stdin",
                       count);
  };
  EXPECT_EQ(holder_name(holder_in(of_global)), "globalThis.stdin.queue");
  const auto of_globals_object = [](int count) {
    Heap h = program().node("global", 16).edge("root", "global").node("Console", 16);
    return lazy_stream(h.edge("global", "Console", "console"), "Console", "get stdin", count);
  };
  EXPECT_EQ(holder_name(holder_in(of_globals_object)), "globalThis.console.stdin.queue");
}

TEST(NameSearch, OtherFunctionsAndObjectsDoNotMakeAVariableOfNodesAProperty) {
  const auto of_method = [](int count) {
    return lazy_stream(program().node("process", 16).edge("root", "process"), "process", "stdin",
                       count);
  };
  EXPECT_EQ(holder_name(holder_in(of_method)), "stdin.queue");
  const auto of_other = [](int count) {
    return lazy_stream(program().node("Other", 16).edge("root", "Other"), "Other", "get stdin",
                       count);
  };
  EXPECT_EQ(holder_name(holder_in(of_other)), "stdin.queue");
  const auto of_variable = [](int count) {
    return lazy_stream(program().node("Other", 16).context("module", "Other", "other"), "Other",
                       "get stdin", count);
  };
  EXPECT_EQ(holder_name(holder_in(of_variable)), "stdin.queue");
}

// a ─b▶ Object ─c▶ Object ─d▶ Object ─e▶ list
TEST(NameSearch, ABackReferenceDoesNotEndTheSearch) {
  const Holder holder = holder_of_list([](Heap& h) {
    refer_back(h);
    h.plain("a").plain("b").plain("c").plain("d").context("module", "a", "a");
    h.edge("a", "b").edge("b", "c").edge("c", "d").edge("d", "list", "e");
  });
  EXPECT_EQ(holder_name(holder), "a.b.c.d.e");
}

TEST(NameSearch, ABackReferenceIsNoBetterThanANameOfTheEngines) {
  const Holder holder = holder_of_list([](Heap& h) {
    refer_back(h);
    hold_in_script(h, "node:net", "pending");
  });
  EXPECT_EQ(holder_name(holder), "pending");
  EXPECT_FALSE(holder.is_users);
}

// The same where a handle has the function, too: then its variable is a name, and the path ends
// there rather than to go round over the list again.
TEST(NameSearch, APathDoesNotLeadThroughTheHolder) {
  const auto heap = [](int count) {
    Heap h = array(program());
    refer_back(h);
    hold_in_script(h, "node:net", "pending");
    h.synthetic("handles").named("(Global handles)").edge("root", "handles");
    h.element("handles", "done", 0);
    return with_items(std::move(h), 0, count, hold_in_list);
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(holder_name(suspect), "owner");
  EXPECT_TRUE(suspect.holder.is_users);
  EXPECT_EQ(path_edges(suspect).back(), "owner");
}

// Of three hundred scopes that have the list as this, the first few say as much as all.
TEST(NameSearch, ManyScopesDoNotHideTheVariableThatNamesTheirObject) {
  const Holder holder = holder_of_list([](Heap& h) {
    for (int i = 0; i < 300; ++i) {
      const std::string scope = fmt::format("scope{}", i);
      h.node(scope, 32)
          .named("system / Context")
          .edge("root", scope)
          .context(scope, "list", "this");
    }
    hold_in_script(h, "/app/other.js", "all");
  });
  EXPECT_EQ(holder_name(holder), "all");
}

// Without the script's text nobody knows where a variable is declared; but where its function is.
TEST(Places, AVariableWithoutADeclarationHasThePlaceOfItsFunction) {
  const Holder holder = holder_of_list([](Heap& h) {
    h.internal("main#shared", "scope", "name_or_scope_info").context("module", "list", "mine");
  });
  EXPECT_EQ(holder_name(holder), "mine");
  EXPECT_EQ(holder.function, "main");
  EXPECT_EQ(holder.location, (Place{"/app/app.js", 1, 1}));
  EXPECT_EQ(holder.location_means, Holder::Meaning::scope);
}

TEST(Keys, AreToldUpTo40BytesWhereValuesMayBeShown) {
  graph::Heap heap = Heap().load();
  const std::string key = std::string(39, 'x') + "/";
  EXPECT_EQ(leaks::property_step(heap, key), (NameStep{NameStep::Kind::key, key}));
  EXPECT_EQ(leaks::property_step(heap, "x" + key), (NameStep{NameStep::Kind::any_key}));
  heap.hides_values = true;
  EXPECT_EQ(leaks::property_step(heap, key), (NameStep{NameStep::Kind::any_key}));
  EXPECT_EQ(leaks::property_step(heap, "log"), (NameStep{NameStep::Kind::property, "log"}));
}

/// An object called so, and what piles up in its list `tick`.
struct Table {
  const char* name;
  bool has_functions;
  bool has_items = false;
  bool has_options = false;  ///< beside the list
};

/// module ─handlers▶ Object ─tick▶ list of functions, or of other objects
Suspect suspect_in_table(const Table& table) {
  return suspect_in([&](int count) {
    Heap h = array(program());
    h.plain("table").context("module", "table", table.name).edge("table", "list", "tick");
    if (table.has_options) h.node("Options", 16).edge("table", "Options", "options");
    for (int i = 0; i < count; ++i) {
      const std::string function = fmt::format("onTick#{}", i), item = fmt::format("Job#{}", i);
      if (table.has_functions) {
        h.closure(function, 600).id(id_of(1, i)).at(7, 11, 4);
        hold_in_list(h, function, 2 * i);
      }
      if (table.has_items) {
        h.node(item, 900).id(id_of(2, i));
        hold_in_list(h, item, 2 * i + 1);
      }
    }
    return h;
  });
}

TEST(TablesOfEvents, AreNamedSoAndHoldListsOfFunctionsAlone) {
  const Suspect listeners = suspect_in_table({"handlers", true});
  EXPECT_EQ(listeners.shape, LeakShape::event_listeners);
  EXPECT_EQ(holder_name(listeners), "handlers");
  EXPECT_EQ(holder_event(listeners), "tick");
  for (const Table& table : {Table{"queues", true}, Table{"handlers", true, false, true},
                             Table{"handlers", true, true}, Table{"handlers", false, true}}) {
    const Suspect suspect = suspect_in_table(table);
    EXPECT_EQ(suspect.shape, LeakShape::unbounded_array);
    EXPECT_EQ(holder_name(suspect), table.name + std::string(".tick"));
    EXPECT_EQ(holder_event(suspect), "");
  }
}

// rooms, a Map ─"red"▶ Map of functions, or an Array of them
TEST(TablesOfEvents, AMapOfMapsIsNone) {
  for (const bool is_map : {false, true}) {
    const Suspect suspect = suspect_in([&](int count) {
      Heap h = table(program(), "rooms");
      h.context("module", "rooms", "rooms").string("red", 24).internal("rooms-table", "red", "3");
      h = is_map ? table(std::move(h), "inner") : array(std::move(h));
      h.internal("rooms-table", is_map ? "inner" : "list", "4");
      for (int i = 0; i < count; ++i) {
        const std::string function = fmt::format("onTick#{}", i);
        h.closure(function, 900).id(id_of(1, i)).at(7, 11, 4);
        is_map ? hold_in_table(h, "inner", function, i) : hold_in_list(h, function, i);
      }
      return h;
    });
    EXPECT_EQ(suspect.shape, is_map ? LeakShape::unbounded_map : LeakShape::event_listeners);
    EXPECT_EQ(holder_name(suspect), is_map ? "rooms.get(\"red\")" : "rooms");
    EXPECT_EQ(holder_event(suspect), is_map ? "" : "red");
  }
}

// signal ─<symbol kEvents>▶ Map ─"abort"▶ Listener ─callback▶ function ─▶ scope ─this▶ Server ─▶
// Map
TEST(TablesOfEvents, WhatAnEventTargetsListenerKeepsIsNoListener) {
  const auto heap = [](int count) {
    Heap h = table(table(program(), "map"), "events");
    h.node("signal", 64).named("AbortSignal").context("module", "signal", "signal");
    h.edge("signal", "events", "<symbol kEvents>").string("abort", 24).node("Listener", 40);
    h.internal("events-table", "abort", "3").internal("events-table", "Listener", "4");
    h.closure("onAbort", 64).at(7, 5, 1).script("onAbort", "/app/app.js");
    h.edge("Listener", "onAbort", "callback");
    h.node("inner", 32).named("system / Context").internal("onAbort", "inner", "context");
    h.node("io", 64).named("Server").context("inner", "io", "this").edge("io", "map", "_nsps");
    return with_items(std::move(h), 0, count, [](Heap& g, const std::string& item, int i) {
      hold_in_table(g, "map", item, i);
    });
  };
  const Suspect suspect = suspect_in(heap);
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_event(suspect), "");
  EXPECT_THAT(holder_name(suspect), testing::EndsWith("._nsps"));
}

TEST(HolderName, EntriesOfOneCollectionHaveOneNameWithoutKeys) {
  using Kind = NameStep::Kind;
  const NameStep rooms{Kind::variable, "rooms"}, log{Kind::property, "log"};
  const Name by_entry{rooms, {Kind::entry, "a.b"}, log};
  EXPECT_EQ(leaks::without_keys(by_entry), (Name{rooms, {Kind::any_entry}, log}));
  EXPECT_EQ(leaks::without_keys({rooms, {Kind::element}, log}),
            (Name{rooms, {Kind::element}, log}));
  const Name by_key{rooms, {Kind::key, "1.b"}, log};
  EXPECT_EQ(leaks::without_keys(by_key), (Name{rooms, {Kind::any_key}, log}));
  EXPECT_EQ(leaks::collection_of_entries(by_key), Name{rooms});
  EXPECT_EQ(leaks::collection_of_entries(by_entry), Name{rooms});
  EXPECT_EQ(leaks::collection_of_entries({rooms, {Kind::element}, log}), Name{rooms});
  EXPECT_EQ(leaks::collection_of_entries({rooms, log}), (Name{rooms, log}));
}

}  // namespace
}  // namespace heapdiff::test
